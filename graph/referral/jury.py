# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging and ranking: the weighted mean of what the criteria say, looking no farther than what can still enter."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from graph.plugins import discover
from graph.referral._types import KINDS, Candidate, Criterion, Match, Offer, Traits
from graph.referral.answer import Reason
from graph.referral.facets import Book
from graph.referral.situation import Situation

PACKAGE = "graph.referral.criteria"
DIGITS = 4
"""Scores are equal when they are to this many digits: ties are then decided by kind and IRI."""
MARGIN = 10**-DIGITS
MOST_PARTS = 20_000


def load_criteria() -> tuple[Criterion, ...]:
    """The criteria of the folder, in order."""
    return tuple(discover(PACKAGE, "criterion", lambda item: (item.order, item.slug)))


class Part(NamedTuple):
    """Sums of what some criteria say: of weight x score, of weight; and the slug of the one that refuses, or ""."""

    total: float
    weight: float
    veto: str


class Ranked(NamedTuple):
    """A candidate and its score."""

    score: float
    candidate: Candidate

    @property
    def order(self) -> tuple[float, int, str, str]:
        """Best score first, then the nearer kind, then by IRI."""
        candidate = self.candidate
        return (-self.score, KINDS.index(candidate.match.kind), candidate.actor.iri, candidate.offer.iri)


class Listing(NamedTuple):
    """Offers that meet a situation in the same way, in order of deficit.

    `whole`: the match says all of them; otherwise an offer of another listing that is whole is to be left to it.
    """

    match: Match
    offers: list[Offer]
    whole: bool = False


class Bench:
    """The criteria, what they said of matches in other requests, and the book of what they say of traits."""

    def __init__(self, criteria: tuple[Criterion, ...], book: Book) -> None:
        self.criteria = criteria
        self.book = book
        self.of_matches = tuple(criterion for criterion in criteria if not criterion.reads)
        self.asks = tuple(dict.fromkeys(name for criterion in self.of_matches for name in criterion.asks))
        self._parts: dict[tuple[object, ...], dict[Match, Part]] = {}

    def parts(self, situation: Situation) -> dict[Match, Part]:
        """What is already known of matches, for what this situation asks; to be filled."""
        if sum(map(len, self._parts.values())) > MOST_PARTS:
            self._parts.clear()
        return self._parts.setdefault(tuple(getattr(situation, name) for name in self.asks), {})


class Jury:
    """The criteria at work on one situation."""

    def __init__(self, situation: Situation, bench: Bench) -> None:
        self.situation = situation
        self.criteria = bench.criteria
        self.vetoes: Counter[str] = Counter()
        self._bench = bench
        self._tables = bench.book.tables(situation)
        self._most = bench.book.most_weight(self._tables)
        self._ordered = bench.book.serves(situation)
        self._matches = bench.parts(situation)
        self._traits: dict[Traits, Part] = {}

    def reasons(self, candidate: Candidate) -> tuple[Reason, ...]:
        """What each criterion that applies says of a candidate, in their order."""
        kept = iter(zip(self._tables, candidate.offer.traits.facets, strict=True))
        found = []
        for criterion in self.criteria:
            if criterion.reads:
                table, facet = next(kept)
                known = table[facet]
                if known is not None:
                    found.append(known.reason)
            else:
                verdict = criterion.judge(self.situation, candidate)
                if verdict is not None:
                    found.append(Reason(criterion, verdict))
        return tuple(found)

    def score(self, candidate: Candidate) -> float | None:
        """The score of one candidate, None when a criterion refuses it."""
        one, other = self._of_match(candidate.match, candidate.offer), self._of_traits(candidate.offer.traits)
        return (
            None if one.veto or other.veto else round((one.total + other.total) / (one.weight + other.weight), DIGITS)
        )

    def rank(self, candidates: Iterable[Candidate], limit: int) -> list[Ranked]:
        """The best candidates that nothing refuses, in order."""
        scored = [(self.score(candidate), candidate) for candidate in candidates]
        kept = [Ranked(score, candidate) for score, candidate in scored if score is not None]
        return sorted(kept, key=lambda ranked: ranked.order)[:limit]

    def best(self, listings: Iterable[Listing], limit: int) -> list[Ranked]:
        """The best of long lists, each offer once: by its first listing from the best match down."""
        parts = [(self._of_match(item.match, item.offers[0]), item) for item in listings if item.offers]
        parts.sort(key=lambda pair: pair[0].weight - pair[0].total)
        seen = {offer for _, listing in parts if listing.whole for offer in listing.offers}
        kept: list[tuple[float, Offer, Match]] = []
        top = [0.0] * limit
        for part, listing in parts:
            if not part.veto:
                self._look(part, listing, seen, kept, top)
        floor = top[0] - MARGIN
        ranked = [
            Ranked(round(score, DIGITS), Candidate(offer, match)) for score, offer, match in kept if score >= floor
        ]
        return sorted(ranked, key=lambda item: item.order)[:limit]

    def _look(
        self, part: Part, listing: Listing, seen: set[Offer], kept: list[tuple[float, Offer, Match]], top: list[float]
    ) -> None:
        """Goes down one list until what comes cannot enter the `top`, a heap of the best scores."""
        total, weight, _ = part
        most, lost = weight + self._most, weight - total
        allowed = self._allowed(top[0], most, lost)
        by_traits = self._traits
        for offer in listing.offers:
            traits = offer.traits
            if traits.deficit > allowed:
                break
            if not listing.whole:
                if offer in seen:
                    continue
                seen.add(offer)
            own = by_traits.get(traits) or self._of_traits(traits)
            if own[2]:
                continue
            score = (total + own[0]) / (weight + own[1])
            if score > top[0] - MARGIN:
                kept.append((score, offer, listing.match))
                if score > top[0]:
                    heapq.heapreplace(top, score)
                    allowed = self._allowed(top[0], most, lost)

    def _allowed(self, floor: float, most: float, lost: float) -> float:
        """The deficit above which no score reaches the floor: a score is at most 1 - (all that is lost) / weight."""
        return (1.0 - floor + MARGIN) * most - lost if self._ordered else float("inf")

    def answered(self, listings: Iterable[Listing]) -> bool:
        """Whether one offer at least is not refused; where none is, what refused each is counted in `vetoes`."""
        refused: dict[Offer, str] = {}
        for listing in listings:
            for offer in listing.offers:
                veto = self._of_match(listing.match, offer).veto or self._of_traits(offer.traits).veto
                if not veto:
                    return True
                refused[offer] = veto
        self.vetoes.update(refused.values())
        return False

    def _of_match(self, match: Match, offer: Offer) -> Part:
        part = self._matches.get(match)
        if part is None:
            candidate = Candidate(offer, match)
            said = [(item, item.judge(self.situation, candidate)) for item in self._bench.of_matches]
            spoken = [(item, verdict) for item, verdict in said if verdict is not None]
            part = self._matches[match] = Part(
                sum(item.weight * verdict.score for item, verdict in spoken),
                sum(item.weight for item, _ in spoken),
                next((item.slug for item, verdict in spoken if verdict.veto), ""),
            )
        return part

    def _of_traits(self, traits: Traits) -> Part:
        part = self._traits.get(traits)
        if part is None:
            total = weight = 0.0
            veto = ""
            for table, facet in zip(self._tables, traits.facets, strict=True):
                kept = table[facet]
                if kept is not None:
                    total += kept[0]
                    weight += kept[1]
                    if kept[2] and not veto:
                        veto = table.criterion.slug
            part = self._traits[traits] = Part(total, weight, veto)
        return part
