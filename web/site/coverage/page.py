# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage table as the page shows it: each box has a tone, a shape, a text, an address and its name in full."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask import url_for

from graph.coverage.cell import COVERED, FALLBACK, NONE, Cell
from graph.coverage.figures import PARTIAL, Tally
from graph.coverage.matrix import Matrix
from graph.coverage.table import Box, Column, Line, Table
from graph.entity import Reader
from graph.referral.mention import Ref
from graph.territory import Territory
from graph.text.wording import listed
from web.app.filters import long_date
from web.app.language import language, plural, translate

TONES = {COVERED: "yes", PARTIAL: "part", FALLBACK: "unsure", NONE: "no"}
SHAPES = {COVERED: "disc", FALLBACK: "half", NONE: "void"}
THIRD = 100 / 3
EACH = "toutes"
SEVERAL = 2  # columns, the total being one: fewer need no summing up
NAMED = 3  # those to call who are named in a box; the others are counted
# « CC du Val d'Amboise » stands in a narrow column as « Val d'Amboise ».
LONG_WORD = 11
SYLLABLE = re.compile(r"(?<=\w\w[aeiouyéèêâîô])([lnrs]?)(?=[bcdfgjklmnpqrstvxz]h?[aeiouyéèêâîô]\w\w)")
LEGAL_FORM = re.compile(r"^(?:CC|CA|CU) (?:d[ue] |de la |des |d['’])?")


@dataclass(frozen=True)
class Case:
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
class Row:
    """A row of the table; `same` when all its boxes say what the total says."""

    head: Head
    cases: tuple[Case, ...]
    same: bool


@dataclass(frozen=True)
class Sheet:
    """A table with the words and addresses of its page; `day` and `place` are None where they are the usual ones."""

    matrix: Matrix
    table: Table
    reader: Reader
    day: date | None
    place: Territory | None

    # --- addresses -----------------------------------------------------------------------------------------------

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that every view of this survey keeps."""
        terms = self.matrix.coverage.terms
        found = {
            "territoire": self.place.code if self.place else "",
            "date": self.day.isoformat() if self.day else "",
            "gratuit": "1" if terms.free else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def opened(self) -> dict[str, str]:
        """The parameters of what this view opens."""
        view = self.table.view
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
        terms = self.matrix.coverage.terms
        free: dict[str, Any] = {"gratuit": "1"} if terms.free else {}
        return url_for("referral.show", commune=commune.key, besoin=need, date=terms.day.isoformat(), **free)

    # --- rows and columns ----------------------------------------------------------------------------------------

    def columns(self) -> tuple[Head, ...]:
        """The heads of the columns."""
        return tuple(self._column(column) for column in self.table.columns)

    def rows(self) -> tuple[Row, ...]:
        """The rows with their boxes."""
        return tuple(self._row(boxes) for boxes in self.table.boxes)

    def _row(self, boxes: tuple[Box, ...]) -> Row:
        same = len(boxes) > SEVERAL and len({(box.state, box.tally.percent) for box in boxes}) == 1
        return Row(self._line(boxes[0].line), tuple(map(self.case, boxes)), same)

    def _column(self, column: Column) -> Head:
        opens = not (column.total or self.table.view.area)
        others = len(column.territories) - 1
        more = plural("et {n} autre commune", "et {n} autres communes", others).format(n=others) if others else ""
        href = self.address(epci=column.territory.code) if opens else ""
        return Head(short_name(column.territory), href, total=column.total, more=more)

    def _line(self, line: Line) -> Head:
        if line.need is None:
            return Head(
                translate("Tout le thème") if self.table.view.theme else translate("Tous les besoins"), "", total=True
            )
        opens = self.table.view.theme is None
        href = self.address(theme=line.need.slug) if opens else ""
        return Head(line.need.label(language()), href, f"besoin-{line.need.slug}", line.depth)

    # --- boxes ---------------------------------------------------------------------------------------------------

    def case(self, box: Box) -> Case:
        """One box."""
        line, column = self._line(box.line), self._column(box.column)
        where = f"{written(box.column.territory.name)} {column.more}".strip()
        said = self._cell_said(box.cell) if box.cell else tally_said(box.tally)
        text = self._cell_text(box.cell) if box.cell else f"{box.tally.percent} %"
        return Case(TONES[box.state], _shape(box), text, self._leads(box), f"{line.text}, {where} : {said}")

    def _leads(self, box: Box) -> str:
        """To the very answer where there is but one cell, else to a finer view; "" where there is none."""
        need, view = box.line.need, self.table.view
        if box.cell and need:
            return self.referral(need.slug, box.column.territory)
        theme = need.slug if need and not view.theme else ""
        area = box.column.territory.code if not (box.column.total or view.area) else ""
        if not theme and not area:
            return ""
        changes = {name: value for name, value in (("theme", theme), ("epci", area)) if value}
        return self.address(anchor=f"besoin-{need.slug}" if need and view.theme else "", **changes)

    def _cell_text(self, cell: Cell) -> str:
        if cell.state == COVERED:
            return str(len(cell.actors)) if cell.sure else f"{len(cell.actors)} ?"
        return translate("repli") if cell.state == FALLBACK else translate("rien")

    def _cell_said(self, cell: Cell) -> str:
        if cell.state == NONE:
            return translate("rien, personne ne peut être joint")
        if cell.state == FALLBACK:
            return f"{translate('repli')}, {self.names(cell.doors)}"
        count = len(cell.actors)
        said = plural("{n} réponse", "{n} réponses", count).format(n=count)
        doubt = "" if cell.sure else f" – {translate('territoire non renseigné, à vérifier')}"
        return f"{said}, {self.names(cell.actors)}{doubt}"

    def names(self, actors: tuple[Ref, ...]) -> str:
        """The first of them by name."""
        found = list(dict.fromkeys(self.reader.name(actor.iri, actor.label) for actor in actors))
        others = len(found) - NAMED
        more = [plural("{n} autre", "{n} autres", others).format(n=others)] if others > 0 else []
        return listed([*found[:NAMED], *more], language())

    @property
    def when(self) -> str:
        """The day of the survey, in words."""
        return long_date(self.matrix.coverage.terms.day)


def tally_said(tally: Tally) -> str:
    """`12 %, 28 cases couvertes sur 240, 10 en repli, 202 sans réponse`."""
    said = plural("{n} case couverte sur {total}", "{n} cases couvertes sur {total}", tally.covered)
    parts = [said.format(n=number(tally.covered), total=number(tally.total))]
    if tally.fallback:
        parts.append(translate("{n} en repli").format(n=number(tally.fallback)))
    if tally.none:
        parts.append(translate("{n} sans réponse").format(n=number(tally.none)))
    return f"{tally.percent} %, {', '.join(parts)}"


def hyphenated(name: str) -> str:
    """A name whose long words may be cut at the end of a line."""
    return " ".join(SYLLABLE.sub("\\1\u00ad", word) if len(word) >= LONG_WORD else word for word in name.split(" "))


def number(count: int) -> str:
    """A count with its thousands apart, as the language of the page writes it."""
    return format_decimal(count, locale=language())


def short_name(territory: Territory) -> str:
    """The name of a territory without the letters of its legal form."""
    return written(LEGAL_FORM.sub("", territory.name))


def written(name: str) -> str:
    """An official name with the apostrophe of typography."""
    return name.replace("'", "’")


def _shape(box: Box) -> str:
    if box.state == PARTIAL:
        return f"part-{min(3, 1 + int(box.tally.percent / THIRD))}"
    return "hollow-disc" if box.cell and box.state == COVERED and not box.cell.sure else SHAPES[box.state]
