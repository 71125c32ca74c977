# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage page and its files: what it shows is what the referral answers, and every view has an address."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import jsonschema
import pytest
from flask.testing import FlaskClient

from tests.applications import description
from tests.graph.referral.worlds import state_told, worth_told
from tests.instances import observatory, territories
from tests.steps import steps
from tests.web.test_pages import text_of
from web.api._examples import shown
from web.api.coverage import path, schemas
from web.site.coverage.page import hyphenated

DAY = "date=2021-06-01"
CHINON, TOURS = "200043081", "243700754"
LEAF = f"/couverture?theme=work-together&epci={CHINON}&communes=toutes&{DAY}"
EXAMPLES = shown(observatory(), territories())
CASE = re.compile(
    r'<a\s+class="cell ([\w-]+)"\s+href="([^"]+)">(?:(?!</a>).)*<span\s+class="vh">\s*– ([^<]+)</span></a>', re.DOTALL
)


def cases(html: str) -> list[tuple[str, str, str]]:
    """Tone, address and full name of each box that leads somewhere."""
    return [(tone, unescape(href), unescape(name)) for tone, href, name in CASE.findall(html)]


def test_the_page_opens_with_themes_by_intercommunality(client: FlaskClient) -> None:
    html = client.get(f"/couverture?{DAY}").text
    text = text_of(html)
    assert "Ce que le territoire couvre, et ce qui manque" in text
    assert "Indre-et-Loire – au 1er juin 2021" in text
    assert html.count('<th scope="row"') == 9
    assert html.count('<th scope="col"') == 12
    assert "Tous les besoins" in text
    assert "Si cet acteur s’arrête" in text


def test_a_box_leads_to_a_finer_view_then_to_the_answer(client: FlaskClient) -> None:
    first = next(
        href
        for _, href, name in cases(client.get(f"/couverture?{DAY}").text)
        if "Travailler" in name and "Chinon" in name
    )
    assert first == f"/couverture?date=2021-06-01&theme=work-together&epci={CHINON}"
    leaf = next(href for _, href, name in cases(client.get(first).text) if name.startswith("Partager des fichiers"))
    assert leaf.startswith("/orientation?commune=commune-37")
    answer = client.get(leaf)
    assert answer.status_code == 200
    assert "Partager des fichiers" in text_of(answer.text)


def test_each_box_of_a_commune_says_what_its_answer_says(client: FlaskClient) -> None:
    """Green where the page of the answer has someone to reach who does that very need; never for an online tool."""
    tones = {"covered": "yes", "tool-only": "tool-only", "near": "near", "fallback": "unsure", "none": "no"}
    seen = set()
    for tone, href, name in cases(client.get(LEAF).text + client.get(LEAF.replace(CHINON, TOURS)).text)[::7]:
        if not href.startswith("/orientation"):
            continue
        asked = href.replace("/orientation", "/api/v1/referrals").replace("besoin=", "need=")
        results = client.get(f"{asked}&limit=50").json["results"]
        reached = [item for item in results if any(item["contact"].values())]
        worths = [
            worth_told(
                item["kind"], (item["service"] or {"iri": ""})["iri"], (said["text"] for said in item["reasons"])
            )
            for item in reached
            if item["kind"] in {"direct", "indirect"}
        ]
        assert tone == tones[state_told(worths, bool(reached))], name
        seen.add(tone)
    assert {"yes", "tool-only", "near", "unsure"} <= seen


def test_the_whole_view_is_in_the_address(client: FlaskClient) -> None:
    html = client.get(f"/couverture?theme=communicate&gratuit=1&{DAY}&territoire=45&lang=fr").text
    assert "Loiret" in text_of(html)
    assert re.search(r'<option value="communicate" selected>', html)
    assert re.search(r'name="gratuit" value="1" checked', html)
    for _, href, _ in cases(html):
        if href.startswith("/couverture"):
            assert all(part in href for part in ("territoire=45", "gratuit=1", DAY, "theme=communicate"))


