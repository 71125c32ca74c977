# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sources of all facts: what each may be used for, since when it is here, and what it describes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.deliveries.opening import CLOSED, LICENCES
from graph.errors import UnknownThing
from graph.licences import licence_name
from graph.namespaces import RDF, SCHEMA, TIS
from graph.text.folding import filed
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.entity import Mention, Reader, Source
    from graph.model import EntityClass
    from graph.rdf.dataset import Dataset

NO_SOURCE = Phrase("Aucune source ne porte ce nom. Toutes sont sur la page des sources.")


@dataclass(frozen=True)
class ListedSource:
    """A source and the name of its licence, "" where it has none; whether the public may not see it; the day on which
    a file of it came, None where none did; how many things of each kind it describes, in the order of the model."""

    source: Source
    licence: str
    restricted: bool
    delivered_on: date | None
    kinds: tuple[tuple[EntityClass, int], ...]


@dataclass(frozen=True)
class DescribedThing:
    """A thing that a source describes, its line, and whether the public sees a card of it."""

    mention: Mention
    caption: str
    public: bool


class SourceList:
    """Reads every fact for those who may: never what tells of a person, which is asked for otherwise."""

    def __init__(self, reader: Reader, public: Dataset) -> None:
        self._reader, self._data, self._public = reader, reader.dataset, public

    def sources(self) -> tuple[ListedSource, ...]:
        """Those that describe something, and all that the public sees; by name."""
        described = self._described()
        found = [
            self._listed(iri, described.get(iri, ()))
            for iri in self._data.instances(SCHEMA.Dataset)
            if iri in described or self._public.types(iri)
        ]
        return tuple(sorted(found, key=lambda item: filed(item.source.label)))

    def source(self, key: str) -> ListedSource:
        """The source of a key (`source/map`); raises UnknownThing where the list has none of it."""
        found = next((item for item in self.sources() if item.source.key == key), None)
        if found is None:
            raise UnknownThing(NO_SOURCE())
        return found

    def things(self, source: ListedSource) -> tuple[DescribedThing, ...]:
        """What a source describes, by kind then name."""
        iris = {iri for iri, _ in self._described().get(source.source.iri, ())}
        found = [
            DescribedThing(self._reader.mention(iri), self._reader.caption(iri), bool(self._public.types(iri)))
            for iri in iris
        ]
        return tuple(sorted(found, key=_by_kind_then_name))

    def _listed(self, iri: str, described: Iterable[tuple[str, EntityClass]]) -> ListedSource:
        source = self._reader.source(iri)
        kinds = Counter(own for _, own in described)
        return ListedSource(
            source,
            self._licence(source.licence),
            not self._public.types(iri),
            self._data.day(iri, TIS.deliveredOn),
            tuple(sorted(kinds.items(), key=lambda item: item[0].order)),
        )

    def _licence(self, iri: str) -> str:
        """Its name; for what stays here, why."""
        word = next((word for word, closed in CLOSED.items() if closed == iri), "")
        if word:
            return LICENCES[word](self._reader.lang)
        return licence_name(iri) if iri else ""

    def _described(self) -> dict[str, set[tuple[str, EntityClass]]]:
        """By source, the things of which it says what they are, but for those that tell of a person."""
        model = self._reader.model
        shown = [item for item in model.classes if item.directory and not item.restricted and not item.scheme]
        own = {iri: item for item in shown for iri in item.classes if iri != SCHEMA.Dataset}
        hidden = self._personal()
        found: dict[str, set[tuple[str, EntityClass]]] = {}
        for fact in self._data.facts(p=RDF.type):
            kind = own.get(str(fact.o))
            if kind is not None and fact.s not in hidden:
                found.setdefault(fact.source, set()).add((fact.s, kind))
        return found

    def _personal(self) -> set[str]:
        """What only those who may ask somebody see: whatever is tied to a thing of a restricted kind."""
        kinds = (item for item in self._reader.model.classes if item.restricted)
        people = {iri for item in kinds for iri in self._data.instances(*item.classes)}
        return {fact.s for iri in people for fact in self._data.facts(o=iri) if not self._public.types(fact.s)}


def _by_kind_then_name(thing: DescribedThing) -> tuple[float, str, str]:
    kind = thing.mention.entity_class
    return kind.order if kind else 0, filed(thing.mention.label), thing.mention.iri
