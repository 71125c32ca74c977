# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the referral reads facts: a whole snapshot at start, the dataset itself afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, TIS, WGS
from graph.rdf.dataset import NAMES, Dataset, Value

PATHS = (
    RDF.type,
    *NAMES,
    SKOS.inScheme,
    SCHEMA.provider,
    SCHEMA.areaServed,
    SCHEMA.location,
    WGS.lat,
    WGS.long,
    SCHEMA.audience,
    SCHEMA.startDate,
    SCHEMA.endDate,
    TIS.competenceOf,
    TIS.meetsNeed,
    TIS.aboutTool,
    TIS.instanceOf,
    TIS.cost,
    TIS.accessMode,
    TIS.openToAssociations,
    TIS.state,
    TIS.level,
    TIS.acceptsQuestions,
    TIS.announcedEnd,
    TIS.stateOn,
    TIS.confirmedOn,
    TIS.confirmedBy,
    TIS.entryPoint,
    TIS.orientsTowards,
    TIS.worksOn,
    DCT.subject,
    ORG.member,
    ORG.organization,
    ORG.role,
    ORG.subOrganizationOf,
    ORG.postIn,
    ORG.heldBy,
    TIS.corrects,
    TIS.reported,
    TIS.reportedOn,
    TIS.unsuitedNeed,
    TIS.unansweredSince,
)

READ = frozenset(PATHS)


class Facts(Protocol):
    """What is needed of a dataset to read actors and offers."""

    def values(self, s: str, p: str) -> Sequence[Value]:
        """The distinct objects of a subject and a property, sorted."""

    def subjects(self, p: str, o: Value) -> Sequence[str]:
        """The distinct subjects that have this property with this value, sorted."""

    def source(self, s: str) -> str | None:
        """The one source of what is read of a subject, None when there are several (or none)."""


class Live:
    """The facts of a dataset as it is now."""

    def __init__(self, dataset: Dataset) -> None:
        self.values = dataset.values
        self.subjects = dataset.subjects
        self._dataset = dataset

    def source(self, s: str) -> str | None:
        """The one source of what is read of a subject, None when there are several (or none)."""
        found = {fact.source for fact in self._dataset.facts(s) if fact.p in READ}
        return found.pop() if len(found) == 1 else None


class Snapshot:
    """The facts the referral reads, by property then subject: one pass over the dataset instead of many look-ups."""

    INVERSE = (
        RDF.type,
        ORG.member,
        ORG.organization,
        ORG.subOrganizationOf,
        ORG.heldBy,
        SCHEMA.provider,
        TIS.competenceOf,
        TIS.corrects,
    )

    def __init__(self, dataset: Dataset) -> None:
        self._forward: dict[str, dict[str, list[Value]]] = {path: {} for path in PATHS}
        self._inverse: dict[str, dict[Value, list[str]]] = {path: {} for path in self.INVERSE}
        self._sources: dict[str, str | None] = {}
        for path in PATHS:
            forward, inverse = self._forward[path], self._inverse.get(path)
            for fact in dataset.shown(p=path):
                forward.setdefault(fact.s, []).append(fact.o)
                if self._sources.setdefault(fact.s, fact.source) != fact.source:
                    self._sources[fact.s] = None
                if inverse is not None:
                    inverse.setdefault(fact.o, []).append(fact.s)

    def values(self, s: str, p: str) -> list[Value]:
        """The distinct objects of a subject and a property, sorted."""
        found = self._forward[p].get(s, [])
        return found if len(found) < 2 else sorted(set(found), key=str)

    def subjects(self, p: str, o: Value) -> list[str]:
        """The distinct subjects that have this property with this value, sorted."""
        return sorted(set(self._inverse[p].get(o, ())))

    def source(self, s: str) -> str | None:
        """The one source of what is read of a subject, None when there are several (or none)."""
        return self._sources.get(s)
