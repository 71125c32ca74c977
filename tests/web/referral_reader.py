# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the page of a referral as a visitor would: who is named, in order, with their rank, links, visible text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

CARD = re.compile(r"/fiche/([a-z-]+/[a-z0-9-]+)(?:\?|#|$)")
ROWS = {"caller", "call", "short"}
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "source", "use", "path", "circle", "rect"}
SPACES = str.maketrans({"\u202f": " ", "\u00a0": " ", "'": "’", "“": "«", "”": "»"})


@dataclass
class _Row:
    """One organisation while it is read: its rank ("" for a way on), and the cards that its row links to."""

    rank: str = ""
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """What the page says; `rows` as `rank actor services`, in order, `cards` the things it links to."""

    rows: tuple[str, ...]
    cards: frozenset[str]
    choices: tuple[str, ...]
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[_Row] = []
        self.links: list[str] = []
        self.choices: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append((tag, given))
        if tag == "li" and ROWS & set(given.get("class", "").split()):
            self.found.append(_Row())
        if tag == "button" and given.get("name") == "commune":
            self.choices.append("")
        link = CARD.search(given.get("href", "")) if tag == "a" else None
        if link:
            self.links.append(link[1])
            if self._in_row() and not self._within("details"):
                self.found[-1].links.append(link[1])

    def handle_endtag(self, tag: str) -> None:
        if self._within(tag):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._within("script") or self._within("style"):
            return
        self.texts.append(data)
        if self._in_row() and data.strip() and "rank" in self.open[-1][1].get("class", "").split():
            self.found[-1].rank = data.strip()
        if self.choices and self.open and self.open[-1][1].get("name") == "commune":
            self.choices[-1] += data

    def _in_row(self) -> bool:
        return any(tag == "li" and ROWS & set(given.get("class", "").split()) for tag, given in self.open)

    def _within(self, name: str) -> bool:
        return any(tag == name for tag, _ in self.open)


def plain(text: str) -> str:
    """A text with plain spaces and one sort of quotes: typography left aside."""
    return re.sub(r"\s+", " ", text.translate(SPACES)).replace("« ", "«").replace(" »", "»").strip()


def read_page(html: str) -> Page:
    """The page, read."""
    reader = _Reader()
    reader.feed(html)
    choices = tuple(plain(text) for text in reader.choices)
    rows = tuple(" ".join([row.rank or "-", *dict.fromkeys(row.links)]) for row in reader.found)
    return Page(rows, frozenset(reader.links), choices, plain(" ".join(reader.texts)))
