# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every format of a referral is given (a sheet to take away) and what it is (a SheetExport)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from exports.maps import Fonts
from graph.text.moments import span_text
from graph.text.wording import Label, day_text


@dataclass(frozen=True)
class SheetEntry:
    """Somebody to call: who, for what, with which facts, what is not sure; how to reach them and since when it is
    known. Texts are typeset, "" where nobody said."""

    rank: int
    who: str
    what: str
    facts: str
    doubts: str
    contact: str
    contact_address: str
    state: str


@dataclass(frozen=True)
class Dated:
    """A day, or the days from `start` to `end`, to put into a calendar; `uid` stays the same from one file to the
    next, `address` is where more is said."""

    uid: str
    title: str
    start: date
    end: date | None
    who: str
    place: str
    about: str
    address: str
    at: datetime | None = None
    until: datetime | None = None

    def when(self, lang: str) -> str:
        """The day or the days in words, with the hours where they are known."""
        if self.at is not None:
            return span_text(self.at, self.until, lang)
        return " – ".join(day_text(end, lang) for end in (self.start, self.end) if end)


@dataclass(frozen=True)
class Picture:
    """A drawing to put on the sheet: its SVG, the stylesheet of it, and what it shows in words."""

    svg: str
    stylesheet: str
    caption: str


@dataclass(frozen=True)
class Sheet:
    """A referral on one page. `entries` are to be called in order, `fallback` if none fits; `steps` are named first
    steps under `steps_title`; `code` is the address to scan (SVG, "" without one); `changed` is when the facts last
    changed; `fonts` gives the files of the typeface, only to those formats that carry it; `spoken` is what to say on
    the telephone to the first of them."""

    lang: str
    title: str
    summary: str
    day: date
    entries: tuple[SheetEntry, ...]
    others: int
    fallback: tuple[SheetEntry, ...]
    steps_title: str
    steps: tuple[tuple[str, str], ...]
    picture: Picture | None
    sources: tuple[str, ...]
    warning: str
    dates: tuple[Dated, ...]
    address: str
    code: str
    changed: datetime | None
    fonts: Callable[[], Fonts]
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetExport:
    """A format: `render` turns a sheet into the bytes of one file; `purpose` says what it is for; `dated` that it
    holds only the dates, and has no use without."""

    slug: str
    label: Label
    purpose: Label
    media_type: str
    extension: str
    order: int
    render: Callable[[Sheet], bytes]
    dated: bool = False
