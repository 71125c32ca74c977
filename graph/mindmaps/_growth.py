# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the map of a perspective's plan: its tree at a day, or between two, what of it is drawn, what crosses it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter

from graph import clock
from graph.entity.existence import planned
from graph.entity.knowledge import Knowledge
from graph.entity.known import doubtful
from graph.entity.routes import Way
from graph.entity.ties import Tie
from graph.mindmaps._changes import Told
from graph.mindmaps._choice import choose
from graph.mindmaps._comparison import CHANGED, DayComparison, change_events
from graph.mindmaps._inside import gathered
from graph.mindmaps._links import Relations
from graph.mindmaps._paging import PAGE, initials, pages
from graph.mindmaps._paths import find_ways, route_of
from graph.mindmaps._plan import Tree, TreePlan, Twig
from graph.mindmaps._sieve import Sifter
from graph.mindmaps._tree import Grower
from graph.mindmaps._types import IndexStep, MapEdge, MapRequest, MindMap, Node, Route, ViewChange
from graph.namespaces import ORG, SCHEMA
from graph.text.days import changes, exact, is_exact, vagueness
from graph.text.map_words import ENDED, LEFT, tally

CHANGE = "change"


def grow(request: MapRequest, reader: Relations, plan: TreePlan, found: tuple[Way, ...] | None = None) -> MindMap:
    """The map of a plan; where both ends of a route are given, the ways between them (looked for unless found)."""
    # The order of names and of what is near belongs to a language and to an area.
    kept = f"{request.view} {request.lang} {request.territories is not None}"
    grower = Grower(reader.ties, plan, kept)
    tree = grower.tree(request.day)
    compared = None if request.since is None else DayComparison(reader, request.since, request.day)
    if compared is not None:
        compared.merge(tree, grower.tree(compared.since, tree))
    sifter = Sifter(reader.ties, request.filter, plan) if request.filter else None
    whole = _actors(reader, tree) if sifter else 0
    tree = sifter.sifted(tree) if sifter else tree
    routes = (route_of(reader, way) for way in (find_ways(request, reader) if found is None else found))
    mindmap = Drawer(request, reader, plan, tree, compared).drawn(grower, tuple(routes))
    if sifter is None:
        return mindmap
    expected = reader.ties.of_kind(plan.expects)
    left = any(iri != plan.root and iri not in expected for iri in (twig.iri for twig in tree.values()))
    masked = {kind: len(found) for kind, found in sifter.hidden.items()}
    return replace(mindmap, masked=masked, actors=_actors(reader, tree), whole=whole, barren=not left)


def _actors(reader: Relations, tree: Tree) -> int:
    """How many different actors a tree holds, its centre left out."""
    acting = reader.ties.acting
    return len({it.iri for it in tree.values() if it.parent and it.iri in acting and it.state not in (ENDED, LEFT)})


