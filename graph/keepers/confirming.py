# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Oui, tout est exact »: whoever answers for a card confirms it, with what it offers, as one change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph import clock
from graph.entity.kinds import ACTORS
from graph.namespaces import ORG, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Fact, date_literal
from graph.storage.decisions import KEEPERS, day_source, opening
from graph.storage.journal import Change, Draft
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.storage.repository import Repository

KIND = "confirmation"
BY_LINK = "lien de fiche n° {number}"
"""Who does it, as the journal says: the number of a link, never an address."""
CONFIRMED_AS = Phrase("Toujours exact : {name}")
SILENT_AS = Phrase("Sans réponse : {name}")
OF_WHOM = (SCHEMA.provider, ORG.member)


def answers_for(dataset: Dataset, iri: str) -> str:
    """Who can say that a card is right: the structure itself, or who offers what it is about; "" where nobody can."""
    start = f"{dataset.base}/id/"
    found = [iri, *(other for path in OF_WHOM for other in dataset.links(iri, path))]
    return next((one for one in found if one.removeprefix(start).partition("/")[0] in ACTORS), "")


def offered_by(dataset: Dataset, iri: str) -> tuple[str, ...]:
    """What a structure offers, which is told on its card and confirmed with it."""
    return tuple(sorted(dataset.subjects(SCHEMA.provider, iri)))


def confirm(repository: Repository, iri: str, shown: Iterable[str], number: int) -> Change | None:
    """Notes that somebody said today, by a link of that number, that these things are right; one change.

    None where that was said today already. Raises StorageError.
    """
    from graph.storage.repository import Plan

    described = opening(repository.full, clock.today(), KEEPERS)
    if described is not None:
        repository.commit(described)
    things = tuple(shown)
    return repository.commit_planned(lambda: Plan(_confirmation(repository.full, iri, things, number)))


def _confirmation(full: Dataset, iri: str, things: tuple[str, ...], number: int) -> Draft:
    today = clock.today()
    source, by = day_source(full.base, today, KEEPERS), answers_for(full, iri)
    added = {
        fact
        for one in things
        for fact in (
            Fact(one, TIS.confirmedOn, date_literal(today), source),
            Fact(one, TIS.confirmedBy, by, source),
        )
    }
    removed = {fact for one in things for fact in full.facts(one, TIS.unansweredSince)}
    summary = CONFIRMED_AS(name=full.label(iri)).text()
    return Draft(BY_LINK.format(number=number), KIND, summary, source, frozenset(removed), frozenset(added))
