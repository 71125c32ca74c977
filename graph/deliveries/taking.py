# SPDX-License-Identifier: AGPL-3.0-or-later
"""A delivery taken: what its source says is replaced in one change of the journal, which one command takes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.deliveries.judging import KIND, JudgedDelivery
from graph.errors import Conflict
from graph.identity.merges import decided_pairs, open_source
from graph.namespaces import ACCESS_RIGHT, DCT, MERGED, RDF
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.nquads import normalised
from graph.storage.journal import Change, Draft
from graph.storage.merging import merge_sources
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.deliveries.duplicates import PossibleDuplicate
    from graph.storage.repository import Repository

SUMMARY = Phrase("Envoi de « {label} » : {file}")
NO_FILE = Phrase("Envoi de « {label} »")
CHANGED = Phrase(
    "Cette source a changé depuis que l’aperçu a été fait : rien n’est écrit. Refaites l’aperçu, puis intégrez."
)
RECOGNISED = Phrase(
    "Une fiche qui a été reconnue a changé depuis que l’aperçu a été fait : rien n’est écrit. Refaites l’aperçu, puis "
    "intégrez."
)


@dataclass(frozen=True)
class Taken:
    """What a delivery changed: the change, None where it said nothing new; how many facts had been erased for good;
    how many of its things are read as known cards from now on."""

    change: Change | None
    left_out: int
    merged: int = 0


def take(repository: Repository, judged: JudgedDelivery, author: str, twice: Iterable[PossibleDuplicate] = ()) -> Taken:
    """Writes a delivery, all of it or nothing; what was erased for good stays away. Raises what `commit` raises.

    `twice`: what may be there already (`duplicates_of`); those that are recognised are merged, where that is wanted.
    """
    from graph.storage.repository import Plan

    register = repository.erased
    facts = judged.facts
    if register:
        holds = register.holds(repository.base)
        facts = frozenset(fact for fact in facts if not holds(fact))
    merges = _merges(repository, facts, [pair for pair in twice if pair.recognised and judged.choices.merge])
    for source in {fact.source for fact in merges}:
        open_source(repository, source)

    def plan() -> Plan:
        draft = _draft(judged, facts, repository.said, author)
        _refuse_decided(repository.full, merges)
        return Plan(replace(draft, added=draft.added | merges))

    change = repository.commit_planned(plan)
    return Taken(change, len(judged.facts) - len(facts), len(merges))


def _merges(repository: Repository, facts: frozenset[Fact], recognised: Iterable[PossibleDuplicate]) -> frozenset[Fact]:
    """The merges of recognised things, each said where those may see it who may see both."""
    open_, restricted = merge_sources(repository.base)
    hidden = {fact.s for fact in facts if fact.p == DCT.accessRights and fact.o != ACCESS_RIGHT.PUBLIC}
    sources: dict[str, set[str]] = {}
    for fact in facts:
        if fact.p == RDF.type:
            sources.setdefault(fact.s, set()).add(fact.source)
    found = set[Fact]()
    for pair in recognised:
        own = sources.get(pair.iri, set())
        seen = bool(repository.public.types(pair.other_iri)) and not own <= hidden
        if own:  # else it was erased for good
            found.add(Fact(pair.iri, MERGED, pair.other_iri, open_ if seen else restricted))
    return frozenset(found)


def _refuse_decided(full: Dataset, merges: frozenset[Fact]) -> None:
    """Raises Conflict where a known card is no longer there, or somebody decided of both meanwhile."""
    decided = decided_pairs(full) if merges else set()
    for fact in merges:
        card = str(fact.o)
        if frozenset((fact.s, card)) in decided or not full.types(card):
            raise Conflict(RECOGNISED())


def _draft(judged: JudgedDelivery, facts: frozenset[Fact], full: Dataset, author: str) -> Draft:
    """These facts in the place of those that the sources say at that moment."""
    origin = judged.delivered.origin
    present = frozenset(fact for source in judged.sources for fact in full.facts(source=source))
    if present != judged.before:
        raise Conflict(CHANGED())
    summary = (SUMMARY if origin.file else NO_FILE)(label=origin.label, file=origin.file).text()
    return Draft(author, KIND, summary, judged.delivered.source, present - normalised(facts), facts)
