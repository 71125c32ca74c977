# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards sorted one after the other: read again and right, to be improved, wrong, or passed; each is taken back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph import clock
from graph.contributions.proposal import Proposal
from graph.contributions.sender import Sender
from graph.contributions.tables import LONGEST_SAID
from graph.contributions.verdict_tables import IMPROVE, PASSED, RIGHT, WRONG
from graph.contributions.verdicts import CardVerdict, GivenVerdict
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.namespaces import TIS
from graph.rdf.dataset import Fact, date_literal
from graph.storage.decisions import REVIEW, day_source, opening
from graph.storage.journal import Draft
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.contributions.store import Contributions
    from graph.contributions.verdicts import Verdicts
    from graph.storage.repository import Repository

KIND = "review"
SUMMARY = Phrase("Fiche relue par la modération : {name}")
NO_CARD = Phrase("Cette fiche n’est plus ici : passez à la suivante.")
TOO_LONG = Phrase("C’est trop long : {most} signes au plus.")
NOTHING_TO_TAKE_BACK = Phrase("Vous n’avez encore rien dit ici : il n’y a rien à défaire.")


@dataclass(frozen=True)
class SortingDesk:
    """The verdicts of an instance, with the facts and the contributions that they make."""

    verdicts: Verdicts
    contributions: Contributions
    repository: Repository

    def right(self, card: str, author: str) -> None:
        """Says that a card (its IRI) was read again today and that nothing seemed wrong: nobody confirmed it by that.

        Raises UnknownThing, and what `commit` does.
        """
        repository, today = self.repository, clock.today()
        path = self._path(card)
        source = opening(repository.full, today, REVIEW)
        if source is not None:
            repository.commit(source)
        own = day_source(repository.base, today, REVIEW)
        before = frozenset(repository.said.facts(s=card, p=TIS.reviewedOn))
        added = frozenset({Fact(card, TIS.reviewedOn, date_literal(today), own)})
        summary = SUMMARY(name=repository.full.label(card)).text()
        change = repository.commit(Draft(author, KIND, summary, own, before - added, added))
        self.verdicts.add(GivenVerdict(path, RIGHT, author, change=change.number if change else 0))

    def improve(self, card: str, author: str, words: str = "") -> None:
        """Puts a card on the list of those to improve; raises UnknownThing, InvalidInput."""
        self.verdicts.add(GivenVerdict(self._path(card), IMPROVE, author, words=_said(words)))

    def wrong(self, card: str, author: str, sender: Sender, why: str) -> None:
        """Has a card that is wrong wait among the contributions, for whoever decides; raises UnknownThing,
        InvalidInput, and what `Contributions.add` does."""
        path, why = self._path(card), _said(why)
        kind = path.partition("/")[0]
        proposal = Proposal(kind, card, False, (), seen_at=self.repository.number, comment=why)
        number = self.contributions.add(proposal, sender)
        self.verdicts.add(GivenVerdict(path, WRONG, author, contribution=number))

    def leave(self, card: str, author: str) -> None:
        """Leaves a card for another day; raises UnknownThing."""
        self.verdicts.add(GivenVerdict(self._path(card), PASSED, author))

    def take_back(self, author: str) -> CardVerdict:
        """Undoes the last verdict of somebody, with what it had written; raises UnknownThing.

        What somebody has decided of meanwhile stays: a contribution that was answered, a day that was written again.
        """
        found = self.verdicts.last_of(author)
        if found is None:
            raise UnknownThing(NOTHING_TO_TAKE_BACK())
        with suppress(Conflict, UnknownThing):
            if found.change:
                self.repository.undo(found.change, author)
            if found.contribution and self.contributions.find(found.contribution).times == 1:
                self.contributions.withdraw(found.contribution)
        self.verdicts.remove(found.number)
        return found

    def held(self) -> frozenset[str]:
        """The cards that do not come up now, by their path: of what is wrong, only while nobody has decided of it."""
        waiting = self.contributions.open_numbers()
        return frozenset(card for card, number in self.verdicts.held().items() if not number or number in waiting)

    def _path(self, card: str) -> str:
        path = self.repository.full.relative(card)
        if not path or not self.repository.full.types(card):
            raise UnknownThing(NO_CARD(), field="fiche")
        return path


def _said(words: str) -> str:
    words = words.strip()
    if len(words) > LONGEST_SAID:
        raise InvalidInput(TOO_LONG(most=LONGEST_SAID), field="mot")
    return words
