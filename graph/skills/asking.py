# SPDX-License-Identifier: AGPL-3.0-or-later
"""A helping hand as somebody asks for it, and what is written in answer: what can be used, and what to change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.errors import InvalidInput
from graph.people.account import email_of
from graph.text.wording import Label, Phrase

LONGEST_WORDS = 1_500
URGENCIES = {
    "when-possible": Label("Quand vous pouvez"),
    "this-week": Label("Cette semaine, si possible"),
    "soon": Label("Aujourd’hui ou demain : une association attend"),
}
ANSWER, OPEN, DECLINE, SETTLE = "repond", "ouvre", "refuse", "regle"
"""What one may do with a request: answer by words, show an address if the other does, say no, say that it is done."""
NO_WORDS = Phrase("Écrivez en quelques mots ce que vous voulez dire.")
TOO_LONG = Phrase("C’est un peu long : {most} lettres au plus.")
NO_URGENCY = Phrase("Dites pour quand, parmi les réponses proposées.")
NO_STEP = Phrase("Choisissez l’une des réponses proposées.")


@dataclass(frozen=True)
class HandRequest:
    """What is asked for, until when it would help, and (by whoever has no account) where the answer goes."""

    words: str
    urgency: str
    email: str

    @classmethod
    def of(cls, typed: Callable[[str], str], said: str, *, with_account: bool) -> HandRequest:
        """What was typed under `delai` and `courriel`, and what is said; raises InvalidInput by field."""
        words = words_of(said, needed=True)
        urgency = typed("delai") or next(iter(URGENCIES))
        if urgency not in URGENCIES:
            raise InvalidInput(NO_URGENCY(), field="delai")
        return cls(words, urgency, "" if with_account else email_of(typed("courriel")))


def words_of(text: str, *, needed: bool) -> str:
    """What somebody writes to another, its lines kept; raises InvalidInput."""
    words = "\n".join(line.strip() for line in text.strip().splitlines())
    words = "".join(sign for sign in words if sign == "\n" or sign.isprintable())
    if needed and not words.strip():
        raise InvalidInput(NO_WORDS(), field="mots")
    if len(words) > LONGEST_WORDS:
        raise InvalidInput(TOO_LONG(most=LONGEST_WORDS), field="mots")
    return words
