# SPDX-License-Identifier: AGPL-3.0-or-later
"""GoGoCarto goes round: what a map says, read and written again, is what it said, field by field."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from exports import publish
from exports.gogocarto import render
from graph.deliveries import DeliveryOrigin, facts_of
from graph.namespaces import ORG, RDF, SCHEMA, SKOS, XSD
from graph.rdf.dataset import Dataset, Fact, text_literal
from tests.instances import BASE, DAY, ID, model, observatory, settings_in, territories
from tests.readings import GivenFile, given

SEED, COUNT = 37, 80
GRAPH = ID + "source/map"
ORIGIN = DeliveryOrigin("map", "Carte", "https://opendatacommons.org/licenses/odbl/1-0/", DAY)
# What a map says for itself, or of people: it is not written again.
ASIDE = {"status", "moderationState", "referent", "categoriesDescriptions"}
TREE = {
    "name": "Catégories",
    "options": [
        {"id": 10, "name": "Thème", "options": [
            {"id": 11, "name": "Habitat"}, {"id": 12, "name": "Avoir un site internet"},
        ]},
        {"id": 20, "name": "Association"},
        {"id": "libre", "name": "À part"},
    ],
}  # fmt: skip
OPTIONS = [11, 12, 20, "libre", 999]
TOWNS = [("Tours", "37000"), ("Blois", "41000"), ("Chinon", "37500")]
HOURS = [
    {"Mo": "09:00-12:00"},
    {"Tu": "9h-12h, 14h-18h", "Sa": "10:00-12:00"},
    {"We": "09:00-11:30 & 5pm to 9pm"},
    {"Fr": "sur rendez-vous"},
]


def _record(number: int, chance: random.Random) -> dict[str, Any]:
    """An element with some of everything that an element may say, and nothing empty."""
    town, postcode = chance.choice(TOWNS)
    said: dict[str, Any] = {"id": chance.choice([f"z{number}", 1000 + number]), "name": f"Place n° {number} à {town}"}
    parts = {"streetAddress": f"{number} rue du Pont, bâtiment {number % 3}", "addressLocality": town,
             "postalCode": postcode, "addressCountry": "FR"}  # fmt: skip
    abroad = {**parts, "addressCountry": "BE", "customFormatedAddress": f"{number}, rue du Pont à {town}"}
    extras: dict[str, Any] = {
        "geo": {"latitude": round(47 + number / 977, 5), "longitude": round(number / 883, 5)},
        "address": chance.choice([parts, parts, abroad, {"addressLocality": town}]),
        "description": chance.choice(["Un lieu.", "Des <b>ateliers</b> & « conseils »\nle jeudi"]),
        "descriptionMore": "Plus long, sur\ndeux lignes.",
        "telephone": "02 61 91 00 01",
        "email": "contact@example.org",
        "website": "https://example.org/a?b=c",
        "openHours": chance.choice(HOURS),
        "openHoursMoreInfos": "Fermé en août",
        "createdAt": "12/03/2019",
        "updatedAt": "02/11/2021",
        "sourceKey": "MDA",
        "commitment": "Solidaire",
        "categories": chance.sample(OPTIONS, chance.randint(1, 4)),
        "acces_pmr": chance.choice([True, False]),
        "places": chance.randint(0, 40),
        "surface": 12.5,
        "images": ["https://example.org/1.png", "https://example.org/2.png"],
        "stamps": [{"id": 3, "name": "Label"}],
        "status": 1,
        "referent": "Une Personne",
    }
    return said | {name: value for name, value in extras.items() if chance.random() < 0.7}


def _facts(read: GivenFile) -> list[Fact]:
    """What a file says, as the stage of deliveries has it."""
    nothing = Dataset.in_memory([], BASE)
    delivered = facts_of(read.reading.things, ORIGIN, model(), read.terms.background, nothing)
    assert not delivered.faults
    return [fact for thing in delivered.things for fact in thing.facts]


def _written(facts: list[Fact], folder: Path) -> dict[str, Any]:
    towns = {str(fact.o) for fact in facts if fact.p == SCHEMA.location}
    named = [fact for iri in towns for fact in territories().facts(BASE, territories().from_iri(BASE, iri))]
    dataset = Dataset.in_memory([*facts, *named], BASE)
    said: dict[str, Any] = json.loads(render(publish(dataset, model(), settings_in(folder), observatory())))
    return said


@pytest.fixture(scope="module")
def gone_round(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records of a map, and the map that is written from what was read of them."""
    folder, chance = tmp_path_factory.mktemp("map"), random.Random(SEED)
    records = [_record(number, chance) for number in range(COUNT)]
    whole = {"ontology": "gogofull", "data": records, "taxonomy": TREE}
    read = given(folder / "elements.json", json.dumps(whole))
    return records, _written(_facts(read), folder)


