# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text set in columns: cut at spaces, at any character where a word is wider than its column, never cut short."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from exports.maps._styles import SVG
from exports.maps._words import legal
from graph.layout.text import text_width

# Spaces at which French typography never lets a line end are not among these.
SPACE = " "
# Where an address may go on to the next line.
JOINTS = "/?&=-._,;@"


@dataclass(frozen=True)
class SheetType:
    """How a text is set: size in points, class for its colour, weight, and height of a line in sizes."""

    size: float
    css: str = "ink"
    bold: bool = False
    lead: float = 1.38

    @property
    def step(self) -> float:
        """From one line to the next, in points."""
        return self.size * self.lead

    def smaller(self, scale: float) -> SheetType:
        """The same, its size multiplied."""
        return SheetType(self.size * scale, self.css, self.bold, self.lead)


def lines(text: str, room: float, kind: SheetType) -> list[str]:
    """The text in lines no wider than the room."""
    found: list[str] = []
    for word in text.split(SPACE):
        for piece, glued in _pieces(word, room, kind):
            longer = piece if not found else found[-1] + ("" if glued else SPACE) + piece
            if found and text_width(longer, kind.size, kind.bold) <= room:
                found[-1] = longer
            else:
                found.append(piece)
    return [line for line in found if line]


def _pieces(word: str, room: float, kind: SheetType) -> list[tuple[str, bool]]:
    """A word, in as many pieces as the room asks for; whether each is glued to the one before."""
    pieces: list[tuple[str, bool]] = []
    while word and text_width(word, kind.size, kind.bold) > room:
        most = len(word)
        while most > 1 and text_width(word[:most], kind.size, kind.bold) > room:
            most -= 1
        joint = max((word.rfind(sign, 0, most) for sign in JOINTS), default=-1) + 1
        cut = joint if joint > most // 2 else most
        pieces.append((word[:cut], bool(pieces)))
        word = word[cut:]
    return [*pieces, (word, bool(pieces))]


def write(parent: Element, text: str, at: tuple[float, float, float], kind: SheetType) -> float:
    """Writes a text from a place down in a width (x, y, room); returns where the next may begin."""
    x, y, room = at
    for line in lines(text, room, kind):
        y += kind.step
        attributes = {"x": f"{x:.2f}", "y": f"{y - kind.step * 0.24:.2f}", "font-size": f"{kind.size:.2f}"}
        attributes |= {"class": kind.css, "font-weight": "600" if kind.bold else "400"}
        SubElement(parent, f"{{{SVG}}}text", attributes).text = legal(line)
    return y


def linked(parent: Element, address: str) -> Element:
    """Where to write what leads to an address; the parent itself for none."""
    return SubElement(parent, f"{{{SVG}}}a", {"href": address}) if address else parent


def rule(parent: Element, y: float, ends: tuple[float, float], css: str) -> None:
    """A line across."""
    SubElement(parent, f"{{{SVG}}}path", {"class": css, "d": f"M{ends[0]:.2f} {y:.2f}H{ends[1]:.2f}"})
