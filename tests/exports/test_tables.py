# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for people: one a kind, headings that differ, cells that stay texts and run nothing, in every form."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import chain

import pytest
from openpyxl import load_workbook
from pyoxigraph import Literal
from python_calamine import load_workbook as load_any

from exports import ExportChoice, formats, publish
from exports._tables import table_pages
from exports._types import Publication
from graph.namespaces import RDF, SCHEMA, SKOS
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.settings import Settings
from tests.instances import BASE, ID, TOWN, model, observatory

FORMATS = {export.slug: export for export in formats()}
PHONE, CODE, LIVE = "+33247000000", "037", "=HYPERLINK(1)"
Pages = dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def publication(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The small town, and somebody whose every field is a trap."""
    trap = f"{ID}organisation/trap"
    said = [(SKOS.prefLabel, LIVE), (SKOS.altLabel, CODE), (SKOS.note, "un\x0bdeux"), (SCHEMA.telephone, PHONE)]
    facts = [
        Fact(trap, path, text_literal(text, "fr" if path != SCHEMA.telephone else ""), TOWN) for path, text in said
    ]
    facts += [
        Fact(trap, RDF.type, model().kind("organisation").iri, TOWN),
        Fact(trap, SKOS.altLabel, Literal("@x", language="fr"), TOWN),
    ]
    settings = Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("instance"))})
    return publish(Dataset.in_memory(chain(dataset.facts(), facts), BASE), model(), settings, observatory())


def _pages(slug: str, publication: Publication) -> Pages:
    content = FORMATS[slug].render(publication)
    return dict(_zipped(content, slug) if "csv" in slug else _sheets(content))


def _zipped(content: bytes, slug: str) -> Iterator[tuple[str, list[list[str]]]]:
    titles = {item.slug: item.plural() for item in model().classes}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            assert text.startswith(b"\xef\xbb\xbf")
            rows = csv.reader(
                io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";" if "semi" in slug else ","
            )
            title = titles.get(name.removesuffix(".csv"), "À propos")
            yield title[:1].upper() + title[1:], list(rows)


def _sheets(content: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    book = load_any(io.BytesIO(content))
    for name in book.sheet_names:
        yield name, [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]


@pytest.fixture(scope="module")
def pages(publication: Publication) -> Pages:
    return {page.title: [list(page.headings), *map(list, page.rows)] for page in table_pages(publication)}


def test_a_table_a_kind_with_headings_that_differ(publication: Publication, pages: Pages) -> None:
    assert len(pages) > 10
    for title, (head, *rows) in pages.items():
        assert len(head) == len(set(head)), title
        assert rows, title
        assert {len(row) for row in rows} == {len(head)}, title
    used = [item for item in model().classes if not item.scheme and publication.dataset.instances(*item.classes)]
    assert len(pages) == len([item for item in used if not item.restricted]) + 1


def test_cells_are_texts_that_run_nothing(pages: Pages) -> None:
    head, *rows = pages["Acteurs"]
    trap = next(row for row in rows if row[-1].endswith("/trap"))
    told = dict(zip(head, trap, strict=True))
    assert told["nom"] == f"'{LIVE}"
    assert told["autres noms"] == f"{CODE}|'@x"
    assert told["téléphone"] == PHONE
    assert told["précisions"] == "un deux"


@pytest.mark.parametrize("slug", ["xlsx", "ods", "csv-kinds", "csv-semicolon"])
def test_every_form_says_the_same(slug: str, publication: Publication, pages: Pages) -> None:
    found = _pages(slug, publication)
    assert found.keys() == pages.keys()
    for title, rows in pages.items():
        # A workbook begins a new line in a cell as it likes.
        assert [[" ".join(cell.split()) for cell in row] for row in found[title]] == [
            [" ".join(cell.split()) for cell in row] for row in rows
        ], title


def test_a_workbook_holds_no_formula(publication: Publication) -> None:
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].render(publication)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}


def test_a_choice_of_things_has_no_other(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("instance"))})
    one = dataset.instances(model().kind("organisation").iri)[0]
    choice = ExportChoice(things=frozenset({one}))
    found = list(table_pages(publish(dataset, model(), settings, observatory(), choice)))
    assert [page.title for page in found] == ["Acteurs", "À propos"]
    assert [row[-1] for row in found[0].rows] == [one]
    assert ("choix", "1 fiche choisie dans l’annuaire") in found[1].rows
