# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers need by need as outside programs rely on them, and as a command line tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from graph.text.punctuation import colon, quoted
from graph.text.sentences import inner
from graph.text.wording import Phrase, Plain, Plural

if TYPE_CHECKING:
    from graph.entity import Mention
    from graph.readings.referral.callers import Caller
    from graph.readings.referral.desk import AskedAnswer, DeskReading, ToolToUse

Document = dict[str, Any]
CONTACTS, GUESSED = Plural("{count} contact", "{count} contacts"), Phrase("Si nous avons bien compris : {need}")
OF_TOOLS = Phrase("Outils, à part : {names}")


def by_need(desk: DeskReading) -> list[Document]:
    """One document for each need, then for each tool in use."""
    return [_part(part) for part in desk.parts]


def told_by_need(desk: DeskReading, lang: str) -> Iterator[str]:
    """The same as lines: for each need, who does it, in order, then whom to ask otherwise, then tools."""
    speaker = Plain(lang)
    for part in desk.parts:
        need = quoted(part.asked.label, lang)
        need = need if part.sure else GUESSED(need=need).text(speaker)
        yield f"{need}{colon(lang)} {CONTACTS(part.total).text(speaker)}"
        yield from (f"   {text}" for text in part.missing)
        for caller in (*part.callers, *part.near, *part.ways, *part.leaving):
            yield f"   {f'{caller.rank}.' if caller.rank else '–'} {line_of(caller)}"
            yield from (f"      · {reason.text}" for card in caller.cards for reason in card.reasons)
        if part.tools:
            yield f"   {OF_TOOLS(names=', '.join(tool.tool.label for tool in part.tools)).text(speaker)}"
    yield from (f"– {line_of(caller)}" for caller in desk.welcomes)


def lines_of(part: AskedAnswer) -> list[str]:
    """Who does it, in order; then who may, or leads on: a line each."""
    others = (*part.near, *part.ways, *part.leaving)
    return [f"{caller.rank}. {line_of(caller)}" for caller in part.callers] + ways_of(others)


def ways_of(callers: Iterable[Caller]) -> list[str]:
    """Those who have no rank, a line each."""
    return [f"– {line_of(caller)}" for caller in callers]


def line_of(caller: Caller) -> str:
    """Somebody to call on one line: who, what they do, how to reach them, how it is known, who can come in, doubts."""
    what = ", ".join(card.title for card in caller.services)
    known = ", ".join(text for text in (caller.told, caller.state.text, *map(inner, caller.welcome)) if text)
    parts = (caller.actor.label, what, " · ".join(way.text for way in caller.ways))
    return " ".join([f"{' – '.join(text for text in parts if text)} ({known})", *caller.doubts])


def _part(part: AskedAnswer) -> Document:
    return {
        "need": None if part.tool else _ref(part.asked),
        "tool": _ref(part.asked) if part.tool else None,
        "sure": part.sure,
        "total": part.total,
        "gap": part.gap,
        "callers": [_caller(caller) for caller in part.callers],
        "near": [_caller(caller) for caller in part.near],
        "ways": [_caller(caller) for caller in part.ways],
        "leaving": [_caller(caller) for caller in (*part.leaving, *part.leaving_tools)],
        "without_contact": [_ref(mention) for mention in _once(caller.actor for caller in part.silent)],
        "tools": [_tool(tool) for tool in part.tools],
        "missing": list(part.missing),
    }


def _caller(caller: Caller) -> Document:
    known = caller.best.known
    return {
        "rank": caller.rank or None,
        "role": caller.role,
        "actor": _ref(caller.actor),
        "provider": _ref(caller.best.provider) if caller.best.provider else None,
        "services": [_ref(card.thing) for card in caller.services],
        "contacts": [way.href for way in caller.ways],
        "place": caller.place.name or None,
        "km": None if caller.place.km is None else round(caller.place.km, 1),
        "remote": caller.place.remote,
        "cost": caller.cost or None,
        "known": {"how": known.how, "by": known.by or None, "on": known.on.isoformat() if known.on else None},
        "known_text": caller.state.text,
        "told": caller.told or None,
        "doubts": list(caller.doubts),
        "accessible": caller.accessible,
        "languages": [_ref(one) for one in caller.languages],
    }


def _tool(tool: ToolToUse) -> Document:
    return {
        "tool": _ref(tool.tool),
        "hosts": [_ref(host) for host in tool.hosts],
        "installed_from": tool.installed_from or None,
        "helpers": [_ref(helper) for helper in tool.helpers],
    }


def _ref(mention: Mention) -> Document:
    return {"iri": mention.iri, "label": mention.label}


def _once(mentions: Iterable[Mention]) -> Iterator[Mention]:
    yield from {mention.iri: mention for mention in mentions}.values()
