# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms that facts of earlier releases bore, read as those of now: the ontology says which (`tis:formerly`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from graph.model import EntityClass, Field, Model
from graph.namespaces import RDF
from graph.rdf.dataset import Fact


@dataclass(frozen=True)
class FormerTerms:
    """What earlier releases called otherwise, for things whose IRIs begin with `base`."""

    model: Model
    base: str

    def current(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """The facts, each with the class and the property that say the same now."""
        for fact in facts:
            yield self._current(fact)

    def _current(self, fact: Fact) -> Fact:
        if fact.p == RDF.type:
            return fact._replace(o=self._classes.get(str(fact.o), fact.o))
        if fact.p not in self._paths:
            return fact
        own = self._class(fact.s)
        fields = () if own is None else own.fields
        now = next((field for field in fields if field.former == fact.p and self._is_meant(own, field, fact)), None)
        return fact if now is None else fact._replace(p=now.path)

    def _is_meant(self, own: EntityClass | None, field: Field, fact: Fact) -> bool:
        """Whether a former property now is this field: where it still is one too, the kind of its value tells."""
        still = own.field(fact.p) if own else None
        if still is None:
            return True
        value = self._class(fact.o) if isinstance(fact.o, str) else None
        return value is not None and value.iri in field.targets and value.iri not in still.targets

    def _class(self, iri: str) -> EntityClass | None:
        """The class that the IRI of a thing names."""
        kind = re.match(r"/id/([a-z-]+)/", iri.removeprefix(self.base)) if iri.startswith(self.base) else None
        return self.model.by_kind.get(kind[1]) if kind else None

    @cached_property
    def _classes(self) -> dict[str, str]:
        return {item.former: item.iri for item in self.model.classes if item.former}

    @cached_property
    def _paths(self) -> set[str]:
        return {field.former for item in self.model.classes for field in item.fields if field.former}
