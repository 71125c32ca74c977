# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists in JSON, as open data sites give them, are read as tables are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.errors import DataError
from graph.namespaces import SKOS, WGS
from graph.sources import SourceContent, SourceEntity, SourceFault, SourceTerms, format_of
from graph.storage.derivation import Background
from tests.instances import BASE, model, territories

RECORDS = [
    {
        "Nom": "Le Comptoir bleu",
        "Adresse": "3, rue Haute, cour B, 37000 Tours",
        "Besoins": ["compta", "site web"],
    },
    {"Nom": "La Ruche verte", "Adresse": "8, rue Basse, cour A, 37500 Chinon", "Téléphone": "0261914000"},
]
TERMS = SourceTerms(model(), Background(territories(), BASE))
POINT = {"type": "Point", "coordinates": [0.689, 47.394]}
FEATURES = [{"type": "Feature", "geometry": POINT, "properties": record} for record in RECORDS]


def _content(tmp_path: Path, text: str) -> SourceContent:
    path = tmp_path / "liste.json"
    path.write_text(text, encoding="utf-8")
    return SourceContent(path.name, path)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(RECORDS, id="a list"),
        pytest.param({"total": 2, "records": [{"fields": record} for record in RECORDS]}, id="under a name"),
        pytest.param({"type": "FeatureCollection", "features": FEATURES}, id="GeoJSON"),
    ],
)
def test_a_list_of_records_is_a_table(tmp_path: Path, document: object) -> None:
    content = _content(tmp_path, json.dumps(document))
    own = format_of(content)
    assert own.slug == "json-list"
    read = own.read(content, TERMS)
    taken = {column.name: column.taken_as for column in read.columns}
    assert taken["Nom"] == "organisation skos:prefLabel"
    found = [item for item in read.things if isinstance(item, SourceEntity) and item.kind == "organisation"]
    names = [value.text for item in found for value in item.values if value.path == SKOS.prefLabel]
    assert names == ["Le Comptoir bleu", "La Ruche verte"]
    assert [item.row for item in found] == [1, 2]
    places = {value.text for item in found for value in item.values if value.path == WGS.lat}
    assert places == ({"47.394"} if "features" in str(document) else set())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param('{"a": 1}', "pas de liste de fiches", id="no list"),
        pytest.param("[1, 2]", "n’est pas une fiche", id="numbers"),
        pytest.param("[" * 100_000, "trop profondément|s’arrête", id="deep"),
        pytest.param('[{"Nom": "x"}', "s’arrête avant sa fin", id="cut"),
    ],
)
def test_what_is_no_list_is_told(tmp_path: Path, text: str, why: str) -> None:
    content = _content(tmp_path, text)
    with pytest.raises(DataError, match=why):
        format_of(content).read(content, TERMS)


def test_what_a_record_says_twice_is_told_and_the_others_enter(tmp_path: Path) -> None:
    text = '[{"Nom": "A", "Nom": "B"}, {"Nom": "C", "Latitude": NaN}, {"Nom": "D"}]'
    things = list(format_of(_content(tmp_path, text)).read(_content(tmp_path, text), TERMS).things)
    faults = [(item.row, item.why) for item in things if isinstance(item, SourceFault)]
    assert faults[0] == (1, "« Nom » y est dit deux fois : gardez une seule valeur.")
    assert [row for row, _ in faults] == [1, 2]
    assert 3 in {item.row for item in things if isinstance(item, SourceEntity)}
