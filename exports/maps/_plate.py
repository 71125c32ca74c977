# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that the sheet of a view says, as texts and numbers: enough to draw it elsewhere, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from exports.maps._legend import Swatch, swatches
from exports.maps._types import TakenMap
from exports.maps._words import ADDRESS, SOURCES, TRACES, date_line, plain, said, traces_of, updated_line
from graph.layout.text import text_width

# A4 held sideways, in points; larger papers have the same proportions.
WIDTH, HEIGHT, EDGE = 841.89, 595.28, 26.0
SMALL = 7.6
CODE = 50.0


@dataclass(frozen=True)
class Plate:
    """A sheet before it is drawn: `picture` and `code` are SVG ("" for no code), `lines` stand under the legend, each
    with the address that it leads to ("" for none); `updated` is the day on which the facts last changed."""

    title: str
    summary: str
    lang: str
    day: str
    picture: str
    stylesheet: str
    code: str
    swatches: tuple[Swatch, ...]
    lines: tuple[tuple[str, str], ...]
    updated: date | None
    paper: str


def plate_of(taken: TakenMap) -> Plate:
    """The sheet of a view."""
    room = WIDTH - 2 * EDGE - (CODE + 14 if taken.look.code else 0)
    return Plate(
        title=plain(taken.title),
        summary=plain(taken.summary),
        lang=taken.lang,
        day=date_line(taken),
        picture=taken.look.picture,
        stylesheet=taken.look.stylesheet,
        code=taken.look.code,
        swatches=tuple(swatches(taken)),
        lines=tuple(_lines(taken, room)),
        updated=taken.updated,
        paper=taken.paper,
    )


def _lines(taken: TakenMap, room: float) -> Iterator[tuple[str, str]]:
    """Each line under the legend and where it leads."""
    if taken.sources:
        yield _named(taken, room), ""
    if traces := traces_of(taken):
        yield _cut(f"{said(TRACES, taken)} : {' · '.join(traces)}", room), ""
    if updated := updated_line(taken):
        yield updated, ""
    yield _cut(f"{said(ADDRESS, taken)} : {taken.links.view}", room), taken.links.view


def _named(taken: TakenMap, room: float) -> str:
    """The sources on one line, those that begin alike said together, the last ones counted where room is short."""
    works: dict[str, list[str]] = {}
    for source in taken.sources:
        work, _, part = plain(source.label).partition(" : ")
        works.setdefault(work, []).extend([part] if part else [])
    names = [f"{work} ({', '.join(parts)})" if parts else work for work, parts in works.items()]
    for shown in range(len(names), 0, -1):
        rest = f" · +{len(names) - shown}" if shown < len(names) else ""
        line = f"{said(SOURCES, taken)} : {' · '.join(names[:shown])}{rest}"
        if text_width(line, SMALL) <= room:
            return line
    return _cut(line, room)


def _cut(text: str, room: float) -> str:
    """A text on one line, its end left out where it is too long."""
    if text_width(text, SMALL) <= room:
        return text
    while text and text_width(f"{text}…", SMALL) > room:
        text = text[:-1]
    return f"{text}…"
