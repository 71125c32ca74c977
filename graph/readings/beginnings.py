# SPDX-License-Identifier: AGPL-3.0-or-later
"""The free tools to begin with: for what associations use, the lightest way out, its first small step and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from graph.namespaces import TIS, local_name
from graph.readings.tools import WayOut, advised
from graph.referral.situation import Query

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.nearby import Surroundings
    from graph.referral.answer import Advice, FreeTool

ROWS = 6
MOST = 20  # tools that one request may name
LAST = 1000


@dataclass(frozen=True)
class Beginning:
    """The tool to begin with, and the tool in use that it may replace (the same when it is free already)."""

    instead_of: Mention
    tool: WayOut


@dataclass(frozen=True)
class FirstTool:
    """A tool to begin with, the tools in use that it may replace, and who says so (IRIs of sources)."""

    instead_of: tuple[Mention, ...]
    tool: WayOut
    sources: tuple[str, ...]


def first_tools(reader: Reader, around: Surroundings, tools: tuple[str, ...], day: date) -> tuple[FirstTool, ...]:
    """The lightest way out of each tool, each free tool once; those that ask the least effort, in the order given."""
    if not tools:
        return ()
    asked = Query(tools=tuple(map(local_name, tools[:MOST])), limit=1, date=day.isoformat())
    advice = around.answer(asked).advice
    near = [reader.label(choice.iri) for choice in reader.model.scheme("closeness").choices]
    found = sorted(_joined(reader, advice), key=lambda row: _weight(row.tool, near))
    return tuple(found[:ROWS])


def _weight(tool: WayOut, near: list[str]) -> tuple[int, int, bool]:
    """The least effort, then the most alike, then what is open somewhere; what nobody said comes last."""
    alike = near.index(tool.closeness) if tool.closeness in near else MOST
    return tool.steps or MOST, alike, not tool.hosts


def _joined(reader: Reader, advice: tuple[Advice, ...]) -> Iterator[FirstTool]:
    """One row a free tool, with all that it may replace among the tools in use."""
    rows: dict[str, FirstTool] = {}
    for item in advice:
        begin = beginning(reader, [item])
        if begin is None:
            continue
        known = rows.get(begin.tool.title.iri)
        instead = (*(known.instead_of if known else ()), begin.instead_of)
        rows[begin.tool.title.iri] = FirstTool(instead, begin.tool, _sources(reader, item))
    yield from rows.values()


def _sources(reader: Reader, advice: Advice) -> tuple[str, ...]:
    """Who tells the first step of the ways out."""
    facts = [fact for way in advice.alternatives for fact in reader.dataset.shown(way.tool.iri, TIS.firstStep)]
    return tuple(dict.fromkeys(fact.source for fact in facts if fact.source))


def beginning(reader: Reader, found: Iterable[Advice]) -> Beginning | None:
    """The way out that asks the least effort, then the closest, open somewhere: among those of all tools in use."""
    ways = [(advice, item) for advice in found for item in advice.alternatives if not advice.free]
    if not ways:
        return None
    advice, best = min(ways, key=lambda way: _distance(reader, *way))
    (shown,) = advised(reader, [replace(advice, alternatives=(best,))])
    return Beginning(shown.tool, shown.compared[0])


def _distance(reader: Reader, advice: Advice, item: FreeTool) -> tuple[int, int, bool, bool, str, str]:
    orders = [_order(reader, choice.iri if choice else "") for choice in (item.effort, item.closeness)]
    return orders[0], orders[1], not item.first_step, not item.open_instances, advice.tool.label, item.tool.label


def _order(reader: Reader, iri: str) -> int:
    """The place of a choice in its scheme; what nobody said comes last."""
    choice = reader.model.choices.get(iri)
    return choice.order if choice else LAST
