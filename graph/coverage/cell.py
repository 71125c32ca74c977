# SPDX-License-Identifier: AGPL-3.0-or-later
"""One cell of the matrix: what the referral answers for one need in one commune, and who can really be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph.referral._types import ANIMATOR, DIRECT, INDIRECT, UNSAID, Candidate, Offer
from graph.referral.details import Details
from graph.referral.mention import Ref

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex

COVERED, FALLBACK, NONE = "covered", "fallback", "none"
STATES = (COVERED, FALLBACK, NONE)
ANSWERS = (DIRECT, INDIRECT)


class CellAnswer(NamedTuple):
    """Someone who answers and can be reached.

    `sure` is false when the one who offers states no area: it may not act here. `rests_on` are the IRIs of all those
    without whom this answer would not be: who is called, who offers, and the networks between.
    """

    actor: Ref
    kind: str
    sure: bool
    rests_on: frozenset[str]


class Charge(NamedTuple):
    """Who animates what is in charge of a need: the one to call, and the network or group they animate."""

    actor: Ref
    body: Ref


@dataclass(frozen=True, eq=False)
class Cell:
    """What the referral gives: answers, those who answer but cannot be reached, other doors, and who is in charge."""

    answers: tuple[CellAnswer, ...]
    silent: tuple[Ref, ...]
    doors: tuple[Ref, ...]
    charges: tuple[Charge, ...]

    @cached_property
    def state(self) -> str:
        """`covered` when someone who answers can be reached, `fallback` when only another door can, else `none`."""
        if self.answers:
            return COVERED
        return FALLBACK if self.doors else NONE

    @cached_property
    def sure(self) -> bool:
        """Whether one of those who answer is known to act here."""
        return any(answer.sure for answer in self.answers)

    @cached_property
    def actors(self) -> tuple[Ref, ...]:
        """Those to call, best first, each once."""
        return tuple(dict.fromkeys(answer.actor for answer in self.answers))

    @cached_property
    def pillars(self) -> frozenset[str]:
        """The IRIs without any one of whom no answer would be left."""
        return frozenset.intersection(*(answer.rests_on for answer in self.answers)) if self.answers else frozenset()


class CellReader:
    """Reads the candidates of a referral into cells; contacts are those that the referral shows."""

    def __init__(self, index: ReferralIndex) -> None:
        self._details = Details(index.dataset, index.model)
        self._reachable: dict[tuple[str, str], bool] = {}
        self._answers: dict[tuple[Offer, str, bool], tuple[CellAnswer, bool]] = {}

    def cell(self, candidates: Iterable[Candidate]) -> Cell:
        """The cell of one referral."""
        answers: list[CellAnswer] = []
        silent: dict[Ref, None] = {}
        doors, charges = [], []
        for candidate in candidates:
            answer, reachable = self._answer(candidate)
            if answer.kind in ANSWERS and reachable:
                answers.append(answer)
            elif answer.kind in ANSWERS:
                silent[answer.actor] = None
            elif reachable:
                doors.append(answer.actor)
            if answer.kind == ANIMATOR:
                charges.append(Charge(answer.actor, _animated(candidate)))
        return Cell(tuple(answers), tuple(silent), tuple(doors), tuple(charges))

    def _answer(self, candidate: Candidate) -> tuple[CellAnswer, bool]:
        """What a candidate is in a cell and whether it can be reached; read once where it answers by itself."""
        if candidate.via:
            return _read(candidate), self._is_reachable(candidate)
        match = candidate.match
        key = (candidate.offer, match.kind, match.level == UNSAID)
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = (_read(candidate), self._is_reachable(candidate))
        return known

    def _is_reachable(self, candidate: Candidate) -> bool:
        """Whether there is an address, a telephone number or a page for the one to call."""
        key = (candidate.actor.iri, "" if candidate.via else candidate.offer.iri)
        if key not in self._reachable:
            contact = self._details.contact(candidate)
            self._reachable[key] = bool(contact.email or contact.telephone or contact.page or contact.url)
        return self._reachable[key]


def _read(candidate: Candidate) -> CellAnswer:
    actor = Ref(candidate.actor.iri, candidate.actor.label)
    return CellAnswer(actor, candidate.match.kind, candidate.match.level != UNSAID, frozenset(_rests_on(candidate)))


def _rests_on(candidate: Candidate) -> Iterator[str]:
    yield candidate.actor.iri
    yield candidate.offer.actor.iri
    via = candidate.via
    for circle in (via.near, via.far) if via else ():
        for step in circle.steps if circle else ():
            yield step.member
            yield step.body


def _animated(candidate: Candidate) -> Ref:
    body = candidate.via.body if candidate.via else None
    return body or Ref(candidate.offer.iri, candidate.offer.label)
