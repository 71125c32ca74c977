# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody decides of contributions: each decision is kept, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.contributions.proposal import Proposal
from graph.contributions.publishing import publish, published
from graph.contributions.risk import RISKY
from graph.contributions.store import Contribution, ContributionFate, Contributions
from graph.contributions.tables import ACCEPTED, ASKED, LATER, LONGEST_SAID, REFUSED
from graph.errors import Conflict, InvalidInput, TisserandError, UnknownThing
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from graph.storage.journal import Change
    from graph.storage.repository import Repository

MOST_RISKY = 20
"""Contributions at risk that are shown at once: of those that say nearly the same, the first stands for all."""
NO_REASON = Phrase("Dites pourquoi, en quelques mots : cette raison est gardée avec le refus.")
NO_QUESTION = Phrase("Écrivez votre question.")
TOO_LONG_SAID = Phrase("C’est trop long : {most} signes au plus.")
NOTHING_TO_TAKE_BACK = Phrase("Vous n’avez encore rien décidé ici : il n’y a rien à défaire.")
ELSEWHERE = Phrase(
    "Réservé à qui modère tout le site, ou cette partie : ceci n’est ni de votre réseau ni de votre territoire."
)
MOST_LOOKED_AT = 500
"""Decisions among which those of a part of the site are sought."""
ONLINE_ALREADY = Phrase(
    "Ce que propose la contribution n° {number} est déjà en ligne : acceptez-la, puis défaites-la si elle est fausse."
)


class OutOfReach(TisserandError):
    """Something that is decided by others: it lies outside of where a right holds (403)."""

    status = 403


@dataclass(frozen=True)
class Queued:
    """A contribution that waits; `alike`: the numbers of others that say nearly the same, which it stands for."""

    contribution: Contribution
    alike: tuple[int, ...] = ()

    @property
    def is_risky(self) -> bool:
        """Whether it is read apart."""
        return self.contribution.risk >= RISKY


@dataclass(frozen=True)
class ContributionQueue:
    """What waits, the oldest first, then what is at risk, the likeliest last; `held`: how many of these are not shown
    yet, as there are too many."""

    waiting: tuple[Queued, ...]
    total: int
    held: int = 0


