# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a view: its title, its drawing, its legend, its date, sources and address, as one SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring

from exports.maps._legend import Swatch, swatches
from exports.maps._styles import SVG, Styles
from exports.maps._types import TakenMap
from exports.maps._words import ADDRESS, SOURCES, TRACES, date_line, legal, plain, said, traces_of, updated_line
from graph.layout.text import text_width, wrapped

STYLE = Path(__file__).resolve().parent / "sheet.css"
# A4 held sideways, in points; larger papers have the same proportions.
WIDTH, HEIGHT, EDGE = 841.89, 595.28, 26.0
TITLE, SUMMARY, SMALL = 17.0, 9.0, 7.6
CODE = 50.0
# The foot: height of a line, of a row of the legend, and the space above it.
LINE, ROW, AIR = 10.6, 13.0, 8.0


def sheet(taken: TakenMap) -> Element:
    """The whole sheet as an SVG tree whose shapes carry their own colours, in points of an A4."""
    root = Element(f"{{{SVG}}}svg", {"class": "mindmap sheet", "viewBox": f"0 0 {WIDTH} {HEIGHT}"})
    SubElement(root, f"{{{SVG}}}title").text = plain(taken.title)
    SubElement(root, f"{{{SVG}}}desc").text = plain(taken.summary)
    SubElement(root, f"{{{SVG}}}rect", {"class": "page", "width": f"{WIDTH}", "height": f"{HEIGHT}"})
    top = _head(root, taken)
    bottom = _foot(root, taken)
    root.append(_picture(taken, top, bottom))
    Styles(f"{taken.look.stylesheet}{STYLE.read_text(encoding='utf-8')}").apply(root)
    return root


def _picture(taken: TakenMap, top: float, bottom: float) -> Element:
    """The drawing, as large as the room left."""
    drawn = fromstring(legal(taken.look.picture))  # noqa: S314 - our own drawing
    left, high, width, height = (float(number) for number in drawn.get("viewBox", "").split())
    scale = min((WIDTH - 2 * EDGE) / width, (bottom - top) / height)
    x = (WIDTH - width * scale) / 2 - left * scale
    y = top + (bottom - top - height * scale) / 2 - high * scale
    attributes = {"class": drawn.get("class", ""), "transform": f"translate({x:.2f} {y:.2f}) scale({scale:.5f})"}
    group = Element(f"{{{SVG}}}g", attributes)
    group.extend(part for part in drawn if part.tag not in {f"{{{SVG}}}{name}" for name in ("title", "desc", "style")})
    return group


def _head(root: Element, taken: TakenMap) -> float:
    """Title, what the view shows, its date; returns where the drawing may begin."""
    day = date_line(taken)
    room = WIDTH - 2 * EDGE - text_width(day, 11, True) - 20
    size = TITLE if text_width(plain(taken.title), TITLE, True) <= room else TITLE * 0.76
    y = EDGE
    for line in wrapped(plain(taken.title), room / size, True, 2):
        y += size
        _text(root, line, (EDGE, y), LineLook(size, "strong"))
    _text(root, day, (WIDTH - EDGE, EDGE + TITLE), LineLook(11, "strong", "end"))
    for line in wrapped(plain(taken.summary), room / SUMMARY, False, 2) if taken.summary else ():
        y += SUMMARY * 1.45
        _text(root, line, (EDGE, y), LineLook(SUMMARY, "quiet"))
    return y + 7


def _foot(root: Element, taken: TakenMap) -> float:
    """The legend, then who says so, since when, and where; returns where the drawing must end."""
    room = WIDTH - 2 * EDGE - (CODE + 14 if taken.look.code else 0)
    rows = list(_rows(swatches(taken), room))
    lines = list(_lines(taken, room))
    high = len(rows) * ROW + len(lines) * LINE + 6
    y = HEIGHT - EDGE + 4 - max(high, CODE if taken.look.code else 0)
    top = y - AIR
    SubElement(root, f"{{{SVG}}}path", {"class": "rule", "d": f"M{EDGE} {top:.1f}H{WIDTH - EDGE:.1f}"})
    if taken.look.code:
        _code(root, taken, HEIGHT - EDGE + 2 - CODE)
    for row in rows:
        x = EDGE
        for swatch in row:
            x = _swatch(root, swatch, x, y + ROW / 2)
        y += ROW
    for line, address in lines:
        y += LINE
        holder = SubElement(root, f"{{{SVG}}}a", {"href": address}) if address else root
        _text(holder, line, (EDGE, y), LineLook(SMALL, "quiet"))
    return top - 5


def _rows(found: list[Swatch], room: float) -> Iterator[list[Swatch]]:
    """The legend cut into rows."""
    row: list[Swatch] = []
    used = 0.0
    for swatch in found:
        if row and used + swatch.width > room:
            yield row
            row, used = [], 0.0
        row.append(swatch)
        used += swatch.width
    if row:
        yield row


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


def _code(root: Element, taken: TakenMap, y: float) -> None:
    """The address as a code to scan, at the right."""
    drawn = fromstring(taken.look.code)  # noqa: S314 - our own drawing
    side = float(drawn.get("viewBox", "0 0 1 1").split()[2])
    place = f"translate({WIDTH - EDGE - CODE:.1f} {y:.1f}) scale({CODE / side:.4f})"
    group = SubElement(root, f"{{{SVG}}}g", {"class": "code", "transform": place})
    group.extend(drawn)


def _swatch(root: Element, swatch: Swatch, x: float, y: float) -> float:
    group = SubElement(root, f"{{{SVG}}}g", {"transform": f"translate({x:.1f} {y:.1f})"})
    group.append(fromstring(f'<g xmlns="{SVG}" class="{swatch.css}">{swatch.mark}</g>'))  # noqa: S314 - our own drawing
    _text(group, swatch.label, (swatch.indent, 2.8), LineLook(SMALL))
    return x + swatch.width


@dataclass(frozen=True)
class LineLook:
    """How a line is set: its size, its class in the stylesheet, the side of its anchor it stands on."""

    size: float
    css: str = ""
    anchor: str = "start"


def _text(parent: Element, words: str, at: tuple[float, float], how: LineLook) -> None:
    attributes = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "font-size": f"{how.size:.1f}", "text-anchor": how.anchor}
    attributes |= {"class": how.css} if how.css else {}
    SubElement(parent, f"{{{SVG}}}text", attributes).text = legal(words)
