# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files cut to what somebody chose in the directory: no other thing is in them, but what a format cannot do without."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from python_calamine import load_workbook

from exports import formats
from exports._types import Publication
from graph.model import Model
from graph.namespaces import SCHEMA
from tests.exports.made_records import mednum_records
from tests.exports.test_standards import delivered, published, written
from tests.instances import model as of_project

CUT = {export.slug: export for export in formats() if export.cut}
# A row, or an object, of these formats is a body with what it offers.
BODIES = {"mednum", "data-inclusion", "hsds", "hsds-tables"}


@pytest.fixture(scope="module")
def publication(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Forty places, each with what it offers."""
    folder = tmp_path_factory.mktemp("instance")
    path = written(folder / "lieux.csv", mednum_records(40))
    return published(delivered(path, model), model, folder)


def _table(text: str, delimiter: str = ",") -> Iterable[Mapping[str, str]]:
    return csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)


def _rows(slug: str, content: bytes) -> Iterable[Mapping[str, str]]:
    """The bodies of a file, by the names that its format has for what is said of them."""
    match slug:
        case "csv":
            return [
                row for row in _table(content.decode()) if row["nature"] == of_project().kind("organisation").label()
            ]
        case "mednum":
            return _table(content.decode())
        case "xlsx" | "ods":
            head, *rows = load_workbook(io.BytesIO(content)).get_sheet_by_name("Acteurs").to_python()
            return [dict(zip(map(str, head), map(str, row), strict=True)) for row in rows]
        case "csv-kinds" | "csv-semicolon" | "hsds-tables":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                name = "organizations.csv" if slug in BODIES else f"{of_project().kind('organisation').slug}.csv"
                return list(_table(archive.read(name).decode(), ";" if "semi" in slug else ","))
    lists = {"data-inclusion": "structures", "gogocarto": "data", "hsds": "contents"}
    found: list[Mapping[str, str]] = json.loads(content)[lists[slug]]
    return found


@pytest.mark.parametrize("slug", CUT)
def test_a_file_has_what_was_chosen_and_no_other(slug: str, publication: Publication) -> None:
    data, places = publication.dataset, publication.instances(of_project().kind("organisation"))
    services = {iri: data.subjects(SCHEMA.provider, iri) for iri in places}
    chosen = set(places[3:10])
    offering = [iri for iri in places[20:] if services[iri]][:3]
    things = frozenset({*chosen, *(services[iri][0] for iri in offering)})
    expected = {data.label(iri) for iri in chosen | ({*offering} if slug in BODIES else set())}
    export = CUT[slug]
    cut = replace(publication, things=things)
    assert sorted(_names(slug, export.render(cut))) == sorted(expected)
    assert len({*_names(slug, export.render(publication))}) == len(places)
    if export.left_out is not None:
        assert export.left_out(cut).things <= len(things)


def test_a_place_that_was_chosen_keeps_all_that_it_offers(publication: Publication) -> None:
    whole = {row["nom"]: dict(row) for row in _rows("mednum", CUT["mednum"].render(publication))}
    things = frozenset(publication.instances(of_project().kind("organisation"))[:5])
    cut = [dict(row) for row in _rows("mednum", CUT["mednum"].render(replace(publication, things=things)))]
    assert len(cut) == len(things)
    assert all(row == whole[row["nom"]] for row in cut)


def _names(slug: str, content: bytes) -> list[str]:
    return [row.get("nom") or row["name"] for row in _rows(slug, content)]
