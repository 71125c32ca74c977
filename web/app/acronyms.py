# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acronyms explained where they are first read: a button in the sentence and a popover, no script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?\s*([a-zA-Z][\w-]*)")
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "source", "use", "path", "circle", "rect"}
# A button can live in running text only: not in a link, a control, a title or a drawing.
RUNNING = {"p", "li", "dd", "td"}
CLOSED = {"a", "button", "h1", "h2", "h3", "h4", "summary", "label", "legend", "select", "option", "svg", "script",
          "style", "textarea", "time", "code", "pre", "th", "nav", "dt", "caption"}  # fmt: skip
# What stays on the line of the letters that it stands beside: a browser would break around a button.
SPACE = r"(?:&nbsp;|[ \u00a0\u202f])?"
BEFORE, AFTER = rf"(?:[(\[“]|«{SPACE})", rf"(?:[)\].,…”]+|{SPACE}[»;:!?])"


@dataclass(frozen=True)
class Acronym:
    """What an acronym stands for: its letters, its words, one line more, and the address of its glossary entry."""

    letters: str
    expansion: str
    note: str
    href: str


def anchor(letters: str) -> str:
    """The letters as an HTML identifier."""
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")


@dataclass
class _Page:
    """What has been met so far: open elements (name, closed to buttons) and letters already explained."""

    known: Mapping[str, Acronym]
    pattern: re.Pattern[str]
    link_text: str
    open: list[tuple[str, bool]] = field(default_factory=list)
    explained: set[str] = field(default_factory=set)

    def meet(self, tag: str) -> None:
        """Follows a start or end tag."""
        match = NAME.match(tag)
        if match is None or tag.startswith("<!"):
            return
        name = match[1].lower()
        if tag.startswith("</"):
            while self.open and self.open.pop()[0] != name:
                pass
        elif name not in VOID and not tag.endswith("/>"):
            self.open.append((name, name in CLOSED or "data-plain" in tag))

    def explain(self, text: str) -> str:
        """The text with each acronym not yet met made into a button, where a button may stand."""
        running = any(name in RUNNING for name, _ in self.open)
        if not running or any(closed for _, closed in self.open):
            return text
        return self.pattern.sub(self._button, text)

    def _button(self, match: re.Match[str]) -> str:
        acronym = self.known[match[2]]
        if acronym.letters in self.explained:
            return match[0]
        self.explained.add(acronym.letters)
        note = f"<span>{escape(acronym.note)} </span>" if acronym.note else ""
        name = f"acronym-{anchor(acronym.letters)}"
        button = (
            f'<button type="button" class="acronym" popovertarget="{name}">{escape(acronym.letters)}</button>'
            f'<span class="tooltip" popover id="{name}"><b>{escape(acronym.expansion)}</b>{note}'
            f'<a href="{escape(acronym.href)}">{escape(self.link_text)}</a></span>'
        )
        before, after = match[1] or "", match[3] or ""
        return f'<span class="one-line">{before}{button}{after}</span>' if before or after else button


def explain_acronyms(html: str, known: Mapping[str, Acronym], link_text: str) -> Markup:
    """The page with the first occurrence of each acronym explained; `known` is keyed by the letters."""
    if not known:
        return Markup(html)  # noqa: S704 - already escaped by the template
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"({BEFORE})?(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])({AFTER})?")
    page = _Page(known, pattern, link_text)
    parts = TAG.split(str(html))
    for index, part in enumerate(parts):
        if index % 2:
            page.meet(part)
        elif part:
            parts[index] = page.explain(part)
    return Markup("".join(parts))  # noqa: S704 - texts are escaped above
