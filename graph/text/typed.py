# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be typed into a field, a parameter or an option, told the same way wherever it is typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from graph.errors import InvalidInput
from graph.text.characters import bare, code, hidden_in
from graph.text.wording import Phrase, Value

LONGEST_TEXT = 200  # characters: longer than any label, shorter than any attack
LONGEST_LETTER = 2_000  # characters of what may be said in sentences, as the letter of an association
LETTERS = frozenset({"besoin", "commune", "need", "outil", "public", "q", "question", "tool", "audience"})
"""The fields in which sentences are read, by all the names they have."""
LINES = str.maketrans("\t\n\r", "   ")
MOST_VALUES = 20
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YES, NO = frozenset({"1", "true", "on", "oui"}), frozenset({"", "0", "false", "non"})
TOO_MANY = Phrase("Le paramètre « {name} » est donné {count} fois : {most} au plus.")
ONE_VALUE = Phrase("Le paramètre « {name} » est donné {count} fois : gardez une seule valeur.")
TOO_LONG = Phrase("« {name} » fait {count} caractères : {most} au plus. Gardez les mots qui comptent.")
UNSEEN = Phrase("« {name} » contient un caractère invisible ({code}) : effacez-le ou retapez le texte.")
NO_DAY = Phrase("La date « {text} » ne se lit pas : écrivez-la année-mois-jour, par exemple 2021-06-01.")
NO_FLAG = Phrase("« {name} » vaut 1 ou 0, pas « {text} ».")
NO_NUMBER = Phrase("« {name} » est un nombre entre {low} et {high}, pas « {text} ».")
NOT_AMONG = Phrase("« {text} » n’est pas une valeur de « {name} ». Celles qui existent : {values}.")


def check(name: str, texts: Sequence[str], longest: int = LONGEST_TEXT) -> None:
    """Raises InvalidInput on too many values, one too long, or one with characters that do not show; a letter has
    lines."""
    if len(texts) > MOST_VALUES:
        raise refused(TOO_MANY, name, count=len(texts), most=MOST_VALUES)
    for text in texts:
        if len(text) > longest:
            raise refused(TOO_LONG, name, count=len(text), most=longest)
        hidden = hidden_in(text.translate(LINES) if len(text) > LONGEST_TEXT else text)
        if hidden:
            raise refused(UNSEEN, name, code=code(hidden))


def one(name: str, texts: Iterable[str]) -> str:
    """The only value without outer spaces, "" when there is none; raises where two values contradict each other."""
    values = list(dict.fromkeys(map(bare, texts)))
    if len(values) > 1:
        raise refused(ONE_VALUE, name, count=len(values))
    return values[0] if values else ""


def several(texts: Iterable[str]) -> tuple[str, ...]:
    """All values that are not empty, each once, in the order given."""
    return tuple(dict.fromkeys(text for value in texts if (text := bare(value))))


def day(name: str, text: str) -> date | None:
    """A date written YYYY-MM-DD; None where none is."""
    try:
        if text and not DAY.fullmatch(text):  # Python also reads 20210601 and 2021-W22-2
            raise ValueError(text)
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise refused(NO_DAY, name, text=text) from None


def flag(name: str, text: str) -> bool:
    """Whether a box is ticked: 1, true, on, oui."""
    if text.lower() not in YES | NO:
        raise refused(NO_FLAG, name, text=text)
    return text.lower() in YES


def number(name: str, text: str, bounds: tuple[int, int, int]) -> int:
    """A whole number; `bounds` are what it is when nothing is typed, the least and the most it may be."""
    default, low, high = bounds
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high):
        raise refused(NO_NUMBER, name, low=low, high=high, text=text)
    return int(text)


def choice(name: str, text: str, values: Collection[str]) -> str:
    """One of these values, or "" when absent."""
    if text and text not in values:
        raise refused(NOT_AMONG, name, values=", ".join(values), text=text)
    return text


def refused(phrase: Phrase, name: str, **values: Value) -> InvalidInput:
    """The error about a field."""
    return InvalidInput(phrase(name=name, **values), field=name)
