# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is sent or loaded: a clear message in French, the right status, nothing lost, never a traceback."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from graph.storage.loading.formats import MAX_BYTES
from tests.applications import application, filled
from tests.instances import PREFIXES, TOWN_TTL, write
from tests.siege import counted
from tests.steps import steps
from tests.web.conftest import TOWN

pytestmark = pytest.mark.long

# Every address with its parameters, and what it needs to answer at all.
ROUTES = {
    "/": ("", ()),
    "/carte": ("", ("vue", "centre", "date")),
    "/carte.json": ("", ("vue", "centre", "date")),
    "/carte.svg": ("", ("centre", "date")),
    "/carte/fiche": ("centre=network/cercle", ("centre", "date")),
    **{f"/carte.{extension}": ("", ("vue", "date")) for extension in ("mm", "md", "graphml")},
    "/carte.pdf": ("", ("papier",)),
    "/carte/vue": ("", ("vue", "centre", "date", "depuis", "ouvert", "choix", "de", "vers", "par", "mode")),
    "/carte/integrer": ("", ("vue", "centre", "date")),
    "/carte/partager": ("", ("vue", "centre", "date")),
    "/couverture": ("", ("territoire", "theme", "epci", "date", "gratuit", "communes")),
    "/api/v1/coverage": ("", ("territory", "theme", "epci", "date", "free", "by")),
    "/croisements": ("", ("de", "avec", "nature", "territoire")),
    "/croisements.csv": ("", ("de", "avec", "nature", "territoire")),
    "/api/v1/crossing": ("", ("source", "with", "kind", "area", "limit")),
    "/diagnostic": ("", ()),
    "/accessibilite": ("", ()),
    "/droits": ("", ()),
    "/orientation": ("besoin=email", ("commune", "besoin", "outil", "public", "gratuit", "mode", "date", "pourquoi")),
    "/orientation/reponses": ("besoin=email", ("commune", "besoin", "comparer", "saisie", "pas", "date")),
    "/orientation/fiche": ("besoin=email", ("commune", "besoin", "outil", "date")),
    "/orientation/fiche.pdf": ("besoin=email", ("commune", "besoin", "date")),
    "/orientation/lieux.json": ("", ("q",)),
    "/orientation/mots.json": ("", ("q", "nature")),
    "/communes/centres.json": ("", ()),
    "/communes/37072.json": ("", ()),
    "/annuaire": ("", ("q", "page", "nature", "besoin", "territoire")),
    "/annuaire/reseaux": ("", ("q",)),
    "/actualites": ("", ("depuis", "nature", "reseau", "epci", "besoin")),
    "/actualites.atom": ("", ("depuis", "epci")),
    "/actualites.json": ("", ("depuis", "reseau")),
    "/glossaire": ("", ()),
    "/ontologie": ("", ()),
    "/ontologie.ttl": ("", ()),
    "/a-propos": ("", ()),
    "/sante": ("", ()),
    "/export/touraine.ttl": ("", ()),
    "/export/touraine": ("", ("licence",)),
    "/fiche/network/cercle": ("", ()),
    "/id/network/cercle": ("", ()),
    "/id/need": ("", ()),
    "/recherche": ("", ("q",)),
    "/api/v1/search": ("q=cercle", ("q", "limit", "kind")),
    "/api/v1/referrals": (
        "need=email",
        ("commune", "need", "tool", "audience", "free", "mode", "date", "asker", "question", "limit"),
    ),
    "/api/v1/neighbours": ("id=network/cercle", ("id", "depth")),
    "/api/v1/path": ("from=network/cercle&to=network/cercle", ("from", "to")),
    "/api/v1/openapi.json": ("", ()),
}
VALUES = {
    "empty": "",
    "unknown": "Zzyzxqwv",
    "ten thousand": "a" * 10_000,
    "nul": "a%00b",
    "control": "a%07b",
    "line break": "a%0D%0ASet-Cookie:x=1",
    "bidirectional": "a%E2%80%AEb",
    "zero width": "%E2%80%8B",
    "no such day": "2021-02-30",
    "negative": "-1",
    "word": "abc",
    "huge number": "9" * 30,
    "other digits": "%D9%A3",
    "climbing": "..%2F..%2Fetc%2Fpasswd",
    "wrong percent": "%zz%",
    "wrong utf-8": "%FF%FE",
    "surrogate": "%ED%A0%80",
    "broken iri": "http://[",
    "script": "javascript:alert(1)",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "quotes": "%22%27%60",
    "regular expression": "(a%2B)%2B%24",
}
PATHS = ("/", "/fiche/", "/fiche/network/", "/id/", "/id/need/", "/annuaire/", "/export/", "/static/", "/carte/")


