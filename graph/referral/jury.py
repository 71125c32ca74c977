# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging and ranking: the weighted mean of what the criteria say, each group of equals judged once."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graph.plugins import discover
from graph.referral._types import KINDS, Candidate, Criterion, Match, Offer, Traits, Verdict
from graph.referral.situation import Situation

PACKAGE = "graph.referral.criteria"
DIGITS = 4
"""Scores are equal when they are to this many digits: ties are then decided by kind and IRI."""


def load_criteria() -> tuple[Criterion, ...]:
    """The criteria of the folder, in order."""
    return tuple(discover(PACKAGE, "criterion", lambda item: (item.order, item.slug)))


class Part(NamedTuple):
    """Sums of what some criteria say: of weight x score, of weight; and the criterion that refuses, if one does."""

    total: float
    weight: float
    veto: Criterion | None


class Ranked(NamedTuple):
    """A candidate and its score."""

    score: float
    candidate: Candidate

    @property
    def order(self) -> tuple[float, int, str, str]:
        """Best score first, then the nearer kind, then by IRI."""
        candidate = self.candidate
        return (-self.score, KINDS.index(candidate.match.kind), candidate.actor.iri, candidate.offer.iri)


class Jury:
    """The criteria at work on one situation."""

    def __init__(self, situation: Situation, criteria: tuple[Criterion, ...]) -> None:
        self.situation = situation
        self.criteria = criteria
        self.vetoes: Counter[str] = Counter()
        self._of_traits = tuple(criterion for criterion in criteria if criterion.by_traits)
        self._of_matches = tuple(criterion for criterion in criteria if not criterion.by_traits)
        self._traits: dict[Traits, Part] = {}

    def verdicts(self, candidate: Candidate) -> list[tuple[Criterion, Verdict]]:
        """What each criterion that applies says of a candidate, in their order."""
        said = ((criterion, criterion.judge(self.situation, candidate)) for criterion in self.criteria)
        return [(criterion, verdict) for criterion, verdict in said if verdict is not None]

    def score(self, candidate: Candidate) -> float | None:
        """The score of one candidate, None when a criterion refuses it."""
        return _score(self._part(self._of_traits, candidate), self._part(self._of_matches, candidate))

    def rank(self, candidates: Iterable[Candidate], limit: int) -> list[Ranked]:
        """The best candidates that nothing refuses, in order."""
        scored = [(self.score(candidate), candidate) for candidate in candidates]
        kept = [Ranked(score, candidate) for score, candidate in scored if score is not None]
        return sorted(kept, key=lambda ranked: ranked.order)[:limit]

    def rank_found(self, found: Mapping[Offer, Match], limit: int) -> tuple[list[Ranked], set[Match]]:
        """The best of many direct candidates, and every match of which one at least is not refused."""
        by_traits = self._traits
        by_match: dict[int, Part] = {}
        answered: dict[int, Match] = {}
        scores: list[tuple[float, Offer, Match]] = []
        for offer, match in found.items():
            part = by_traits.get(offer.traits)
            if part is None:
                part = by_traits[offer.traits] = self._part(self._of_traits, Candidate(offer, match))
            # Equal matches are one object: its identity is a cheaper key than its content.
            other = by_match.get(id(match))
            if other is None:
                other = by_match[id(match)] = self._part(self._of_matches, Candidate(offer, match))
            veto = part[2] or other[2]
            if veto is not None:
                self.vetoes[veto.slug] += 1
                continue
            scores.append(((part[0] + other[0]) / (part[1] + other[1]), offer, match))
            answered[id(match)] = match
        return self._best(scores, limit), set(answered.values())

    def _best(self, scores: list[tuple[float, Offer, Match]], limit: int) -> list[Ranked]:
        if len(scores) > limit:
            floor = heapq.nlargest(limit, [item[0] for item in scores])[-1] - 10**-DIGITS
            scores = [item for item in scores if item[0] >= floor]
        ranked = [Ranked(round(score, DIGITS), Candidate(offer, match)) for score, offer, match in scores]
        return sorted(ranked, key=lambda item: item.order)[:limit]

    def _part(self, criteria: tuple[Criterion, ...], candidate: Candidate) -> Part:
        total = weight = 0.0
        refused: Criterion | None = None
        for criterion in criteria:
            verdict = criterion.judge(self.situation, candidate)
            if verdict is not None:
                total += criterion.weight * verdict.score
                weight += criterion.weight
                if verdict.veto and refused is None:
                    refused = criterion
        return Part(total, weight, refused)


def _score(by_traits: Part, by_match: Part) -> float | None:
    if by_traits.veto or by_match.veto:
        return None
    return round((by_traits.total + by_match.total) / (by_traits.weight + by_match.weight), DIGITS)
