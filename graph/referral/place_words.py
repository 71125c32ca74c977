# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where words stand in a sentence that name a place of it, and whether they are a whole name."""

from __future__ import annotations

import re

from graph.referral.question_words import PLACE_WORDS
from graph.referral.sentence import Sentence
from graph.territory import Territory
from graph.territory.names import NameQuery, strict
from graph.text.folding import fold

_COMMA = re.compile(r"\s*[,;:]")


def is_announced(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether words may name a place: after « à », with a capital that begins no sentence, or as a code."""
    first, before = sentence.words[places[0]], sentence.words[: places[0]]
    named = follows(sentence, places) or (bool(before) and is_capital(first.said))
    return named or (first.said.isdigit() and not _is_of_business(sentence, places))


def follows(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether words stand after « à », « vers » …"""
    return places[0] > 0 and sentence.words[places[0] - 1].folded in PLACE_WORDS


def _is_of_business(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether a number is that of a delivery to firms, which means another place as the code of a commune."""
    around = (places[0] - 1, places[-1] + 1)
    return any(0 <= place < len(sentence.words) and sentence.words[place].folded == "cedex" for place in around)


def is_whole(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether these words are all that is said."""
    return len(places) == len(sentence.words)


def begins(place: Territory, text: str) -> bool:
    """Whether a text is the first words of the name of a place: « Joué »."""
    return f"{fold(place.name)} ".startswith(f"{fold(text)} ")


def is_capital(text: str) -> bool:
    """Whether a text has a capital."""
    return text[:1].isupper()


def is_at_an_end(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether a text begins or ends with these words."""
    return places[0] == 0 or places[-1] == len(sentence.words) - 1


def is_apart(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether a text begins with these words, with a capital and before a comma: « Ville, on cherche une salle »."""
    first, last = sentence.words[places[0]], sentence.words[places[-1]]
    return places[0] == 0 and first.said[:1].isupper() and bool(_COMMA.match(sentence.text[last.end :]))


def completes_a_name(sentence: Sentence, places: tuple[int, ...]) -> bool:
    """Whether these words are rather the river of a name that is not known: « saint machin sur loire »."""
    first = places[0]
    if first < 2 or sentence.words[first - 1].folded != "sur":
        return False
    return sentence.words[first].said[:1].islower() or sentence.words[first - 2].said[:1].isupper()


def is_named(place: Territory, text: str) -> bool:
    """Whether a text is a whole name or code of a place, short forms apart, not only the beginning of one."""
    typed = {fold(text), NameQuery.of(text).strict}
    names = (place.name, *place.aliases)
    return not typed.isdisjoint({*map(fold, (*names, place.code, *place.postcodes)), *map(strict, names)})
