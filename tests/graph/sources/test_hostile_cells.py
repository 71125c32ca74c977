# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells that nobody would write: four times as long, they take about four times as long to read, never sixteen."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.errors import TisserandError
from graph.namespaces import ORG, RDF, SCHEMA
from graph.rdf.dataset import Dataset
from graph.sources import SourceContent, SourceMapping, SourceTerms, format_of
from graph.sources.table import source
from graph.storage.derivation import Background
from graph.validation import validate_data
from tests.instances import BASE, ID, fact, model, territories

SHORT, TIMES = 20_000, 4
# Four is what it should be, sixteen what an expression that begins again everywhere costs; less than this is nothing.
MOST, NOTHING = 10, 0.25
TITLES = (
    "Nom", "Description", "Horaires", "Adresse", "Commune", "Téléphone", "Courriel", "Site web", "Thématiques",
    "Tarif", "Public", "SIRET", "Territoire", "Latitude", "Date de création", "Remarque",
)  # fmt: skip
RIGHT = (
    "Cercle", "On aide.", "lundi 9h-12h", "1 rue du Pont", "Tours", "02 47 00 00 01", "a@b.fr", "https://a.fr/",
    "Avoir un site internet", "12 €", "Seniors", "73282932000074", "Tours", "47.3", "2020-01-01", "Rien.",
)  # fmt: skip
UNITS = {
    "letters": "a", "spaces": "x" + " " * 5_000, "digits": "1", "dots": "a@...", "at": "a@", "tabs": "x\t\t",
    "call": "au ", "towns": "37000 ", "amounts": "12 ", "total": "total de ", "names": "Mme A ", "words": "ateliers ;",
    "mobile": "06 12 34 56 7 ", "commas": ", 37000 a", "signs": "(", "pages": "http://a.fr/", "plus": "+33 ",
    "no-break": "0\u00a0",
}  # fmt: skip
HEAVY = 30  # seconds of a processor: what judging by shapes takes in itself, and far below what such an e-mail took
HEADS = {"ends of lines": "\n", "titles": "x\n file", "comments": "#\n", "signs": "<a> ", "spaces": " "}


def _seconds(path: Path) -> float:
    """The processor time that reading a table takes."""
    began = time.process_time()
    terms = SourceTerms(model(), Background(territories(), BASE), SourceMapping())
    with suppress(TisserandError):  # is as good an answer
        list(source.read(SourceContent(path.name, path), terms).things)
    return time.process_time() - began


def _table(folder: Path, unit: str, size: int) -> Path:
    cell = (unit * (size // len(unit) + 1))[:size].replace('"', "")
    name, *right = RIGHT
    rows = [TITLES, *([f"{name} {row}", *right] for row in range(3)), [f"C {cell}!", *[f"{cell}!"] * 15]]
    path = folder / f"{size}.csv"
    path.write_text("\n".join(";".join(f'"{one}"' for one in row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_long_cell_costs_what_it_is_long(tmp_path: Path, unit: str) -> None:
    short, long = (_seconds(_table(tmp_path, unit, size)) for size in (SHORT, TIMES * SHORT))
    assert long < MOST * max(short, NOTHING)


@pytest.mark.parametrize("unit", HEADS.values(), ids=HEADS)
def test_what_a_file_is_is_told_at_once(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "file.txt"
    path.write_text((unit * 64_000)[:64_000] + "x", encoding="utf-8")
    began = time.process_time()
    with suppress(TisserandError):
        format_of(SourceContent(path.name, path))
    assert time.process_time() - began < MOST * NOTHING


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_form_is_judged_in_a_time_as_long_as_a_text(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    began = time.process_time()
    for form in {field.pattern for kind in model().by_kind.values() for field in kind.fields if field.pattern}:
        for written in (text, f"{text} @", f"a@{text}", f"a@{text} ", f"a@{text}@"):
            re.search(form, written)
    assert time.process_time() - began < MOST * NOTHING


def test_what_an_email_may_be_is_what_it_was() -> None:
    form = next(field.pattern for field in model().kind("organisation").fields if field.path == SCHEMA.email)
    before = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    words = ("".join(letters) for length in range(8) for letters in product("a.@ ", repeat=length))
    assert all(bool(before.search(word)) == bool(re.search(form, word)) for word in words)


def test_shapes_judge_a_hostile_email_at_once() -> None:
    thing = f"{ID}organisation/a"
    email = Literal("a@" + "." * 100_000 + " ")
    facts = [fact(thing, RDF.type, ORG.FormalOrganization), fact(thing, SCHEMA.email, email)]
    began = time.process_time()
    found = validate_data(Dataset.in_memory(facts, BASE), model())
    assert time.process_time() - began < HEAVY
    assert [finding.path for finding in found if finding.path == SCHEMA.email]
