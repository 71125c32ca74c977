# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts that nobody has to write: the vocabularies, and what is known of the territories that data refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from graph.errors import UnknownThing
from graph.model.ontology import ONTOLOGY, ONTOLOGY_SOURCE, vocabulary_facts
from graph.namespaces import RDF
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.nquads import normalised
from graph.rdf.turtle import read_turtle
from graph.storage.store import NOTHING, Delta
from graph.territory import FILE, Territories, Territory
from graph.territory.facts import SOURCE

# What the source of the territories is: said by a file beside them, in their own graph.
DESCRIPTION = FILE.parent / "cog-2026.ttl"


class Background:
    """The derived facts of an instance, kept to the territories that are referred to."""

    def __init__(self, territories: Territories, base: str, ontology: Path = ONTOLOGY) -> None:
        self.territories = territories
        self.ontology = ontology
        self.base = base
        self._prefix = f"{base}/id/territory/"
        self._source = f"{base}/id/{SOURCE}"
        self._referred: set[str] = set()
        self._facts: frozenset[Fact] = frozenset()

    @property
    def sources(self) -> frozenset[str]:
        """The sources that only derivation may write."""
        return frozenset({ONTOLOGY_SOURCE, self._source})

    @cached_property
    def fingerprint(self) -> str:
        """Changes when what is derived from changes: the ontology's files, the territories'."""
        found = blake2b(digest_size=16)
        for path in (*sorted(self.ontology.rglob("*.ttl")), FILE, DESCRIPTION):
            content = path.read_bytes() if path.exists() else b""
            found.update(path.name.encode() + b"\0" + content)
        return found.hexdigest()

    @property
    def described_in(self) -> Path:
        """The folder of the territories' own files, which are derived from and never loaded."""
        return DESCRIPTION.parent

    def territory(self, iri: str) -> Territory | None:
        """The territory of an IRI of this instance, None for any other IRI; raises UnknownThing."""
        return self.territories.from_iri(self.base, iri) if iri.startswith(self._prefix) else None

    def is_territory(self, iri: str) -> bool:
        """Whether a territory has that IRI, even one that no fact refers to."""
        try:
            return self.territory(iri) is not None
        except UnknownThing:
            return False

    def start(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """Every derived fact for these facts."""
        self._referred = self._references(facts)
        self._facts = self._describe(self._referred)
        yield from vocabulary_facts(self.ontology)
        yield from self._facts
        if DESCRIPTION.exists():
            yield from (fact._replace(source=self._source) for fact in read_turtle(DESCRIPTION, self.base))

    def resume(self, full: Dataset) -> None:
        """Takes up from a dataset that holds the derived facts already."""
        known = {fact.s for fact in full.facts(p=RDF.type, source=self._source) if fact.s.startswith(self._prefix)}
        self._referred = {iri for name in known for iri in self._names(name) if self._in_use(iri, full)}
        self._facts = self._describe(self._referred)

    def follow(self, change: Delta, full: Dataset) -> Delta:
        """What a change of the facts, already in `full`, changes in the derived ones."""
        gone = {iri for iri in self._references(change.removed) if not self._in_use(iri, full)}
        referred = (self._referred | self._references(change.added)) - gone
        if referred == self._referred:
            return NOTHING
        # Known territories come from memory: describing them all again costs less than counting references.
        before, self._referred, self._facts = self._facts, referred, self._describe(referred)
        return Delta(before - self._facts, self._facts - before)

    def _names(self, iri: str) -> tuple[str, ...]:
        """The IRIs that lead to a territory: its own, and those of the communes that became part of it."""
        place = self.territories.from_iri(self.base, iri)
        return iri, *(f"{self._prefix}{place.level}-{code}" for code in place.former)

    def _references(self, facts: Iterable[Fact]) -> set[str]:
        iris = {value for fact in facts for value in (fact.s, fact.o) if isinstance(value, str)}
        return {iri for iri in iris if iri.startswith(self._prefix)}

    def _in_use(self, iri: str, full: Dataset) -> bool:
        """Whether a fact that somebody wrote refers to a territory."""
        own = self.sources
        return any(fact.source not in own for pattern in ({"o": iri}, {"s": iri}) for fact in full.facts(**pattern))

    def _describe(self, iris: Iterable[str]) -> frozenset[Fact]:
        """The facts about these territories and all that contain them."""
        found: dict[str, list[Fact]] = {}
        for iri in iris:
            for territory in self._chain(iri):
                if territory.key not in found:
                    found[territory.key] = self.territories.facts(self.base, territory)
        # As a store gives them back: the digest of a copy is kept current from these.
        return normalised(fact for facts in found.values() for fact in facts)

    def _chain(self, iri: str) -> tuple[Territory, ...]:
        try:
            return self.territories.chain(self.territories.from_iri(self.base, iri))
        except UnknownThing:  # refused at the door, but an edition may drop a code that older data refer to
            return ()
