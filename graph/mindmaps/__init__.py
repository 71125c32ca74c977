# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points of view on the graph, one a file; each turns a request into the same kind of map."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.mindmaps._fold import folded, path_to, trimmed, unfolding
from graph.mindmaps._links import Reader, Thing
from graph.mindmaps._types import LABELS, NOTHING, Edge, MapRequest, MindMap, Node, Perspective
from graph.plugins import discover

__all__ = [
    "LABELS",
    "NOTHING",
    "Edge",
    "MapRequest",
    "MindMap",
    "Node",
    "Perspective",
    "Reader",
    "Thing",
    "build",
    "folded",
    "path_to",
    "perspective",
    "perspectives",
    "trimmed",
    "unfolding",
]


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
        f"Aucune carte ne s’appelle « {slug[:60]} ». Choisissez-en une dans la liste.",
        field="vue",
        suggestions=[Suggestion(found.slug, found.label.fr) for found in order],
    )


def build(request: MapRequest) -> MindMap:
    """The map asked for; raises InvalidInput (unknown view) or UnknownThing (unknown centre)."""
    found = perspective(request.view)
    if request.centre is not None and request.centre not in request.dataset:
        raise UnknownThing(
            "La carte ne peut pas être centrée là : rien ne porte cet identifiant. Cherchez la fiche par son nom.",
            field="centre",
        )
    return found.draw(request)
