# SPDX-License-Identifier: AGPL-3.0-or-later
"""What nobody has looked at for a year is named; what was looked at since, or has closed, is not."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode

from graph.namespaces import RDF, SCHEMA, TIS, VOCABULARY, XSD
from graph.rdf.dataset import Dataset, Fact
from graph.validation.watch import WATCHED, unwatched
from tests.instances import BASE, ID, fact

DAY = date(2026, 11, 29)
TOOL, SERVICE = WATCHED


def seen(thing: str, kind: str, state: str, on: str, datatype: str) -> list[Fact]:
    """A thing in a state that was seen at a date."""
    said = [fact(ID + thing, RDF.type, kind), fact(ID + thing, TIS.state, VOCABULARY + "state/" + state)]
    return [*said, fact(ID + thing, TIS.stateOn, Literal(on, datatype=NamedNode(datatype)))]


@pytest.mark.parametrize(
    ("state", "on", "datatype", "named"),
    [
        ("active", "2025-11-29", XSD.date, False),
        ("active", "2025-10-28", XSD.date, True),
        ("active", "2026-01", XSD.gYearMonth, False),
        ("active", "2024", XSD.gYear, True),
        ("not-known", "2021-01", XSD.gYearMonth, True),
        ("unmaintained", "2023-12-30", XSD.date, True),
        ("closed", "2020-01-01", XSD.date, False),
    ],
    ids=["a year ago", "longer ago", "this year", "in a past year", "not heard of", "unkept", "closed"],
)
@pytest.mark.parametrize("kind", WATCHED, ids=["tool", "service"])
def test_what_was_not_seen_for_a_year_is_named(kind: str, state: str, on: str, datatype: str, named: bool) -> None:
    dataset = Dataset.in_memory(seen("tool/one", kind, state, on, datatype), BASE)
    assert [item.iri for item in unwatched(dataset, kind, DAY)] == ([ID + "tool/one"] if named else [])


def test_what_nobody_ever_looked_at_comes_first() -> None:
    facts = [fact(ID + "tool/never", RDF.type, TOOL), *seen("tool/a", TOOL, "active", "2020-01-01", XSD.date)]
    facts += seen("tool/b", TOOL, "active", "2019-01-01", XSD.date)
    found = unwatched(Dataset.in_memory(facts, BASE), SCHEMA.SoftwareApplication, DAY)
    assert [(item.iri.removeprefix(ID), item.seen) for item in found] == [
        ("tool/never", None),
        ("tool/b", date(2019, 1, 1)),
        ("tool/a", date(2020, 1, 1)),
    ]
