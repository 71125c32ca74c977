# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging and ranking: the weighted mean of what the criteria say, looking no farther than what can still enter."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from graph.plugins import discover
from graph.referral._types import KINDS, Candidate, Criterion, Match, Offer, Traits
from graph.referral.answer import Reason
from graph.referral.facets import Book, Table, sample_of_match
from graph.referral.situation import Situation

PACKAGE = "graph.referral.criteria"
DIGITS = 4
"""Scores are equal when they are to this many digits: ties are then decided by kind and IRI."""
MARGIN = 10**-DIGITS
MOST_PARTS = 100_000


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
    """Lists of offers that meet a situation in the same way, each in order of deficit."""

    match: Match
    lists: list[list[Offer]]


class Mixed(NamedTuple):
    """Offers that meet several aspects of a situation, in order of deficit, with how each of them does."""

    offers: list[Offer]
    match_of: Callable[[Offer], Match]


class Tier(NamedTuple):
    """What reaches the place through one territory: what the best match may be, and the lists, made when needed.

    Tiers go from the nearest territory to the farthest: an offer is taken where it is first met.
    """

    best: Sequence[Match]
    mixed: Callable[[float], Mixed | None]
    listings: Callable[[], list[Listing]]


class Bench:
    """The criteria, the book of what they say of traits, and the sums they came to in other requests."""

    def __init__(self, criteria: tuple[Criterion, ...], book: Book) -> None:
        self.criteria = criteria
        self.book = book
        self.of_matches = tuple(criterion for criterion in criteria if not criterion.reads)
        self._asks = tuple(dict.fromkeys(name for criterion in self.of_matches for name in criterion.asks))
        self._matches: dict[tuple[object, ...], dict[Match, Part]] = {}
        self._traits: dict[tuple[object, ...], dict[Traits, Part]] = {}

    def match_parts(self, situation: Situation) -> dict[Match, Part]:
        """What is already known of matches, for what this situation asks; to be filled."""
        return _kept(self._matches, tuple([getattr(situation, name) for name in self._asks]))

    def traits_parts(self, tables: list[Table]) -> dict[Traits, Part]:
        """What is already known of traits, with these tables; to be filled."""
        return _kept(self._traits, tuple([table.key for table in tables]))


def _kept(parts: dict[tuple[object, ...], dict[Any, Part]], key: tuple[object, ...]) -> dict[Any, Part]:
    found = parts.get(key)
    if found is None:
        if sum(map(len, parts.values())) > MOST_PARTS:
            parts.clear()
        found = parts[key] = {}
    return found