@dataclass(frozen=True)
class Drawer:
    """Puts one tree in the words of a map."""

    request: MapRequest
    reader: Relations
    plan: TreePlan
    tree: Tree
    compared: DayComparison | None

    def drawn(self, grower: Grower, routes: tuple[Route, ...]) -> MindMap:
        """The map: what is drawn, what it counts, what happened."""
        route = routes[0] if routes else None
        self._prepare()
        stops = self._stops(grower.dated(self.tree))
        changed = [twig.key for twig in self.tree.values() if twig.state]
        shown = choose(self.tree, self.plan, self.request, route.nodes if route else (), changed)
        drawn = [self.plan.root, *(twig.key for children in shown.values() for twig in children)]
        inside = gathered(self.tree, drawn) if self.compared else {}
        nodes = tuple(replace(it, inside=inside[it.key]) if it.key in inside else it for it in self._nodes(shown))
        edges = tuple(self._edge(self.tree[node.key]) for node in nodes[1:])
        return MindMap(
            view=self.request.view,
            title=self.plan.title,
            centre=self.plan.root,
            day=self.request.day,
            dates=tuple(map(exact, stops)),
            known={exact(day): day for day in stops if not is_exact(day)},
            nodes=nodes,
            edges=edges,
            cross_links=self._cross_links(nodes, grower),
            opened=self.request.opened,
            since=self.request.since,
            routes=routes,
            route=route,
            changes=self._changes(grower),
            totals=self._totals(),
        )

    def _prepare(self) -> None:
        """Counts what each twig holds, and puts in order what is opened."""
        for twig in reversed(self.tree.values()):
            if twig.parent is not None:
                twig.parent.below += 1 + twig.below
        for key in self.request.opened & self.tree.keys():
            self._sort(self.tree[key])

    def _sort(self, twig: Twig) -> None:
        """Puts the children of an opened branch in the order of their names, where they take several screens."""
        if len(twig.children) > PAGE:
            names = self.reader.ties.order(self.reader.lang)
            twig.children = sorted(twig.children, key=lambda child: (names.get(child.iri, ""), child.iri))
            for place, child in enumerate(twig.children):
                child.place = place

    def _index(self, twig: Twig) -> tuple[tuple[tuple[str, int], ...], tuple[IndexStep, ...]]:
        """The initials of what an opened long branch bears, each with the rank of the first one; its pages, or the
        branches that it bears."""
        if twig.key not in self.request.opened or len(twig.children) <= PAGE:
            return (), ()
        names = self.reader.ties.order(self.reader.lang)
        if any(child.iri in self._places for child in twig.children):
            counts = [len(self._under[child.key][0]) for child in twig.children]
            parts = zip(twig.children, counts, strict=True)
            return (), tuple(IndexStep(self._label(it.iri), it.place, it.key, count) for it, count in parts)
        ordered = [names.get(child.iri, "") for child in twig.children]
        return initials(ordered), pages(ordered, lambda rank: self._label(twig.children[rank].iri))

    @cached_property
    def _places(self) -> frozenset[str]:
        """What a walk by place opens next."""
        return self.reader.ties.of_kind(self.plan.expects) if self.plan.counts else frozenset()

    def _changes(self, grower: Grower) -> tuple[ViewChange, ...]:
        """What happened between the two days compared: to each thing once, at its first place."""
        if self.compared is None:
            return ()
        first: dict[str, Twig] = {}
        for key, twig in self.tree.items():
            if key == twig.iri or twig.iri not in first:
                first[twig.iri] = twig
        found = Told(self.compared, first, grower.relations(self.tree)).changes()
        if not self.request.filter:
            return found
        # What a relation goes through may be left out: nothing is told of it.
        return tuple(it for it in found if it.iri in first or it.state == CHANGED)

    def _totals(self) -> dict[str, int]:
        classes = self.reader.ties.classes
        kinds = Counter(map(attrgetter("kind"), filter(None, map(classes.get, self.tree))))
        if self.plan.root in classes:
            kinds = kinds - Counter([classes[self.plan.root].kind])
        order = {cls.kind: place for place, cls in enumerate(self.reader.model.classes)}
        return dict(sorted(kinds.items(), key=lambda item: order[item[0]]))

    def _stops(self, dated: set[str]) -> tuple[date, ...]:
        """The days on which something that may be in the tree begins, is no more, or becomes something else: each as
        what is known best of what happens then."""
        ties = self.reader.ties
        here = dated | self.tree.keys()
        events = {iri for iri, touched in change_events(ties) if not touched.isdisjoint(here)}
        found: dict[date, date] = {}
        for day in changes(map(ties.span, (*dated, *events))):
            found[exact(day)] = min(day, found.get(exact(day), day), key=vagueness)
        return tuple(found[day] for day in sorted(found))

    def _nodes(self, shown: dict[str, list[Twig]]) -> Iterator[Node]:
        root = self.tree[self.plan.root]
        # A class or a scheme at the centre begins a drawing: its title has a capital letter.
        title = self.reader.label(root.iri) if root.iri in self.reader.ties.classes else self.plan.title
        yield self._node(root, 0, title, shown.get(root.key, []))
        for theme, branch in enumerate(shown.get(root.key, ())):
            waiting = [branch]
            while waiting:
                twig = waiting.pop()
                children = shown.get(twig.key, [])
                yield self._node(twig, theme, self._label(twig.iri), children)
                waiting += reversed(children)

    def _label(self, iri: str) -> str:
        return self.plan.names.get(iri) or self.reader.label(iri)

    def _node(self, twig: Twig, theme: int, label: str, drawn: list[Twig]) -> Node:
        kind = self.reader.ties.kind(twig.iri)
        expects = twig.parent is None or kind == self.plan.expects or twig.iri in self.plan.names
        asked = twig.key in self.request.passed
        counts = expects and self.plan.counts
        actors, offers = map(len, self._under[twig.key] if counts else ((), ()))
        index, steps = self._index(twig)
        return Node(
            iri=twig.iri,
            label=label,
            kind=kind,
            depth=twig.depth,
            parent=twig.parent.key if twig.parent else None,
            theme=theme,
            hidden=len(twig.children) - len(drawn),
            opened=twig.key in self.request.opened and bool(twig.children),
            state=twig.state,
            planned=planned(self.reader.dataset, twig.iri),
            empty=expects and not twig.met and not twig.children,
            below=twig.below,
            passed=sum(child.place < drawn[0].place for child in twig.children) if asked and drawn else 0,
            key=twig.key,
            doubtful=self._doubtful(twig.iri),
            actors=actors,
            tally=tally(actors, offers, self.request.lang),
            also=self._also(twig),
            index=index,
            steps=steps,
        )

    @cached_property
    def _knowledge(self) -> Knowledge:
        return Knowledge(self.reader.dataset)

    def _doubtful(self, iri: str) -> bool:
        """Whether its card bears a mark of age, or of doubt."""
        cls = self.reader.ties.classes.get(iri)
        if cls is None or cls.iri == iri or not cls.directory or cls.scheme or cls.iri == SCHEMA.AdministrativeArea:
            return False
        return doubtful(self._knowledge.of_thing(iri), clock.today())

    @cached_property
    def _under(self) -> dict[str, tuple[set[str], set[str]]]:
        """The different actors, and the things that these offer, under each twig that expects some, drawn or not, on
        the day: by its key."""
        expected, acting = self.reader.ties.of_kind(self.plan.expects), self.reader.ties.acting
        found: dict[str, tuple[set[str], set[str]]] = {}
        for twig in reversed(self.tree.values()):
            if twig.parent is not None and twig.iri not in expected and twig.iri not in self.plan.names:
                continue
            actors, offers = set[str](), set[str]()
            waiting = [*twig.children]
            while waiting:
                child = waiting.pop()
                if child.key in found:
                    actors |= found[child.key][0]
                    offers |= found[child.key][1]
                elif child.state not in (ENDED, LEFT):
                    (actors if child.iri in acting else offers).add(child.iri)
                    waiting += child.children
            found[twig.key] = actors, offers
        return found

    @cached_property
    def _copies(self) -> dict[str, list[Twig]]:
        """The places of each thing that has several."""
        found: dict[str, list[Twig]] = {}
        for key, twig in self.tree.items() if self.plan.again else ():
            if key != twig.iri:
                found.setdefault(twig.iri, [self.tree[twig.iri]] if twig.iri in self.tree else []).append(twig)
        return found

    def _also(self, twig: Twig) -> tuple[str, ...]:
        """The names of what else bears the same thing."""
        homes = dict.fromkeys(place.home for place in self._copies.get(twig.iri, ()) if place is not twig)
        return tuple(self._label(home) for home in homes if home != twig.home)

    def _edge(self, twig: Twig) -> MapEdge:
        """What joins a twig to its parent."""
        assert twig.parent is not None  # noqa: S101 - the centre has no edge
        assert twig.tie is not None  # noqa: S101
        home, tie = twig.parent.iri, twig.tie
        edge = self.reader.edge(home, tie, state=self._between(home, tie))
        if tie.words is None and not self.plan.names.keys().isdisjoint((home, twig.iri)):
            return replace(edge, text=f"{self._label(home)} – {self._label(twig.iri)}")
        return edge

    def _cross_links(self, nodes: tuple[Node, ...], grower: Grower) -> tuple[MapEdge, ...]:
        """All relations between two nodes but those that the tree is made of: events by which one became another too.

        First those between two that the tree does not join, then what else is said of those that it does.
        """
        drawn = {node.iri: node for node in nodes}
        twigs = [self.tree[node.key] for node in nodes]
        joined = {frozenset((twig.iri, twig.home)) for twig in twigs}
        told = {self._key(twig.home, twig.tie) for twig in twigs if twig.tie}
        found: dict[tuple[str, str, str, str], MapEdge] = {}
        for node in drawn.values():
            for tie in (*self.reader.ties.leaving(node.iri), *grower.children(node.iri, node.depth)):
                key = self._key(node.iri, tie)
                if (
                    tie.path not in self.plan.walked
                    and tie.other in drawn
                    and key not in found
                    and key not in told
                    and self._there(tie)
                ):
                    kind = CHANGE if self._is_event(tie) else ""
                    found[key] = self.reader.edge(node.iri, tie, kind=kind, state=self._between(node.iri, tie))
        return tuple(sorted(found.values(), key=lambda edge: not edge.kind and frozenset((edge.s, edge.o)) in joined))

    @staticmethod
    def _key(here: str, tie: Tie) -> tuple[str, str, str, str]:
        """What tells a relation from others; in the same way through several things, it is one."""
        return *tie.fact(here), tie.via if tie.words is None else ""

    def _is_event(self, tie: Tie) -> bool:
        return bool(tie.via) and self.reader.is_a(tie.via, ORG.ChangeEvent)

    def _there(self, tie: Tie) -> bool:
        """Whether a relation holds at the day, or did at the one compared with."""
        span, since = self.reader.ties.span(tie.via), self.request.since
        return span.holds(self.request.day) or (since is not None and span.holds(since))

    def _between(self, here: str, tie: Tie) -> str:
        """What happened to a relation between the two days compared."""
        return "" if self.compared is None else self.compared.between(here, tie)
