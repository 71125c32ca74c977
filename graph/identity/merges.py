# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide of two things: they are one, or they are two; each decision is a change that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from graph import clock
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.model import EntityClass, Model
from graph.namespaces import ACCESS_RIGHT, APART, CHOSEN, DCT, MERGED, RDF, SCHEMA, SKOS, decides, is_decided
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.storage.decisions import LICENCE
from graph.storage.journal import DELIVERY, Change, Draft, Header
from graph.storage.merging import kept_instead, merge_sources, told_apart
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.storage.repository import Repository

KIND = "merge"
AUTHOR = "Tisserand"
TITLE = Label("Rapprochements")
ABOUT = Label(
    "Ce que des personnes ont décidé de deux fiches de sources différentes : c’est la même chose, ou ce sont deux "
    "choses. Chaque source garde ce qu’elle dit."
)
SAME = Phrase("Rapprochement : {merged} est {kept}")
DIFFERENT = Phrase("Deux fiches différentes : {one}, et {other}")
UNDONE = Phrase("Rapprochement défait : {merged} n’est plus {kept}")
OPENED = Phrase("Source ouverte : rapprochements")
NOT_HERE = Phrase("Cette fiche n’est pas, ou plus, sur ce site : rechargez la page.")
ITSELF = Phrase("C’est une seule fiche : il n’y a rien à rapprocher.")
OTHER_KIND = Phrase("Ces deux fiches ne sont pas de même nature : elles ne peuvent pas être la même.")
NO_MERGE = Phrase("Les fiches de cette nature ne se rapprochent pas.")
SAID_APART = Phrase("Quelqu’un a dit que ce sont deux fiches différentes : défaites d’abord cette décision, plus bas.")
DONE_ALREADY = Phrase("C’est déjà décidé, et rien n’a changé.")
NOT_DECIDED = Phrase("Cette décision n’est pas, ou plus, celle d’un rapprochement : rechargez la page.")


@dataclass(frozen=True)
class SamenessDecision:
    """A decision that holds: its number in the journal, when, by whom, whether both are the same, and of which two.

    `one` is what is read as `other`, or any of two that are told apart. `brought`: no person compared them, a file was
    taken in which a number or an address tells that they are one.
    """

    number: int
    at: datetime
    author: str
    same: bool
    one: str
    other: str
    brought: bool = False


