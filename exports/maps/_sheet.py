# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a view: its title, its drawing, its legend, its date, sources and address, as one SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring

from exports.maps._legend import Swatch
from exports.maps._plate import CODE, EDGE, HEIGHT, SMALL, WIDTH, Plate
from exports.maps._styles import SVG, Styles
from exports.maps._words import legal
from graph.layout.text import text_width, wrapped

STYLE = Path(__file__).resolve().parent / "sheet.css"
TITLE, SUMMARY = 17.0, 9.0
# The foot: height of a line, of a row of the legend, and the space above it.
LINE, ROW, AIR = 10.6, 13.0, 8.0


def sheet(plate: Plate) -> Element:
    """The whole sheet as an SVG tree whose shapes carry their own colours, in points of an A4."""
    root = Element(f"{{{SVG}}}svg", {"class": "mindmap sheet", "viewBox": f"0 0 {WIDTH} {HEIGHT}"})
    SubElement(root, f"{{{SVG}}}title").text = plate.title
    SubElement(root, f"{{{SVG}}}desc").text = plate.summary
    SubElement(root, f"{{{SVG}}}rect", {"class": "page", "width": f"{WIDTH}", "height": f"{HEIGHT}"})
    top = _head(root, plate)
    bottom = _foot(root, plate)
    root.append(_picture(plate, top, bottom))
    Styles(f"{plate.stylesheet}{STYLE.read_text(encoding='utf-8')}").apply(root)
    return root


def _picture(plate: Plate, top: float, bottom: float) -> Element:
    """The drawing, as large as the room left."""
    drawn = fromstring(legal(plate.picture))  # noqa: S314 - our own drawing
    left, high, width, height = (float(number) for number in drawn.get("viewBox", "").split())
    scale = min((WIDTH - 2 * EDGE) / width, (bottom - top) / height)
    x = (WIDTH - width * scale) / 2 - left * scale
    y = top + (bottom - top - height * scale) / 2 - high * scale
    attributes = {"class": drawn.get("class", ""), "transform": f"translate({x:.2f} {y:.2f}) scale({scale:.5f})"}
    group = Element(f"{{{SVG}}}g", attributes)
    group.extend(part for part in drawn if part.tag not in {f"{{{SVG}}}{name}" for name in ("title", "desc", "style")})
    return group


def _head(root: Element, plate: Plate) -> float:
    """Title, what the view shows, its date; returns where the drawing may begin."""
    day = plate.day
    room = WIDTH - 2 * EDGE - text_width(day, 11, True) - 20
    size = TITLE if text_width(plate.title, TITLE, True) <= room else TITLE * 0.76
    y = EDGE
    for line in wrapped(plate.title, room / size, True, 2):
        y += size
        _text(root, line, (EDGE, y), LineLook(size, "strong"))
    _text(root, day, (WIDTH - EDGE, EDGE + TITLE), LineLook(11, "strong", "end"))
    for line in wrapped(plate.summary, room / SUMMARY, False, 2) if plate.summary else ():
        y += SUMMARY * 1.45
        _text(root, line, (EDGE, y), LineLook(SUMMARY, "quiet"))
    return y + 7


def _foot(root: Element, plate: Plate) -> float:
    """The legend, then who says so, since when, and where; returns where the drawing must end."""
    room = WIDTH - 2 * EDGE - (CODE + 14 if plate.code else 0)
    rows = list(_rows(plate.swatches, room))
    high = len(rows) * ROW + len(plate.lines) * LINE + 6
    y = HEIGHT - EDGE + 4 - max(high, CODE if plate.code else 0)
    top = y - AIR
    SubElement(root, f"{{{SVG}}}path", {"class": "rule", "d": f"M{EDGE} {top:.1f}H{WIDTH - EDGE:.1f}"})
    if plate.code:
        _code(root, plate, HEIGHT - EDGE + 2 - CODE)
    for row in rows:
        x = EDGE
        for swatch in row:
            x = _swatch(root, swatch, x, y + ROW / 2)
        y += ROW
    for line, address in plate.lines:
        y += LINE
        holder = SubElement(root, f"{{{SVG}}}a", {"href": address}) if address else root
        _text(holder, line, (EDGE, y), LineLook(SMALL, "quiet"))
    return top - 5


def _rows(found: tuple[Swatch, ...], room: float) -> Iterator[list[Swatch]]:
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


def _code(root: Element, plate: Plate, y: float) -> None:
    """The address as a code to scan, at the right."""
    drawn = fromstring(plate.code)  # noqa: S314 - our own drawing
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
