# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria together: who judges, what they said before, and what the sums came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.errors import ModelError
from graph.plugins import discover
from graph.referral._types import Criterion
from graph.referral.weights import shipped_weights, weights_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from graph.referral._types import Match
    from graph.referral.facets import Book, VerdictTable
    from graph.referral.situation import Situation

PACKAGE = "graph.referral.criteria"
MOST_PARTS = 100_000
UNPAIRED = (
    "Le critère « {slug} » a besoin de deux fichiers : ce qu’il juge dans graph/referral/criteria/{module}.py, "
    "et ce qu’il pèse dans ontology/criteria/{slug}.ttl."
)


def load_criteria(territory: Path | None = None) -> tuple[Criterion, ...]:
    """The criteria of the folder in order, with the weights that ship, or those of the folder of a territory.

    Raises ModelError for a criterion without its data, or data without their criterion; SettingsError for a territory.
    """
    weights = shipped_weights() if territory is None else weights_of(territory)
    found = discover(PACKAGE, "criterion", lambda item: item.slug)
    if odd := {item.slug for item in found} ^ weights.keys():
        raise ModelError(UNPAIRED.format(slug=min(odd), module=min(odd).replace("-", "_")))
    return tuple(sorted([Criterion.of(item, weights[item.slug]) for item in found], key=lambda item: item.order))


class PartialVerdict(NamedTuple):
    """Sums of what some criteria say: of weight x score, of weight; and the slug of the one that refuses, or "".

    `apart`: it is refused, or stands below all others: not among those that scores put in order.
    """

    total: float
    weight: float
    apart: bool
    veto: str = ""
    last: bool = False


class CriterionPanel(NamedTuple):
    """The criteria as they sit for what a situation asks.

    `tables`: those that have something to say of traits, each with its place among facets; `speakers`: every criterion
    in order, with its table when it reads traits; `most`: the most that the weights of tables can add to; `telling`:
    what facets are compared by here; `parts`: what is already known of traits by that, to be filled.
    """

    tables: list[tuple[VerdictTable, int]]
    speakers: list[tuple[Criterion, VerdictTable | None, int]]
    most: float
    telling: Callable[[tuple[int, ...]], object]
    parts: dict[object, PartialVerdict]


class Bench:
    """The criteria, the book of what they say of traits, and the sums they came to in other requests."""

    def __init__(self, criteria: tuple[Criterion, ...], book: Book) -> None:
        self.criteria = criteria
        self.book = book
        self.of_matches = tuple(criterion for criterion in criteria if not criterion.reads)
        self.same: dict[PartialVerdict, PartialVerdict] = {}
        self._asks = tuple(dict.fromkeys(name for criterion in self.of_matches for name in criterion.asks))
        self._matches: dict[tuple[object, ...], dict[Match, PartialVerdict]] = {}
        self._panels: dict[tuple[object, ...], CriterionPanel] = {}

    def weighing(self, weights: Mapping[str, float]) -> Bench:
        """A bench over the same facets where these criteria weigh otherwise; it ranks without the order of lists."""
        criteria = tuple([item.weighing(weights.get(item.slug, item.told.weight)) for item in self.criteria])
        return Bench(criteria, self.book.weighing(criteria))

    def match_parts(self, situation: Situation) -> dict[Match, PartialVerdict]:
        """What is already known of matches, for what this situation asks; to be filled."""
        key = tuple([getattr(situation, name) for name in self._asks])
        found = self._matches.get(key)
        if found is None:
            if sum(map(len, self._matches.values())) > MOST_PARTS:
                self._matches.clear()
            found = self._matches[key] = {}
        return found

    def panel(self, situation: Situation) -> CriterionPanel:
        """The panel for what this situation asks; made again when the index has met traits of a new sort."""
        key = self.book.asked(situation)
        panel = self._panels.get(key)
        if panel is None:
            if sum(len(known.parts) for known in self._panels.values()) > MOST_PARTS:
                self._panels.clear()
            panel = self._panels[key] = self._seat(situation)
        return panel

    def _seat(self, situation: Situation) -> CriterionPanel:
        tables = [(table, rank) for rank, table in enumerate(self.book.tables(situation)) if table.speaks()]
        readers = [(table.criterion, table, rank) for table, rank in tables]
        speakers: list[tuple[Criterion, VerdictTable | None, int]] = [
            *((item, None, 0) for item in self.of_matches),
            *readers,
        ]
        speakers.sort(key=lambda speaker: speaker[0].order)
        telling = self.book.telling(situation, [rank for _, rank in tables])
        return CriterionPanel(tables, speakers, sum(table.criterion.weight for table, _ in tables), telling, {})
