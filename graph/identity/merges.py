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
from graph.namespaces import ACCESS_RIGHT, APART, CHOSEN, DCT, MERGED, RDF, SCHEMA, SKOS, is_decided
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.storage.decisions import LICENCE
from graph.storage.journal import Change, Draft
from graph.storage.merging import merge_sources, told_apart
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

    `one` is what is read as `other`, or any of two that are told apart.
    """

    number: int
    at: datetime
    author: str
    same: bool
    one: str
    other: str


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
        found: dict[Fact, SamenessDecision] = {}
        for header in self._repository.journal.headers(sources=merge_sources(self._base)):
            if len(found) >= limit:
                break
            if header.kind == KIND:
                change = self._repository.journal.get(header.number)
                for fact in change.added:
                    # What was taken back and decided again is that of the later change.
                    if fact.p in (MERGED, APART) and fact not in found and self._holds(fact):
                        same = fact.p == MERGED
                        found[fact] = SamenessDecision(
                            header.number, header.at, header.author, same, fact.s, str(fact.o)
                        )
        return list(found.values())

    def count(self) -> int:
        """How many decisions hold."""
        own = merge_sources(self._base)
        return sum(fact.p in (MERGED, APART) for source in own for fact in self._repository.said.facts(source=source))

    def undo(self, number: int, author: str) -> Change:
        """Takes a decision back, whatever was changed since; raises UnknownThing for another change, or Conflict."""
        change = self._repository.journal.get(number)
        if change.header.kind != KIND or not any(is_decided(fact.p) for fact in change.added):
            raise UnknownThing(NOT_DECIDED(), field="numero")
        return self._repository.undo(number, author)

    def _holds(self, fact: Fact) -> bool:
        return next(self._repository.said.facts(*fact), None) is not None

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
        if not self._repository.full.types(source):
            self._repository.commit(_opening(self._base, source))
        change = self._repository.commit(Draft(author, KIND, summary, source, added=frozenset(facts)))
        if change is None:
            raise Conflict(DONE_ALREADY())
        return change


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


def kept_first(data: Dataset, one: str, other: str, delivered: frozenset[str]) -> tuple[str, str]:
    """Two things, the one to keep first: what this site says itself before what files brought, then what is told most.

    `delivered`: the sources that are files which somebody brought.
    """

    def order(iri: str) -> tuple[bool, int, str]:
        facts = list(data.facts(s=iri))
        return all(fact.source in delivered for fact in facts), -len(facts), iri

    first, last = sorted((one, other), key=order)
    return first, last
