# SPDX-License-Identifier: AGPL-3.0-or-later
"""A long text, as the letter of an association: read sentence by sentence, for what it asks and not all it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graph.errors import Ambiguous
from graph.referral.names import Names, askable
from graph.referral.question import Aside, QuestionReader, QuestionReading
from graph.referral.question_words import asks, words_of
from graph.referral.situation import COST, MODE, NEED, PLACE, TOOL, Reading
from graph.territory import Territory
from graph.text.typed import LONGEST_TEXT

MOST_NEEDS, MOST_TOOLS, MOST_GUESSES = 6, 5, 2
"""Things read in one letter: a page that answers more answers nothing."""
SHOWN = 80
"""Characters of a sentence that is told to be left aside."""

_END = re.compile(r"(?<=[.!?;])\s+|\s*[\n\r]+\s*")


@dataclass(frozen=True)
class _Part:
    """A sentence of a letter, and what was read in it."""

    text: str
    read: QuestionReading

    @property
    def needs(self) -> list[Reading]:
        return [one for one in self.read.readings if one.kind == NEED and one.sure]

    @property
    def guesses(self) -> list[Reading]:
        return [one for one in self.read.readings if one.kind == NEED and not one.sure]

    @property
    def asks(self) -> bool:
        return asks(self.text)

    @property
    def only_asks(self) -> bool:
        """Whether it says how or for whom of what the others ask: « qui peut nous aider gratuitement ? »."""
        return self.asks and not self.needs and not self.guesses


def is_letter(text: str) -> bool:
    """Whether a text is longer than a sentence."""
    return len(text) > LONGEST_TEXT


def read_letter(reader: QuestionReader, text: str, place: Territory | None) -> QuestionReading:
    """What a long text asks for: the needs that its asking sentences surely name, without any those of the others, else
    the likeliest; every tool; the place. For whom and how are read where something is asked.

    Raises AmbiguousTerritory where it names a place that has namesakes, and no other.
    """
    parts, place_read, doubt = _read(replace(reader, brief=True, hasty=True), text, place)
    if place is None and place_read is None and doubt is not None:
        raise doubt
    if not any(part.needs for part in parts):
        slower = replace(reader, brief=True, placeless=True)
        parts = [part if part.asks else replace(part, read=slower.read(part.text)) for part in parts]
    needs = _needs(parts, askable(reader.model))
    tools = list(_once(one for part in parts for one in part.read.readings if one.kind == TOOL))[:MOST_TOOLS]
    kept = {one.asked.iri for one in (*needs, *tools)}
    used = [part for part in parts if any(one.asked.iri in kept for one in part.read.readings)]
    wanted = [part for part in parts if part.only_asks or any(one in needs for one in part.read.readings)]
    beside = list(_once(one for part in wanted for one in part.read.readings if one.kind not in (NEED, TOOL, PLACE)))
    unheard = (shortened(part.text) for part in parts if part not in used and _says(part, place_read))
    aside = tuple(map(Aside, dict.fromkeys(unheard)))
    likely = () if needs or tools else next((part.read.likely for part in parts if part.read.likely), ())
    readings = (*needs, *tools, *beside, *((place_read,) if place_read else ()))
    return QuestionReading(readings, aside, (), likely, not readings and all(part.read.elsewhere for part in parts))


def _needs(parts: list[_Part], names: Names) -> list[Reading]:
    """The needs of sentences that ask, and what any that asks may ask for besides; else those of the others, else
    guesses."""
    asking = [part for part in parts if part.needs and part.asks]
    telling = asking or [part for part in parts if part.needs]
    needs = list(_once(one for part in telling for one in part.needs))[:MOST_NEEDS]
    if asking:
        guesses = [one for part in parts if part.asks for one in part.guesses]
        named = [one for one in guesses if names.whole_name(one.asked.query, NEED)]
        perhaps = [one for one in guesses if " " in one.asked.query and one not in named][:MOST_GUESSES]
        return list(_once([*needs, *named, *perhaps]))[:MOST_NEEDS]
    if needs:
        return needs
    unsure = [part for part in parts if part.guesses and part.asks] or [part for part in parts if part.guesses]
    return list(_once(one for part in unsure for one in part.guesses))[:MOST_GUESSES]


def _read(
    reader: QuestionReader, text: str, place: Territory | None
) -> tuple[list[_Part], Reading | None, Ambiguous | None]:
    """Each sentence and what it says; the first place told, and what is to be asked of another one."""
    parts: list[_Part] = []
    where: Reading | None = None
    doubt: Ambiguous | None = None
    for said in sentences(text):
        known = place or (reader.territories.from_iri(reader.base, where.asked.iri) if where else None)
        try:
            read = reader.read(said, known)
        except Ambiguous as error:
            doubt = doubt or error
            read = replace(reader, placeless=True).read(said, None)
        parts.append(_Part(said, read))
        where = where or next((one for one in read.readings if one.kind == PLACE), None)
    return parts, where, doubt


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, in order, long ones in pieces."""
    for said in _END.split(text):
        left = said.strip()
        while len(left) > LONGEST_TEXT:
            cut = max(left.rfind(mark, LONGEST_TEXT // 2, LONGEST_TEXT) for mark in ",:")
            cut = cut if cut > 0 else left.rfind(" ", 0, LONGEST_TEXT)
            cut = cut if cut > 0 else LONGEST_TEXT
            yield left[:cut]
            left = left[cut:].lstrip(" ,:")
        if left:
            yield left


def _once(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Each thing once; of how to help and what it costs the first."""
    seen: set[str] = set()
    for one in readings:
        key = one.kind if one.kind in (MODE, COST) else one.asked.iri
        if key not in seen:
            seen.add(key)
            yield one


def _says(part: _Part, place: Reading | None) -> bool:
    """Whether a sentence says something, beside greetings and where it is."""
    where = place is not None and place in part.read.readings
    return not part.read.elsewhere and not where and any(not word.little for word in words_of(part.text))


def shortened(text: str) -> str:
    """A sentence as it is told to be left aside."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]}…"
