# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage read: a view of the matrix with its rows, columns and boxes in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from graph.coverage.cell import COVERED, FALLBACK, NEAR, NONE, TOOL_ONLY
from graph.text.catalogue import plural_form
from graph.text.wording import Label, Phrase, Plural, listed

if TYPE_CHECKING:
    from graph.coverage.cell import Cell
    from graph.coverage.figures import Tally
    from graph.coverage.matrix import Matrix
    from graph.coverage.table import Column, CoverageBox, CoverageTable, NeedLine
    from graph.entity import Reader
    from graph.referral.mention import Ref
    from graph.territory import Territory

TENTH = 10  # percent below which tenths are written
NAMED = 3  # those to call who are named in a box; the others are counted
# « CC du Val d'Amboise » is read as « Val d'Amboise ».
LEGAL_FORM = re.compile(r"^(?:CC|CA|CU) (?:d[ue] |de la |des |d['’])?")
WHOLE_THEME, ALL_NEEDS = Label("Tout le thème"), Label("Tous les besoins")
IN_FALLBACK, NOTHING = Label("sans réponse directe"), Label("rien")
WITH_A_TOOL, NEARLY = Label("outil seulement"), Label("approchant")
JUST_A_TOOL = Label("un outil en ligne seulement, sans personne à appeler pour ce besoin")
SOMETHING_NEAR = Label("approchant seulement, pour un besoin plus large, plus précis, ou par un réseau")
NOBODY = Label("rien, personne ne peut être joint")
DOUBTFUL = Label("territoire non renseigné, à vérifier")
IN_FEW_WORDS = {TOOL_ONLY: WITH_A_TOOL, NEAR: NEARLY, FALLBACK: IN_FALLBACK, NONE: NOTHING}
AT_LENGTH = {TOOL_ONLY: JUST_A_TOOL, NEAR: SOMETHING_NEAR, FALLBACK: IN_FALLBACK}
OTHER_COMMUNES = Plural("et {count} autre commune", "et {count} autres communes")
ANSWERS = Plural("{count} réponse", "{count} réponses")
OTHERS = Plural("{count} autre", "{count} autres")
COVERED_CELLS = Plural("{n} case couverte sur {total}", "{n} cases couvertes sur {total}")
TOOL_CELLS, NEAR_CELLS = Phrase("{n} avec un outil seulement"), Phrase("{n} avec une réponse approchante")
FALLBACK_CELLS, EMPTY_CELLS = Phrase("{n} sans réponse directe"), Phrase("{n} sans réponse")


@dataclass(frozen=True)
class CoverageReading:
    """A table of the matrix, its things named in the language of a reader."""

    matrix: Matrix
    table: CoverageTable
    reader: Reader

    def line_name(self, line: NeedLine) -> str:
        """The name of a row: a theme, a need, or all of them."""
        if line.need is None:
            return (WHOLE_THEME if self.table.view.theme else ALL_NEEDS)(self.reader.lang)
        return line.need.label(self.reader.lang)

    def other_communes(self, column: Column) -> str:
        """How many communes a column stands for besides the one it is named for; "" for none."""
        others = len(column.territories) - 1
        return OTHER_COMMUNES(others).text(self.reader) if others else ""

    def box_text(self, box: CoverageBox) -> str:
        """A box in few words: how many answers, else the share that is covered."""
        return self._cell_text(box.cell) if box.cell else f"{percent_text(box.tally, self.reader.lang)} %"

    def box_said(self, box: CoverageBox) -> str:
        """All of a box: where, what, and who is to be called."""
        where = f"{written(box.column.territory.name)} {self.other_communes(box.column)}".strip()
        said = self._cell_said(box.cell) if box.cell else tally_said(box.tally, self.reader.lang)
        return f"{self.line_name(box.line)}, {where} : {said}"

    def _cell_text(self, cell: Cell) -> str:
        if cell.state != COVERED:
            return IN_FEW_WORDS[cell.state](self.reader.lang)
        return str(len(cell.actors)) if cell.sure else f"{len(cell.actors)} ?"

    def _cell_said(self, cell: Cell) -> str:
        lang = self.reader.lang
        if cell.state == NONE:
            return NOBODY(lang)
        others = {TOOL_ONLY: cell.tools, NEAR: cell.near, FALLBACK: cell.doors}
        if cell.state in others:
            return f"{AT_LENGTH[cell.state](lang)} – {self._names(others[cell.state])}"
        doubt = "" if cell.sure else f" – {DOUBTFUL(lang)}"
        return f"{ANSWERS(len(cell.actors)).text(self.reader)}, {self._names(cell.actors)}{doubt}"

    def _names(self, actors: tuple[Ref, ...]) -> str:
        """The first of them by name."""
        found = list(dict.fromkeys(self.reader.name(actor.iri, actor.label) for actor in actors))
        others = len(found) - NAMED
        more = [OTHERS(others).text(self.reader)] if others > 0 else []
        return listed([*found[:NAMED], *more], self.reader.lang)


def tally_said(tally: Tally, lang: str) -> str:
    """`12 %, 28 cases couvertes sur 240, 10 sans réponse directe, 202 sans réponse`."""
    said = plural_form(*COVERED_CELLS, tally.covered, lang)
    parts = [said.format(n=number(tally.covered, lang), total=number(tally.total, lang))]
    others = (
        (TOOL_CELLS, tally.tool_only),
        (NEAR_CELLS, tally.near),
        (FALLBACK_CELLS, tally.fallback),
        (EMPTY_CELLS, tally.none),
    )
    for phrase, count in others:
        if count:
            parts.append(phrase.template(lang).format(n=number(count, lang)))
    return f"{percent_text(tally, lang)} %, {', '.join(parts)}"


def percent_text(tally: Tally, lang: str) -> str:
    """The share covered as it is written: with a tenth below ten percent, where places would else look alike."""
    share = 100 * tally.covered / tally.total if tally.total else 0
    return format_decimal(max(share, 0.1), "0.#", locale=lang) if 0 < share < TENTH else str(tally.percent)


def number(count: int, lang: str) -> str:
    """A count with its thousands apart, as a language writes it."""
    return format_decimal(count, locale=lang)


def short_name(territory: Territory) -> str:
    """The name of a territory without the letters of its legal form."""
    return written(LEGAL_FORM.sub("", territory.name))


def written(name: str) -> str:
    """An official name with the apostrophe of typography."""
    return name.replace("'", "’")
