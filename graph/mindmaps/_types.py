# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one view object of every map, and what a perspective is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph.model import Model
from graph.rdf.dataset import Dataset
from graph.text.map_words import Happened
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.territory import Territories

# What a person can still read on one screen; the rest is folded behind "+n".
LABELS = 150
# What a file holds of a view at most, its folded branches included.
WHOLE = 20_000
# Among what is opened: that nothing is, not even what is by default on a narrow screen.
NOTHING = ""
# In the key of a node, between a thing that stands at several places and the node that bears it: no IRI has it.
PLACE = "|"


@dataclass(frozen=True)
class MapFilter:
    """What alone is asked to be seen: all but these `kinds`; who is in a `place` or acts for a part of it, what is for
    an `audience`, or at a `cost` (IRIs; "" asks nothing)."""

    kinds: tuple[str, ...] = ()
    place: str = ""
    audience: str = ""
    cost: str = ""

    def __bool__(self) -> bool:
        return self != UNFILTERED


UNFILTERED = MapFilter()


@dataclass(frozen=True)
class MapRequest:
    """What is asked: a perspective, around what, at which date, with which branches opened (ids are IRIs, those of
    what is opened are keys of nodes).

    `since` is an earlier day to compare `day` with; `start` and `end` ask for the routes between two nodes, `through`
    for the one that goes by these nodes, in order. `passed` tells how many children of what is opened to pass over: the
    screen before showed them. `whole` asks for all that the view holds, whatever a screen can show, up to the limit.
    `territories` tell who is near, and the area that the instance is about; `filter` what is left out.
    """

    dataset: Dataset
    model: Model
    view: str
    day: date
    centre: str | None = None
    opened: frozenset[str] = frozenset()
    lang: str = "fr"
    limit: int = LABELS
    since: date | None = None
    start: str | None = None
    end: str | None = None
    through: tuple[str, ...] = ()
    passed: dict[str, int] = field(default_factory=dict)
    whole: bool = False
    territories: Territories | None = None
    filter: MapFilter = UNFILTERED


class IndexStep(NamedTuple):
    """A step of the index of a long branch: its name, the rank of the first child that it leads to, and where that is a
    branch itself, its key and how many actors it holds."""

    label: str
    rank: int
    key: str = ""
    actors: int = 0


@dataclass(frozen=True)
class Node:
    """One labelled place of a thing. `key` tells it from the other places of the same thing: its IRI for the first or
    only one; `parent` is the key of the node that bears it. `theme` numbers the branch from the centre (0 at the centre
    too); `hidden` counts the children that exist and are not drawn; `opened` says that somebody asked for them; `kind`
    is "" for a thing that is not an entity (the centre of some maps). `state` is what happened to it between the two
    days compared ("", "added", "ended"; of what lives on, "left" its place or "moved"); `empty` says that nothing is
    known under a branch; `planned` is the state of what was only planned or envisaged, "" of anything else; `below`
    counts all that the view holds under it, drawn or not; `passed` counts those of the hidden children that come before
    the first one drawn; `inside` is what happened between the two days to what it holds folded; `doubtful` that nobody
    looked for a year at what is said of it, or that it is in doubt; `actors` counts the different ones under a branch,
    drawn or not, which `tally` says in words before what these offer; `also` names what else bears the same thing;
    `index` gives the initials of an opened long branch, each with the rank of its first child, and `steps` its pages,
    or each branch that it holds."""

    iri: str
    label: str
    kind: str
    depth: int
    parent: str | None
    theme: int
    hidden: int
    opened: bool = False
    state: str = ""
    empty: bool = False
    planned: str = ""
    below: int = 0
    passed: int = 0
    key: str = ""
    inside: frozenset[Happened] = frozenset()
    doubtful: bool = False
    actors: int = 0
    tally: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    index: tuple[tuple[str, int], ...] = ()
    steps: tuple[IndexStep, ...] = ()

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.iri)


@dataclass(frozen=True)
class MapEdge:
    """One relation between two nodes: the fact's property, and the sentence to read.

    `kind` is "change" for a change event (a merger, a split, an end …), "" for any other; `state` is as for nodes.
    `name` is what the line is called, read from subject to object ("participe à"), "" where the model names nothing;
    `more` adds what qualifies it and since when it is so; `mutual` says that it reads the same from both ends.
    """

    s: str
    p: str
    o: str
    text: str
    kind: str = ""
    state: str = ""
    name: str = ""
    more: str = ""
    mutual: bool = False

    @property
    def called(self) -> str:
        """Its name with what qualifies it and since when."""
        return f"{self.name} ({self.more})" if self.name and self.more else self.name


