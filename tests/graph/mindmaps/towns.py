# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small and large graphs that maps are tried on, and what is asked of them."""

from __future__ import annotations

from datetime import date

from graph.mindmaps import MapRequest, MindMap, build
from graph.model import Model
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import parse_turtle
from tests.instances import BASE, ID, PREFIXES

WORDS = """@prefix need: <https://w3id.org/tisserand/need/> . @prefix role: <https://w3id.org/tisserand/role/> .
@prefix change-kind: <https://w3id.org/tisserand/change-kind/> . @prefix effort: <https://w3id.org/tisserand/effort/> .
"""
TODAY = date(2021, 6, 1)


def town(text: str) -> Dataset:
    """The dataset of some Turtle, its prefixes left out."""
    return Dataset.in_memory(parse_turtle((PREFIXES + WORDS + text).encode(), "town.ttl", BASE), BASE)


def drawn(dataset: Dataset, model: Model, view: str, day: date = TODAY, **more: object) -> MindMap:
    """A map; whatever else is asked is named as in a MapRequest, with IRIs relative to `…/id/`."""
    whole = {name: _whole(value) for name, value in more.items()}
    return build(MapRequest(dataset, model, view, day, **whole))  # type: ignore[arg-type]


def _whole(value: object) -> object:
    if isinstance(value, str) and "/" in value and ":" not in value:
        return ID + value
    if isinstance(value, tuple | frozenset):
        return type(value)(_whole(item) for item in value)
    return value


def iri(path: str) -> str:
    """The IRI of `network/can`."""
    return path if ":" in path else ID + path


def short(found: str) -> str:
    """`network/can` for an IRI of the instance."""
    return found.removeprefix(ID)
