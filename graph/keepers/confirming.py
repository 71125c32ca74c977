# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Oui, tout est exact »: whoever answers for a card confirms it, with what it offers, as one change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
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

KIND, SILENCE = "confirmation", "silence"
BY_LINK = "lien de fiche n° {number}"
"""Who does it, as the journal says: the number of a link, never an address."""
CONFIRMED_AS = Phrase("Toujours exact : {name}")
SILENT_AS = Phrase("Sans réponse : {name}")
ANSWERED_AS = Phrase("Une réponse est venue : {name}")
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


def note_silence(repository: Repository, iri: str, since: date) -> Change | None:
    """Notes that nobody answered for a card, asked since a day; None where that is known. Raises StorageError."""
    from graph.storage.repository import Plan

    described = opening(repository.full, clock.today(), KEEPERS)
    if described is not None:
        repository.commit(described)
    return repository.commit_planned(lambda: Plan(_silence(repository.full, iri, since)))


def _silence(full: Dataset, iri: str, since: date) -> Draft:
    source = day_source(full.base, clock.today(), KEEPERS)
    known = full.day(iri, TIS.unansweredSince)
    added = {Fact(iri, TIS.unansweredSince, date_literal(since), source)} if known is None else set()
    return Draft("Tisserand", SILENCE, SILENT_AS(name=full.label(iri)).text(), source, added=frozenset(added))


def end_silence(repository: Repository, iri: str, number: int) -> Change | None:
    """Notes that somebody answered for a card, by a link of that number; None where nobody had been silent."""
    from graph.storage.repository import Plan

    def plan() -> Plan:
        removed = frozenset(repository.full.facts(iri, TIS.unansweredSince))
        summary = ANSWERED_AS(name=repository.full.label(iri)).text()
        return Plan(Draft(BY_LINK.format(number=number), SILENCE, summary, "", removed))

    return repository.commit_planned(plan) if repository.full.day(iri, TIS.unansweredSince) else None