def test_only_what_is_free_covers_less(client: FlaskClient) -> None:
    def answered(query: str) -> int:
        totals = client.get(f"/api/v1/coverage?date=2021-06-01{query}").json["totals"]
        return int(totals["covered"] + totals["tool_only"] + totals["near"])

    assert answered("&free=1") < answered("")


def test_communes_with_the_same_answers_are_together_and_can_be_set_apart(client: FlaskClient) -> None:
    together = client.get(f"/couverture?theme=work-together&epci={CHINON}&{DAY}").text
    assert "autres communes" in text_of(together)
    assert "Voir les communes une à une" in text_of(together)
    assert client.get(LEAF).text.count('<th scope="col"') == 20


def test_what_hangs_on_one_actor_and_who_has_no_contact_are_named(client: FlaskClient) -> None:
    text = text_of(client.get(f"/couverture?{DAY}").text)
    assert "Bricole Exemple" in text[text.index("Connus, mais sans contact") :]
    pillars = text[text.index("Si cet acteur s’arrête") : text.index("Connus, mais sans contact")]
    assert "Atelier Exemple" in pillars
    assert "Nuage Exemple" not in pillars  # its online tools are no helpers


def test_gaps_say_who_runs_the_network_in_charge(client: FlaskClient) -> None:
    text = text_of(client.get(f"/couverture?theme=learn&{DAY}").text)
    assert re.search(r"Réseau en charge : Le Cercle Exemple", text)


def test_the_page_speaks_english(client: FlaskClient) -> None:
    html = client.get(f"/couverture?theme=learn&{DAY}", headers={"Accept-Language": "en"}).text
    text = text_of(html)
    assert "What the territory covers, and what is missing" in text
    assert "Learn and pass on" in text
    words = set(re.findall(r"\w+", text_of(html.split("<main")[1]).lower()))
    assert not words & {"couverture", "besoin", "réponse", "orientation", "manques", "repli"}


BAD = [
    ("theme=zzz", "theme", "Aucun thème de besoins ne s’appelle « zzz »"),
    ("epci=12", "epci", "n’est pas une intercommunalité de ce département"),
    ("territoire=Chinon", "territoire", "n’est pas un département"),
    ("date=hier", "date", "La date « hier » ne se lit pas"),
    ("gratuit=peut-etre", "gratuit", "gratuit"),
    ("communes=aucune", "communes", "toutes"),
]


@pytest.mark.parametrize("form", ["", ".csv", ".svg"])
@pytest.mark.parametrize(("query", "field", "said"), BAD, ids=[case[1] for case in BAD])
def test_what_is_wrong_is_said_in_words(client: FlaskClient, form: str, query: str, field: str, said: str) -> None:
    response = client.get(f"/couverture{form}?{query}")
    assert response.status_code == 400
    assert said.replace(" »", "").replace("« ", "") in text_of(response.text).replace("« ", "").replace(" »", "")
    problem = client.get(f"/couverture?{query}", headers={"Accept": "application/json"}).json
    assert problem["parameter"] == field


@pytest.mark.parametrize("form", [".csv", ".svg"])
def test_a_file_names_what_it_does_not_know(client: FlaskClient, form: str) -> None:
    response = client.get(f"/couverture{form}?commune=Tours")
    assert response.status_code == 400
    assert "n’est pas compris" in text_of(response.text)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("theme=zzz", f"/couverture?theme=communicate&{DAY}"),
        ("epci=12", f"/couverture?epci={CHINON}&{DAY}"),
        ("territoire=Haute", f"/couverture?territoire=87&{DAY}"),
    ],
)
def test_what_was_perhaps_meant_is_the_same_view_corrected(client: FlaskClient, query: str, meant: str) -> None:
    html = unescape(client.get(f"/couverture?{query}&{DAY}").text)
    assert f'href="{meant}"' in html
    assert client.get(meant).status_code == 200
    assert f'href="/couverture?{DAY}"' in html


