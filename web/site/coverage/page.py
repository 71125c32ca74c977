# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage table as its page and its picture show it: tones and shapes of boxes, and where each leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from graph.coverage.cell import COVERED, FALLBACK, NEAR, NONE, TOOL_ONLY
from graph.coverage.figures import PARTIAL
from graph.coverage.reading import CoverageReading, short_name
from graph.coverage.table import Column, CoverageBox, NeedLine
from graph.territory import Territory
from web.app.filters import long_date

TONES = {COVERED: "yes", PARTIAL: "part", TOOL_ONLY: "tool-only", NEAR: "near", FALLBACK: "unsure", NONE: "no"}
SHAPES = {COVERED: "disc", TOOL_ONLY: "device", NEAR: "about", FALLBACK: "half", NONE: "void"}
THIRD = 100 / 3
EACH = "toutes"
SEVERAL = 2  # columns, the total being one: fewer need no summing up
LONG_WORD = 11
SYLLABLE = re.compile(r"(?<=\w\w[aeiouyéèêâîô])([lnrs]?)(?=[bcdfgjklmnpqrstvxz]h?[aeiouyéèêâîô]\w\w)")


@dataclass(frozen=True)
class DrawnBox:
    """One box: tone and shape of its state, few words, where it leads ("" nowhere), and all of it said."""

    tone: str
    shape: str
    text: str
    href: str
    name: str


@dataclass(frozen=True)
class Head:
    """The name of a row or of a column, where it leads, its anchor, and how far it is set back."""

    text: str
    href: str
    anchor: str = ""
    depth: int = 0
    total: bool = False
    more: str = ""


@dataclass(frozen=True)
class DrawnRow:
    """A row of the table; `same` when all its boxes say what the total says."""

    head: Head
    cases: tuple[DrawnBox, ...]
    same: bool


@dataclass(frozen=True)
class CoveragePage:
    """A reading with the addresses of its page; `day` and `place` are None where they are the usual ones."""

    reading: CoverageReading
    day: date | None
    place: Territory | None

    # --- addresses -----------------------------------------------------------------------------------------------

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that every view of this survey keeps."""
        terms = self.reading.matrix.coverage.terms
        found = {
            "territoire": self.place.code if self.place else "",
            "date": self.day.isoformat() if self.day else "",
            "gratuit": "1" if terms.free else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def opened(self) -> dict[str, str]:
        """The parameters of what this view opens."""
        view = self.reading.table.view
        found = {
            "theme": view.theme.need.slug if view.theme else "",
            "epci": view.area.territory.code if view.area else "",
            "communes": EACH if view.each else "",
        }
        return {name: value for name, value in found.items() if value}

    def address(self, form: str = "show", anchor: str = "", **changes: str) -> str:
        """The address of this view in a form, with some parameters changed; "" takes one away."""
        asked = {**self.kept, **self.opened, **changes}
        kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
        return url_for(f"coverage.{form}", _anchor=anchor or None, **kept)

    def referral(self, need: str, commune: Territory) -> str:
        """The address of the very answer that a cell stands for."""
        terms = self.reading.matrix.coverage.terms
        free: dict[str, Any] = {"gratuit": "1"} if terms.free else {}
        return url_for("referral.show", commune=commune.key, besoin=need, date=terms.day.isoformat(), **free)

    # --- rows, columns, boxes ------------------------------------------------------------------------------------

    @property
    def when(self) -> str:
        """The day of the survey, in words."""
        return long_date(self.reading.matrix.coverage.terms.day)

    def columns(self) -> tuple[Head, ...]:
        """The heads of the columns."""
        return tuple(self._column(column) for column in self.reading.table.columns)

    def rows(self) -> tuple[DrawnRow, ...]:
        """The rows with their boxes."""
        return tuple(self._row(boxes) for boxes in self.reading.table.boxes)

    def _row(self, boxes: tuple[CoverageBox, ...]) -> DrawnRow:
        same = len(boxes) > SEVERAL and len({(box.state, self.reading.box_text(box)) for box in boxes}) == 1
        return DrawnRow(self._line(boxes[0].line), tuple(map(self._box, boxes)), same)

    def _column(self, column: Column) -> Head:
        opens = not (column.total or self.reading.table.view.area)
        href = self.address(epci=column.territory.code) if opens else ""
        more = self.reading.other_communes(column)
        return Head(short_name(column.territory), href, total=column.total, more=more)

    def _line(self, line: NeedLine) -> Head:
        name = self.reading.line_name(line)
        if line.need is None:
            return Head(name, "", total=True)
        opens = self.reading.table.view.theme is None
        href = self.address(theme=line.need.slug) if opens else ""
        return Head(name, href, f"besoin-{line.need.slug}", line.depth)

    def _box(self, box: CoverageBox) -> DrawnBox:
        text, said = self.reading.box_text(box), self.reading.box_said(box)
        return DrawnBox(TONES[box.state], _shape(box), text, self._leads(box), said)

    def _leads(self, box: CoverageBox) -> str:
        """To the very answer where there is but one cell, else to a finer view; "" where there is none."""
        need, view = box.line.need, self.reading.table.view
        if box.cell and need:
            return self.referral(need.slug, box.column.territory)
        theme = need.slug if need and not view.theme else ""
        area = box.column.territory.code if not (box.column.total or view.area) else ""
        if not theme and not area:
            return ""
        changes = {name: value for name, value in (("theme", theme), ("epci", area)) if value}
        return self.address(anchor=f"besoin-{need.slug}" if need and view.theme else "", **changes)


def hyphenated(name: str) -> str:
    """A name whose long words may be cut at the end of a line."""
    return " ".join(SYLLABLE.sub("\\1\u00ad", word) if len(word) >= LONG_WORD else word for word in name.split(" "))


def _shape(box: CoverageBox) -> str:
    if box.state == PARTIAL:
        return f"part-{min(3, 1 + int(box.tally.percent / THIRD))}"
    return "hollow-disc" if box.cell and box.state == COVERED and not box.cell.sure else SHAPES[box.state]