def _calls() -> list[str]:
    found = []
    for path, (base, names) in ROUTES.items():
        for name in (*names, "inconnu"):
            kept = "&".join(part for part in base.split("&") if part and not part.startswith(f"{name}="))
            found += [f"{path}?{kept}{'&' if kept else ''}{name}={value}" for value in VALUES.values()]
    return found + [path + value for path in (*PATHS, "/api/v1/") for value in VALUES.values() if value]


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A visitor without a limit of calls."""
    app = application(tmp_path_factory.mktemp("bad"), TOWN)
    app.config["API_CALLS_PER_MINUTE"] = 10**9
    app.extensions["tisserand"].prepare()
    yield app.test_client()
    app.extensions["tisserand"].close()


def said(response: TestResponse) -> str:
    """What the answer tells of the problem: the detail, or the text of the page."""
    if response.mimetype == "application/problem+json":
        document: dict[str, Any] = json.loads(response.text)
        assert document["status"] == response.status_code
        assert document["title"]
        return f"{document['detail']} [{document.get('parameter', '')}]"
    return re.sub(r"<[^>]+>", " ", response.text)


def test_no_bad_value_breaks_an_address(visitor: FlaskClient) -> None:
    """One value in five, each time others: every value is tried on many parameters, which the same code reads."""
    for address in _calls()[::5]:
        assert_refused_well(address, visitor.get(address))


@pytest.mark.slow
def test_no_bad_value_breaks_any_address(visitor: FlaskClient) -> None:
    with counted("addresses") as tally:
        for address in _calls():
            assert_refused_well(address, visitor.get(address))
            tally.round()


def assert_refused_well(address: str, response: TestResponse) -> None:
    """An answer, or words that say what is wrong, and nothing that runs."""
    assert response.status_code in {200, 303, 308, 400, 404}, address
    assert response.data, address
    assert b"Traceback" not in response.data, address
    assert "Set-Cookie" not in response.headers, address
    if response.mimetype == "text/html":
        assert "<script>alert" not in response.text, address
    if response.status_code >= 400:
        assert response.mimetype in {"text/html", "application/problem+json"}, address
        assert response.mimetype != "text/html" or '<html lang="fr"' in response.text, address
        assert len(said(response)) > 20, address


def test_bad_values_are_refused_quickly(visitor: FlaskClient) -> None:
    for made_once in ("/carte", "/orientation?besoin=email&commune=Tours"):
        visitor.get(made_once)
    work = {address: steps(partial(visitor.get, address)) for address in _calls()[1::27]}
    assert {address: count for address, count in work.items() if count > 3_000_000} == {}


@pytest.mark.parametrize("path", ROUTES)
def test_an_unknown_parameter_is_named_where_no_page_answers(visitor: FlaskClient, path: str) -> None:
    base, _ = ROUTES[path]
    plain, response = visitor.get(f"{path}?{base}"), visitor.get(f"{path}?{base}&inconnu=1")
    if plain.mimetype == "text/html" and not path.startswith("/export/"):
        assert response.status_code == plain.status_code
        return
    assert response.status_code == 400
    assert "inconnu" in said(response)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/search?q=cercle", "/carte.json?vue=reseaux", "/export/touraine.csv?", "/export/touraine.ttl?",
     "/couverture.csv?", "/id/network/cercle.ttl?", "/orientation/mots.json?q=a"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["utm_source", "fbclid", "ref"])
def test_a_program_is_told_the_parameter_that_it_got_wrong(visitor: FlaskClient, address: str, name: str) -> None:
    response = visitor.get(f"{address}&{name}=lettre")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["parameter"] == name


@pytest.mark.parametrize(
    "address",
    [
        "/carte?date=2021-02-30", "/carte?date=20210601", "/carte.svg?date=2021-W22-2",
        "/orientation?besoin=email&date=hier",
        "/orientation?besoin=email&gratuit=peut-etre", "/orientation?besoin=email&mode=fusee", "/annuaire?page=-1",
        "/annuaire?page=abc", "/orientation?commune=%00", "/recherche?q=a%E2%80%AEb",
        "/api/v1/search?q=a&lang=de", "/api/v1/path?from=javascript:x&to=network/cercle", "/api/v1/search?q=a&q=b",
        "/api/v1/referrals?need=email&date=2021-06-01&date=2021-06-02", "/api/v1/search?q=%E2%80%8B",
    ],
)  # fmt: skip
def test_the_parameter_at_fault_is_named(visitor: FlaskClient, address: str) -> None:
    response = visitor.get(address, headers={"Accept": "application/json"})
    name = re.split(r"[?&]", address)[-1].partition("=")[0] if "path?" not in address else "from"
    assert response.status_code == 400
    assert name in said(response) or {"gratuit": "free"}.get(name, "date") in said(response)


def test_the_same_value_twice_is_no_contradiction(visitor: FlaskClient) -> None:
    assert visitor.get("/api/v1/search?q=cercle&q=cercle&limit=3").status_code == 200


def test_soft_characters_brought_by_copying_are_forgotten(visitor: FlaskClient) -> None:
    plain, soft = (visitor.get(f"/api/v1/search?q={q}").get_json() for q in ("cercle", "cer%C2%ADcle%E2%80%8B"))
    assert plain["results"]
    assert plain == soft
    assert visitor.get("/api/v1/referrals?need=email%E2%80%8B").status_code == 200


@pytest.mark.parametrize(
    "address", ["/fiche/a%E2%80%AEb", "/annuaire/a%E2%80%AEb", "/id/network/a%00b", "/api/v1/a%E2%80%AEb"]
)
def test_an_error_repeats_no_hidden_character(visitor: FlaskClient, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 404
    assert not {"\x00", "\u202e"} & set(response.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/id/network/cercle.ttl", "/export/touraine.ttl"])
def test_another_method_is_refused_with_those_that_exist(visitor: FlaskClient, method: str, path: str) -> None:
    response = visitor.open(path, method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "se lit" in said(response)


@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Cookie"])
@pytest.mark.parametrize("value", ["garbage", ";;;,q=", "x" * 8000, "*/*;q=abc", 'W/"', "bytes=9-1"])
def test_odd_headers_do_no_harm(visitor: FlaskClient, name: str, value: str) -> None:
    for path in ("/", "/id/network/cercle.ttl", "/export/touraine.ttl", "/api/v1/search?q=a"):
        assert visitor.get(path, headers={name: value}).status_code in {200, 206, 416}, path


# --- the command line -------------------------------------------------------------------------------------------------

NETWORK = '<id/network/x> a org:OrganizationalCollaboration ; skos:prefLabel "X"@fr ; '
LINE = TOWN_TTL.count("\n") + 1
BAD_LINES = {
    "no value": ("<id/network/x> skos:prefLabel .", "ne peut pas être une valeur"),
    "no end": (NETWORK + 'skos:note "a', "finit trop tôt"),
    "no prefix": ("<id/network/x> zz:a 1 .", "le préfixe zz: n’est pas déclaré"),
    "no iri": (NETWORK + "foaf:homepage <http://[> .", "adresse"),
    "script": (NETWORK + "foaf:homepage <JavaScript:alert(1)> .", "n’est pas acceptée"),
    "bidirectional": (NETWORK + 'skos:note "a\u202eb"@fr .', "U+202E"),
    "unknown property": (NETWORK + "org:nope 1 .", "org:nope"),
    "unknown class": ("<id/network/x> a org:Nope .", "org:Nope"),
    "unknown choice": (NETWORK + "tis:state <https://w3id.org/tisserand/state/nope> .", "vocabulaire"),
    "no such day": (NETWORK + 'schema:startDate "2021-02-30"^^xsd:date .', "« 2021-02-30 » n’existe pas"),
}
BAD_FILES = {
    "csv": (b"nom,commune\nA,Tours\n", "CSV"),
    "pdf": (b"%PDF-1.4\n", "PDF"),
    "utf-16": (TOWN_TTL.encode("utf-16"), "UTF-16"),
    "empty": (b"", "est vide"),
    "two sources": (TOWN_TTL.encode() + b"<id/source/u> a schema:Dataset .", "2 fois une source"),
    "no source": (PREFIXES.encode() + b'<id/network/x> skos:prefLabel "X"@fr .', "pas de source"),
    "no licence": (PREFIXES.encode() + b'<id/source/u> a schema:Dataset ; skos:prefLabel "U"@fr .', "licence"),
    "blank node": (TOWN_TTL.encode() + b"<id/network/x> org:linkedTo [] .", "sans IRI"),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small town."""
    return write(tmp_path_factory.mktemp("small"))


