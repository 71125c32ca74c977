# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging and ranking: the weighted mean of what the criteria say, looking no farther than what can still enter."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from graph.referral._types import Candidate, Criterion, Match, Offer, Traits
from graph.referral.answer import CriterionReason
from graph.referral.bench import Bench, PartialVerdict
from graph.referral.facets import VerdictTable, sample_of_match
from graph.referral.ranking import EQUAL, Draw, Ranked, shown
from graph.referral.situation import Situation
from graph.referral.tiers import Listing, Tier

MARGIN = EQUAL


_Part = tuple[CriterionReason | None, VerdictTable | None, int, Criterion]
"""A reason that is ready, or where to find it: a table and the place of its facet, or else the criterion to ask."""


class Jury:
    """The criteria at work on one situation; `draw` puts in order those that they judge."""

    def __init__(self, situation: Situation, bench: Bench, draw: Draw | None = None) -> None:
        self.situation = situation
        self.criteria = bench.criteria
        self.vetoes: Counter[str] = Counter()
        self._bench = bench
        self._tables, self._speakers, self._most, self._telling, self._parts = bench.panel(situation)
        self._ordered = bench.book.serves(situation)
        self._matches = bench.match_parts(situation)
        self._plans: dict[Match, list[_Part]] = {}
        self.draw = draw or Draw()

    def reasons(self, candidate: Candidate) -> tuple[CriterionReason, ...]:
        """What each criterion that applies says of a candidate, in their order."""
        facets, match = candidate.offer.traits.facets, candidate.match
        plan = self._plans.get(match)
        if plan is None:
            plan = self._plans[match] = list(self._plan(match))
        reasons = []
        for reason, table, rank, criterion in plan:
            if table is not None:
                kept = table[facets[rank]]
                if kept is not None:
                    reasons.append(kept[3])
            elif reason is not None:
                reasons.append(reason)
            else:
                verdict = criterion.judge(self.situation, candidate)
                if verdict is not None:
                    reasons.append(CriterionReason(criterion, verdict))
        return tuple(reasons)

    def _plan(self, match: Match) -> Iterator[_Part]:
        """Who speaks of candidates of a match, in order; once for all where it does not name them."""
        sample = sample_of_match(match)
        for criterion, table, rank in self._speakers:
            if table is not None or criterion.names:
                yield None, table, rank, criterion
            else:
                verdict = criterion.judge(self.situation, sample)
                if verdict is not None:
                    yield CriterionReason(criterion, verdict), None, 0, criterion

    def score(self, candidate: Candidate) -> float | None:
        """The score of one candidate, None when a criterion refuses it."""
        judged = self.judged(candidate)
        return judged and judged.score

    def judged(self, candidate: Candidate) -> Ranked | None:
        """One candidate with its score, None when a criterion refuses it."""
        one, other = self._of_match(candidate.match), self._of_traits(candidate.offer.traits)
        if one.veto or other.veto:
            return None
        score = shown((one.total + other.total) / (one.weight + other.weight))
        return Ranked(score, candidate, one.last or other.last)

    def admits(self, offer: Offer) -> bool:
        """Whether nothing that an offer is refuses it, nor puts it below all others."""
        return not self._of_traits(offer.traits).apart

    def is_last(self, offer: Offer) -> bool:
        """Whether what an offer is puts it below all others, without being refused."""
        own = self._of_traits(offer.traits)
        return own.last and not own.veto

    def rank(self, candidates: Iterable[Candidate], limit: int) -> list[Ranked]:
        """The best candidates that nothing refuses, in order."""
        judged = map(self.judged, candidates)
        return self.draw.first([item for item in judged if item is not None], limit)

    def best(self, tiers: Iterable[Tier], limit: int, seen: set[Offer] | None = None) -> list[Ranked]:
        """The best of long lists, each offer once, going no farther than what can still enter; none of the last.

        What is in `seen` is left out, and what is looked at is added to it.
        """
        search = _Search([0.0] * limit, [], set() if seen is None else seen)
        for tier in tiers:
            nearest = self._of_match(tier.best)
            allowed = self._allowed(search, nearest)
            if allowed < 0:
                continue
            if tier.mixed is not None:
                self._look_through(tier.mixed(allowed), search)
            self._look_through(tier.listings, search)
        floor = search.top[0] - MARGIN
        return self.draw.best([item for item in search.kept if item[0] >= floor], limit)

    def _look_through(self, listings: Iterable[Listing], search: _Search) -> None:
        """Goes down lists, those of the best matches first."""
        parts = [(self._of_match(item.match), item) for item in listings]
        if len(parts) > 1:
            parts.sort(key=_lost)
        for part, listing in parts:
            if not part.apart:
                self._look(part, listing, search)

    def _look(self, part: PartialVerdict, listing: Listing, search: _Search) -> None:
        """Goes down one list until what comes cannot enter."""
        total, weight = part[:2]
        parts, telling = self._parts, self._telling
        top, kept, seen = search
        most = weight + self._most if self._ordered else math.inf
        allowed = (1.0 - top[0] + MARGIN) * most - weight + total
        for offers in listing.lists:
            if allowed < 0:
                return
            for offer in offers:
                traits = offer.traits
                if traits.deficit > allowed:
                    break
                if offer in seen:
                    continue
                seen.add(offer)
                own = parts.get(telling(traits.facets)) or self._of_traits(traits)
                score = (total + own[0]) / (weight + own[1])
                if score > top[0] - MARGIN and not own[2]:
                    kept.append((score, offer, listing.match))
                    if score > top[0]:
                        heapq.heapreplace(top, score)
                        allowed = (1.0 - top[0] + MARGIN) * most - weight + total

    def _allowed(self, search: _Search, part: PartialVerdict) -> float:
        """The deficit above which no score reaches the floor: a score is at most 1 - (all that is lost) / weight."""
        most = part[1] + self._most
        return (1.0 - search.top[0] + MARGIN) * most - part[1] + part[0] if self._ordered else math.inf

    def answered(self, listings: Iterable[Listing]) -> bool:
        """Whether one offer at least is not refused; where none is, what refused each is counted in `vetoes`."""
        refused: dict[Offer, str] = {}
        for listing in listings:
            for offer in chain.from_iterable(listing.lists):
                veto = self._of_match(listing.match).veto or self._of_traits(offer.traits).veto
                if not veto:
                    return True
                refused[offer] = veto
        self.vetoes.update(refused.values())
        return False

    def _of_match(self, match: Match) -> PartialVerdict:
        part = self._matches.get(match)
        if part is None:
            sample = sample_of_match(match)
            said = [(item, item.judge(self.situation, sample)) for item in self._bench.of_matches]
            spoken = [(item, verdict) for item, verdict in said if verdict is not None]
            veto = next((item.slug for item, verdict in spoken if verdict.veto), "")
            last = any(verdict.last for _, verdict in spoken)
            part = self._matches[match] = PartialVerdict(
                sum(item.weight * verdict.score for item, verdict in spoken),
                sum(item.weight for item, _ in spoken),
                bool(veto) or last,
                veto,
                last,
            )
        return part

    def _of_traits(self, traits: Traits) -> PartialVerdict:
        facets = traits.facets
        told = self._telling(facets)
        part = self._parts.get(told)
        if part is None:
            total = weight = 0.0
            veto, last = "", False
            for table, rank in self._tables:
                kept = table[facets[rank]]
                if kept is not None:
                    total += kept[0]
                    weight += kept[1]
                    last = last or kept[4]
                    if kept[2] and not veto:
                        veto = table.criterion.slug
            part = PartialVerdict(total, weight, bool(veto) or last, veto, last)
            # Equal sums are one object, for the same reason as deficits.
            part = self._parts[told] = self._bench.same.setdefault(part, part)
        return part


class _Search(NamedTuple):
    """A search under way: a heap of the best scores, the offers that may be among them, and those met."""

    top: list[float]
    kept: list[tuple[float, Offer, Match]]
    seen: set[Offer]


def _lost_of(part: PartialVerdict) -> float:
    return part.weight - part.total


def _lost(pair: tuple[PartialVerdict, Listing]) -> float:
    return _lost_of(pair[0])
