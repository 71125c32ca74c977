# SPDX-License-Identifier: AGPL-3.0-or-later
"""Freeplane and FreeMind: the view as a mind map to go on with, its colours, its links and its sources kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from exports.maps._types import MapExport, TakenMap
from exports.maps._words import (
    ADDRESS,
    CHANGES,
    CROSS_LINKS,
    KIND,
    SOURCES,
    STATE,
    STATES,
    TRACES,
    cut_line,
    date_line,
    hidden_of,
    label_of,
    lit,
    marks_of,
    plain,
    said,
    sentence_of,
    traces_of,
    updated_line,
)
from graph.mindmaps import MapEdge, Node
from graph.text.wording import Label

VERSION = "freeplane 1.7.0"
# Icons that Freeplane and FreeMind share.
ICONS = {"added": "flag-green", "ended": "button_cancel", "left": "back", "moved": "forward"}
CHOICE, ON_ROUTE = "bookmark", "flag-orange"
SIZES = {"centre": 18, "theme": 14, "pill": 12, "leaf": 12}
WIDTHS = (0, 4, 2, 1)
# How a node that the screen folds is drawn, by its depth, and on which side its branch is.
ROLES, SIDES = ("centre", "theme", "pill", "leaf"), ("right", "left")
# What Freeplane would run as a formula, or read as HTML or LaTeX, when a label begins with it.
ACTIVE = ("=", "<", "\\")
SHIELD = "\u00a0"


class Sheaf:
    """The nodes of a map while they are written."""

    def __init__(self, taken: TakenMap) -> None:
        from exports.maps._styles import Styles

        self.taken = taken
        self.mindmap = taken.mindmap
        self.paint = Styles(taken.look.stylesheet).variables("mindmap")
        self.ids = {node.key: f"ID_{rank}" for rank, node in enumerate(self.mindmap.nodes, 1)}
        self.others: dict[str, list[MapEdge]] = {}
        for edge in self.mindmap.cross_links:
            self.others.setdefault(edge.s, []).append(edge)
        self.on_route, self.steps = lit(self.mindmap)
        # Two nodes already joined need no arrow more.
        self.arrows = {self._ends(node) for node in self.mindmap.nodes}

    def tree(self) -> Element:
        """The whole map."""
        root = Element("map", {"version": VERSION})
        SubElement(root, "attribute_registry", {"SHOW_ATTRIBUTES": "hide"})
        made: dict[str | None, Element] = {None: root}
        for node in self.mindmap.nodes:
            made[node.key] = self._node(made[node.parent], node)
        return root

    def _role(self, node: Node) -> str:
        box = self.taken.drawing.by_key.get(node.key)
        return box.role if box else ROLES[min(node.depth, len(ROLES) - 1)]

    def _side(self, node: Node) -> str:
        box = self.taken.drawing.by_key.get(node.key)
        return SIDES[node.theme % 2 if box is None else box.x < 0]

    def _node(self, parent: Element, node: Node) -> Element:
        taken, role = self.taken, self._role(node)
        element = SubElement(parent, "node", {"TEXT": shielded(label_of(node)), "ID": self.ids[node.key]})
        if node.depth == 1:
            element.set("POSITION", self._side(node))
        if node.key in self.mindmap.children:
            # Freeplane folds what does not say that it is open.
            element.set("FOLDED", str(taken.folded(node.key)).lower())
        if address := taken.links.card(node.iri):
            element.set("LINK", address)
        for name, value in self._colours(node, role).items():
            element.set(name, value)
        font = {"SIZE": str(SIZES[role]), "BOLD": str(role != "leaf" or node.iri == taken.choice).lower()}
        font |= {"ITALIC": "true"} if node.empty else {}
        font |= {"STRIKETHROUGH": "true"} if node.state == "ended" else {}
        if node.depth:
            SubElement(element, "edge", self._edge(node))
        else:
            hook = SubElement(element, "hook", {"NAME": "MapStyle"})
            SubElement(hook, "properties", {"show_icon_for_attributes": "false"})
        SubElement(element, "font", font)
        self._said(element, node)
        return element

    def _colours(self, node: Node, role: str) -> dict[str, str]:
        """As the stylesheet has them: a dark centre, outlined branches, filled pills, plain leaves."""
        paint = self.paint
        own = self.taken.model.by_kind.get(node.kind)
        if role == "centre":
            return {"STYLE": "bubble", "COLOR": paint["--m-core-text"], "BACKGROUND_COLOR": paint["--m-core"]}
        if role == "theme" or (role == "pill" and (own is None or own.family == "need")):
            border = {"BORDER_COLOR_LIKE_EDGE": "true", "BORDER_WIDTH": "2 px"}
            return {"STYLE": "bubble", "COLOR": paint["--m-ink"], "BACKGROUND_COLOR": paint["--m-paper"]} | border
        colour = own.colour if own and own.colour else paint["--m-ink"]
        if role == "pill":
            return {"STYLE": "bubble", "COLOR": paint["--m-on"], "BACKGROUND_COLOR": colour}
        return {"STYLE": "fork", "COLOR": colour}

    def _ends(self, node: Node) -> frozenset[str]:
        """What the line of a node joins."""
        return frozenset((node.iri, self.mindmap.by_key[node.parent].iri if node.parent else ""))

    def _edge(self, node: Node) -> dict[str, str]:
        if self._ends(node) in self.steps:
            return {"COLOR": self.paint["--m-choice"], "WIDTH": "4"}
        tints = [self.paint[name] for name in sorted(self.paint) if name[:3] == "--b" and name[3:].isdigit()]
        dashed = {"DASH": "CLOSE_DOTS"} if node.empty or node.planned or node.state in ("ended", "left") else {}
        return {"COLOR": tints[node.theme % len(tints)], "WIDTH": str(WIDTHS[min(3, node.depth)])} | dashed

    def _said(self, element: Element, node: Node) -> None:
        """Icons, kind, other links and what else is known of a node."""
        taken = self.taken
        icons = [ICONS.get(node.state, ""), CHOICE if node.iri == taken.choice else ""]
        for icon in filter(None, [*icons, ON_ROUTE if node.iri in self.on_route else ""]):
            SubElement(element, "icon", {"BUILTIN": icon})
        own = taken.model.by_kind.get(node.kind)
        if own:
            SubElement(element, "attribute", {"NAME": said(KIND, taken), "VALUE": own.label(taken.lang)})
        if node.state in STATES:
            SubElement(element, "attribute", {"NAME": said(STATE, taken), "VALUE": said(STATES[node.state], taken)})
        first = self.mindmap.by_iri[node.iri].key == node.key
        for edge in self.others.get(node.iri, ()) if first else ():
            ends = frozenset((edge.s, edge.o))
            if ends not in self.arrows:
                self.arrows.add(ends)
                SubElement(element, "arrowlink", self._arrow(edge))
        details = [*marks_of(node, taken), *filter(None, [hidden_of(node, taken)])]
        if details:
            _rich(element, "DETAILS", [plain(", ".join(details))])
        note = list(self._about()) if node.depth == 0 else []
        links = [sentence_of(edge, taken) for edge in (self.others.get(node.iri, ()) if first else ())]
        note += [f"{said(CROSS_LINKS, taken)} :", *links] if links else []
        if note:
            _rich(element, "NOTE", note)

    def _arrow(self, edge: MapEdge) -> dict[str, str]:
        """A change is drawn to be seen, other relations so that the tree stays readable."""
        change, on_route = edge.kind == "change", frozenset((edge.s, edge.o)) in self.steps
        colour = self.paint["--m-choice" if on_route else "--m-change" if change else "--m-cross"]
        plain_look = {"WIDTH": "1", "DASH": "3 3", "TRANSPARENCY": "140"}
        look = {"WIDTH": "3", "TRANSPARENCY": "240"} if change or on_route else plain_look
        arrows = {"STARTARROW": "NONE", "ENDARROW": "DEFAULT"}
        goal = self.ids[self.mindmap.by_iri[edge.o].key]
        return {"DESTINATION": goal, "SHAPE": "CUBIC_CURVE", "COLOR": colour} | look | arrows

    def _about(self) -> Iterator[str]:
        """The date, what changed, the sources and the address of the view."""
        taken = self.taken
        said_of_it = (date_line(taken), cut_line(taken), updated_line(taken))
        yield from filter(None, (plain(taken.title), plain(taken.summary), *said_of_it))
        if self.mindmap.changes:
            yield f"{said(CHANGES, taken)} :"
            yield from (plain(change.text) for change in self.mindmap.changes)
        if self.mindmap.traces:
            yield f"{said(TRACES, taken)} :"
            yield from traces_of(taken)
        yield f"{said(SOURCES, taken)} :"
        yield from (f"{plain(source.label)} – {source.address}" for source in taken.sources)
        yield f"{said(ADDRESS, taken)} : {taken.links.view}"


def shielded(label: str) -> str:
    """A label that the program shows instead of obeying it."""
    return f"{SHIELD}{label}" if label.startswith(ACTIVE) else label


def _rich(element: Element, kind: str, lines: Sequence[str]) -> None:
    body = SubElement(SubElement(SubElement(element, "richcontent", {"TYPE": kind}), "html"), "body")
    for line in lines:
        SubElement(body, "p").text = line


def render(taken: TakenMap) -> bytes:
    """One document in ASCII, without declaration: what both programs write themselves, whatever the system."""
    return bytes(tostring(Sheaf(taken).tree(), encoding="us-ascii", xml_declaration=False)) + b"\n"


export = MapExport(
    slug="freeplane",
    label=Label("Freeplane"),
    purpose=Label("Une carte mentale à reprendre et compléter chez soi avec Freeplane ou FreeMind, logiciels libres."),
    media_type="application/x-freemind",
    extension="mm",
    order=40,
    render=render,
    whole=True,
)
