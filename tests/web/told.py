# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page says: the text of each block and of each attribute that people read, with its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "output", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "use", "svg", "g", "path", "circle", "rect",
})  # fmt: skip
SILENT = frozenset({"script", "style", "textarea", "pre", "code", "kbd"})
ATTRIBUTES = frozenset({
    "title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext",
    "data-label", "data-title", "data-words", "data-hint", "data-more", "data-back", "data-followed", "data-lost",
    "data-none", "data-one", "data-many", "data-found", "data-refused", "data-unknown", "data-far", "data-searching",
    "data-play", "data-done", "data-offline", "data-count",
})  # fmt: skip
# Spaces that pages show as one; those that do not break are kept.
BLANKS = re.compile(r"[ \t\n\r\f]+")
METAS = frozenset(("description", "og:title", "og:description", "og:image:alt"))


class PageText(NamedTuple):
    """A text, its language, and the attribute that says it ("" for a block of visible text)."""

    text: str
    lang: str
    attribute: str


def told(html: str) -> Iterator[PageText]:
    """Each text of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[PageText] = []
        self.above: list[tuple[str, str]] = []
        self.block = ""
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        own = given.get("lang") or self._lang()
        hidden = "vh" in (given.get("class") or "").split()
        if tag not in INLINE or own != self._lang() or hidden:
            self._end_block()
        if tag not in VOID:
            self.above.append((tag, own))
        self.found += [PageText(text, own, name) for name, text in attrs if text and name in ATTRIBUTES]
        if tag == "meta" and (given.get("name") or given.get("property")) in METAS and given.get("content"):
            self.found.append(PageText(given["content"] or "", own, "content"))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not any(tag == name for name, _ in self.above):
            return
        while self.above:
            name, own = self.above[-1]
            if name not in INLINE or own != (self.above[-2][1] if len(self.above) > 1 else ""):
                self._end_block()
            self.above.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(name in SILENT for name, _ in self.above):
            self.lang = self.lang if self.block else self._lang()
            self.block += data
        elif self.block:
            self.block += "§"  # what is typed or read by programs stands in a sentence

    def close(self) -> None:
        super().close()
        self._end_block()

    def _lang(self) -> str:
        return self.above[-1][1] if self.above else ""

    def _end_block(self) -> None:
        if text := BLANKS.sub(" ", self.block).strip(" "):
            self.found.append(PageText(text, self.lang, ""))
        self.block = ""
