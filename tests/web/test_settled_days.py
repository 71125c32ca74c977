# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hundred thousand valid dates are some dozens of days: what is dear is made once for all that are alike."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest
from flask import Flask

from graph.coverage.cell import Cell
from graph.coverage.matrix import Matrix, matrix
from graph.coverage.scope import home, scope
from graph.coverage.survey import SurveyTerms
from graph.coverage.turns import settled_day as settled_for_a_survey
from graph.coverage.turns import turns
from graph.entity.ties import ties_of
from graph.mindmaps import MapRequest, build, dated, settled_day
from graph.text.days import EdgeDay, Span, settled, turning
from web.app.ecosystem import Ecosystem
from web.app.recent import all_recent

FIRST, DAYS, ASKED = date(1990, 1, 1), 20_000, 200
VIEWS = ["reseaux", "besoins", "outils", "territoire", "lieux"]


def days(count: int) -> list[date]:
    """So many days at random, the same each time."""
    chance = random.Random(14)
    return [FIRST + timedelta(days=chance.randrange(DAYS)) for _ in range(count)]


def test_days_are_alike_between_two_turns() -> None:
    spans = [
        Span(date(2020, 1, 1), date(2020, 3, 31)),
        Span(None, EdgeDay(2021, 12, 31, "year")),
        Span(EdgeDay(2021, 2, 4, "day", "latest"), EdgeDay(2021, 2, 4, "day", "latest")),
        Span(date(2022, 5, 1), None),
        Span(date(2023, 1, 1), date.max),
    ]
    known = tuple(sorted(turning(spans)))
    for day in days(ASKED):
        assert [span.holds(day) for span in spans] == [span.holds(settled(known, day)) for span in spans]
    assert settled(known, date(1900, 1, 1)) < known[0]
    assert settled((), date(1900, 1, 1)) == date(1900, 1, 1)


@pytest.mark.parametrize("view", VIEWS)
def test_a_map_of_any_day_is_that_of_the_first_that_is_alike(town_app: Flask, view: str) -> None:
    here: Ecosystem = town_app.extensions["tisserand"]
    dataset, model = here.repository.public, here.model
    for day, before in zip(days(12), reversed(days(12)), strict=True):
        since = before if before < day else None
        asked, snapped = (
            build(MapRequest(dataset, model, view, on, since=compared, territories=here.territories))
            for on, compared in (
                (day, since),
                (settled_day(dataset, model, day), since and settled_day(dataset, model, since)),
            )
        )
        assert dated(snapped, day, since) == asked


@pytest.mark.parametrize("count", [2, pytest.param(16, marks=pytest.mark.slow)])
def test_a_survey_of_any_day_is_that_of_the_first_that_is_alike(town_app: Flask, count: int) -> None:
    here: Ecosystem = town_app.extensions["tisserand"]
    engine = here.referral
    where, known = scope(here.territories, home(engine.index)), turns(engine.index)
    for day in days(count):
        found = (matrix(engine, where, SurveyTerms(on)) for on in (day, settled_for_a_survey(engine.index, known, day)))
        one, other = map(_said, found)
        assert one == other


def _said(found: Matrix) -> list[object]:
    """What a survey says, whoever comes first among equals."""
    return [[_content(cell) for cell in row] for row in found.coverage.rows]


def _content(cell: Cell) -> tuple[object, ...]:
    named = (cell.actors, cell.doors, cell.silent, cell.tools, cell.near)
    return (cell.state, cell.sure, cell.pillars, *({one.iri for one in refs} for refs in named))


@pytest.mark.parametrize("count", [20, pytest.param(ASKED, marks=pytest.mark.slow)])
def test_many_dates_are_few_computations(town_app: Flask, count: int) -> None:
    """Counted in what is remembered: each computation leaves one thing there."""
    here: Ecosystem = town_app.extensions["tisserand"]
    client, memory = town_app.test_client(), all_recent(town_app)
    for name in ("maps", "coverage"):
        memory.pop(name, None)
    asked = sorted(days(count))
    known = ties_of(here.repository.public, here.model).turns
    made: set[object] = set()
    for day in asked:
        text = client.get(f"/carte/vue?vue=reseaux&date={day}").text
        assert re.search(rf'name="date"[^>]*value="{day}"|date={day}', text), day
        made |= {key for key in memory["maps"]._kept if key[0] == "built"}  # type: ignore[index]
    assert len(made) <= len({settled(known, day) for day in asked}) <= len(known) + 1
    surveyed = turns(here.referral.index)
    made = set()
    for day in asked[::10]:
        document = client.get(f"/api/v1/coverage?date={day}").get_json()
        assert document["date"] == str(day)
        made |= set(memory["coverage"]._kept)
    assert len(made) <= len({settled_for_a_survey(here.referral.index, surveyed, day) for day in asked[::10]})