class Jury:
    """The criteria at work on one situation."""

    def __init__(self, situation: Situation, bench: Bench) -> None:
        self.situation = situation
        self.criteria = bench.criteria
        self.vetoes: Counter[str] = Counter()
        self._bench = bench
        tables = bench.book.tables(situation)
        spoken = [(table, rank) for rank, table in enumerate(tables) if table.speaks()]
        self._tables = spoken
        speakers = [(item, None, 0) for item in bench.of_matches] + [
            (table.criterion, table, rank) for table, rank in spoken
        ]
        self._speakers: list[tuple[Criterion, Table | None, int]] = sorted(speakers, key=lambda item: item[0].order)
        self._reasons: dict[tuple[str, Match], Reason | None] = {}
        self._most = sum(table.criterion.weight for table, _ in spoken)
        self._ordered = bench.book.serves(situation)
        self._matches = bench.match_parts(situation)
        self._traits = bench.traits_parts(tables)

    def reasons(self, candidate: Candidate) -> tuple[Reason, ...]:
        """What each criterion that applies says of a candidate, in their order."""
        facets = candidate.offer.traits.facets
        reasons = []
        for criterion, table, rank in self._speakers:
            if table is not None:
                kept = table[facets[rank]]
                if kept is not None:
                    reasons.append(kept[3])
            else:
                reason = self._reason(criterion, candidate)
                if reason is not None:
                    reasons.append(reason)
        return tuple(reasons)

    def _reason(self, criterion: Criterion, candidate: Candidate) -> Reason | None:
        """What a criterion says of a match: once for all candidates where it does not name them."""
        key = (criterion.slug, candidate.match)
        if not criterion.names and key in self._reasons:
            return self._reasons[key]
        verdict = criterion.judge(self.situation, candidate)
        reason = None if verdict is None else Reason(criterion, verdict)
        if not criterion.names:
            self._reasons[key] = reason
        return reason

    def score(self, candidate: Candidate) -> float | None:
        """The score of one candidate, None when a criterion refuses it."""
        one, other = self._of_match(candidate.match), self._of_traits(candidate.offer.traits)
        return (
            None if one.veto or other.veto else round((one.total + other.total) / (one.weight + other.weight), DIGITS)
        )

    def rank(self, candidates: Iterable[Candidate], limit: int) -> list[Ranked]:
        """The best candidates that nothing refuses, in order."""
        scored = [(self.score(candidate), candidate) for candidate in candidates]
        kept = [Ranked(score, candidate) for score, candidate in scored if score is not None]
        return sorted(kept, key=lambda ranked: ranked.order)[:limit]

    def best(self, tiers: Iterable[Tier], limit: int) -> list[Ranked]:
        """The best of long lists, each offer once, going no farther than what can still enter."""
        search = _Search([0.0] * limit, [], set())
        for tier in tiers:
            nearest = min(map(self._of_match, tier.best), key=_lost_of)
            allowed = self._allowed(search, nearest)
            if allowed < 0:
                continue
            mixed = tier.mixed(allowed)
            if mixed is not None:
                self._look_mixed(nearest, mixed, search)
            parts = [(self._of_match(item.match), item) for item in tier.listings()]
            for part, listing in sorted(parts, key=_lost):
                if not part.veto:
                    self._look(part, listing, search)
        floor = search.top[0] - MARGIN
        ranked = [
            Ranked(round(score, DIGITS), Candidate(offer, match))
            for score, offer, match in search.kept
            if score >= floor
        ]
        return sorted(ranked, key=lambda item: item.order)[:limit]

    def _look(self, part: Part, listing: Listing, search: _Search) -> None:
        """Goes down one list until what comes cannot enter."""
        total, weight, _ = part
        by_traits = self._traits
        top, kept, seen = search
        for offers in listing.lists:
            allowed = self._allowed(search, part)
            for offer in offers:
                traits = offer.traits
                if traits.deficit > allowed:
                    break
                if offer in seen:
                    continue
                seen.add(offer)
                own = by_traits.get(traits) or self._of_traits(traits)
                score = (total + own[0]) / (weight + own[1])
                if score > top[0] - MARGIN and not own[2]:
                    kept.append((score, offer, listing.match))
                    if score > top[0]:
                        heapq.heapreplace(top, score)
                        allowed = self._allowed(search, part)

    def _look_mixed(self, nearest: Part, mixed: Mixed, search: _Search) -> None:
        """The same for offers that meet several aspects, each in its own way: at best as well as the best match."""
        for offer in mixed.offers:
            if offer.traits.deficit > self._allowed(search, nearest):
                break
            search.seen.add(offer)
            match = mixed.match_of(offer)
            part, own = self._of_match(match), self._of_traits(offer.traits)
            score = (part.total + own.total) / (part.weight + own.weight)
            if not (part.veto or own.veto) and score > search.top[0] - MARGIN:
                search.kept.append((score, offer, match))
                if score > search.top[0]:
                    heapq.heapreplace(search.top, score)

    def _allowed(self, search: _Search, part: Part) -> float:
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

    def _of_match(self, match: Match) -> Part:
        part = self._matches.get(match)
        if part is None:
            sample = sample_of_match(match)
            said = [(item, item.judge(self.situation, sample)) for item in self._bench.of_matches]
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
            facets = traits.facets
            for table, rank in self._tables:
                kept = table[facets[rank]]
                if kept is not None:
                    total += kept[0]
                    weight += kept[1]
                    if kept[2] and not veto:
                        veto = table.criterion.slug
            part = self._traits[traits] = Part(total, weight, veto)
        return part


class _Search(NamedTuple):
    """A search under way: a heap of the best scores, the offers that may be among them, and those met."""

    top: list[float]
    kept: list[tuple[float, Offer, Match]]
    seen: set[Offer]


def _lost_of(part: Part) -> float:
    return part.weight - part.total


def _lost(pair: tuple[Part, Listing]) -> float:
    return _lost_of(pair[0])
