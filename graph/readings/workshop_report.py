# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a workshop leaves behind: what it added and corrected, by kind, what waits, and what undoing all of it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.contributions.publishing import made_by, published
from graph.contributions.tables import ACCEPTED, OPEN, REFUSED
from graph.errors import UnknownThing
from graph.readings.week import TouchedCard, touched_cards
from graph.storage.merging import kept_instead
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.contributions.store import Contribution, Contributions
    from graph.entity import Mention, Reader
    from graph.model import EntityClass
    from graph.storage.journal import Change
    from graph.storage.repository import Repository
    from graph.workshops.workshop import Workshop, WorkshopAddition

UNDO = "undo"
UNDONE_AS = Phrase("Séance d’atelier n° {number} défaite : {title}")


@dataclass(frozen=True)
class ReportBranch:
    """A kind of things: how many there were `before`, those that the workshop added, and those that it corrected."""

    entity_class: EntityClass
    before: int
    added: tuple[Mention, ...]
    corrected: tuple[Mention, ...]

    @property
    def after(self) -> int:
        """How many there are with what was added."""
        return self.before + len(self.added)


@dataclass(frozen=True)
class WorkshopReport:
    """A workshop as it ended: its branches in the model's order, counts, and the changes that still stand.

    `goes`: the cards that would be as they were, were all of it undone; `stays`: those that changed since. `undoing`:
    the change that undid it and still stands, 0 for none.
    """

    workshop: Workshop
    branches: tuple[ReportBranch, ...]
    came: int
    waiting: int
    refused: int
    numbers: frozenset[int]
    goes: tuple[TouchedCard, ...]
    stays: tuple[TouchedCard, ...]
    undoing: int

    @property
    def added(self) -> int:
        """How many things are new."""
        return sum(len(one.added) for one in self.branches)

    @property
    def corrected(self) -> int:
        """How many known things say something else."""
        return sum(len(one.corrected) for one in self.branches)

    @property
    def summary(self) -> str:
        """How the journal tells that it was undone."""
        return summary_of(self.workshop)


def summary_of(workshop: Workshop) -> str:
    """How the journal tells that a workshop was undone."""
    return UNDONE_AS(number=workshop.number, title=workshop.aim.title).text()


def workshop_report(
    reader: Reader,
    repository: Repository,
    contributions: Contributions,
    workshop: Workshop,
    additions: Iterable[WorkshopAddition],
) -> WorkshopReport:
    """The report; `reader` reads every fact."""
    found = [one for one in _found(contributions, additions) if one is not None]
    accepted = [one for one in found if one.state == ACCEPTED and one.proposal and one.change]
    standing = [(one, change) for one in accepted if (change := published(repository, one.number))]
    numbers = frozenset(change.number for _, change in standing)
    back = repository.would_take_back(numbers) if numbers else None
    return WorkshopReport(
        workshop,
        tuple(_branches(reader, standing)),
        came=len(found),
        waiting=sum(one.state in OPEN for one in found),
        refused=sum(one.state == REFUSED for one in found),
        numbers=numbers,
        goes=tuple(touched_cards(reader, back.removed | back.added)) if back else (),
        stays=tuple(touched_cards(reader, back.stays)) if back else (),
        undoing=_undoing(repository, workshop),
    )


def _found(contributions: Contributions, additions: Iterable[WorkshopAddition]) -> Iterator[Contribution | None]:
    for number in dict.fromkeys(one.contribution for one in additions):
        try:
            yield contributions.find(number)
        except UnknownThing:  # forgotten since
            yield None


def _branches(reader: Reader, standing: Iterable[tuple[Contribution, Change]]) -> Iterator[ReportBranch]:
    added, corrected = set[str](), set[str]()
    for one, change in standing:
        assert one.proposal is not None  # noqa: S101 - kept above
        made = {iri for part in one.proposal.all() if part.is_new and (iri := made_by(change, part))}
        merged = {kept for iri in made if (kept := kept_instead(reader.dataset, iri))}
        added |= made
        # What was made, then merged with a known card, is told as what it brought to that card.
        corrected |= merged if made else {kept_instead(reader.dataset, fact.s) or fact.s for fact in change.touched}
    mentions = [reader.mention(iri) for iri in sorted(added | corrected) if iri in reader.dataset]
    for own in reader.model.classes:
        mine = [one for one in mentions if one.entity_class is not None and one.entity_class.iri == own.iri]
        new = tuple(one for one in mine if one.iri in added)
        other = tuple(one for one in mine if one.iri not in added)
        if new or other:
            yield ReportBranch(own, max(0, len(reader.dataset.instances(*own.classes)) - len(new)), new, other)


def _undoing(repository: Repository, workshop: Workshop) -> int:
    """The number of the change by which a workshop was undone, where anything of it still stands."""
    change = repository.journal.latest(UNDO, summary_of(workshop))
    if change is None:
        return 0
    said = repository.said
    gone = any(not any(said.facts(fact.s, fact.p, fact.o, fact.source)) for fact in change.removed)
    return change.number if gone or not change.removed else 0
