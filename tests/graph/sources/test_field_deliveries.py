# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of each format of the field enters whole: the model reads every value, its rules let every thing in."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.deliveries import DeliveryJudge, DeliveryOrigin, facts_of
from graph.rdf.dataset import Dataset
from tests.field_files import FILES
from tests.instances import BARE, DAY, model, opened
from tests.readings import given

LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"
THINGS = {
    "elements.json": {"organisation": 1},
    "overpass.json": {"organisation": 1},
    "entries.json": {"organisation": 1},
    "organization.properties": {"organisation": 1, "network": 1, "membership": 1},
    "service.properties": {"tool": 1, "instance": 1},
    "agenda.ics": {"event": 3},
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    """What an instance without facts of its own knows."""
    repository = opened(tmp_path_factory.mktemp("empty"), on_disk=False, ontology=BARE)
    yield repository.full
    repository.close()


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_field_enters_whole(name: str, full: Dataset, tmp_path: Path) -> None:
    read = given(tmp_path / name, FILES[name])
    origin = DeliveryOrigin("essai", "Essai", LICENCE, DAY)
    delivered = facts_of(read.reading.things, origin, model(), read.terms.background, full)
    judged = DeliveryJudge(model(), read.terms.background, full).judged(delivered)
    assert (judged.faults, judged.aside) == ((), frozenset())
    assert Counter(thing.kind for thing in judged.delivered.things) == THINGS[name]


@pytest.mark.parametrize("name", FILES)
def test_columns_settled_as_they_were_told_change_nothing(name: str, tmp_path: Path) -> None:
    """The page sends back each column, changed or not."""
    read = given(tmp_path / name, FILES[name])
    settled = {column.name: column.taken_as for column in read.reading.columns}
    again = given(tmp_path / name, FILES[name], settled)
    assert [dataclasses.replace(thing, values=()) for thing in again.things] == [
        dataclasses.replace(thing, values=()) for thing in read.things
    ]
    assert [set(thing.values) for thing in again.things] == [set(thing.values) for thing in read.things]
