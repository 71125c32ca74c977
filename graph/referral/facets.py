# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verdicts kept by what criteria look at, and the least that traits can lose: what makes ranking quick.

A criterion says what it `reads` of the traits (a facet, here a number) and what it `asks` of the situation. So its
verdicts fill a small table for each thing asked, which serves every offer and every request of the day. The `deficit`
of traits is the least sum of weight x (1 - score) over all requests of an association in the month of the book: posting
lists in that order can be left as soon as nothing farther can enter the answers. Criteria that ask for nothing but the
month and the asker are `settled` for that month: traits of which all of them say the same share one number, so that few
sums serve very many offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import product
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from graph.entity.known import UNDATED
from graph.model import Model
from graph.referral._types import Actor, Candidate, Criterion, Match, Offer, Traits
from graph.referral.answer import CriterionReason
from graph.referral.situation import ASSOCIATION, Asked, Situation
from graph.text.days import Span
from graph.text.wording import MONTHS_IN_YEAR, month_number

MOST_TABLES = 400
MANY = 200
NEEDS = "needs"
SETTLED = frozenset(("month", "asker"))
"""What all requests of an association have in common in one month."""
TraitsKey = tuple[object, ...]


class FacetVerdict(NamedTuple):
    """A verdict kept: weight x score, weight, whether it refuses, the reason to show, whether it puts last."""

    gain: float
    weight: float
    veto: bool
    reason: CriterionReason
    last: bool


class VerdictTable(dict[int, "FacetVerdict | None"]):
    """The verdicts of one criterion for one thing asked, by facet; made when first looked up."""

    def __init__(
        self, key: tuple[object, ...], criterion: Criterion, situation: Situation, samples: Sequence[Candidate]
    ) -> None:
        super().__init__()
        self.key = key
        self.criterion = criterion
        self._situation = situation
        self._samples = samples
        self._spoken, self._heard = False, 0

    def __missing__(self, facet: int) -> FacetVerdict | None:
        verdict = self.criterion.judge(self._situation, self._samples[facet])
        kept = None
        if verdict is not None:
            weight = self.criterion.weight
            kept = FacetVerdict(
                weight * verdict.score, weight, verdict.veto, CriterionReason(self.criterion, verdict), verdict.last
            )
        self[facet] = kept
        return kept

    def speaks(self) -> bool:
        """Whether the criterion says something of any facet known now; taken for granted where there are many."""
        if len(self._samples) > MANY:
            return True
        while not self._spoken and self._heard < len(self._samples):
            self._spoken = self[self._heard] is not None
            self._heard += 1
        return self._spoken


