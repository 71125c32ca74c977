# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the communes of the past went: each former name, the communes that have its land today, and since when."""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

# Codes of the events in the history of communes (Insee).
RENAMED, MOVED = {"10"}, {"41", "50"}
SPLIT = {"20", "21"}
MERGED = {"30", "31", "32", "33", "34"}
# How a former name is told in a cell: part of its commune since a year, called otherwise since a year, none of these.
PART, CALLED, OTHER = ">", "=", "?"


class PastCommune(NamedTuple):
    """A commune as it was at some time: one name of one code."""

    code: str
    name: str


class Event(NamedTuple):
    """What happened to a commune on a day (ISO), and what it became."""

    day: str
    kind: str
    after: PastCommune


class FormerName(NamedTuple):
    """What events so far make of a former name: how it leads on, since when, and the day of the last of them."""

    how: str = ""
    since: str = ""
    day: str = ""

    def then(self, state: PastCommune, event: Event) -> FormerName:
        """The same after one more event: what was merged stays so, whatever name it is given later."""
        if event.kind in MERGED:
            return FormerName(OTHER if self.how == OTHER else PART, event.day, event.day)
        if event.kind in RENAMED and self.how != PART:
            return FormerName(self.how or CALLED, event.day, event.day)
        if event.kind in SPLIT and event.after.name != state.name:
            return FormerName(OTHER, event.day, event.day)
        return FormerName(self.how, self.since, event.day)


BEGUN = FormerName()


class End(NamedTuple):
    """Where a former name leads: a current code, how, and the year (empty when no event says it)."""

    code: str
    how: str
    year: str


@dataclass
class History:
    """The events by the commune they happened to.

    `current` gives today's names, `leads` where other codes lead today, `grown` the codes of communes made of several.
    """

    current: Mapping[str, str]
    leads: Mapping[str, str]
    grown: frozenset[str] = frozenset()
    events: dict[PastCommune, list[Event]] = field(default_factory=lambda: defaultdict(list))

    def read(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Takes in the events of whole communes."""
        for row in rows:
            if row["TYPECOM_AV"] == row["TYPECOM_AP"] == "COM":
                before = PastCommune(row["COM_AV"], row["LIBELLE_AV"])
                after = PastCommune(row["COM_AP"], row["LIBELLE_AP"])
                self.events[before].append(Event(row["DATE_EFF"], row["MOD"], after))

    def next(self, state: PastCommune, since: str) -> list[Event]:
        """What became of a commune the last time that it changed, from a day on; several when it was shared out."""
        found = [event for event in self.events.get(state, ()) if event.day >= since]
        # A part that leaves changes nothing for what stays.
        stays = {event.day for event in found if event.kind in SPLIT and event.after == state}
        found = [event for event in found if event.day not in stays and event.after != state]
        last = max((event.day for event in found), default="")
        found = [event for event in found if event.day == last]
        # Where a part leaves and takes the name along, the name goes on there.
        named = [event for event in found if event.kind in SPLIT and event.after.name == state.name]
        return named or found

    def ends(self, state: PastCommune, told: FormerName = BEGUN, seen: frozenset[PastCommune] = frozenset()) -> Iterator[End]:
        """The communes of today that a former one leads to."""
        events = [] if state in seen or self.is_current(state) else self.next(state, told.day)
        for event in events:
            yield from self.ends(event.after, told.then(state, event), seen | {state})
        if not events:
            yield from self._end(state, told)

    def is_current(self, state: PastCommune) -> bool:
        """Whether a commune of today has that name and that code."""
        return self.current.get(state.code) == state.name

    def _end(self, state: PastCommune, told: FormerName) -> Iterator[End]:
        """The commune of today: this one, or the one it became by an event later than the last of the history."""
        code = state.code if state.code in self.current else self.leads.get(state.code, "")
        name = self.current.get(code)
        if name == state.name:
            if told.how:
                yield End(code, told.how, told.since[:4] if told.how in (PART, CALLED) else "")
        elif name is not None:
            yield End(code, PART if state.code != code or code in self.grown else OTHER, "")

    def names(self) -> dict[str, dict[str, str]]:
        """Former names by current code, each with how and when: `{"37232": {"Saint-Patrice": ">2017"}}`."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for state in sorted(filter(lambda state: not self.is_current(state), self.events)):
            for end in self.ends(state):
                if fold(state.name) != fold(self.current[end.code]):
                    known = found[end.code].get(state.name, "")
                    found[end.code][state.name] = max(known, end.how + end.year)
        return found

    def codes(self) -> dict[str, set[str]]:
        """Codes that no commune has any more, by the current code that they lead to, where it is one alone."""
        found: dict[str, set[str]] = defaultdict(set)
        for state in self.events:
            if state.code not in self.current:
                found[state.code].update(end.code for end in self.ends(state))
        back: dict[str, set[str]] = defaultdict(set)
        for code, ends in found.items():
            if len(ends) == 1:
                back[next(iter(ends))].add(code)
        return back


def fold(text: str) -> str:
    """A name as it is compared: small letters without accents, one space between words."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def history(path: Path | None, current: Mapping[str, str], leads: Mapping[str, str], grown: frozenset[str]) -> History:
    """The history of a CSV file, gzipped or not; an empty one without a file."""
    found = History(current, leads, grown)
    if path is not None:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        found.read(csv.DictReader(io.StringIO(text)))
    return found
