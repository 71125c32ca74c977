# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the page of a referral as a visitor would: cards in groups, in order of rank, links, visible text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

CARD = re.compile(r"/fiche/([a-z-]+/[a-z0-9-]+)(?:\?|#|$)")
RANK = re.compile(r"\s*(\d+)\.")
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "source", "use", "path", "circle", "rect"}
SPACES = str.maketrans({"\u202f": " ", "\u00a0": " ", "'": "’", "“": "«", "”": "»"})


@dataclass
class _Card:
    """One answer while it is read: its kind, its rank, the cards its head links to."""

    kind: str
    rank: int = 0
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """What the page says; `results` as `kind actor service`, best first, `cards` the things it links to."""

    results: tuple[str, ...]
    cards: frozenset[str]
    choices: tuple[str, ...]
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[_Card] = []
        self.links: list[str] = []
        self.choices: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append((tag, given))
        if tag == "article" and "answer" in given.get("class", "").split():
            self.found.append(_Card(""))
        if self.found and tag == "header" and "data-kind" in given:
            self.found[-1].kind = given["data-kind"]
        if tag == "button" and given.get("name") == "commune":
            self.choices.append("")
        link = CARD.search(given.get("href", "")) if tag == "a" else None
        if link:
            self.links.append(link[1])
            if self.found and self._within("article") and self._within("header"):
                self.found[-1].links.append(link[1])

    def handle_endtag(self, tag: str) -> None:
        if self._within(tag):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._within("script") or self._within("style"):
            return
        self.texts.append(data)
        rank = RANK.match(data)
        if self.found and rank and not self.found[-1].rank and self._within("h3"):
            self.found[-1].rank = int(rank[1])
        if self.choices and self.open and self.open[-1][1].get("name") == "commune":
            self.choices[-1] += data

    def _within(self, name: str) -> bool:
        return any(tag == name for tag, _ in self.open)


def plain(text: str) -> str:
    """A text with plain spaces and one sort of quotes: typography left aside."""
    return re.sub(r"\s+", " ", text.translate(SPACES)).replace("« ", "«").replace(" »", "»").strip()


def read_page(html: str) -> Page:
    """The page, read."""
    reader = _Reader()
    reader.feed(html)
    results = [_name(card) for card in sorted(reader.found, key=lambda card: card.rank)]
    choices = tuple(plain(text) for text in reader.choices)
    return Page(tuple(results), frozenset(reader.links), choices, plain(" ".join(reader.texts)))


def _name(card: _Card) -> str:
    """The title leads to the service, to the group that is animated, or to the actor itself; else the actor is next."""
    title, *others = card.links
    alone = title.split("/")[0] in {"organisation", "network", "working-group"} and card.kind != "animator"
    return " ".join([card.kind, *([] if alone else others[:1]), title])
