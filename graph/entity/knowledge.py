# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads how facts are known: from the source that says them, and from who confirmed them since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal

from graph.entity.known import CONFIRMED, SAID, STRENGTH, Known, covers, strongest, weakest
from graph.model import texts_of
from graph.namespaces import DCT, MERGED, OWL, PROV, RDF, TIS, decides, local_name
from graph.rdf.dataset import Dataset, Fact
from graph.text.days import read_day


@dataclass(frozen=True)
class Knowledge:
    """What the sources of a dataset are worth; each is read once. To be made anew when the facts change."""

    dataset: Dataset
    _sources: dict[str, Known] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def now(cls, dataset: Dataset) -> Knowledge:
        """That of a dataset as it is now, kept until its facts change."""
        return dataset.tables.noted("knowledge", cls, lambda: cls(dataset))

    def of_source(self, source: str) -> Known:
        """How what a source says is known."""
        if source not in self._sources:
            self._sources[source] = self._read(source)
        return self._sources[source]

    def said_of(self, iri: str, source: str) -> Known:
        """How a source knows what it says of a thing: of its own day, else of that on which it last changed its entry.

        The day on which somebody brought a list here tells nothing of when its lines were written.
        """
        known = self.of_source(source)
        if known.on is not None:
            return known
        told = (fact.o for fact in self.dataset.facts(iri, DCT.modified, source=source))
        days = (read_day(value.value) for value in told if isinstance(value, Literal))
        # Who confirmed it may be told in the list itself.
        own = known.brought and any(self.dataset.facts(iri, TIS.confirmedOn, source=source))
        return known._replace(
            on=max((day for day in days if day), default=None), brought=None if own else known.brought
        )

    def _read(self, source: str) -> Known:
        data = self.dataset
        read = data.day(source, TIS.readOn)
        how = local_name(data.link(source, TIS.basis) or "") or SAID
        by = data.link(source, PROV.hadPrimarySource) or data.link(source, PROV.wasDerivedFrom) or ""
        return Known(
            how if how in STRENGTH else SAID,
            read or data.day(source, DCT.issued),
            by,
            read is not None,
            texts_of(data, source, TIS.rule) or None,
            data.day(source, TIS.deliveredOn),
        )

    def confirmation(self, iri: str) -> Known | None:
        """Who confirmed what is said of a thing, and when; None when nobody did, or did not say who."""
        day, by = self.dataset.day(iri, TIS.confirmedOn), self.dataset.link(iri, TIS.confirmedBy)
        return Known(CONFIRMED, day, by) if day and by else None

    def of_fact(self, fact: Fact) -> Known:
        """How one statement is known: a confirmation holds for what was said of the thing when it was made."""
        own, confirmed = self.said_of(fact.s, fact.source), self.confirmation(fact.s)
        return confirmed if confirmed and covers(confirmed, own) and self._is_meant(fact) else own

    def _is_meant(self, fact: Fact) -> bool:
        """Whether who confirmed a thing knew of a fact: of one that others joined since, only what was said beside."""
        data = self.dataset
        joined = (source for iri in data.links(fact.s, OWL.sameAs) for source in data.sources(fact.s, OWL.sameAs, iri))
        if not any(decides(MERGED, source, data.base) for source in joined):
            return True
        return any(told.source == fact.source for told in data.facts(fact.s, TIS.confirmedOn))

    def of_thing(self, iri: str, facts: Iterable[Fact] = ()) -> Known:
        """How it is known that a thing is what it is, and that these facts hold: the weakest of them.

        Of several sources that say the same, the strongest counts.
        """
        said: dict[tuple[str, str, object], list[Known]] = {}
        for fact in (*self.dataset.facts(iri, RDF.type), *facts):
            key = ("", "", "") if fact.p == RDF.type else (fact.s, fact.p, fact.o)
            said.setdefault(key, []).append(self.of_fact(fact))
        return weakest(strongest(found) for found in said.values())
