# SPDX-License-Identifier: AGPL-3.0-or-later
"""A claim as somebody types it: what can be used of it, and what to change."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidInput
from graph.people.account import email_of
from graph.text.wording import Phrase

LONGEST_ROLE, LONGEST_WORDS = 80, 500
NO_ROLE = Phrase("Dites en quelques mots ce que vous y faites. Exemple : secrétaire, bénévole à l’accueil")
LONG_ROLE = Phrase("Quelques mots suffisent : {most} lettres au plus.")
LONG_WORDS = Phrase("Quelques lignes suffisent : {most} lettres au plus.")


@dataclass(frozen=True)
class CardClaim:
    """Who claims a card (`kind/slug`): an address, what they do there, what they add, and their language.

    `consent`: the sentence by which they agree to be asked once a year whether it is right, "" where they do not.
    """

    card: str
    email: str
    role: str
    words: str
    language: str
    consent: str = ""

    @classmethod
    def of(cls, card: str, typed: dict[str, str], language: str, consent: str = "") -> CardClaim:
        """The claim of what was typed under `courriel`, `role` and `mots`; raises InvalidInput by field.

        `consent` is the sentence that was shown, and agreed to where `tenir` is ticked.
        """
        email, role = email_of(typed["courriel"]), _plain(" ".join(typed["role"].split()))
        words = _plain("\n".join(line.strip() for line in typed["mots"].strip().splitlines()))
        if not role:
            raise InvalidInput(NO_ROLE(), field="role")
        if len(role) > LONGEST_ROLE:
            raise InvalidInput(LONG_ROLE(most=LONGEST_ROLE), field="role")
        if len(words) > LONGEST_WORDS:
            raise InvalidInput(LONG_WORDS(most=LONGEST_WORDS), field="mots")
        return cls(card, email, role, words, language, consent if typed.get("tenir") == "1" else "")


def _plain(text: str) -> str:
    """Without the signs that no database nor mail takes, nor those that turn the direction of a line."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable())
