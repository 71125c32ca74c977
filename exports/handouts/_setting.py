# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a handout is set in type: styles, notes in balanced columns, tables, rules and the QR code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from exports.handouts._types import HandoutSection, HandoutTable, Note
from exports.maps import Fonts
from exports.maps._lettering import NAMES, Lettering
from graph import colours

REGULAR, BOLD = NAMES
SIZE, LEADING = 10.5, 13.6
INK, GREY, LINE = (HexColor(colours.named(name).printed) for name in ("ink", "grey", "line"))
# Paragraphs may break at the narrow space of French punctuation: the other space that never breaks stands for it.
UNBROKEN = {0x202F: 0xA0}
STYLES = {
    "text": ParagraphStyle("text", fontName=REGULAR, fontSize=SIZE, leading=LEADING, textColor=INK),
    "small": ParagraphStyle("small", fontName=REGULAR, fontSize=SIZE, leading=LEADING, textColor=GREY),
    "end": ParagraphStyle("end", fontName=REGULAR, fontSize=SIZE, leading=LEADING, textColor=GREY, alignment=TA_RIGHT),
    "title": ParagraphStyle("title", fontName=BOLD, fontSize=25, leading=33, textColor=INK),
    "lead": ParagraphStyle("lead", fontName=REGULAR, fontSize=11.5, leading=15, textColor=INK),
    "section": ParagraphStyle("section", fontName=BOLD, fontSize=14.5, leading=18, textColor=INK),
    "note": ParagraphStyle("note", fontName=REGULAR, fontSize=SIZE, leading=LEADING, textColor=INK),
    "head": ParagraphStyle("head", fontName=BOLD, fontSize=SIZE, leading=LEADING, textColor=INK),
}
GUTTER, GAP = 18.0, 5.0
SIDES = ("LEFT", "RIGHT", "TOP", "BOTTOM")
CELL = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEABOVE", (0, 1), (-1, -1), 0.6, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 10),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]

BARE = [("VALIGN", (0, 0), (-1, -1), "TOP"), *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in SIDES)]


class Dots(Flowable):  # type: ignore[misc]
    """A line to write on, after a few words."""

    def __init__(self, words: Paragraph) -> None:
        super().__init__()
        self.words = words

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as it may be."""
        self.width = width
        return width, 25.0

    def draw(self) -> None:
        """The words, then dots to the end."""
        pen = self.canv
        _, high = self.words.wrap(self.width, 25)
        self.words.drawOn(pen, 0, 25 - high - 7)
        written = max(self.words.getActualLineWidths0(), default=0.0)
        pen.setStrokeColor(GREY)
        pen.setLineWidth(0.7)
        pen.setDash(0.7, 3)
        pen.line(written + 8 if written else 0, 5, self.width, 5)
        pen.setDash()


class Setting:
    """Sets texts in the maps' own typeface."""

    def __init__(self, fonts: Fonts) -> None:
        self._letters = Lettering(fonts)

    def text(self, text: str, style: str) -> Paragraph:
        """A paragraph of plain text."""
        return Paragraph(self._safe(text), STYLES[style])

    def section(self, section: HandoutSection, width: float) -> Iterator[Flowable]:
        """A section as things to put one under another."""
        yield Spacer(width, 11)
        yield self.text(section.title, "section")
        yield Spacer(width, 4)
        if section.lead:
            yield self.text(section.lead, "note")
            yield Spacer(width, 5)
        if section.table:
            yield self._grid(section.table, width)
        if section.notes:
            yield self._columns([self._note(note) for note in section.notes], section.columns, width)
        yield from (Dots(self.text(words, "text")) for words in section.lines)

    def height(self, item: Flowable, width: float) -> float:
        """How much room an item takes."""
        return float(item.wrap(width, 10_000)[1])

    def put(self, canvas: Any, item: Flowable, x: float, y: float, width: float) -> float:
        """Draws an item under a height; gives where the next one begins."""
        _, high = item.wrapOn(canvas, width, 10_000)
        item.drawOn(canvas, x, y - high)
        return float(y - high)

    def rule(self, canvas: Any, left: float, right: float, y: float, *, thin: bool = False) -> None:
        """A line across the page."""
        canvas.setStrokeColor(LINE if thin else INK)
        canvas.setLineWidth(0.6 if thin else 1.4)
        canvas.line(left, y, right, y)

    def code(self, canvas: Any, rows: tuple[tuple[int, ...], ...], x: float, y: float, side: float) -> None:
        """The squares of the QR code."""
        if not rows:
            return
        step = side / len(rows)
        canvas.setFillColor(INK)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    canvas.rect(x + across * step, y + side - (down + 1) * step, step, step, stroke=0, fill=1)

    def _safe(self, text: str) -> str:
        return escape(self._letters.shown(text).translate(UNBROKEN))

    def _bold(self, text: str, link: str = "") -> str:
        words = f'<font name="{BOLD}">{self._safe(text)}</font>'
        return f"<a href={quoteattr(link)}>{words}</a>" if link else words

    def _note(self, note: Note) -> Paragraph:
        aside = f'<font color="{colours.named("grey").printed}">{self._safe(note.aside)}</font> ' if note.aside else ""
        title = f"{self._bold(note.title, note.link)} " if note.title else ""
        return Paragraph(title + aside + self._safe(note.text), STYLES["note"])

    def _columns(self, notes: list[Paragraph], count: int, width: float) -> Grid:
        """Notes one under another in columns as even as their heights allow."""
        room = (width - GUTTER * (count - 1)) / count
        cells = [_spaced(column, room) for column in _even([(self.height(note, room), note) for note in notes], count)]
        widths = [room + GUTTER] * (count - 1) + [room]
        return Grid([cells], colWidths=widths, style=[*BARE, ("RIGHTPADDING", (0, 0), (-2, -1), GUTTER)])

    def _grid(self, table: HandoutTable, width: float) -> Grid:
        heads = [self.text(head, "head") for head in table.heads]
        rows = [
            [Paragraph(self._bold(cell) if column == 1 else self._safe(cell), STYLES["text"])
             for column, cell in enumerate(row)]
            for row in table.rows
        ]  # fmt: skip
        return Grid([heads, *rows], colWidths=[width * share for share in table.shares], style=CELL)


def _spaced(notes: list[Paragraph], width: float) -> list[Flowable]:
    return [part for note in notes for part in (note, Spacer(width, GAP))]


def _even(notes: list[tuple[float, Paragraph]], count: int) -> list[list[Paragraph]]:
    """The notes in order in so many columns: each takes notes until it has its share of what is left."""
    columns: list[list[Paragraph]] = []
    left = list(notes)
    for rank in range(count, 0, -1):
        share, taken, used = sum(high for high, _ in left) / rank, 0, 0.0
        while taken < len(left) and (rank == 1 or used + left[taken][0] / 2 <= share):
            used += left[taken][0]
            taken += 1
        columns.append([note for _, note in left[:taken]])
        left = left[taken:]
    return columns
