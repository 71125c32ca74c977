# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map as nested lists: the same nodes in the same order as the drawing, each with all that the drawing says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.layout import Drawing
from graph.mindmaps import NOTHING, MindMap, Node, path_to
from graph.model import EntityClass
from graph.text.map_words import Happened, also_under, inside_text
from graph.text.sentences import inner
from web.app.language import translate
from web.site.map.addresses import CLOSED
from web.site.map.svg import BRANCHES

if TYPE_CHECKING:
    from web.site.map.page import MapPage

# What happened to a node between two days, said when the page is made: in its language.
STATES = {
    "added": lambda: translate("nouveau"),
    "ended": lambda: translate("terminé"),
    "left": lambda: translate("a quitté"),
    "moved": lambda: translate("déplacé"),
}


@dataclass(frozen=True)
class CrossLink:
    """Another relation of a node: the key of the node at its other end, and the sentences to read."""

    key: str
    label: str
    card: str
    text: str


@dataclass(frozen=True)
class Item:
    """One node of the tree. `role` is its level in the drawing (centre, theme, pill, leaf); `words` are its marks said
    in words; `inside` and `within` what happened to what it holds folded, and to all that it holds, which is said while
    a telephone has it folded; `shut` says that a telephone starts with it folded, and `turned` is the address that
    folds or opens it there; `more` and `less` are the addresses that show what the server kept back, "" where there is
    nothing."""

    node: Node
    key: str
    role: str
    cls: EntityClass | None
    marked: bool
    card: str
    words: tuple[str, ...]
    inside: str
    within: str
    links: tuple[CrossLink, ...]
    children: tuple[Item, ...]
    shut: bool
    turned: str
    more: str
    less: str

    @property
    def css(self) -> str:
        """Its classes: level, tint of its branch, kind, state."""
        node, cls = self.node, self.cls
        kind = [f"k-{node.kind}", f"f-{cls.family}"] if cls else []
        flags = [("closed", self.shut), ("o-empty", node.empty or bool(node.planned))]
        states = [f"s-{node.state}"] if node.state else []
        level = [f"o-{self.role}", f"t{node.theme % BRANCHES}"]
        return " ".join([*level, *kind, *states, *(name for name, on in flags if on)])

    @property
    def folds(self) -> bool:
        """Whether there is something under it, here or at the server."""
        return bool(self.node.depth and (self.children or self.node.hidden))

    @property
    def count(self) -> int:
        """How many there are right under it, here and at the server."""
        return len(self.children) + self.node.hidden

    @property
    def threads(self) -> int:
        """How many threads of colour run beside its children at most."""
        return min(BRANCHES, len(self.children))


def outline(page: MapPage, drawing: Drawing) -> Item:
    """The tree of a drawing, from its centre."""
    return Outline(page, drawing).item(drawing.mindmap.nodes[0])


class Outline:
    """Makes the items of one map."""

    def __init__(self, page: MapPage, drawing: Drawing) -> None:
        self.page, self.mindmap = page, drawing.mindmap
        self.boxes = {box.node.key: box for box in drawing.boxes}
        self.links = dict(_links(page, drawing))
        self.open = unfolded(self.mindmap)
        route = self.mindmap.route
        self.steps = {iri: place for place, iri in enumerate(route.nodes, 1)} if route else {}

    def item(self, node: Node) -> Item:
        """A node with all that hangs under it."""
        page, key = self.page, node.key
        box, below = self.boxes[key], self.mindmap.children.get(key, ())
        return Item(
            node=node,
            key=page.short(key),
            role=box.role,
            cls=page.here.model.by_kind.get(node.kind),
            marked=box.mark_x is not None,
            card=page.card(node.iri),
            words=tuple(self._words(node)),
            inside=inside_text(node.inside, page.here.lang),
            within=inside_text(self._within(node), page.here.lang) if node.depth and below else "",
            links=self.links.get(key, ()),
            children=tuple(self.item(child) for child in below),
            shut=bool(node.depth and below) and key not in self.open,
            turned=self._turned(key) if node.depth and below else "",
            more=page.opened(key) if node.hidden and not node.opened else "",
            less=page.closed(key) if node.opened else "",
        )

    def _within(self, node: Node) -> frozenset[Happened]:
        """What happened to all that hangs under a node, drawn or not."""
        below = self.mindmap.children.get(node.key, ())
        own = ((child.iri, child.state) for child in below if child.state)
        return node.inside.union(own, *map(self._within, below))

    def _words(self, node: Node) -> Iterator[str]:
        """What colours, shapes and lines say in the drawing."""
        cls = self.page.here.model.by_kind.get(node.kind)
        if cls and node.depth:
            yield cls.label(self.page.here.lang)
        if node.empty:
            yield self.page.note
        if node.planned:
            yield inner(self.page.here.label(node.planned))
        if node.state:
            yield STATES[node.state]()
        if node.tally:
            yield ", ".join(node.tally)
        if node.also:
            # On a telephone there is room for one name.
            yield also_under(node.also, self.page.here.lang, 1)
        if node.iri in self.steps:
            yield translate("étape {n} du chemin").replace("{n}", str(self.steps[node.iri]))

    def _turned(self, key: str) -> str:
        """This map as a telephone shows it with one branch folded, or opened."""
        page = self.page
        if key in self.open:
            kept = [one for one in self.open if key not in path_to(self.mindmap, one)]
        else:
            kept = [*self.open, key]
        return page.address(ouvert=[page.short(one) for one in kept] or [CLOSED])


def unfolded(mindmap: MindMap) -> tuple[str, ...]:
    """The branches that a telephone starts with: those asked for and the way to them, by default those of the path that
    is lit, else the first one."""
    if NOTHING in mindmap.opened:
        return ()
    asked = [key for key in mindmap.opened if key in mindmap.by_key and key != mindmap.centre]
    if not asked and mindmap.route:
        asked = [mindmap.by_iri[iri].key for iri in mindmap.route.nodes if iri in mindmap.by_iri]
    if not asked:
        branches = mindmap.children.get(mindmap.centre, ())
        asked = [node.key for node in branches if node.key in mindmap.children][:1]
    found = {step for key in asked for step in path_to(mindmap, key)}
    return tuple(node.key for node in mindmap.nodes if node.key in found and node.key in mindmap.children)


def _links(page: MapPage, drawing: Drawing) -> Iterator[tuple[str, tuple[CrossLink, ...]]]:
    """The cross-links drawn, by the key of each of their ends."""
    mindmap = drawing.mindmap
    texts: dict[frozenset[str], dict[str, None]] = {}
    for edge in mindmap.cross_links:
        texts.setdefault(frozenset((edge.s, edge.o)), {})[edge.text] = None
    found: dict[str, list[CrossLink]] = {}
    for line in drawing.cross_links:
        ends = mindmap.by_key[line.s], mindmap.by_key[line.o]
        text = " ; ".join(texts[frozenset(node.iri for node in ends)])
        for one, other in (ends, ends[::-1]):
            link = CrossLink(other.key, other.label, page.card(other.iri), text)
            found.setdefault(one.key, []).append(link)
    yield from ((key, tuple(links)) for key, links in found.items())
