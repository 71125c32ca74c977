# SPDX-License-Identifier: AGPL-3.0-or-later
"""A delivery taken: what its source says is replaced in one change of the journal, which one command takes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.deliveries.judging import KIND, JudgedDelivery
from graph.errors import Conflict
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.nquads import normalised
from graph.storage.journal import Change, Draft
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.storage.repository import Repository

SUMMARY = Phrase("Envoi de « {label} » : {file}")
NO_FILE = Phrase("Envoi de « {label} »")
CHANGED = Phrase(
    "Cette source a changé depuis que l’aperçu a été fait : rien n’est écrit. Refaites l’aperçu, puis intégrez."
)


@dataclass(frozen=True)
class Taken:
    """What a delivery changed: the change, None where it said nothing new; how many facts had been erased for good."""

    change: Change | None
    left_out: int


def take(repository: Repository, judged: JudgedDelivery, author: str) -> Taken:
    """Writes a delivery, all of it or nothing; what was erased for good stays away. Raises what `commit` raises."""
    from graph.storage.repository import Plan

    register = repository.erased
    facts = judged.facts
    if register:
        holds = register.holds(repository.base)
        facts = frozenset(fact for fact in facts if not holds(fact))
    change = repository.commit_planned(lambda: Plan(_draft(judged, facts, repository.said, author)))
    return Taken(change, len(judged.facts) - len(facts))


def _draft(judged: JudgedDelivery, facts: frozenset[Fact], full: Dataset, author: str) -> Draft:
    """These facts in the place of those that the sources say at that moment."""
    origin = judged.delivered.origin
    present = frozenset(fact for source in judged.sources for fact in full.facts(source=source))
    if present != judged.before:
        raise Conflict(CHANGED())
    summary = (SUMMARY if origin.file else NO_FILE)(label=origin.label, file=origin.file).text()
    return Draft(author, KIND, summary, judged.delivered.source, present - normalised(facts), facts)
