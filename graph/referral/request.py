# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be a request at all, whoever sends it: what may be typed, how many answers, who asks, something to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph.errors import InvalidInput
from graph.referral.situation import ASKERS, ASSOCIATION, Query
from graph.text import typed
from graph.text.characters import bare
from graph.text.wording import Phrase

MAX_LIMIT = 50
LIMITS = 10, 1, MAX_LIMIT  # of answers: usually, least, most
TOO_LONG = Phrase(
    "Les longs textes de la demande font {count} caractères en tout : {most} au plus. Gardez les phrases qui disent ce "
    "qui est cherché."
)
NOTHING_ASKED = Phrase("Dites ce que l’association cherche : un besoin, un outil ou une question.")


def query_of(asked: Mapping[str, Any]) -> Query:
    """The request that a mapping of texts makes; what is absent is not asked. Raises InvalidInput.

    A place alone is a request for those who welcome there.
    """
    commune = asked.get("commune") or ""
    return Query(
        commune=commune,
        needs=tuple(asked.get("needs") or ()),
        tools=tuple(asked.get("tools") or ()),
        audiences=tuple(asked.get("audiences") or ()),
        question=asked.get("question") or "",
        free=bool(asked.get("free")),
        mode=asked.get("mode") or "",
        date=asked.get("date") or "",
        asker=asked.get("asker") or ASSOCIATION,
        limit=typed.number("limit", str(asked.get("limit") or ""), LIMITS),
        welcome=bool(bare(commune)),
    )


def day_of(text: str, today: date) -> date:
    """The day of a request, today when it states none; raises InvalidInput."""
    return typed.day("date", text.strip()) or today


def checked(query: Query) -> Query:
    """The request without what copying brings along; raises InvalidInput for what cannot be one."""
    one = {"commune": query.commune, "question": query.question, "mode": query.mode, "date": query.date}
    many = {"need": query.needs, "tool": query.tools, "audience": query.audiences}
    texts: list[tuple[str, tuple[str, ...]]] = [*((name, (text,)) for name, text in one.items()), *many.items()]
    room = typed.LONGEST_LETTER
    for name, values in texts:
        typed.check(name, values, room if name in typed.LETTERS else typed.LONGEST_TEXT)
    letters = sum(len(text) for _, values in texts for text in values if len(text) > typed.LONGEST_TEXT)
    if letters > room:
        raise InvalidInput(TOO_LONG(count=letters, most=room), field="question")
    typed.choice("asker", query.asker, ASKERS)
    typed.number("limit", str(query.limit), LIMITS)
    query = replace(
        query,
        commune=bare(query.commune),
        question=bare(query.question),
        mode=bare(query.mode),
        date=bare(query.date),
        needs=typed.several(query.needs),
        tools=typed.several(query.tools),
        audiences=typed.several(query.audiences),
    )
    if not query.welcome and not (query.needs or query.tools or query.question):
        raise InvalidInput(NOTHING_ASKED(), field="need")
    return query
