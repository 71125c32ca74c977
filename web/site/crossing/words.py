# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page and the picture of a crossing say of it: who « they » and « we » are, and what each group is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.text.wording import Label, Phrase, Plural, day_text
from web.site.crossing.signs import BOTH, OURS, PERHAPS, THEIRS

if TYPE_CHECKING:
    from graph.readings.crossing.reading import CrossingReading

OUR_CARDS = Label("nos fiches")
WITH = Phrase("{theirs}, et {ours}")
THEY = Phrase("Eux : {source}.")
THEY_ON = Phrase("Eux : {source}, {day}.")
WE = Phrase("Nous : nos fiches, c’est-à-dire tout ce que disent nos autres sources.")
WE_ARE = Phrase("Nous : {source}.")
ONE_EACH = Phrase("Un signe par fiche.")
ONE_FOR = Phrase("Un signe pour {count} fiches.")
WITHIN = Phrase("Dans ce lieu : {place}.")
GROUPS = {
    THEIRS: (Label("seulement chez eux"), Label("à regarder, peut-être à prendre")),
    PERHAPS: (Label("peut-être les mêmes"), Label("quelqu’un doit y regarder")),
    OURS: (Label("seulement chez nous"), Label("à leur proposer")),
}
WITH_BOTH = Label("chez les deux")
ALIKE = Label("sans désaccord")
DIFFERING = Plural("dont {count} désaccord, en losange", "dont {count} désaccords, en losange")


def heading(reading: CrossingReading) -> str:
    """What is crossed with what."""
    ours = reading.ours.label if reading.ours else OUR_CARDS(reading.reader.lang)
    return WITH(theirs=reading.theirs.label, ours=ours).text(reading.reader)


def who(reading: CrossingReading) -> str:
    """Who « they » and « we » are."""
    day = reading.read_on
    they = THEY_ON(source=reading.theirs.label, day=day_text(day, reading.reader.lang)) if day else None
    they = they or THEY(source=reading.theirs.label)
    we = WE_ARE(source=reading.ours.label) if reading.ours else WE()
    return " ".join(said.text(reading.reader) for said in (they, we))


def told(reading: CrossingReading, each: int = 1) -> str:
    """What a picture cannot say: for how many a sign stands, who is who, and where."""
    signs = ONE_EACH() if each == 1 else ONE_FOR(count=each)
    place = WITHIN(place=reading.area.name).text(reading.reader) if reading.area else ""
    return " ".join(filter(None, (signs.text(reading.reader), who(reading), place)))


def captions(reading: CrossingReading) -> dict[str, tuple[str, str]]:
    """By group of signs, what it is, and what to do with it."""
    lang, differing = reading.reader.lang, reading.counts.differing
    more = DIFFERING(differing).text(reading.reader) if differing else ALIKE(lang)
    found = {group: (name(lang), advice(lang)) for group, (name, advice) in GROUPS.items()}
    return {**found, BOTH: (WITH_BOTH(lang), more)}