@dataclass(frozen=True)
class Route:
    """A way from one node to another: its nodes (IRIs) from start to end, and the relation of each step."""

    nodes: tuple[str, ...]
    edges: tuple[MapEdge, ...]
    cost: float


@dataclass(frozen=True)
class ViewChange:
    """What happened between two days: "added", "ended", "left" or "moved" (a thing), or "changed" (a change event).

    `kind` is the class of the thing, or the slug of the kind of change event; `text` is a sentence. `day` is the one
    from which it is so, `told` says it as what is known of it: after the end of what is no more.
    """

    state: str
    iri: str
    label: str
    kind: str
    text: str
    day: date
    told: date


@dataclass(frozen=True)
class Trace:
    """What has ended, and is no node of the map: its name, its last day as it is known, and the two days to compare to
    see what became of it."""

    iri: str
    label: str
    end: date
    since: date
    day: date


@dataclass(frozen=True)
class MindMap:
    """A tree around a centre, and the other relations between its nodes.

    `nodes` come depth first from the centre, so a parent is before its children; `edges[i]` joins `nodes[i + 1]` to its
    parent; `dates` are the days on which something in this view changes, whatever the date asked, and `known` what is
    known of those that no source says so precisely (a month, a year, a bound). `routes` are the ways between two nodes
    asked for, best first, and `route` the one to light; `changes` what happened since the day compared with; `totals`
    how many things of each kind the view holds, drawn or folded (`counts`: drawn); `traces` what had ended before.
    Where it is filtered, `masked` counts what each hidden kind would add, `actors` are those that are left of `whole`,
    and `barren` says that nothing is left.
    """

    view: str
    title: str
    centre: str
    day: date
    dates: tuple[date, ...]
    nodes: tuple[Node, ...]
    edges: tuple[MapEdge, ...]
    cross_links: tuple[MapEdge, ...]
    opened: frozenset[str] = frozenset()
    since: date | None = None
    routes: tuple[Route, ...] = ()
    route: Route | None = None
    changes: tuple[ViewChange, ...] = ()
    totals: dict[str, int] = field(default_factory=dict)
    known: dict[date, date] = field(default_factory=dict)
    traces: tuple[Trace, ...] = ()
    masked: dict[str, int] = field(default_factory=dict)
    actors: int = 0
    whole: int = 0
    barren: bool = False

    def told(self, day: date) -> date:
        """A day as it is to be told: as what is known of what happens then."""
        return self.known.get(day, day)

    @cached_property
    def by_key(self) -> dict[str, Node]:
        """Nodes by key."""
        return {node.key: node for node in self.nodes}

    @cached_property
    def by_iri(self) -> dict[str, Node]:
        """The first node of each thing that is drawn, by IRI."""
        return {iri: nodes[0] for iri, nodes in self.places.items()}

    @cached_property
    def places(self) -> dict[str, tuple[Node, ...]]:
        """All nodes of each thing that is drawn, by IRI."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.iri, []).append(node)
        return {iri: tuple(nodes) for iri, nodes in found.items()}

    @cached_property
    def children(self) -> dict[str, tuple[Node, ...]]:
        """Nodes drawn under each node, in order, by its key; absent where there are none."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.parent is not None:
                found.setdefault(node.parent, []).append(node)
        return {key: tuple(nodes) for key, nodes in found.items()}

    @cached_property
    def between(self) -> dict[frozenset[str], list[MapEdge]]:
        """The relations beside the tree, by the two things (IRIs) that they tie."""
        found: dict[frozenset[str], list[MapEdge]] = {}
        for edge in self.cross_links:
            found.setdefault(frozenset((edge.s, edge.o)), []).append(edge)
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many things of each kind are drawn, the centre left out."""
        return dict(Counter(node.kind for node in self.by_iri.values() if node.depth and node.kind))


@dataclass(frozen=True)
class Perspective:
    """A point of view on the graph: one file each. `needs_centre` says that it has no map without one,
    `needs_ends` without a start and an end. `way` names how it goes through what another one, `beside`, goes through
    too: both are one choice with two ways."""

    slug: str
    label: Label
    summary: Label
    order: int
    draw: Callable[[MapRequest], MindMap]
    needs_centre: bool = False
    needs_ends: bool = False
    way: Label | None = None
    beside: str = ""
