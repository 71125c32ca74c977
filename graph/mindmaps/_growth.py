# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grows the tree of a map from its centre: each thing once, under the parent that claims it best, the rest folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from graph.mindmaps._fold import few
from graph.mindmaps._links import Link, Reader
from graph.mindmaps._types import Edge, MapRequest, MindMap, Node

DEPTH = 3
# Children drawn under a node that nobody opened, by its depth; and under one that somebody did.
SHOWN, SHOWN_OPEN = (14, 9, 6), 40
# A tree that takes less than this part of the screen is folded less.
ROOMY, SHOWN_ROOMY = 0.6, (20, 12, 9)
# Reading every date of a view is bounded: beyond, the slider keeps the dates met so far.
EXPLORED = 1500

Children = Callable[[str, int], Iterable[Link]]


@dataclass
class Twig:
    """A node of the tree while it grows."""

    iri: str
    depth: int
    parent: Twig | None
    edge: Edge | None
    place: int = 0
    children: list[Twig] = field(default_factory=list)
    shown: list[Twig] = field(default_factory=list)


@dataclass(frozen=True)
class Claim:
    """That a thing may hang under a parent, by which link, and where among what may hang there."""

    parent: Twig
    link: Link
    place: int

    @property
    def away(self) -> bool:
        """Whether its parent is likely to be folded."""
        return self.parent.depth > 0 and self.parent.place >= SHOWN[self.parent.depth - 1]

    def grown(self, depth: int) -> Twig:
        """What hangs there once the claim is granted."""
        return Twig(self.link.other, depth, self.parent, self.link.edge, self.place)


def grow(request: MapRequest, reader: Reader, root: str, title: str, children: Children) -> MindMap:
    """The map of the tree that `children` (iri, depth → links to what hangs under it, in order) gives from `root`."""
    _branch(reader, root, children, None)
    tree = _branch(reader, root, children, request.day)
    _show(tree, request)
    nodes = tuple(_nodes(tree, reader, title, request.opened))
    edges = tuple(twig.edge for twig in _walk(tree) if twig.edge is not None)
    return MindMap(
        view=request.view,
        title=title,
        centre=root,
        day=request.day,
        dates=tuple(sorted(reader.dates)),
        nodes=nodes,
        edges=edges,
        cross_links=_cross_links(reader, nodes, edges, request.day),
        opened=request.opened,
    )


def _branch(reader: Reader, root: str, children: Children, day: date | None) -> Twig:
    """The whole tree down to DEPTH at a day; without a day everything is met, which gathers every date of the view."""
    trunk = Twig(root, 0, None, None)
    seen, level = {root}, [trunk]
    for depth in range(DEPTH):
        claims: dict[str, list[Claim]] = {}
        for twig in level:
            for place, link in enumerate(children(twig.iri, depth)):
                if link.other not in seen and link.span.holds(day) and reader.thing(link.other).span.holds(day):
                    claims.setdefault(link.other, []).append(Claim(twig, link, place))
        seen.update(claims)
        level = _settle(claims, depth + 1)
        if day is None and len(seen) > EXPLORED:
            break
    return trunk


def _settle(claims: dict[str, list[Claim]], depth: int) -> list[Twig]:
    """Gives each thing to the parent with the strongest link, among equals to the one with the fewest children."""
    order = dict(zip(claims, count(), strict=False))
    given: dict[str, Claim] = {}
    held: Counter[int] = Counter()
    for iri in sorted(claims, key=lambda iri: (len({id(claim.parent) for claim in claims[iri]}), order[iri])):
        best = min(claims[iri], key=lambda claim: (claim.link.rank, claim.away, held[id(claim.parent)]))
        given[iri] = best
        held[id(best.parent)] += 1
    _spread(claims, given, held)
    parents = {id(claim.parent): claim.parent for found in claims.values() for claim in found}
    for iri in sorted(given, key=lambda iri: (given[iri].place, order[iri])):
        given[iri].parent.children.append(given[iri].grown(depth))
    for parent in parents.values():
        for place, child in enumerate(parent.children):
            child.place = place
    return [child for parent in parents.values() for child in parent.children]


def _spread(claims: dict[str, list[Claim]], given: dict[str, Claim], held: Counter[int]) -> None:
    """A parent left without children takes one from a parent that keeps others, where the relation is of one kind."""
    wanted: dict[int, list[Claim]] = {}
    for found in claims.values():
        for claim in found:
            if not held[id(claim.parent)] and not claim.away:
                wanted.setdefault(id(claim.parent), []).append(claim)
    for empty, found in wanted.items():
        takes = [(claim, given[claim.link.other]) for claim in found]
        takes = [(it, now) for it, now in takes if held[id(now.parent)] > 1 and int(it.link.rank) == int(now.link.rank)]
        if takes:
            best, now = min(takes, key=lambda take: (take[0].link.rank, not take[1].away, take[0].place))
            given[best.link.other] = best
            held[id(now.parent)] -= 1
            held[empty] += 1


def _show(tree: Twig, request: MapRequest) -> None:
    """Chooses what is drawn: level by level, one child of each parent in turn, until the screen is full."""
    room, level = request.limit - 1, [tree]
    caps = SHOWN_ROOMY if _size(tree) <= request.limit * ROOMY else SHOWN
    for depth in range(DEPTH):
        level.sort(key=lambda twig: twig.iri not in request.opened)
        allowed = [SHOWN_OPEN if twig.iri in request.opened else caps[depth] for twig in level]
        wanted = [few(len(twig.children), most) for twig, most in zip(level, allowed, strict=True)]
        for turn in range(max(wanted, default=0)):
            for twig, most in zip(level, wanted, strict=True):
                if room > 0 and turn < most:
                    twig.shown.append(twig.children[turn])
                    room -= 1
        level = [child for twig in level for child in twig.shown]


def _size(twig: Twig) -> int:
    return 1 + sum(_size(child) for child in twig.children)


def _walk(twig: Twig) -> Iterator[Twig]:
    yield twig
    for child in twig.shown:
        yield from _walk(child)


def _asked(twig: Twig, opened: frozenset[str]) -> bool:
    return twig.iri in opened and len(twig.children) > 0


def _nodes(tree: Twig, reader: Reader, title: str, opened: frozenset[str]) -> Iterator[Node]:
    hidden = len(tree.children) - len(tree.shown)
    yield Node(tree.iri, title, reader.thing(tree.iri).kind, 0, None, 0, hidden, _asked(tree, opened))
    for theme, branch in enumerate(tree.shown):
        for twig in _walk(branch):
            thing = reader.thing(twig.iri)
            parent, hidden = twig.parent.iri if twig.parent else None, len(twig.children) - len(twig.shown)
            yield Node(twig.iri, thing.label, thing.kind, twig.depth, parent, theme, hidden, _asked(twig, opened))


def _cross_links(reader: Reader, nodes: tuple[Node, ...], edges: tuple[Edge, ...], day: date) -> tuple[Edge, ...]:
    """The relations valid that day between two nodes, those of the tree left out."""
    drawn = {node.iri for node in nodes}
    found: dict[Edge, None] = {}
    for node in nodes[1:]:
        for link in reader.links(node.iri):
            if link.other in drawn and link.span.holds(day):
                found[link.edge] = None
    tree = {(edge.s, edge.p, edge.o) for edge in edges}
    return tuple(edge for edge in found if (edge.s, edge.p, edge.o) not in tree)
