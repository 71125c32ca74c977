# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters of the maps' own typeface on a page of PDF, and outlines of shapes and of halos."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from anyascii import anyascii
from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont as Outlines
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from exports.maps._types import Fonts
from exports.maps._words import plain

NAMES = ("TisserandRegular", "TisserandSemiBold")
# Stands for a character that the typeface lacks, and that no letters can spell.
LACKING = "□"
# What only changes the character before it: nothing to draw.
SILENT = {*range(0x300, 0x370), *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)}
UNDER = 0.3  # of its size, from the baseline to the line that strikes a text
_registering = threading.Lock()


@dataclass(frozen=True)
class WrittenLine:
    """A line of text to write at its anchor; `room` is the width it may take at most, 0 for as much as it needs."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    anchor: str = "start"
    room: float = 0.0

    @property
    def font(self) -> str:
        """The name under which its font is known."""
        return NAMES[self.bold]

    @property
    def natural(self) -> float:
        """Its width as the typeface has it."""
        return float(stringWidth(self.text, self.font, self.size))

    @property
    def across(self) -> float:
        """How much narrower it is made, 1 for not at all."""
        return min(1.0, self.room / self.natural) if self.room and self.natural else 1.0

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.x - self.natural * self.across * {"middle": 0.5, "end": 1.0}.get(self.anchor, 0.0)


class Lettering:
    """Writes on canvases whose y goes downwards, as in SVG."""

    def __init__(self, fonts: Fonts) -> None:
        self.files = (fonts.regular, fonts.bold)
        with _registering:
            for name, path in zip(NAMES, self.files, strict=True):
                _register(name, path)

    def shown(self, text: str) -> str:
        """A text that the typeface can draw: what it lacks is spelled in Latin letters, by sound or by name."""
        known = _face(self.files[0]).cmap
        drawn = (char for char in plain(text) if ord(char) in known or ord(char) not in SILENT)
        # A letter that is not said (a virama, an alef) is spelled by nothing; a whole text never is.
        spelled = "".join(char if ord(char) in known else anyascii(char).strip() for char in drawn)
        return spelled if spelled.strip() or not text.strip() else LACKING

    def write(self, canvas: Any, line: WrittenLine, struck: bool = False) -> None:
        """Writes a line with the pens of the canvas."""
        pen = canvas.beginText()
        pen.setTextTransform(1, 0, 0, -1, line.left, line.y)
        pen.setFont(line.font, line.size)
        if line.across < 1:
            pen.setHorizScale(100 * line.across)
        pen.textOut(line.text)
        canvas.drawText(pen)
        if struck:
            y = line.y - line.size * UNDER
            canvas.setLineWidth(line.size / 14)
            canvas.line(line.left, y, line.left + line.natural * line.across, y)

    def halo(self, canvas: Any, line: WrittenLine) -> None:
        """The strokes around the letters of a line, drawn so that searching finds its words once."""
        face, path = _face(self.files[line.bold]), canvas.beginPath()
        scale, x = line.size / face.units, line.left
        for char in line.text:
            pen = TransformPen(PathPen(path, face.glyphs), (scale * line.across, 0, 0, -scale, x, line.y))
            face.glyphs[face.cmap[ord(char)]].draw(pen)
            x += face.advance(char) * scale * line.across
        canvas.drawPath(path, stroke=1, fill=0)


class PathPen(BasePen):  # type: ignore[misc]
    """Adds what is drawn to a path of PDF."""

    def __init__(self, path: Any, glyphs: Any = None) -> None:
        super().__init__(glyphs)
        self.path = path

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools calls them so
        self.path.moveTo(*_rounded(*pt))

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.path.lineTo(*_rounded(*pt))

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: N802
        self.path.curveTo(*_rounded(*pt1, *pt2, *pt3))

    def _closePath(self) -> None:  # noqa: N802
        self.path.close()


def _rounded(*numbers: float) -> list[float]:
    """Finer than any printer: more digits would only make the file larger."""
    return [round(number, 2) for number in numbers]


def outline(svg_path: str, path: Any) -> None:
    """Adds the outline that an SVG path describes to a path of PDF."""
    parse_path(svg_path, PathPen(path))


@dataclass(frozen=True)
class Face:
    """Outlines of one weight; `units` is how many make the size of the text."""

    glyphs: Any
    cmap: dict[int, str]
    units: int

    def advance(self, char: str) -> float:
        """How far the next letter is."""
        return float(self.glyphs[self.cmap[ord(char)]].width)


@lru_cache(maxsize=4)
def _face(path: Path) -> Face:
    font = Outlines(io.BytesIO(path.read_bytes()))
    return Face(font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm)


@lru_cache(maxsize=4)
def _register(name: str, path: Path) -> None:
    registerFont(TTFont(name, path))