@pytest.fixture
def maintained(tmp_path: Path, town: Path) -> Iterator[Flask]:
    """An application with one change in its journal."""
    app = filled(tmp_path / "instance", [town])
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def runner(maintained: Flask) -> FlaskCliRunner:
    return maintained.test_cli_runner()


def journal(runner: FlaskCliRunner) -> str:
    return sha256(runner.invoke(args=["history", "--json"]).output.encode()).hexdigest()


def refused(runner: FlaskCliRunner, *args: str) -> str:
    """The one line by which a command refuses, the journal left as it was."""
    before = journal(runner)
    result = runner.invoke(args=list(args))
    assert result.exit_code in {1, 2}
    assert isinstance(result.exception, SystemExit)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Erreur : ")
    assert journal(runner) == before
    return lines[0]


@pytest.mark.parametrize(("line", "message"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_wrong_line_is_named_and_nothing_loaded(
    runner: FlaskCliRunner, tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text(f"{TOWN_TTL}{line}\n")
    told = refused(runner, "load", str(path))
    assert f"wrong.ttl, ligne {LINE}" in told
    assert message in told
    assert "Parser" not in told


@pytest.mark.parametrize(("content", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_wrong_file_is_called_by_its_name(
    runner: FlaskCliRunner, tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_bytes(content)
    assert message in refused(runner, "load", str(path))


def test_what_is_no_file_is_not_loaded(runner: FlaskCliRunner, tmp_path: Path) -> None:
    (tmp_path / "folder" / ".hidden").mkdir(parents=True)
    (tmp_path / "folder" / ".hidden" / "a.ttl").write_text(TOWN_TTL)
    assert "aucun fichier" in refused(runner, "load", str(tmp_path / "folder"))
    assert "n’existe pas" in refused(runner, "load", str(tmp_path / "absent.ttl"))
    with (tmp_path / "big.ttl").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "50 Mo" in refused(runner, "load", str(tmp_path / "big.ttl"))


def test_an_export_goes_only_where_a_file_can_be(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert "est un dossier" in refused(runner, "export", "ttl", "-o", str(tmp_path))
    assert "docx" in refused(runner, "export", "docx")
    assert "n’existe pas" in refused(runner, "export", "ttl", "-o", str(tmp_path / "absent" / "a.ttl"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # like a device: replacing it would break what reads it
    for command in (("export", "ttl", "-o"), ("backup",)):
        assert "n’est pas un fichier ordinaire" in refused(runner, *command, str(pipe))
    assert pipe.is_fifo()


def test_a_wrong_backup_restores_nothing(runner: FlaskCliRunner, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"not an archive")
    assert "pas une sauvegarde" in refused(runner, "restore", str(wrong), "--force")
    assert "n’existe pas" in refused(runner, "restore", str(tmp_path / "absent"), "--force")
    assert "fichier ordinaire" in refused(runner, "restore", str(tmp_path), "--force")


@pytest.mark.parametrize("number", ["9999", "abc", "0", "9" * 30, ""])
def test_only_a_change_that_exists_is_undone(runner: FlaskCliRunner, number: str) -> None:
    assert refused(runner, "undo", number).endswith(".")


def test_a_wrong_date_is_a_finding_and_no_traceback(
    runner: FlaskCliRunner, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text(f'{TOWN_TTL}{NETWORK}schema:startDate "2021-02-30"^^xsd:date .\n')
    assert "2021-02-30" in refused(runner, "check", str(path))
    assert not caplog.records