class Book:
    """The facets of all traits of an index, and the tables of verdicts."""

    def __init__(self, criteria: Iterable[Criterion], model: Model, day: date) -> None:
        self.criteria = tuple(criterion for criterion in criteria if criterion.reads)
        self.month = month_number(day)
        self._read = [attrgetter(*criterion.reads) for criterion in self.criteria]
        self._numbers: list[dict[object, int]] = [{} for _ in self.criteria]
        self._samples: list[list[Candidate]] = [[] for _ in self.criteria]
        self._losses: list[dict[int, float]] = [{} for _ in self.criteria]
        self._settled = [rank for rank, item in enumerate(self.criteria) if SETTLED.issuperset(item.asks)]
        self._alike: list[dict[int, object]] = [{} for _ in self.criteria]
        self._outcomes: dict[tuple[object, ...], int] = {}
        self._tables: dict[tuple[object, ...], VerdictTable] = {}
        self._asks = tuple(dict.fromkeys(name for criterion in self.criteria for name in criterion.asks))
        self._met = 0
        self._traits: dict[TraitsKey, Traits] = {}
        self._deficits: dict[float, float] = {}
        self._domains = _domains(model)
        self._questioned: frozenset[str] = frozenset()
        self._in_order = True

    # --- traits --------------------------------------------------------------------------------------------------

    def traits(self, key: TraitsKey) -> Traits:
        """The traits of these values: the same object for the same values."""
        found = self._traits.get(key)
        if found is None:
            found = Traits(*key)  # type: ignore[arg-type]
            found.facets = tuple(self._number(rank, found) for rank in range(len(self.criteria)))
            found.facets += (self._outcome(found.facets),)
            found.deficit = self._deficit(found)
            self._traits[key] = found
            self._questioned |= {report.need for report in found.reports}
        return found

    def _number(self, rank: int, traits: Traits) -> int:
        facet = self._read[rank](traits)
        number = self._numbers[rank].setdefault(facet, len(self._samples[rank]))
        if number == len(self._samples[rank]):
            self._samples[rank].append(_sample(traits))
            self._met += 1
        return number

    def weighing(self, criteria: Iterable[Criterion]) -> Book:
        """A book of the same facets for the same criteria with other weights, where lists are in no useful order."""
        other = copy(self)
        other.criteria = tuple(criterion for criterion in criteria if criterion.reads)
        other._tables = {}
        other._in_order = False
        return other

    # --- verdicts ------------------------------------------------------------------------------------------------

    def asked(self, situation: Situation) -> tuple[object, ...]:
        """All that the criteria look at in a situation, with how many facets there are: a key for what they say."""
        asked = [_plain(getattr(situation, name)) for name in self._asks if name != NEEDS]
        return (self._met, self.month, *asked, _plain(self._put(situation)))

    def tables(self, situation: Situation) -> list[VerdictTable]:
        """The table of each criterion for what this situation asks."""
        return [self._table(rank, criterion, situation) for rank, criterion in enumerate(self.criteria)]

    def _table(self, rank: int, criterion: Criterion, situation: Situation) -> VerdictTable:
        if NEEDS in criterion.asks:
            # Only needs that some report questions are looked at: other requests all share one table.
            situation = replace(situation, needs=self._put(situation))
        key = (rank, *[_plain(getattr(situation, name)) for name in criterion.asks])
        table = self._tables.get(key)
        if table is None:
            if len(self._tables) >= MOST_TABLES:
                self._tables.clear()
            table = self._tables[key] = VerdictTable(key, criterion, situation, self._samples[rank])
        return table

    def _put(self, situation: Situation) -> tuple[Asked, ...]:
        """The needs of a situation that a report questions: hardly ever any."""
        questioned = self._questioned
        return tuple([need for need in situation.needs if need.iri in questioned]) if questioned else ()

    # --- what is said of an association whatever it asks ----------------------------------------------------------

    def telling(self, situation: Situation, ranks: Iterable[int]) -> Callable[[tuple[int, ...]], object]:
        """What facets have to be compared by, when only these criteria have something to say of a situation."""
        if not self._settles(situation):
            return _itemgetter(tuple(ranks))
        return _itemgetter((len(self.criteria), *(rank for rank in ranks if rank not in self._settled)))

    def _settles(self, situation: Situation) -> bool:
        return situation.asker == ASSOCIATION and situation.month == self.month

    def _outcome(self, facets: tuple[int, ...]) -> int:
        """The number of what the settled criteria say, each by itself: whether sums are equal is not enough."""
        key = tuple([self._verdict(rank, facets[rank]) for rank in self._settled])
        return self._outcomes.setdefault(key, len(self._outcomes))

    def _verdict(self, rank: int, facet: int) -> object:
        found = self._alike[rank]
        if facet not in found:
            verdict = self.criteria[rank].judge(self._of_the_month(), self._samples[rank][facet])
            found[facet] = verdict and (verdict.score, verdict.veto, verdict.last)
        return found[facet]

    def _of_the_month(self) -> Situation:
        """A request of an association in the month of the book."""
        return Situation(day=date(self.month // MONTHS_IN_YEAR, self.month % MONTHS_IN_YEAR + 1, 1))

    # --- the least that can be lost ------------------------------------------------------------------------------

    def serves(self, situation: Situation) -> bool:
        """Whether deficits are right for this situation: an association, in the month of the book, at its weights."""
        return self._in_order and self._settles(situation)

    def turn(self, day: date) -> None:
        """Counts deficits for the month of another day; posting lists are to be put in order again."""
        self.month = month_number(day)
        self._losses = [{} for _ in self.criteria]
        self._alike = [{} for _ in self.criteria]
        self._outcomes = {}
        for traits in self._traits.values():
            traits.facets = (*traits.facets[:-1], self._outcome(traits.facets))
            traits.deficit = self._deficit(traits)

    def _deficit(self, traits: Traits) -> float:
        lost = sum(self._loss(rank, facet) for rank, facet in enumerate(traits.facets[:-1]))
        # Equal numbers are one object: walking down a list then stays in the processor's cache.
        return self._deficits.setdefault(lost, lost)

    def _loss(self, rank: int, facet: int) -> float:
        """The least that one criterion takes off, whatever an association asks this month."""
        found = self._losses[rank].get(facet)
        if found is None:
            found = self._losses[rank][facet] = self._least_loss(self.criteria[rank], self._samples[rank][facet])
        return found

    def _least_loss(self, criterion: Criterion, sample: Candidate) -> float:
        if "day" in criterion.asks:
            return 0.0
        verdicts = [criterion.judge(situation, sample) for situation in self._situations(criterion.asks)]
        # Where it may not apply, nothing is sure to be lost.
        scores = [1.0 if verdict is None else verdict.score for verdict in verdicts]
        return criterion.weight * (1.0 - max(scores))

    def _situations(self, asks: tuple[str, ...]) -> Iterator[Situation]:
        base = self._of_the_month()
        varied = [name for name in asks if name in self._domains]
        for values in product(*(self._domains[name] for name in varied)):
            changes: dict[str, Any] = dict(zip(varied, values, strict=True))
            yield replace(base, **changes)


def _itemgetter(places: tuple[int, ...]) -> Callable[[tuple[int, ...]], object]:
    """What stands at some places, of which there may be none."""
    return itemgetter(*places) if places else lambda _: None


def _plain(asked: object) -> object:
    """What was asked for, without the words it was asked with."""
    if isinstance(asked, Asked):
        return asked.iri
    if isinstance(asked, tuple):
        return tuple([_plain(item) for item in asked])
    return asked


def _domains(model: Model) -> dict[str, tuple[object, ...]]:
    """What may be asked, for the attributes of a situation that vary between the requests of an association."""
    by_scheme = {scheme.slug: scheme.choices for scheme in model.schemes}
    modes = [Asked(choice.iri, choice.label.fr, "") for choice in by_scheme.get("access-mode", ())]
    audiences = [(Asked(choice.iri, choice.label.fr, ""),) for choice in by_scheme.get("audience", ())]
    return {"free": (False, True), "mode": (None, *modes), "audiences": ((), *audiences)}


def _sample(traits: Traits) -> Candidate:
    """A candidate with these traits and nothing else to look at."""
    return Candidate(Offer("", NOBODY, "", (), (), (), "", UNDATED, traits), Match("", (), ()))


NOBODY = Actor("", "", "", (), "", None, False, False, Span(), UNDATED, (), (), ())
NOTHING = Traits("", "", (), (), None, Span(), Span(), "", "", None, False, False)


def sample_of_match(match: Match) -> Candidate:
    """A candidate with this match and nothing else to look at."""
    return Candidate(Offer("", NOBODY, "", (), (), (), "", UNDATED, NOTHING), match)