@dataclass(frozen=True)
class ContributionDesk:
    """The contributions of an instance, with the facts that they become.

    `within`: whether somebody may decide of a proposal, None where they may of all; of the others they see none.
    """

    kept: Contributions
    repository: Repository
    within: Callable[[Proposal], bool] | None = None

    def queue(self) -> ContributionQueue:
        """What is to be decided."""
        found = [one for one in self.kept.open() if self._is_within(one)]
        plain = [Queued(one) for one in found if one.risk < RISKY]
        risky = sorted(_grouped(one for one in found if one.risk >= RISKY), key=lambda item: item.contribution.risk)
        shown = risky[:MOST_RISKY]
        held = sum(1 + len(item.alike) for item in risky[MOST_RISKY:])
        return ContributionQueue((*plain, *shown), len(found), held)

    def decided(self, limit: int) -> list[Contribution]:
        """What was decided and can still be read, the latest decision first."""
        found = self.kept.decided(limit if self.within is None else MOST_LOOKED_AT)
        return [one for one in found if self._is_within(one)][:limit]

    def decided_since(self, moment: datetime) -> int:
        """How many were decided since a moment."""
        if self.within is None:
            return self.kept.decided_since(moment)
        return sum(one.decided is not None and one.decided >= moment for one in self.decided(MOST_LOOKED_AT))

    def delays_since(self, moment: datetime) -> tuple[timedelta, ...]:
        """How long each waited that was decided since a moment, of those that they may decide of."""
        if self.within is None:
            return self.kept.delays_since(moment)
        latest = self.decided(MOST_LOOKED_AT)
        return tuple(one.decided - one.received for one in latest if one.decided and one.decided >= moment)

    def find(self, number: int) -> Contribution:
        """One contribution; raises UnknownThing, OutOfReach."""
        found = self.kept.find(number)
        if not self._is_within(found):
            raise OutOfReach(ELSEWHERE(), field="numero")
        return found

    def _is_within(self, found: Contribution) -> bool:
        return self.within is None or (found.proposal is not None and self.within(found.proposal))

    def accept(self, number: int, proposal: Proposal, author: str) -> Change | None:
        """Makes what is taken of a contribution facts of the graph, as one change; raises OutOfReach, or as `publish`.

        What only tells something is read and dealt with: there is no change then.
        """
        self.find(number)
        if self.within is not None and not self.within(proposal):
            raise OutOfReach(ELSEWHERE(), field="avec")
        self.kept.refuse_decided(number)
        if not proposal.fields and not proposal.is_new:
            self.settle(number, author)
            return None
        change = publish(self.repository, proposal, author, number)
        self.kept.decide(number, ContributionFate(ACCEPTED, author, change=change.number))
        return change

    def settle(self, number: int, author: str) -> None:
        """Says that what was told is dealt with, by whatever somebody did elsewhere; raises OutOfReach, Conflict."""
        self.find(number)
        self.kept.decide(number, ContributionFate(ACCEPTED, author))

    def refuse(self, number: int, author: str, reason: str) -> None:
        """Refuses for a reason, which is kept: the same does not come back.

        Raises InvalidInput, OutOfReach, Conflict.
        """
        self.find(number)
        if published(self.repository, number):
            raise Conflict(ONLINE_ALREADY(number=number), field="numero")
        self.kept.decide(number, ContributionFate(REFUSED, author, _said(reason, NO_REASON, "raison")))

    def ask(self, number: int, author: str, question: str) -> None:
        """Keeps a question beside it; raises InvalidInput, OutOfReach, Conflict."""
        self.find(number)
        self.kept.decide(number, ContributionFate(ASKED, author, _said(question, NO_QUESTION, "question")))

    def later(self, number: int, author: str) -> None:
        """Puts it off; raises OutOfReach, Conflict."""
        self.find(number)
        self.kept.decide(number, ContributionFate(LATER, author))

    def accept_all(self, numbers: Iterable[int], author: str) -> tuple[int, dict[int, str]]:
        """How many were accepted as they were proposed, and why others were not, by number."""
        done, left = 0, dict[int, str]()
        for number in numbers:
            try:
                found = self.find(number)
                if found.proposal is not None:
                    self.accept(number, found.proposal, author)
                    done += 1
            except TisserandError as error:
                if error.status >= 500:
                    raise
                left[number] = error.message
        return done, left

    def refuse_all(self, numbers: Iterable[int], author: str, reason: str) -> tuple[int, ...]:
        """Those that were refused for this reason, with those for which they stand; raises InvalidInput, or OutOfReach
        before any is.
        """
        _said(reason, NO_REASON, "raison")
        standing = {item.contribution.number: item.alike for item in self.queue().waiting}
        asked = dict.fromkeys(one for number in numbers for one in (number, *standing.get(number, ())))
        still = {one.number for one in self.kept.open()}
        done = tuple(number for number in asked if number in still)
        for number in done:
            self.find(number)
        for number in done:
            self.refuse(number, author, reason)
        return done

    def take_back(self, author: str, number: int = 0) -> tuple[Contribution, ...]:
        """Has what was decided wait again, and undoes its change where nobody has; by default the last decision of who
        asks. Those that say nearly the same, and were refused with it, come back after it.

        Raises UnknownThing where there is none, OutOfReach, or Conflict where a later change decided the same again.
        """
        found = self.kept.find(number) if number else self.kept.last_of(author)
        if found is None:
            raise UnknownThing(NOTHING_TO_TAKE_BACK())
        self.find(found.number)
        if found.change and not found.is_open and published(self.repository, found.number):
            self.repository.undo(found.change, author)
        others = [one for one in self.kept.refused_with(found) if self._is_within(one)]
        for one in (found, *others):
            self.kept.reopen(one.number)
        return found, *others


def _grouped(found: Iterable[Contribution]) -> list[Queued]:
    """Those that say nearly the same as one, the first of them standing for all."""
    groups: dict[str, list[Contribution]] = {}
    for one in found:
        groups.setdefault(one.likeness or str(one.number), []).append(one)
    return [Queued(first, tuple(one.number for one in others)) for first, *others in groups.values()]


def _said(text: str, missing: Phrase, field: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(missing(), field=field)
    if len(text) > LONGEST_SAID:
        raise InvalidInput(TOO_LONG_SAID(most=LONGEST_SAID), field=field)
    return text
