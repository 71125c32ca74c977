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
from graph.referral.standing import is_helper, is_tool, meets, rung

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex

COVERED, TOOL_ONLY, NEAR, FALLBACK, NONE = "covered", "tool-only", "near", "fallback", "none"
STATES = (COVERED, TOOL_ONLY, NEAR, FALLBACK, NONE)
"""From the best to the worst; those of an answer are the first three."""
ANSWERS = (DIRECT, INDIRECT)


class CellAnswer(NamedTuple):
    """Someone who answers and can be reached.

    `sure` is false when the one who offers states no area: it may not act here. `rests_on` are the IRIs of all those
    without whom this answer would not be: who is called, who offers, and the networks between. `worth` is the state of
    a cell where nobody answers better: `covered` where an actor does the very need here, `tool-only` where an online
    tool does, `near` where it is a wider or narrower need, a mere interest, or a colleague of somebody else.
    """

    actor: Ref
    kind: str
    sure: bool
    rests_on: frozenset[str]
    worth: str = COVERED


class Charge(NamedTuple):
    """Who animates what is in charge of a need: the one to call, and the network or group they animate."""

    actor: Ref
    body: Ref


@dataclass(frozen=True, eq=False)
class Cell:
    """What the referral gives: answers, those who do the need but cannot be reached, other doors, who is in charge."""

    answers: tuple[CellAnswer, ...]
    silent: tuple[Ref, ...]
    doors: tuple[Ref, ...]
    charges: tuple[Charge, ...]

    @cached_property
    def state(self) -> str:
        """The best that is answered and can be reached, else `fallback` when another door can be, else `none`."""
        worths = {answer.worth for answer in self.answers}
        return next((state for state in STATES if state in worths), FALLBACK if self.doors else NONE)

    @cached_property
    def sure(self) -> bool:
        """Whether one of those who do the very need is known to act here."""
        return any(answer.sure for answer in self._of(COVERED))

    @cached_property
    def actors(self) -> tuple[Ref, ...]:
        """Those to call who do the very need, best first, each once."""
        return self._named(COVERED)

    @cached_property
    def tools(self) -> tuple[Ref, ...]:
        """Those whose online tools do the very need, which nobody helps with by that alone."""
        return self._named(TOOL_ONLY)

    @cached_property
    def near(self) -> tuple[Ref, ...]:
        """Those who do something wider or narrower, or know who does."""
        return self._named(NEAR)

    @cached_property
    def pillars(self) -> frozenset[str]:
        """The IRIs without any one of whom the cell would no longer be covered; empty where it is not."""
        found = self._of(COVERED)
        return frozenset.intersection(*(answer.rests_on for answer in found)) if found else frozenset()

    def _named(self, worth: str) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(answer.actor for answer in self._of(worth)))

    def _of(self, worth: str) -> list[CellAnswer]:
        return [answer for answer in self.answers if answer.worth == worth]


class CellReader:
    """Reads the candidates of a referral into cells; contacts are those that the referral shows."""

    def __init__(self, index: ReferralIndex) -> None:
        self._details = Details(index.dataset, index.model)
        self._reachable: dict[tuple[str, str], bool] = {}
        self._answers: dict[tuple[Offer, str, bool, bool], tuple[CellAnswer, bool]] = {}

    def cell(self, candidates: Iterable[Candidate]) -> Cell:
        """The cell of one referral."""
        answers: list[CellAnswer] = []
        doors: list[CellAnswer] = []
        silent: dict[Ref, None] = {}
        charges = []
        for candidate in candidates:
            answer, reachable = self._answer(candidate)
            if reachable:
                (answers if answer.kind in ANSWERS else doors).append(answer)
            elif answer.worth == COVERED:
                silent[answer.actor] = None
            if answer.kind == ANIMATOR:
                charges.append(Charge(answer.actor, _animated(candidate)))
        return Cell(tuple(answers), tuple(silent), tuple(door.actor for door in doors), tuple(charges))

    def _answer(self, candidate: Candidate) -> tuple[CellAnswer, bool]:
        """What a candidate is in a cell and whether it can be reached; read once where it answers by itself."""
        if candidate.via:
            return _read(candidate), self._is_reachable(candidate)
        match = candidate.match
        key = (candidate.offer, match.kind, match.level == UNSAID, meets(match))
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
    sure = candidate.match.level != UNSAID
    return CellAnswer(actor, rung(candidate.match), sure, frozenset(_rests_on(candidate)), worth(candidate))


def worth(candidate: Candidate) -> str:
    """What an answer makes of the cell of the one need asked for, if it can be reached."""
    if candidate.match.kind == DIRECT and meets(candidate.match):
        if is_helper(candidate.offer):
            return COVERED
        if is_tool(candidate.offer):
            return TOOL_ONLY
    return NEAR


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
