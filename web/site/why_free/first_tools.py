# SPDX-License-Identifier: AGPL-3.0-or-later
"""The free tools to begin with: for what associations use, the lightest way out, its first small step and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.entity import Reader
from graph.namespaces import TIS, local_name
from graph.referral.situation import Query
from web.app.values import Display
from web.site.card.tools import Exit
from web.site.diagnosis.end import beginning
from web.site.why_free.nearby import Surroundings

if TYPE_CHECKING:
    from datetime import date

    from graph.referral.answer import Advice
    from web.app.ecosystem import Ecosystem

ROWS = 6
MOST = 20  # tools that one request may name


@dataclass(frozen=True)
class FirstTool:
    """A tool to begin with, the tools in use that it may replace, and who says so (IRIs of sources)."""

    instead_of: tuple[Display, ...]
    tool: Exit
    sources: tuple[str, ...]


def first_tools(reader: Reader, ecosystem: Ecosystem, tools: tuple[str, ...], day: date) -> tuple[FirstTool, ...]:
    """The lightest way out of each tool, each free tool once; those that ask the least effort, in the order given."""
    if not tools:
        return ()
    asked = Query(tools=tuple(map(local_name, tools[:MOST])), limit=1, date=day.isoformat())
    advice = Surroundings(ecosystem).answer(asked).advice
    near = [reader.label(choice.iri) for choice in reader.model.scheme("closeness").choices]
    found = sorted(_joined(reader, advice), key=lambda row: _weight(row.tool, near))
    return tuple(found[:ROWS])


def _weight(tool: Exit, near: list[str]) -> tuple[int, int, bool]:
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
        known = rows.get(begin.tool.title.href)
        instead = (*(known.instead_of if known else ()), begin.instead_of)
        rows[begin.tool.title.href] = FirstTool(instead, begin.tool, _sources(reader, item))
    yield from rows.values()


def _sources(reader: Reader, advice: Advice) -> tuple[str, ...]:
    """Who tells the first step of the ways out."""
    facts = [fact for way in advice.alternatives for fact in reader.dataset.facts(way.tool.iri, TIS.firstStep)]
    return tuple(dict.fromkeys(fact.source for fact in facts if fact.source))
