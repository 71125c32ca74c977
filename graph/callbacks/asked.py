# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request to be called back, as somebody types it: what can be used of it, and what to change."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.errors import InvalidInput
from graph.mail_server import is_address
from graph.text.wording import Phrase

LONGEST_NAME, LONGEST_WORDS, MOST_LINES = 60, 300, 4
FEWEST_DIGITS, MOST_DIGITS = 9, 15
_NUMBER = re.compile(r"\+?[\d\s.()/\u00a0\u202f-]+")
_ADDRESS_OF_SITE = re.compile(r"://|\bwww\.", re.IGNORECASE)
NO_REACH = Phrase("Écrivez un numéro de téléphone ou une adresse de courriel. Exemple : 06 12 34 56 78")
NO_NAME = Phrase("Un prénom suffit : {most} lettres au plus, sur une ligne.")
TOO_LONG = Phrase("Deux lignes suffisent : {most} lettres au plus.")
NO_SITE = Phrase("Retirez l’adresse du site : elle n’est pas utile pour vous rappeler.")
NO_CONSENT = Phrase("Cochez cette case : sans votre accord, rien ne peut être transmis.")
CONSENT = Phrase(
    "J’accepte que ce que j’écris ici soit envoyé à « {actor} », pour me rappeler et rien d’autre, et effacé de ce "
    "site dans les trente jours."
)


@dataclass(frozen=True)
class CallbackRequest:
    """How to call back, under which name ("" for none), about what, and the sentence that was agreed to."""

    actor: str
    reach: str
    name: str
    words: str
    consent: str

    @classmethod
    def of(cls, actor: str, typed: dict[str, str], consent: str) -> CallbackRequest:
        """The request of what was typed under `joindre`, `nom`, `mots` and `accord`; raises InvalidInput by field."""
        reach, name = (" ".join(typed[key].split()) for key in ("joindre", "nom"))
        words = "\n".join(line.strip() for line in typed["mots"].strip().splitlines()[: 10 * MOST_LINES])
        if not is_reach(reach):
            raise InvalidInput(NO_REACH(), field="joindre")
        if len(name) > LONGEST_NAME or _ADDRESS_OF_SITE.search(name):
            raise InvalidInput(NO_NAME(most=LONGEST_NAME), field="nom")
        if len(words) > LONGEST_WORDS or words.count("\n") >= MOST_LINES:
            raise InvalidInput(TOO_LONG(most=LONGEST_WORDS), field="mots")
        if _ADDRESS_OF_SITE.search(words):
            raise InvalidInput(NO_SITE(), field="mots")
        if typed["accord"] != "1":
            raise InvalidInput(NO_CONSENT(), field="accord")
        return cls(actor, reach, _plain(name), _plain(words), consent)


def is_reach(text: str) -> bool:
    """Whether somebody can be called back by it: a telephone number, or an address of mail."""
    digits = sum(sign.isdigit() for sign in text)
    number = text.isascii() or "\u00a0" in text or "\u202f" in text
    return is_address(text) or bool(
        number and _NUMBER.fullmatch(text) and FEWEST_DIGITS <= digits <= MOST_DIGITS and len(text) <= 40
    )


def _plain(text: str) -> str:
    """Without the signs that no database nor mail takes, nor those that turn the direction of a line."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable())
