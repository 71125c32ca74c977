# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a handout is made of, whatever draws it: pages, sections of short notes, tables, and where to read more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from exports.maps import Fonts


@dataclass(frozen=True)
class Note:
    """A title and its text; `aside` is said before it, in grey, and `link` is the address that the title leads to."""

    title: str
    text: str
    aside: str = ""
    link: str = ""


@dataclass(frozen=True)
class HandoutTable:
    """Rows of as many texts as there are heads; `shares` are the widths of the columns, of 1 in all."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class HandoutSection:
    """A titled part: a sentence, notes in `columns`, a table, and dotted lines to write on.

    What does not fit on its page is left out from the end of the sections with the highest `spare`.
    """

    title: str
    lead: str = ""
    notes: tuple[Note, ...] = ()
    table: HandoutTable | None = None
    lines: tuple[str, ...] = ()
    columns: int = 1
    spare: int = 0


@dataclass(frozen=True)
class HandoutPage:
    """One A4 page."""

    sections: tuple[HandoutSection, ...]


@dataclass(frozen=True)
class Handout:
    """The whole; `code` is the QR code of its address as rows of dark (1) and light (0) squares."""

    title: str
    lead: str
    kicker: str
    address: str
    invitation: str
    foot: str
    lang: str
    pages: tuple[HandoutPage, ...]
    code: tuple[tuple[int, ...], ...]
    updated: date | None
    fonts: Fonts