def test_every_field_comes_back(gone_round: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
    records, written = gone_round
    back = {element["id"]: element for element in written["data"]}
    assert len(back) == COUNT
    lost = {}
    for record in records:
        said = {name: value for name, value in record.items() if name not in ASIDE}
        found = back[record["id"]] | ({} if "address" in said else {"address": {}})
        for name in said:
            if found.get(name) != said[name]:
                lost[record["id"], name] = (said[name], found.get(name))
    assert not lost


def test_nothing_is_added_that_the_map_did_not_say(gone_round: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
    records, written = gone_round
    back = {element["id"]: set(element) for element in written["data"]}
    assert not {record["id"]: more for record in records if (more := back[record["id"]] - set(record) - {"categories"})}
    assert "Une Personne" not in json.dumps(written)


def test_options_stand_in_their_tree(gone_round: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
    _, written = gone_round
    tree = written["taxonomy"]
    assert {option["name"]: option.get("id") for option in tree["options"]} == {
        "999": 999, "Association": 20, "À part": "libre", "Thème": None,
    }  # fmt: skip
    theme = next(option for option in tree["options"] if option["name"] == "Thème")
    assert {option["id"]: option["name"] for option in theme["options"]} == {
        11: "Habitat",
        12: "Avoir un site internet",
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [("{", RDF["JSON"]), ("NaN", XSD.decimal), ("beaucoup", XSD.integer), ("[" * 100_000, RDF["JSON"])],
    ids=["cut", "no number", "a word", "deep"],
)
def test_what_is_not_what_its_type_says_goes_out_as_text(text: str, kind: str, tmp_path: Path) -> None:
    mill, name = ID + "organisation/mill", "https://w3id.org/tisserand/elsewhere/gogocarto#autre"
    facts = [
        Fact(mill, RDF.type, ORG.FormalOrganization, GRAPH),
        Fact(mill, SKOS.prefLabel, text_literal("Le Moulin", "fr"), GRAPH),
        Fact(mill, name, Literal(text, datatype=NamedNode(kind)), GRAPH),
    ]
    assert _written(facts, tmp_path)["data"][0]["autre"] == text


def test_our_own_things_become_elements_that_can_be_read_again(tmp_path: Path) -> None:
    mill = ID + "organisation/mill"
    facts = [
        Fact(mill, RDF.type, ORG.FormalOrganization, GRAPH),
        Fact(mill, SKOS.prefLabel, text_literal("Le Moulin", "fr"), GRAPH),
        Fact(mill, ORG.classification, "https://w3id.org/tisserand/organisation-kind/association", GRAPH),
        Fact(mill, SCHEMA.openingHours, text_literal("Mo-Tu 09:00-12:00"), GRAPH),
    ]
    written = _written(facts, tmp_path)
    assert written["data"] == [
        {
            "id": "organisation/mill",
            "name": "Le Moulin",
            "openHours": {"Mo": "09:00-12:00", "Tu": "09:00-12:00"},
            "categories": ["organisation-kind/association"],
        }
    ]
    read = given(tmp_path / "again.json", json.dumps(written))
    said = read.said()
    assert said[ORG.classification] == ["https://w3id.org/tisserand/organisation-kind/association"]
    assert said[SCHEMA.openingHours] == ["Mo 09:00-12:00; Tu 09:00-12:00"]
