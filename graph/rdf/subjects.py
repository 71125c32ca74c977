# SPDX-License-Identifier: AGPL-3.0-or-later
"""All things of which one of some properties says something: read whole once, then followed from state to state."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyoxigraph as ox

from graph.rdf.dataset import Dataset
from graph.rdf.tables import Tables, Touched


class DescribedSubjects:
    """The subjects of some properties in one state of a dataset, whatever is set aside."""

    def __init__(self, paths: Collection[str], iris: frozenset[str]) -> None:
        self._paths = paths
        self.iris = iris

    def after(self, tables: Tables, facts: Collection[Touched], apart: frozenset[str]) -> DescribedSubjects:
        """Those of the next state, once these facts have entered or left; what is set aside is said all the same."""
        touched = {fact.s for fact in facts if fact.p in self._paths}
        if not touched:
            return self
        left = {iri for iri in touched if not self._is_said_of(tables.store, iri)}
        return DescribedSubjects(self._paths, (self.iris | touched) - left)

    def _is_said_of(self, store: ox.Store, iri: str) -> bool:
        node = ox.NamedNode(iri)
        return any(
            next(store.quads_for_pattern(node, ox.NamedNode(path), None), None) is not None for path in self._paths
        )


def subjects_of(dataset: Dataset, name: str, paths: Iterable[str]) -> frozenset[str]:
    """The subjects of these properties, kept under a name until the facts change, then followed."""
    known = tuple(paths)

    def read() -> DescribedSubjects:
        return DescribedSubjects(known, frozenset(fact.s for path in known for fact in dataset.facts(p=path)))

    return dataset.tables.noted(name, DescribedSubjects, read).iris
