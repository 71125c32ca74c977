# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes between two nodes of a map: the best ones, the one that goes by given nodes, the one that facts tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.entity.routes import Way, step, ways
from graph.errors import InvalidInput, Suggestion
from graph.mindmaps._types import MapRequest, Route
from graph.text.wording import Phrase, Quoted

if TYPE_CHECKING:
    from graph.mindmaps._links import Relations

BROKEN = Phrase("Le chemin demandé est rompu : à cette date, rien ne relie directement « {one} » à « {two} ». {more}")
NEAREST = Phrase("Le chemin réel le plus proche passe par {names}.")
STRAIGHT = Phrase("Le chemin réel le plus proche est direct.")
APART = Phrase("Aucun chemin connu ne relie le départ à l’arrivée : choisissez une autre date, ou d’autres fiches.")


@dataclass(frozen=True)
class Ends:
    """What to put in the address of a route: its ends, and what is between them, in order (IRIs, or keys)."""

    start: str
    through: tuple[str, ...]
    end: str


def find_ways(request: MapRequest, reader: Relations) -> tuple[Way, ...]:
    """The ways asked for, the one to light first: that by `through`, else the best; none without both ends.

    Raises InvalidInput (field "par", the nodes of the nearest real way as suggestions) when `through` does not hold.
    """
    if request.start is None or request.end is None:
        return ()
    found = ways(reader.ties, request.start, request.end, request.day)
    if request.through:
        exact = _exact(request, reader, found)
        found = (exact, *(way for way in found if way.nodes != exact.nodes))
    return found


def route_of(reader: Relations, way: Way) -> Route:
    """A way in the words of a map."""
    edges = (reader.edge(here, tie) for here, tie in zip(way.nodes, way.ties, strict=False))
    return Route(way.nodes, tuple(edges), way.cost)


def _exact(request: MapRequest, reader: Relations, found: tuple[Way, ...]) -> Way:
    """The way by exactly these nodes; link entities named among them are the steps between their neighbours."""
    asked = (str(request.start), *request.through, str(request.end))
    nodes = tuple(dict.fromkeys(iri for iri in asked if not _is_bridge(reader, iri) or iri in (asked[0], asked[-1])))
    ties = []
    for one, two in pairwise(nodes):
        tie = step(reader.ties, one, two, request.day)
        if tie is None:
            raise _broken(reader, found, (one, two))
        ties.append(tie)
    cost = sum(reader.ties.cost(here, tie) for here, tie in zip(nodes, ties, strict=False))
    return Way(nodes, tuple(ties), cost)


def _broken(reader: Relations, found: tuple[Way, ...], gap: tuple[str, str]) -> InvalidInput:
    near = [Suggestion(iri, reader.label(iri)) for iri in (found[0].nodes[1:-1] if found else ())]
    more = NEAREST(names=Quoted(tuple(near))) if near else STRAIGHT() if found else APART()
    one, two = map(reader.label, gap)
    return InvalidInput(BROKEN(one=one, two=two, more=more), field="par", suggestions=near)


def _is_bridge(reader: Relations, iri: str) -> bool:
    cls = reader.ties.cls(iri)
    return cls is not None and cls.bridge is not None


def ends_of(reader: Relations, facts: Iterable[tuple[str, str, str]]) -> Ends | None:
    """The longest route that facts (subject, property, object IRIs; a referral's path) tell, from what they name first.

    Link entities (memberships, competences …) are crossed over, so that what is left are nodes of maps. None when the
    facts join no two things.
    """
    linked = _linked(reader, list(facts))
    first = next(iter(linked), "")
    routes = list(_walks(linked, (first,))) if first else []
    # What is named first may stand in the middle: it then leads to both ends.
    longest = max(routes, key=len, default=())
    if len(longest) > 1 and len(linked[first]) > 1:
        longest = max(_walks(linked, (longest[-1],)), key=lambda path: (len(path), path[-1] == first))
        longest = tuple(reversed(longest))
    return Ends(longest[0], longest[1:-1], longest[-1]) if len(longest) > 1 else None


def _linked(reader: Relations, facts: list[tuple[str, str, str]]) -> dict[str, dict[str, None]]:
    """What is joined to what, in the order said, link entities crossed over."""
    known = [(s, o) for s, _, o in facts if reader.ties.cls(s) is not None and reader.ties.cls(o) is not None]
    crossed: dict[str, list[str]] = {}
    linked: dict[str, dict[str, None]] = {}
    for s, o in known:
        for link, end in ((s, o), (o, s)):
            if _is_bridge(reader, link):
                crossed.setdefault(link, []).append(end)
    pairs = [(s, o) for s, o in known if s not in crossed and o not in crossed]
    for one, two in [*pairs, *(pair for ends in crossed.values() for pair in pairwise(ends))]:
        linked.setdefault(one, {})[two] = None
        linked.setdefault(two, {})[one] = None
    return linked


def _walks(linked: dict[str, dict[str, None]], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every way on from the end of a path, without passing twice by the same thing."""
    further = [iri for iri in linked[path[-1]] if iri not in path]
    if not further:
        yield path
    for iri in further:
        yield from _walks(linked, (*path, iri))
