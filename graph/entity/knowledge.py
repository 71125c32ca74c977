# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads how facts are known: from the source that says them, and from who confirmed them since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.entity.known import CONFIRMED, SAID, STRENGTH, Known, covers, strongest, weakest
from graph.model import texts_of
from graph.namespaces import DCT, PROV, RDF, TIS, local_name
from graph.rdf.dataset import Dataset, Fact


@dataclass(frozen=True)
class Knowledge:
    """What the sources of a dataset are worth; each is read once. To be made anew when the facts change."""

    dataset: Dataset
    _sources: dict[str, Known] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def now(cls, dataset: Dataset) -> Knowledge:
        """That of a dataset as it is now, kept until its facts change."""
        notes = dataset.tables.notes
        found = notes.get("knowledge")
        if not isinstance(found, cls):
            found = notes["knowledge"] = cls(dataset)
        return found

    def of_source(self, source: str) -> Known:
        """How what a source says is known."""
        if source not in self._sources:
            self._sources[source] = self._read(source)
        return self._sources[source]

    def _read(self, source: str) -> Known:
        data = self.dataset
        read = data.day(source, TIS.readOn)
        how = local_name(data.link(source, TIS.basis) or "") or SAID
        by = data.link(source, PROV.hadPrimarySource) or data.link(source, PROV.wasDerivedFrom) or ""
        return Known(
            how if how in STRENGTH else SAID,
            read or data.day(source, DCT.issued) or data.day(source, TIS.deliveredOn),
            by,
            read is not None,
            texts_of(data, source, TIS.rule) or None,
        )

    def confirmation(self, iri: str) -> Known | None:
        """Who confirmed what is said of a thing, and when; None when nobody did, or did not say who."""
        day, by = self.dataset.day(iri, TIS.confirmedOn), self.dataset.link(iri, TIS.confirmedBy)
        return Known(CONFIRMED, day, by) if day and by else None

    def of_fact(self, fact: Fact) -> Known:
        """How one statement is known: a confirmation holds for what was said of the thing when it was made."""
        own, confirmed = self.of_source(fact.source), self.confirmation(fact.s)
        return confirmed if confirmed and covers(confirmed, own) else own

    def of_thing(self, iri: str, facts: Iterable[Fact] = ()) -> Known:
        """How it is known that a thing is what it is, and that these facts hold: the weakest of them.

        Of several sources that say the same, the strongest counts.
        """
        said: dict[tuple[str, str, object], list[Known]] = {}
        for fact in (*self.dataset.facts(iri, RDF.type), *facts):
            key = ("", "", "") if fact.p == RDF.type else (fact.s, fact.p, fact.o)
            said.setdefault(key, []).append(self.of_fact(fact))
        return weakest(strongest(found) for found in said.values())
