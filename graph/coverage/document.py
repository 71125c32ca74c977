# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage as the API gives it: every name once, then the cells, by intercommunality or by commune."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.coverage.cell import Cell
from graph.coverage.figures import ActorCount, CoveragePart, Tally
from graph.coverage.reading import CoverageReading
from graph.referral.mention import Ref
from graph.territory import Territory

BY = ("epci", "commune")
Document = dict[str, Any]


def document(reading: CoverageReading, by: str) -> Document:
    """The document of what a view shows; `cells` are one a need and a territory of that level."""
    matrix, part = reading.matrix, reading.table.part
    territories = {area.territory: area.ranks for area in matrix.scope.areas}
    if by == "commune":
        territories = {matrix.coverage.communes[place]: (place,) for place in part.places}
    shown = set(part.places)
    within = {item: tuple(rank for rank in ranks if rank in shown) for item, ranks in territories.items()}
    within = {item: ranks for item, ranks in within.items() if ranks}
    return {
        "territory": _territory(reading, matrix.scope.departement),
        "date": matrix.coverage.terms.day.isoformat(),
        "free": matrix.coverage.terms.free,
        "by": by,
        "totals": _tally(part.tally()),
        "themes": [_ref(reading, Ref(theme.need.iri, theme.need.label.fr)) for theme in matrix.themes],
        "needs": [_need(reading, need) for need in part.needs],
        "territories": [_territory(reading, item) for item in within],
        "cells": [cell for need in part.needs for cell in _cells(reading, need, within, by)],
        "single_points": list(_single_points(reading, part)),
        "without_contact": [_named(reading, item) for item in part.silent()],
        "without_area": [_named(reading, item) for item in part.unsure()],
    }


def _need(reading: CoverageReading, rank: int) -> Document:
    need = reading.matrix.coverage.needs[rank]
    named = _ref(reading, Ref(need.iri, need.label.fr))
    return {**named, "slug": need.slug, "theme": reading.matrix.theme_of[rank].need.iri}


def _cells(
    reading: CoverageReading, need: int, within: dict[Territory, tuple[int, ...]], by: str
) -> Iterator[Document]:
    coverage = reading.matrix.coverage
    for territory, places in within.items():
        where = {"need": coverage.needs[need].iri, "territory": _iri(reading, territory)}
        if by == "commune":
            yield {**where, **_cell(coverage.rows[need][places[0]])}
        else:
            yield {**where, **_tally(CoveragePart(coverage, (need,), places).tally())}


def _cell(cell: Cell) -> Document:
    return {
        "state": cell.state,
        "sure": cell.sure,
        "actors": [actor.iri for actor in cell.actors],
        "tools": [actor.iri for actor in cell.tools],
        "near": [actor.iri for actor in cell.near],
        "fallback": list(dict.fromkeys(actor.iri for actor in cell.doors)),
        "without_contact": [actor.iri for actor in cell.silent],
        "in_charge": [{"actor": charge.actor.iri, "body": charge.body.iri} for charge in cell.charges],
    }


def _single_points(reading: CoverageReading, part: CoveragePart) -> Iterator[Document]:
    """Those on whom cells of the view rest, with these cells and what they would become."""
    coverage, needs, places = reading.matrix.coverage, set(part.needs), set(part.places)
    for loss in reading.matrix.losses:
        by_need: dict[str, dict[str, list[str]]] = {}
        for need, place, state in loss.cells:
            if need in needs and place in places:
                found = by_need.setdefault(coverage.needs[need].iri, {})
                found.setdefault(state, []).append(coverage.communes[place].code)
        if by_need:
            lost = [{"need": need, "communes": states} for need, states in by_need.items()]
            count = sum(len(codes) for states in by_need.values() for codes in states.values())
            yield {"actor": _ref(reading, loss.actor), "cells": count, "lost": lost}


def _tally(tally: Tally) -> Document:
    return {
        "state": tally.state,
        "covered": tally.covered,
        "tool_only": tally.tool_only,
        "near": tally.near,
        "fallback": tally.fallback,
        "none": tally.none,
        "unsure": tally.unsure,
        "percent": tally.percent,
    }


def _named(reading: CoverageReading, item: ActorCount) -> Document:
    return {"actor": _ref(reading, item.actor), "cells": item.cells}


def _territory(reading: CoverageReading, territory: Territory) -> Document:
    return {"iri": _iri(reading, territory), "label": territory.name, "code": territory.code, "level": territory.level}


def _iri(reading: CoverageReading, territory: Territory) -> str:
    return f"{reading.reader.dataset.base}/id/territory/{territory.key}"


def _ref(reading: CoverageReading, ref: Ref) -> Document:
    return {"iri": ref.iri, "label": reading.reader.name(ref.iri, ref.label)}