def test_empty_fields_of_the_form_are_nothing_asked(client: FlaskClient) -> None:
    assert client.get("/couverture?theme=&epci=&territoire=&date=").status_code == 200


# --- files and API ---------------------------------------------------------------------------------------------------


def test_the_csv_has_a_row_for_each_cell_of_the_view(client: FlaskClient) -> None:
    response = client.get(f"/couverture.csv?theme=work-together&epci={CHINON}&{DAY}")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == 18 * 19
    chinon = next(row for row in rows if row["commune"] == "Chinon" and row["besoin"] == "Partager des fichiers")
    assert chinon["état"] == "couvert"
    assert "Atelier Exemple" in chinon["à_joindre"].split("|")
    assert chinon["intercommunalité"] == "CC Chinon, Vienne et Loire"
    assert {row["état"] for row in rows} <= {
        "couvert",
        "outil seulement",
        "approchant",
        "sans réponse directe",
        "personne",
    }
    held = [row for row in rows if row["ne_tient_qu_à"]]
    assert held
    assert all(row["état"] == "couvert" for row in held)


def test_the_csv_in_english_has_english_columns(client: FlaskClient) -> None:
    head = client.get(f"/couverture.csv?{DAY}&lang=en").data.decode("utf-8-sig").splitlines()[0]
    assert head.startswith("theme,need,insee_code,municipality")


def test_the_svg_is_the_same_table(client: FlaskClient) -> None:
    response = client.get(f"/couverture.svg?{DAY}")
    assert response.mimetype == "image/svg+xml"
    assert "script" not in response.headers["Content-Security-Policy"]
    root = ElementTree.fromstring(response.data)  # noqa: S314 - our own file
    drawn = [node.text for node in root.iter("{http://www.w3.org/2000/svg}title")]
    page = client.get(f"/couverture?{DAY}").text
    named = [" ".join(name.split()) for *_, name in cases(page) if "%, " in name]
    assert len(drawn) == 9 * 12
    assert named
    assert set(named) <= {" ".join(str(text).split()) for text in drawn}


@pytest.mark.parametrize("query", ["", "&by=commune&theme=learn", f"&by=commune&epci={CHINON}", "&theme=learn&free=1"])
def test_the_api_follows_its_description(client: FlaskClient, query: str) -> None:
    described = description()
    components = {**described["components"], "schemas": {**described["components"]["schemas"], **schemas()}}
    schema = path(EXAMPLES)["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(f"/api/v1/coverage?date=2021-06-01{query}")
    assert answer.status_code == 200
    jsonschema.Draft202012Validator({**schema, "components": components}).validate(answer.json)
    cells = answer.json["cells"]
    assert len(cells) == len(answer.json["needs"]) * len(answer.json["territories"])
    if "by=commune" not in query:
        assert sum(cell["covered"] for cell in cells) == answer.json["totals"]["covered"]


def test_the_api_names_what_is_wrong(client: FlaskClient) -> None:
    described = {item["name"] for item in path(EXAMPLES)["get"]["parameters"]}
    problem = client.get("/api/v1/coverage?zzzzzz=1").json
    assert all(name in problem["detail"] for name in described - {"lang"})
    assert client.get("/api/v1/coverage?territory=zzz").json["parameter"] == "territory"
    assert client.get("/api/v1/coverage?by=region").json["parameter"] == "by"


def test_it_is_made_once(client: FlaskClient) -> None:
    client.get(f"/couverture?{DAY}&gratuit=1")
    assert steps(lambda: client.get(f"/couverture?{DAY}&gratuit=1&theme=learn")) < 400_000


@pytest.mark.parametrize(
    ("name", "cut"), [("Castelrenaudais", "Castel-re-nau-dais"), ("Tours", "Tours"), ("Val d’Amboise", "Val d’Amboise")]
)
def test_long_names_may_be_cut(name: str, cut: str) -> None:
    assert hyphenated(name).replace("\u00ad", "-") == cut
