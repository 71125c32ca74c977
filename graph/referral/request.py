# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be a request at all: how long, how many, which day, who asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.errors import InvalidInput
from graph.referral.situation import ASKERS, ASSOCIATION, PROFESSIONAL, Query
from graph.text.folding import has_controls
from graph.text.wording import Phrase

MAX_TEXT, MAX_QUESTION, MAX_ITEMS, MAX_LIMIT = 200, 500, 20, 50
NO_DATE = Phrase("La date doit être écrite comme 2021-06-30 (année-mois-jour).")
TOO_MANY = Phrase("Au plus {most} valeurs à la fois.")
NO_ASKER = Phrase("Dites qui demande : « {one} » ou « {other} ».")
NO_LIMIT = Phrase("Le nombre de réponses va de 1 à {most}.")
NOTHING_ASKED = Phrase("Dites ce que l’association cherche : un besoin, un outil ou une question.")
TOO_LONG = Phrase("Ce texte est trop long : {most} caractères au plus.")
INVISIBLE = Phrase("Ce texte contient des caractères invisibles : retapez-le.")


def query_of(asked: Mapping[str, Any]) -> Query:
    """The request that a mapping of texts makes, as the command line does; what is absent is not asked."""
    return Query(
        commune=asked.get("commune") or "",
        needs=tuple(asked.get("needs") or ()),
        tools=tuple(asked.get("tools") or ()),
        audiences=tuple(asked.get("audiences") or ()),
        question=asked.get("question") or "",
        free=bool(asked.get("free")),
        mode=asked.get("mode") or "",
        date=asked.get("date") or "",
        asker=asked.get("asker") or ASSOCIATION,
        limit=int(asked.get("limit") or 10),
    )


def day_of(text: str, today: date) -> date:
    """The day of a request, today when it states none; raises InvalidInput."""
    if not text.strip():
        return today
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInput(NO_DATE(), field="date") from error


def check(query: Query) -> None:
    """Raises InvalidInput for what cannot be a request."""
    texts = {"commune": (query.commune,), "need": query.needs, "tool": query.tools, "audience": query.audiences}
    for field, values in texts.items():
        if len(values) > MAX_ITEMS:
            raise InvalidInput(TOO_MANY(most=MAX_ITEMS), field=field)
        for value in values:
            _check_text(value, MAX_TEXT, field)
    _check_text(query.question, MAX_QUESTION, "question")
    _check_text(query.mode, MAX_TEXT, "mode")
    if query.asker not in ASKERS:
        raise InvalidInput(NO_ASKER(one=ASSOCIATION, other=PROFESSIONAL), field="asker")
    if not 1 <= query.limit <= MAX_LIMIT:
        raise InvalidInput(NO_LIMIT(most=MAX_LIMIT), field="limit")
    if not query.welcome and not any(text.strip() for text in (*query.needs, *query.tools, query.question)):
        raise InvalidInput(NOTHING_ASKED(), field="need")


def _check_text(text: str, longest: int, field: str) -> None:
    if len(text) > longest:
        raise InvalidInput(TOO_LONG(most=longest), field=field)
    if has_controls(text):
        raise InvalidInput(INVISIBLE(), field=field)
