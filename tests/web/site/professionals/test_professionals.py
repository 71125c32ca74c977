# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between professionals: the link, the session, the answers, and what whoever has not entered is told."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.entry.invitations import PROFESSIONAL
from graph.settings import ROOT
from tests.applications import application
from tests.conftest import TESTS
from tests.instances import ID
from tests.web.gated import entered, secret_of
from tests.web.test_pages import text_of
from web.app.sessions import NAME, PATH

FILES = tuple(TESTS / name for name in ("ecosystem.ttl", "ecosystem-restricted.ttl", "ecosystem-everywhere.ttl"))
HTTPS = {"BASE_URL": "https://tisserand.example.org"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town with its restricted facts."""
    app = application(tmp_path_factory.mktemp("gated"), FILES)
    app.config["GUESSES_PER_MINUTE"] = 10**6
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def inside(app: Flask) -> FlaskClient:
    """A professional who entered."""
    return entered(app)


def _link(app: Flask) -> str:
    token = app.extensions["tisserand"].gate.invite(PROFESSIONAL, 7)[1]
    return f"/entrer/{token}"


# --- entering -------------------------------------------------------------------------------------------------------


def test_a_whole_visit(app: Flask) -> None:
    link, client = _link(app), app.test_client()
    for _ in range(3):  # a mail scanner, a preview, the person
        page = client.get(link)
        assert page.status_code == 200
        assert "Entrer" in text_of(page.text)
    entry = client.post(link)
    assert entry.status_code == 303
    assert entry.headers["Location"] == PATH
    assert client.get(PATH).status_code == 200
    again = app.test_client().post(link)
    assert again.status_code == 410
    assert "a déjà servi" in text_of(again.text)
    out = client.post(f"{PATH}/sortir")
    assert out.status_code == 303
    assert client.get(PATH).status_code == 403


def test_a_cookie_kept_from_before_leaving_opens_nothing(app: Flask) -> None:
    client = app.test_client()
    entry = client.post(_link(app))
    cookie = entry.headers["Set-Cookie"].partition(";")[0]
    assert app.test_client(use_cookies=False).get(PATH, headers={"Cookie": cookie}).status_code == 200
    client.post(f"{PATH}/sortir")
    for path in (PATH, f"{PATH}?outil=plume", f"{PATH}/reponses.json?outil=plume", f"{PATH}/mots.json?q=plume"):
        replayed = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
        assert replayed.status_code == 403
        assert "zibeline" not in replayed.text


@pytest.mark.parametrize("shared", [False, True], ids=["own computer", "shared computer"])
def test_the_cookie_is_kept_from_scripts_and_other_sites(app: Flask, shared: bool) -> None:
    cookie = app.test_client().post(_link(app), data={"partage": "1"} if shared else {}).headers["Set-Cookie"]
    flags = {part.strip().partition("=")[0] for part in cookie.split(";")}
    assert {"HttpOnly", "SameSite", "Path"} <= flags
    assert "; Path=/" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Max-Age" in flags) is not shared  # forgotten with the browser where others use it


# Settings, the host visited, the beginning of the cookie's name, where it is sent.
COOKIES = {
    "https": ({"BASE_URL": "https://a.example"}, "a.example", "__Host-", "/"),
    "https under a path": ({"BASE_URL": "https://a.example/b"}, "a.example", "__Secure-", "/b"),
    "http": ({"BASE_URL": "http://a.example"}, "a.example", "", "/"),
    "http under a path": ({"BASE_URL": "http://a.example/b/c"}, "a.example", "", "/b/c"),
    "not chosen": ({}, "127.0.0.1:5000", "", "/"),
    "a room of an https instance": (
        {"BASE_URL": "https://a.example", "LAN": "1", "HOST": "192.168.1.20"}, "192.168.1.20:5000", "", "/",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "host", "prefix", "path"), COOKIES.values(), ids=COOKIES)
def test_browsers_hold_the_cookie_to_what_its_name_says(
    tmp_path: Path, settings: dict[str, str], host: str, prefix: str, path: str
) -> None:
    app = application(tmp_path, FILES[:1], **settings)
    under = app.extensions["tisserand"].settings.path
    client = app.test_client(use_cookies=False)
    [given] = client.post(under + _link(app), headers={"Host": host}).headers.getlist("Set-Cookie")
    parts = given.split("; ")
    assert parts[0].startswith(f"{prefix}{NAME}=")
    assert f"Path={path}" in parts
    assert ("Secure" in parts) is (prefix != "")
    assert "Domain" not in given
    headers = {"Host": host, "Cookie": parts[0]}
    assert client.get(under + PATH, headers=headers).status_code == 200
    out = client.post(f"{under}{PATH}/sortir", headers=headers)
    assert [item for item in out.headers.getlist("Set-Cookie") if item.startswith(f"{prefix}{NAME}=; Expires")]
    assert client.get(under + PATH, headers=headers).status_code == 403
    app.extensions["tisserand"].close()


def test_a_session_of_the_release_before_goes_on_until_it_ends(tmp_path: Path) -> None:
    app = application(tmp_path, FILES[:1], **HTTPS)
    client, cookie = app.test_client(use_cookies=False), {"Cookie": f"__Secure-{NAME}={secret_of(app)}"}
    assert client.get(PATH, headers=cookie).status_code == 200
    out = client.post(f"{PATH}/sortir", headers=cookie)
    forgotten = {item.partition("=")[0] for item in out.headers.getlist("Set-Cookie")}
    assert forgotten == {f"__Secure-{NAME}", f"__Host-{NAME}"}
    assert client.get(PATH, headers=cookie).status_code == 403
    app.extensions["tisserand"].close()


def test_a_request_behind_https_has_a_secure_cookie(app: Flask) -> None:
    cookie = app.test_client().post(_link(app), base_url="https://localhost").headers["Set-Cookie"]
    assert "; Secure" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"}, {"Origin": "null"},
    ],
    ids=str,
)  # fmt: skip
def test_a_form_of_another_site_does_nothing(app: Flask, headers: dict[str, str]) -> None:
    link = _link(app)
    refused = app.test_client().post(link, headers=headers)
    assert refused.status_code == 403
    assert "vient d’un autre site" in text_of(refused.text)
    assert app.test_client().post(link, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    inside = entered(app)
    assert inside.post(f"{PATH}/sortir", headers=headers).status_code == 403
    assert inside.get(PATH).status_code == 200


@pytest.mark.parametrize("token", ["abc", "a.b", "é.é", "%00", "x" * 3000, "..%2F..", "eyJhIjoxfQ.AAAA"])
def test_a_wrong_link_is_refused_with_words(app: Flask, token: str) -> None:
    for method in ("GET", "POST"):
        response = app.test_client().open(f"/entrer/{token}", method=method)
        assert response.status_code in {403, 404}
        assert "Set-Cookie" not in response.headers
        assert text_of(response.text).strip()
        if response.status_code == 403:
            assert "n’ouvre rien ici" in text_of(response.text)
            assert response.headers["Cache-Control"] == "no-store, private"


def test_a_wrong_form_does_not_use_the_link(app: Flask) -> None:
    link = _link(app)
    assert app.test_client().post(link, data={"nom": "Quelqu’un"}).status_code == 400
    assert app.test_client().post(link).status_code == 303


def test_of_two_at_once_one_enters(app: Flask) -> None:
    for _ in range(5):
        link = _link(app)
        with ThreadPoolExecutor(6) as threads:
            statuses = list(threads.map(lambda _, link=link: app.test_client().post(link).status_code, range(6)))
        assert sorted(statuses) == [303, *[410] * 5]


def test_guesses_are_counted_and_good_links_are_not(tmp_path: Path) -> None:
    app = application(tmp_path, FILES[:1])
    app.config["GUESSES_PER_MINUTE"] = 5
    client = app.test_client()
    statuses = [client.get(f"/entrer/guess-{number}").status_code for number in range(8)]
    assert statuses == [403] * 5 + [429] * 3
    assert int(client.post("/entrer/guess").headers["Retry-After"]) > 0
    guess = app.test_client(use_cookies=False)
    assert guess.get(PATH, headers={"Cookie": f"{NAME}=guess"}).status_code == 429
    assert app.test_client().get(PATH).status_code == 403  # no cookie is no guess
    link = _link(app)
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 303
    assert client.get(PATH).status_code == 200
    app.extensions["tisserand"].close()


# --- without a session ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["", "?outil=plume", "?outil=zibeline", "?outil=zzz", "?q=experte", "?niveau=nope", "?inconnu=1", "?q=%00"]
)
def test_whoever_has_not_entered_reads_the_same_whatever_is_asked(app: Flask, query: str) -> None:
    plain, asked = (app.test_client().get(f"{PATH}{suffix}") for suffix in ("", query))
    assert plain.status_code == asked.status_code == 403
    bare = [re.sub(rf'"{PATH}\?[^"]*lang=en[^"]*"', '"lang"', page.text) for page in (plain, asked)]
    assert bare[0] == bare[1]
    text = text_of(plain.text)
    for said in ("Comment entrer", "Demandez un lien", "Ce que tout le monde peut voir"):
        assert said in text


@pytest.mark.parametrize("path", ["/reponses.json?outil=plume", "/mots.json?q=plume", "/mots.json?q=zzz"])
def test_programs_are_refused_too(app: Flask, path: str) -> None:
    response = app.test_client().get(PATH + path)
    assert response.status_code == 403
    assert response.mimetype == "application/problem+json"
    assert "réservées aux professionnels" in response.json["detail"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_wrong_cookie_is_taken_back(app: Flask) -> None:
    response = app.test_client(use_cookies=False).get(PATH, headers={"Cookie": f"{NAME}=wrong"})
    assert response.status_code == 403
    assert "Votre session est terminée" in text_of(response.text)
    assert f"{NAME}=;" in response.headers["Set-Cookie"]


# --- inside ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "?outil=plume", "/reponses.json?outil=plume", "/mots.json?q=plume", "?outil=&inconnu=1"]
)
def test_nothing_inside_is_kept_by_caches(inside: FlaskClient, path: str) -> None:
    response = inside.get(PATH + path)
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "Cookie" in response.headers["Vary"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_who_knows_a_tool_is_shown_with_level_consent_and_sources(inside: FlaskClient) -> None:
    html = inside.get(f"{PATH}?outil=nuage-libre").text
    text = text_of(html)
    for said in (
        "Nuage Libre, dans le détail", "Une collègue experte (fictive)", "au sein de Le Relais Exemple", "Expert",
        "accepte les questions", "relais@relais.example", "Compétences des personnes de la petite ville",
        "réservée aux professionnels", "Le chemin dans le réseau",
    ):  # fmt: skip
        assert said in text
    assert text.index("Nuage Libre, dans le détail") < text.index("À qui s’adresser d’abord")


def test_who_did_not_agree_to_be_asked_is_never_shown(inside: FlaskClient) -> None:
    addresses = [
        PATH,
        f"{PATH}?outil=nuage-libre",
        f"{PATH}?outil=plume",
        f"{PATH}?q=sans être sollicité",
        f"{PATH}?q=discret",
    ]
    addresses += [
        f"{PATH}/mots.json?q={word}" for word in ("nuage", "discret", "sollicité", "muette", "plume", "zibeline")
    ]
    addresses += [f"{PATH}/reponses.json?outil={tool}" for tool in ("nuage-libre", "plume")]
    for address in addresses:
        text = inside.get(address).text.partition('id="dem"')[2] or inside.get(address).text
        for name in (
            "collègue discret",
            "Nuage Libre, sans être sollicité",
            "Plume, sans avoir dit oui",
            "muette zibeline",
        ):
            assert name not in text, address


def test_a_post_that_said_yes_is_shown_and_the_best_come_first(inside: FlaskClient) -> None:
    found = inside.get(f"{PATH}/reponses.json?outil=plume").json
    assert [item["service"]["label"] for item in found["results"][:2]] == [
        "Plume zibeline", "Lire ses courriels avec Plume Exemple",
    ]  # fmt: skip
    assert found["situation"]["asker"] == PROFESSIONAL
    assert [item["rank"] for item in found["results"]] == list(range(1, len(found["results"]) + 1))


def test_every_edge_of_a_path_is_a_fact(app: Flask, inside: FlaskClient) -> None:
    facts = {
        (fact.s, fact.p, fact.o, fact.source) for fact in app.extensions["tisserand"].repository.full.facts()
    }  # fmt: skip
    paths = [
        edge
        for tool in ("plume", "nuage-libre", "pigeon")
        for item in inside.get(f"{PATH}/reponses.json?outil={tool}").json["results"]
        for edge in item["path"]
    ]
    assert len(paths) > 6
    links = [edge for edge in paths if "://" in edge["o"]]
    assert all((edge["s"], edge["p"], edge["o"], edge["source"]) in facts for edge in links)
    assert any(f"{ID}person/" in edge["o"] for edge in links)


def test_the_level_asked_for_is_a_least_and_what_is_below_is_told(inside: FlaskClient) -> None:
    every, experts = (inside.get(f"{PATH}/reponses.json?outil=plume{level}").json for level in ("", "&niveau=expert"))
    names = [item["service"] and item["service"]["label"] for item in experts["results"]]
    assert "Plume zibeline" in names
    assert "Lire ses courriels avec Plume Exemple" not in names
    assert experts["below"] > every["below"] == 0
    assert {item["kind"] for item in experts["results"]} > {"direct"}  # the ladder stays
    assert "en dessous de ce niveau" in text_of(inside.get(f"{PATH}?outil=plume&niveau=expert").text)


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("je suis bloquée sur Plume Exemple", "Plume Exemple"),
        ("plume exmple", "Plume Exemple"),
        ("logiciel zibelline", "Logiciel zibeline"),  # a tool that only the full dataset knows, badly typed
        ("Nuage Libre, dans le détail", "Nuage Libre Exemple"),
        ("visioconférence", "Se réunir à distance"),
    ],
)
def test_free_words_are_understood(inside: FlaskClient, words: str, understood: str) -> None:
    page = inside.get(PATH, query_string={"q": words})
    assert page.status_code == 200
    assert f"À qui demander : {understood}" in text_of(page.text)
    assert f'value="{words}"' not in page.text  # what was understood stands as boxes to untick instead


def test_words_that_are_not_understood_come_back_and_somebody_is_named(inside: FlaskClient) -> None:
    html = inside.get(PATH, query_string={"q": "zorglub"}).text
    text = text_of(html)
    assert "zorglub » n’a pas été compris. Dites-le avec d’autres mots." in text
    assert text.count("n’a pas été compris") == 1
    assert 'value="zorglub"' in html
    assert "À qui s’adresser d’abord" in text


def test_nobody_is_said_and_the_ladder_follows(inside: FlaskClient) -> None:
    text = text_of(inside.get(f"{PATH}?domaine=fab-making&niveau=expert").text)
    assert "Personne n’a encore dit connaître ce sujet. Voici par qui commencer." in text
    assert "À qui s’adresser d’abord" in text


def test_what_can_be_asked_is_listed_with_counts(inside: FlaskClient) -> None:
    html = inside.get(PATH).text
    known = dict(re.findall(rf'href="{PATH}\?outil=([\w-]+)">.*?<span class="grey">(\d+)', html))
    assert known == {"nuage-libre": "1", "plume": "2"}


def test_suggestions_come_from_every_name(inside: FlaskClient) -> None:
    labels = [item["label"] for item in inside.get(f"{PATH}/mots.json?q=zibeli").json["results"]]
    assert {"Logiciel zibeline", "Plume zibeline"} <= set(labels)
    assert "Organisme zibeline" not in labels  # what can be asked about, not who


def test_no_link_leads_to_a_card_that_is_not_public(app: Flask, inside: FlaskClient) -> None:
    visitor, seen = app.test_client(), 0
    for query in ("outil=plume", "outil=nuage-libre", "outil=zibeline", "domaine=video-meeting", "domaine=email"):
        html = inside.get(f"{PATH}?{query}").text
        identifiers = set(re.findall(r'\sid="([^"]+)"', html))
        assert len(identifiers) == len(re.findall(r'\sid="([^"]+)"', html))
        for address in set(re.findall(r'href="([^"]+)"', html)):
            if address.startswith(("/fiche/", "/carte", "/id/")):
                seen += 1
                assert visitor.get(address.replace("&amp;", "&")).status_code == 200, address
            elif address.startswith("#"):
                assert address[1:] in identifiers
        assert 'href=""' not in html
    assert seen > 20


@pytest.mark.parametrize(("query", "parameter"), [("?niveau=nope", "niveau"), ("?q=a%00b", "q")])
def test_a_bad_request_is_named(inside: FlaskClient, query: str, parameter: str) -> None:
    response = inside.get(PATH + query)
    assert response.status_code == 400
    assert f"« {parameter} »" in text_of(response.text)


def test_english_is_spoken_inside(inside: FlaskClient) -> None:
    text = text_of(inside.get(f"{PATH}?outil=nuage-libre&lang=en").text.split("<main")[1])
    for said in ("Whom to ask: Example Free Cloud", "Free Cloud in depth", "takes questions", "Who knows the subject"):
        assert said in text


# --- the command line -----------------------------------------------------------------------------------------------


def test_invitations_are_made_listed_and_revoked_by_commands(app: Flask) -> None:
    runner, client = app.test_cli_runner(), app.test_client()
    made = json.loads(runner.invoke(args=["invite", "--role", "professional", "--days", "3", "--json"]).output)
    address = urlsplit(made["url"])
    assert address.netloc == "127.0.0.1:5000"
    assert client.post(address.path).status_code == 303
    listed = {item["number"]: item for item in json.loads(runner.invoke(args=["invitations", "--json"]).output)}
    assert listed[made["number"]]["session"]
    assert "session ouverte" in runner.invoke(args=["invitations"]).output
    told = runner.invoke(args=["revoke", str(made["number"])]).output
    assert told.startswith(f"Invitation {made['number']} annulée, sa session est fermée.\nCe lien avait servi.")
    assert client.get(PATH).status_code == 403
    lines = runner.invoke(args=["invite"]).output.splitlines()
    assert lines[0].startswith("http://127.0.0.1:5000/entrer/")
    assert len(lines) == 2


def test_what_each_role_may_do_is_told_and_asked_of_one_table(app: Flask) -> None:
    runner = app.test_cli_runner()
    made = json.loads(runner.invoke(args=["invite", "--role", "moderator", "--json"]).output)
    assert (made["role"], made["rights"]) == ("moderator", ["contribute", "read-between-professionals", "moderate"])
    told = runner.invoke(args=["invitations"]).output
    assert "moderator      Modération : mettre en ligne aussitôt ce que l’on écrit, lire l’espace" in told
    client = app.test_client()
    assert client.post(urlsplit(made["url"]).path).status_code == 303
    assert client.get(PATH).status_code == 200
    # A role that the table no longer has opens nothing.
    with sqlite3.connect(app.extensions["tisserand"].settings.instance / "journal.sqlite") as database:
        database.execute("update sessions set role = 'visitor' where invitation = ?", (made["number"],))
    database.close()
    assert client.get(PATH).status_code == 403


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["invite", "--role", "chef"], "n’existe pas"), (["invite", "--days", "0"], "days"),
        (["revoke", "999999"], "numéro"), (["revoke", "x"], "N"),
    ],
)  # fmt: skip
def test_a_wrong_command_says_what_is_wrong(app: Flask, args: list[str], said: str) -> None:
    result = app.test_cli_runner().invoke(args=args)
    assert result.exit_code in {1, 2}
    assert said in result.stderr
    assert result.stderr.startswith("Erreur : ")


def test_the_link_bears_the_address_of_the_site(tmp_path: Path) -> None:
    app = application(tmp_path, (), **HTTPS)
    made = json.loads(app.test_cli_runner().invoke(args=["invite", "--json"]).output)
    assert made["url"].startswith("https://tisserand.example.org/entrer/")


# --- the guide ------------------------------------------------------------------------------------------------------


def example_of_the_guide(folder: Path) -> Path:
    """The file that the guide shows."""
    guide = (ROOT / "docs" / "guides" / "entre-professionnels.md").read_text(encoding="utf-8")
    example = re.search(r"```turtle\n(.*?)```", guide, re.DOTALL)
    assert example is not None
    path = folder / "restreint.ttl"
    path.write_text(example[1], encoding="utf-8")
    return path


@pytest.mark.slow
def test_the_example_of_the_guide_passes_the_check(tmp_path: Path) -> None:
    """The whole check, beside the project's own data; loading them, below, judges them too, without a SHACL engine."""
    path = example_of_the_guide(tmp_path)
    runner = application(tmp_path / "instance", ()).test_cli_runner()
    checked = runner.invoke(args=["check", str(ROOT / "data"), str(path)])
    assert checked.exit_code == 0, checked.output


def test_the_example_of_the_guide_works_as_it_says(tmp_path: Path) -> None:
    app = application(tmp_path / "instance", (ROOT / "data", example_of_the_guide(tmp_path)))
    text = text_of(entered(app).get(f"{PATH}?q=je suis bloqué sur YesWiki").text)
    assert "1. Bases de données et formulaires YesWiki" in text
    assert "accueil@mediatheque.example" in text
    assert "Organiser une visioconférence" not in text_of(entered(app).get(f"{PATH}?domaine=video-meeting").text)
    assert "mediatheque-" not in app.test_client().get("/export/touraine.nq").text
    app.extensions["tisserand"].close()


def test_what_was_read_can_be_taken_back(inside: FlaskClient) -> None:
    html = inside.get(PATH, query_string={"q": "je bloque sur la visioconférence", "lang": "fr"}).text
    chips = re.findall(r'class="noprint" href="([^"]+)" title="Retirer"', html)
    assert "Compris comme" in html
    assert chips
    assert [chip for chip in chips if not chip.startswith(PATH)] == []
    assert any("video-meeting" not in chip for chip in chips)
