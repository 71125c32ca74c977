# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points of view on the graph, one a file; each turns a request into the same kind of map."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from graph import clock
from graph.entity.ties import ties_of
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.mindmaps._fold import cut, folded, path_to, trimmed, unfolding
from graph.mindmaps._links import Relations, Thing
from graph.mindmaps._paging import PAGE, STEPS
from graph.mindmaps._paths import Ends, ends_of
from graph.mindmaps._sieve import FilterChoices, facets_of
from graph.mindmaps._types import (
    LABELS,
    NOTHING,
    PLACE,
    UNFILTERED,
    WHOLE,
    IndexStep,
    MapEdge,
    MapFilter,
    MapRequest,
    MindMap,
    Node,
    Perspective,
    Route,
    Trace,
    ViewChange,
)
from graph.model import Model
from graph.plugins import discover
from graph.rdf.dataset import Dataset
from graph.text.days import settled
from graph.text.wording import Phrase

__all__ = [
    "LABELS",
    "NOTHING",
    "PAGE",
    "PLACE",
    "STEPS",
    "UNFILTERED",
    "WHOLE",
    "Ends",
    "FilterChoices",
    "IndexStep",
    "MapEdge",
    "MapFilter",
    "MapRequest",
    "MindMap",
    "Node",
    "Perspective",
    "Relations",
    "Route",
    "Thing",
    "Trace",
    "ViewChange",
    "build",
    "cut",
    "dated",
    "ends_of",
    "filter_choices",
    "folded",
    "path_to",
    "perspective",
    "perspectives",
    "settled_day",
    "trimmed",
    "unfolding",
    "warm",
]


NO_VIEW = Phrase("Aucune carte ne s’appelle « {slug} ». Choisissez-en une dans la liste.")
NO_CENTRE = Phrase(
    "La carte ne peut pas être centrée là : rien ne porte cet identifiant. Cherchez la fiche par son nom."
)
NO_END = Phrase("Aucun chemin ne passe par là : rien ne porte cet identifiant. Cherchez la fiche par son nom.")
WRONG_ORDER = Phrase(
    "La carte compare un jour à un jour plus ancien : « depuis » ({since}) vient après « date » ({day}). Échangez-les."
)


@lru_cache(maxsize=1)
def perspectives() -> tuple[Perspective, ...]:
    """Every point of view, in the order to offer them."""
    return tuple(discover("graph.mindmaps", "mindmap", lambda found: found.order))


def perspective(slug: str) -> Perspective:
    """The point of view of that slug; raises InvalidInput (with the others as suggestions)."""
    known = {found.slug: found for found in perspectives()}
    if slug in known:
        return known[slug]
    near = get_close_matches(slug, known, n=1, cutoff=0.5)
    order = sorted(known.values(), key=lambda found: (found.slug not in near, found.order))
    raise InvalidInput(
        NO_VIEW(slug=slug[:60]),
        field="vue",
        suggestions=[Suggestion(found.slug, found.label.fr) for found in order],
    )


def build(request: MapRequest) -> MindMap:
    """The map asked for.

    Raises InvalidInput (unknown view, days in the wrong order, a route without both ends or that does not hold) or
    UnknownThing (what bears no such identifier, or nothing to draw), both with suggestions where there are.
    """
    found = perspective(request.view)
    for iri, (field, message) in _named(request):
        if iri not in request.dataset and iri not in request.model.choices:
            raise UnknownThing(message(), field=field)
    if request.since is not None and request.since > request.day:
        raise InvalidInput(WRONG_ORDER(since=request.since, day=request.day), field="depuis")
    with _uncollected():
        return found.draw(request)


def settled_day(dataset: Dataset, model: Model, day: date) -> date:
    """The first of the days on which every map is as on that one: of a thousand valid dates, most are the same."""
    return settled(ties_of(dataset, model).turns, day)


def dated(mindmap: MindMap, day: date, since: date | None) -> MindMap:
    """The same map on days on which it is the same."""
    return mindmap if (mindmap.day, mindmap.since) == (day, since) else replace(mindmap, day=day, since=since)


def _named(request: MapRequest) -> Iterator[tuple[str, tuple[str, Phrase]]]:
    """Each thing that a request names, with the parameter that does and what to say when it is unknown."""
    named = (("centre", request.centre, NO_CENTRE), ("de", request.start, NO_END), ("vers", request.end, NO_END))
    for field, iri, message in named:
        if iri is not None:
            yield iri, (field, message)
    for iri in request.through:
        yield iri, ("par", NO_END)


def filter_choices(dataset: Dataset, model: Model) -> FilterChoices:
    """What maps of a dataset can be filtered by."""
    return facets_of(ties_of(dataset, model)).choices()


def warm(dataset: Dataset, model: Model) -> None:
    """Reads all that maps and paths may ask of a dataset, so that the first visitor does not wait for it."""
    ties_of(dataset, model).warm()
    for view in perspectives():
        if not (view.needs_centre or view.needs_ends):
            build(MapRequest(dataset, model, view.slug, clock.today()))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Puts off the search for unused objects: a large map makes many at once, and a third of its time went there."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