class MergeDesk:
    """Takes decisions about two things of an instance, tells those that hold, and takes them back."""

    def __init__(self, repository: Repository, model: Model) -> None:
        self._repository = repository
        self._model = model
        self._base = repository.base

    def merge(self, kept: str, merged: str, author: str, chosen: Mapping[str, str] | None = None) -> Change:
        """Has one thing be read as another one; `chosen`: by field, the source whose answer is shown.

        Raises InvalidInput or UnknownThing where they cannot be one, Conflict where they were told apart.
        """
        self._refuse_odd(kept, merged)
        if frozenset((kept, merged)) in self.told_apart():
            raise Conflict(SAID_APART())
        source = self._source([kept, merged, *(chosen or {}).values()])
        facts = {Fact(merged, MERGED, kept, source)}
        facts |= {
            Fact(kept, CHOSEN + quote(path, safe=""), said_by, source) for path, said_by in (chosen or {}).items()
        }
        label = self._repository.full.label
        return self._write(source, facts, SAME(merged=label(merged), kept=label(kept)).text(), author)

    def part(self, one: str, other: str, author: str) -> Change:
        """Has two things be told apart for good; raises as `merge` does."""
        self._refuse_odd(one, other)
        if frozenset((one, other)) in self.told_apart():
            raise Conflict(DONE_ALREADY())
        source = self._source([one, other])
        label = self._repository.full.label
        summary = DIFFERENT(one=label(one), other=label(other)).text()
        return self._write(source, {Fact(one, APART, other, source)}, summary, author)

    def told_apart(self) -> frozenset[frozenset[str]]:
        """The pairs that are two, as they are read now."""
        return told_apart(self._repository.full)

    def decisions(self, limit: int) -> list[SamenessDecision]:
        """The decisions that hold, each once, the latest first."""
        journal, held, found = self._repository.journal, self._held(), list[SamenessDecision]()
        own, brought = journal.headers(sources=merge_sources(self._base)), journal.headers(kinds=(DELIVERY,))
        for header in sorted((*own, *brought), key=lambda header: header.number, reverse=True):
            if not held or len(found) >= limit:
                break
            if header.kind in (KIND, DELIVERY):
                added = journal.added_of(header.number, MERGED) | journal.added_of(header.number, APART)
                found += (_decision(header, fact) for fact in sorted(held & added))
                # What was taken back and decided again is that of the later change.
                held -= added
        return found[:limit]

    def count(self) -> int:
        """How many decisions hold."""
        return len(self._held())

    def undo(self, number: int, author: str, one: str = "") -> Change:
        """Takes a decision back, whatever was changed since; raises UnknownThing for another change, or Conflict.

        `one`: of those that came with a file, what is read as another thing; the rest of the file stays.
        """
        change = self._repository.journal.get(number)
        if change.header.kind == DELIVERY:
            return self._undo_brought(change, author, one)
        if change.header.kind != KIND or not any(is_decided(fact.p) for fact in change.added):
            raise UnknownThing(NOT_DECIDED(), field="numero")
        return self._repository.undo(number, author)

    def _undo_brought(self, change: Change, author: str, one: str) -> Change:
        fact = next((fact for fact in change.added & self._held() if fact.s == one), None)
        if fact is None:
            raise UnknownThing(NOT_DECIDED(), field="numero")
        label = self._repository.said.label
        summary = UNDONE(merged=label(one), kept=label(str(fact.o))).text()
        undone = self._repository.commit(
            Draft(author, "undo", summary, fact.source, removed=frozenset({fact}), undoes=change.number)
        )
        if undone is None:
            raise UnknownThing(NOT_DECIDED(), field="numero")
        return undone

    def _held(self) -> set[Fact]:
        said = (fact for source in merge_sources(self._base) for fact in self._repository.said.facts(source=source))
        return {fact for fact in said if fact.p in (MERGED, APART)}

    def _refuse_odd(self, one: str, other: str) -> None:
        if one == other:
            raise InvalidInput(ITSELF())
        kinds = [self._class(iri) for iri in (one, other)]
        if kinds[0] is not kinds[1]:
            raise InvalidInput(OTHER_KIND())

    def _class(self, iri: str) -> EntityClass:
        """The class of a thing that may be merged."""
        full = self._repository.full
        own = self._model.class_of(full.types(iri)) if full.relative(iri) else None
        if own is None or iri in self._model.choices:
            raise UnknownThing(NOT_HERE())
        if own.restricted or own.scheme or own.iri in (SCHEMA.AdministrativeArea, SCHEMA.Dataset):
            raise InvalidInput(NO_MERGE())
        return own

    def _source(self, named: list[str]) -> str:
        """Where a decision is said: out of sight where it names what the public may not see."""
        public = self._repository.public
        open_, restricted = merge_sources(self._base)
        return open_ if all(public.types(iri) for iri in named) else restricted

    def _write(self, source: str, facts: set[Fact], summary: str, author: str) -> Change:
        open_source(self._repository, source)
        change = self._repository.commit(Draft(author, KIND, summary, source, added=frozenset(facts)))
        if change is None:
            raise Conflict(DONE_ALREADY())
        return change


def open_source(repository: Repository, source: str) -> None:
    """Has a source of decisions be described, where it is not yet."""
    if not repository.full.types(source):
        repository.commit(_opening(repository.base, source))


def _decision(header: Header, fact: Fact) -> SamenessDecision:
    same, brought = fact.p == MERGED, header.kind == DELIVERY
    return SamenessDecision(header.number, header.at, header.author, same, fact.s, str(fact.o), brought)


def _opening(base: str, source: str) -> Draft:
    """What describes a source of decisions: a change of its own, which no undoing takes."""
    right = ACCESS_RIGHT.PUBLIC if source == merge_sources(base)[0] else ACCESS_RIGHT.RESTRICTED
    said: list[tuple[str, Value]] = [
        (RDF.type, SCHEMA.Dataset),
        (DCT.license, LICENCE),
        (DCT.issued, date_literal(clock.today())),
        (DCT.accessRights, right),
    ]
    for path, text in ((SKOS.prefLabel, TITLE), (DCT.description, ABOUT)):
        said += [(path, text_literal(text(lang), lang)) for lang in ("fr", "en")]
    return Draft(
        AUTHOR,
        KIND,
        OPENED().text(),
        source,
        added=frozenset(Fact(source, path, value, source) for path, value in said),
    )


def decided_pairs(full: Dataset) -> set[frozenset[str]]:
    """The pairs of which somebody said whether they are one, as they are said and as they are read now."""
    found = set[frozenset[str]]()
    for path in (MERGED, APART):
        for fact in full.facts(p=path):
            if decides(fact.p, fact.source, full.base):
                both = (fact.s, str(fact.o))
                found |= {frozenset(both), frozenset(kept_instead(full, iri) or iri for iri in both)}
    return found


def kept_first(data: Dataset, one: str, other: str, delivered: frozenset[str]) -> tuple[str, str]:
    """Two things, the one to keep first: what this site says itself before what files brought, then what is told most.

    `delivered`: the sources that are files which somebody brought.
    """

    def order(iri: str) -> tuple[bool, int, str]:
        facts = list(data.facts(s=iri))
        return all(fact.source in delivered for fact in facts), -len(facts), iri

    first, last = sorted((one, other), key=order)
    return first, last
