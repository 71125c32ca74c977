# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paints a resolved SVG on a page of PDF: shapes, text that can be searched, links that can be followed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from exports.maps._lettering import Lettering, WrittenLine, outline
from exports.maps._styles import NUMBER, SVG, number, steps
from graph.layout.text import text_width

NAME = f"{{{SVG}}}"
SHAPES = {f"{NAME}path", f"{NAME}rect", f"{NAME}circle"}
TIGHTEST = 0.6  # how much narrower letters may be made
BOLD = 550  # from this weight on, the heavier of the two fonts
CAPS, JOINS = {"round": 1, "square": 2}, {"round": 1, "bevel": 2}
# A link is an upright rectangle: one that is turned is covered by several, as many times longer than high at most.
LONGEST = 1.6
LEVEL = 3.0  # degrees under which a text counts as upright
# Control points of a quarter of a circle.
ROUND = 0.5523


class Painter:
    """Paints elements one after the other on a canvas whose units are those of the SVG; `ground` is the colour of the
    page. A group that is dimmed is veiled: its colours go towards the ground, so that nothing shows through it."""

    def __init__(self, canvas: Any, letters: Lettering, ground: str) -> None:
        self.canvas = canvas
        self.letters = letters
        self.ground = ground
        self.veil = 1.0

    def paint(self, element: Element) -> None:
        """Paints an element and all that it holds."""
        if element.get("display") == "none":
            return
        self.canvas.saveState()
        for name, numbers in steps(element.get("transform", "")):
            self._transform(name, numbers)
        if element.tag in SHAPES:
            self._shape(element)
        elif element.tag == f"{NAME}text":
            self._text(element)
        else:
            above, self.veil = self.veil, self.veil * number(element, "opacity", 1.0)
            self._children(element)
            self.veil = above
        self.canvas.restoreState()

    def _children(self, element: Element) -> None:
        for child in element:
            self.paint(child)
        address = element.get("href", "")
        if element.tag == f"{NAME}a" and address.startswith(("http://", "https://")):
            for rectangle in self._covered(element):
                self.canvas.linkURL(address, rectangle, relative=0)

    def _transform(self, name: str, numbers: list[float]) -> None:
        if name == "translate":
            self.canvas.translate(numbers[0], numbers[1] if len(numbers) > 1 else 0)
        elif name == "rotate":
            self.canvas.rotate(numbers[0])
        elif name == "scale":
            self.canvas.scale(numbers[0], numbers[-1])

    def _shape(self, element: Element) -> None:
        fills, strokes = self._colours(element)
        if not (fills or strokes):
            return
        path = self.canvas.beginPath()
        if element.tag == f"{NAME}rect":
            rounded(path, *(number(element, name) for name in ("x", "y", "width", "height", "rx")))
        elif element.tag == f"{NAME}circle":
            x, y, radius = (number(element, name) for name in ("cx", "cy", "r"))
            path.circle(x, y, radius)
        else:
            outline(element.get("d", ""), path)
        self.canvas.drawPath(path, stroke=strokes, fill=fills, fillMode=1)

    def _colours(self, element: Element, holder: Element | None = None) -> tuple[int, int]:
        """Sets the pens; returns whether the element is filled, and stroked."""
        canvas = self.canvas
        alpha = number(element, "opacity", 1.0)
        if holder is not None and holder is not element:
            alpha *= number(holder, "opacity", 1.0)
        fill, stroke = element.get("fill", "none"), element.get("stroke", "none")
        if fill != "none":
            canvas.setFillColor(self._veiled(fill))
            canvas.setFillAlpha(alpha * number(element, "fill-opacity", 1.0))
        if stroke != "none":
            canvas.setStrokeColor(self._veiled(stroke))
            canvas.setStrokeAlpha(alpha * number(element, "stroke-opacity", 1.0))
            canvas.setLineWidth(number(element, "stroke-width", 1.0))
            canvas.setLineCap(CAPS.get(element.get("stroke-linecap", ""), 0))
            canvas.setLineJoin(JOINS.get(element.get("stroke-linejoin", ""), 0))
            dashes = [float(dash) for dash in NUMBER.findall(element.get("stroke-dasharray", ""))]
            canvas.setDash(dashes or [])
        return int(fill != "none"), int(stroke != "none")

    def _veiled(self, colour: str) -> str:
        """A colour as it is seen through the veil of its groups."""
        if self.veil == 1 or not self.ground.startswith("#"):
            return colour
        seen, ground = bytes.fromhex(colour[1:]), bytes.fromhex(self.ground[1:])
        mixed = (round(one * self.veil + two * (1 - self.veil)) for one, two in zip(seen, ground, strict=True))
        return "#" + bytes(mixed).hex()

    def _text(self, element: Element) -> None:
        for part in list(element.iter(f"{NAME}tspan")) or [element]:
            line = self._line(element, part)
            self._colours(part, element)
            if part.get("paint-order", "").startswith("stroke") and part.get("stroke", "none") != "none":
                self.letters.halo(self.canvas, line)
            struck = "line-through" in element.get("text-decoration", "") + part.get("text-decoration", "")
            if struck:
                self.canvas.setStrokeColor(self._veiled(part.get("fill", "black")))
            self.letters.write(self.canvas, line, struck)

    def _line(self, element: Element, part: Element) -> WrittenLine:
        """A line of a text: the whole of it, or one of its parts."""
        x, y = (number(part, name, number(element, name)) for name in ("x", "y"))
        size = number(part, "font-size", number(element, "font-size", 16.0))
        bold = int(part.get("font-weight", "400")) >= BOLD
        text, anchor = part.text or "", element.get("text-anchor", "start")
        line = WrittenLine(self.letters.shown(text), x, y, size, bold, anchor, number(part, "textLength"))
        # Spelled out, a text is longer than the place that was made for it.
        longer = not line.room and len(line.text) > len(text)
        return replace(line, room=max(text_width(text, size, bold), line.natural * TIGHTEST)) if longer else line

    def _covered(self, link: Element) -> Iterator[tuple[float, float, float, float]]:
        """The rectangles of the page that a link answers in."""
        boxes = [box for box in link if box.tag == f"{NAME}rect" and "touch" not in box.get("class", "")]
        for box in boxes:
            yield from self._pieces(*(number(box, name) for name in ("x", "y", "width", "height")))
        for text in [] if boxes else link.findall(f"{NAME}text"):
            line = self._line(text, text)
            yield from self._pieces(line.left, line.y - line.size, line.natural, line.size * 1.3)

    def _pieces(self, x: float, y: float, width: float, height: float) -> Iterator[tuple[float, float, float, float]]:
        (ax, ay), (bx, by) = self.canvas.absolutePosition(x, y), self.canvas.absolutePosition(x + width, y)
        turned = abs((math.degrees(math.atan2(by - ay, bx - ax)) + 90) % 180 - 90)
        count = 1 if turned < LEVEL else max(1, math.ceil(width / (height * LONGEST)))
        for index in range(count):
            left, right = x + width * index / count, x + width * (index + 1) / count
            corners = [self.canvas.absolutePosition(*corner) for corner in
                       ((left, y), (right, y), (right, y + height), (left, y + height))]  # fmt: skip
            across, along = [px for px, _ in corners], [py for _, py in corners]
            yield min(across), min(along), max(across), max(along)


def rounded(path: Any, x: float, y: float, width: float, height: float, radius: float) -> None:
    """Adds a rectangle to a path, its corners cut round."""
    r = min(radius, width / 2, height / 2)
    k, right, bottom = r * (1 - ROUND), x + width, y + height
    path.moveTo(x + r, y)
    path.lineTo(right - r, y)
    path.curveTo(right - k, y, right, y + k, right, y + r)
    path.lineTo(right, bottom - r)
    path.curveTo(right, bottom - k, right - k, bottom, right - r, bottom)
    path.lineTo(x + r, bottom)
    path.curveTo(x + k, bottom, x, bottom - k, x, bottom - r)
    path.lineTo(x, y + r)
    path.curveTo(x, y + k, x + k, y, x + r, y)
    path.close()
