# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that is known of a département on one day: its survey, what is in it, and on whom it rests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.coverage.losses import Loss, losses
from graph.coverage.scope import Scope, Theme, themes
from graph.coverage.survey import Coverage, SurveyTerms, nothing, survey, undisturbed
from graph.referral.engine import ReferralEngine
from graph.referral.mention import Ref
from graph.territory import Territory


@dataclass(frozen=True, eq=False)
class Matrix:
    """A survey of all the needs of the scheme in all the communes of a département."""

    scope: Scope
    themes: tuple[Theme, ...]
    coverage: Coverage
    losses: tuple[Loss, ...]

    @cached_property
    def holders(self) -> Mapping[tuple[int, int], tuple[Ref, ...]]:
        """Those without any one of whom a cell (need, commune) would not be covered; only cells that have some."""
        found: dict[tuple[int, int], tuple[Ref, ...]] = {}
        for loss in self.losses:
            for need, place, _ in loss.cells:
                found[need, place] = (*found.get((need, place), ()), loss.actor)
        return found

    @cached_property
    def theme_of(self) -> Mapping[int, Theme]:
        """The theme of each need, by rank."""
        return {rank: theme for theme in self.themes for rank in theme.ranks}

    @cached_property
    def area_of(self) -> Mapping[int, Territory]:
        """The intercommunality of each commune, by rank; the département for those that have none."""
        return {rank: area.territory for area in self.scope.areas for rank in area.ranks}


def matrix(engine: ReferralEngine, scope: Scope, terms: SurveyTerms, between: Callable[[], None] = nothing) -> Matrix:
    """The matrix of a département, as the facts are now; `between` is called before each question to the engine."""
    index = engine.index

    def made() -> Matrix:
        coverage = survey(engine, terms, scope.communes, between=between)
        return Matrix(scope, themes(index.model.scheme("need")), coverage, losses(index, coverage, between))

    return undisturbed(index, made)
