# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matrix as it is looked at: themes or the needs of one, by intercommunality or by commune of one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

from graph.coverage.cell import Cell
from graph.coverage.figures import CoveragePart, Tally, part
from graph.coverage.scope import Area, Scope, Theme
from graph.coverage.survey import Coverage
from graph.model import Choice
from graph.territory import Territory


@dataclass(frozen=True)
class View:
    """What is opened: a theme, an intercommunality; `each` sets communes apart that have the same cells."""

    theme: Theme | None = None
    area: Area | None = None
    each: bool = False


@dataclass(frozen=True)
class NeedLine:
    """A row: a theme, a need or (`need` is None) all those shown; `depth` counts the needs above it in its theme."""

    need: Choice | None
    ranks: tuple[int, ...]
    depth: int = 0

    @property
    def total(self) -> bool:
        """Whether it sums the others up."""
        return self.need is None


@dataclass(frozen=True)
class Column:
    """A column: an intercommunality, communes whose cells are the same (the most populated first), or the whole."""

    territories: tuple[Territory, ...]
    ranks: tuple[int, ...]
    total: bool = False

    @property
    def territory(self) -> Territory:
        """The one to name."""
        return self.territories[0]

    @property
    def several(self) -> bool:
        """Whether it stands for several communes."""
        return len(self.territories) > 1


@dataclass(frozen=True)
class CoverageBox:
    """Where a row and a column meet: how many cells are in each state, and the cell itself where there is but one."""

    line: NeedLine
    column: Column
    tally: Tally
    cell: Cell | None

    @property
    def state(self) -> str:
        """The state of all its cells: `covered`, `partial`, `fallback` or `none`."""
        return self.tally.state

    @property
    def sure(self) -> bool:
        """False where one cell at least is covered by those alone who state no area."""
        return not self.tally.unsure


@dataclass(frozen=True)
class CoverageTable:
    """Rows and columns, totals first; `part` is all that is shown."""

    view: View
    scope: Scope
    lines: tuple[NeedLine, ...]
    columns: tuple[Column, ...]
    part: CoveragePart

    @cached_property
    def boxes(self) -> tuple[tuple[CoverageBox, ...], ...]:
        """The boxes of each row."""
        return tuple(tuple(self._box(line, column) for column in self.columns) for line in self.lines)

    def _box(self, line: NeedLine, column: Column) -> CoverageBox:
        rows = self.part.coverage.rows
        alike = len(line.ranks) == 1 and not column.total and column.territory.level == "commune"
        cell = rows[line.ranks[0]][column.ranks[0]] if alike else None
        return CoverageBox(line, column, CoveragePart(self.part.coverage, line.ranks, column.ranks).tally(), cell)


def table(coverage: Coverage, scope: Scope, themes: tuple[Theme, ...], view: View) -> CoverageTable:
    """The table of a view."""
    lines = _themes(themes) if view.theme is None else _needs(view.theme)
    area = view.area or scope.whole
    shown = part(coverage, lines[0].ranks, area.ranks)
    columns = _areas(scope) if view.area is None else _communes(shown, view.each)
    return CoverageTable(view, scope, lines, (Column((area.territory,), area.ranks, total=True), *columns), shown)


def _themes(themes: tuple[Theme, ...]) -> tuple[NeedLine, ...]:
    whole = NeedLine(None, tuple(rank for theme in themes for rank in theme.ranks))
    return (whole, *(NeedLine(theme.need, theme.ranks) for theme in themes))


def _needs(theme: Theme) -> tuple[NeedLine, ...]:
    depths = {theme.need.iri: 0}
    for need in theme.needs:
        depths.setdefault(need.iri, 1 + max((depths.get(above, 0) for above in need.broader), default=0))
    lines = (
        NeedLine(need, (rank,), max(0, depths[need.iri] - 1))
        for need, rank in zip(theme.needs, theme.ranks, strict=True)
    )
    return (NeedLine(None, theme.ranks), *lines)


def _areas(scope: Scope) -> Iterator[Column]:
    return (Column((area.territory,), area.ranks) for area in scope.areas)


def _communes(shown: CoveragePart, each: bool) -> list[Column]:
    """The communes, those with the same cells together unless each is wanted; the most populated first."""
    communes = shown.coverage.communes
    together: dict[Hashable, list[int]] = {}
    for place in shown.places:
        together.setdefault(place if each else _signature(shown, place), []).append(place)
    columns = []
    for places in together.values():
        ranks = tuple(sorted(places, key=lambda place: (-communes[place].population, place)))
        columns.append(Column(tuple(communes[place] for place in ranks), ranks))
    return sorted(columns, key=lambda column: (-column.territory.population, column.territory.code))


def _signature(shown: CoveragePart, place: int) -> Hashable:
    cells = (shown.coverage.rows[need][place] for need in shown.needs)
    return tuple((cell.state, cell.sure, cell.actors) for cell in cells)
