# SPDX-License-Identifier: AGPL-3.0-or-later
"""Things in the order that facts give them."""

from __future__ import annotations

from collections.abc import Iterable

from graph.namespaces import SCHEMA
from graph.rdf.dataset import Dataset

LAST = 1_000_000


def by_position(dataset: Dataset, iris: Iterable[str]) -> list[str]:
    """By their position; what has none comes last, by IRI."""
    return sorted(iris, key=lambda iri: (position(dataset, iri), iri))


def position(dataset: Dataset, iri: str) -> int:
    """Its place among its likes, LAST where none is said."""
    text = dataset.text(iri, SCHEMA.position) or ""
    return int(text) if text.isascii() and text.isdecimal() else LAST
