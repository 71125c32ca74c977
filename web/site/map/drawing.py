# SPDX-License-Identifier: AGPL-3.0-or-later
"""A drawing as the data of vis-network, made with pyvis (imported nowhere else), and the script that draws it."""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graph import colours
from graph.errors import SettingsError
from graph.layout import Box, Drawing, Stroke
from graph.layout.geometry import called
from graph.layout.looks import DASHES, EDGES, PENS
from graph.model import Model

FACE = "Inter, system-ui, sans-serif"
if TYPE_CHECKING:
    from graph.mindmaps import MapEdge, Node

LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
# Everything has its place already: no physics, nothing to drag, and the page itself answers clicks and keys.
OPTIONS: dict[str, Any] = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "box", "chosen": False, "fixed": True, "font": {"face": FACE}},
    "edges": {"physics": False, "chosen": False, "font": {"face": FACE, "size": 14, "align": "middle"}},
    "interaction": {"dragNodes": False, "hover": False, "selectable": False, "keyboard": False, "zoomSpeed": 0.7},
}
# Between two columns vis-network draws the very curve of a branch; around a ring, one that is near it.
CURVES: dict[str, dict[str, Any]] = {
    "tree": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.55},
    "radial": {"enabled": True, "type": "continuous", "roundness": 0.5},
}
NO_COLOUR = "transparent"
# What pyvis imports for other uses than ours, with the names that it takes of it.
UNUSED: dict[str, tuple[str, ...]] = {"networkx": (), "IPython.display": ("IFrame",), "jsonpickle": ()}
_importing = threading.Lock()
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def library() -> Path:
    """vis-network as the pyvis package carries it; raises SettingsError when pyvis is not installed."""
    spec = importlib.util.find_spec("pyvis")
    path = Path(spec.origin).parent / LIBRARY if spec and spec.origin else None
    if path is None or not path.exists():
        raise SettingsError("vis-network manque : lancez « make setup » (paquet pyvis).")
    return path


@cache
def warm() -> type[Any]:
    """The class of pyvis, which the server imports once it answers.

    Without what pyvis only needs in notebooks, or to take over a graph of networkx: 17 MB, and most of a second.
    """
    with _importing, _absent():
        from pyvis.network import Network

    return Network  # type: ignore[no-any-return]


@contextmanager
def _absent() -> Iterator[None]:
    """Empty modules stand for those in `UNUSED` meanwhile, unless they are there already."""
    standing = {name: ModuleType(name) for name in UNUSED if name not in sys.modules}
    for name, module in standing.items():
        for part in UNUSED[name]:
            setattr(module, part, None)
    sys.modules.update(standing)
    try:
        yield
    finally:
        for name in standing:
            del sys.modules[name]


def network_data(drawing: Drawing, model: Model) -> dict[str, Any]:
    """The Network of pyvis: nodes, edges and options with all their look, which vis-network draws as they are. The
    canvas of the map paints the same over them, turned and bent as the drawing in its page."""
    network = warm()(directed=True, cdn_resources="local")
    look = NetworkLook(model)
    network.nodes = [look.box(box) for box in drawing.boxes]
    # `add_edge` compares with every edge already there; the list itself takes the same dictionaries at once.
    network.edges = [*(look.line(line, "branch") for line in drawing.branches)]
    network.edges += [look.line(line, "cross") for line in drawing.cross_links]
    network.set_options(json.dumps(options(drawing.form)))
    nodes, edges, *_, told = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(told)}


def options(form: str) -> dict[str, Any]:
    """The options of a Network that is drawn in that form."""
    return OPTIONS | {"edges": OPTIONS["edges"] | {"smooth": CURVES[form]}}


def script_json(data: Any) -> Markup:
    """JSON that is safe inside a `script` element, whatever the data say."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return Markup(text)  # noqa: S704 - every sign that could end the element is escaped above


class NetworkLook:
    """How pyvis is told to draw what a map draws: shapes, colours, widths, dashes, words; by the looks of the map, in
    their light tones."""

    def __init__(self, model: Model) -> None:
        self.kinds = model.by_kind
        self.tones = {name: tone.light for name, tone in colours.of_maps().items()}
        self.tints = colours.branches()

    def box(self, box: Box) -> dict[str, Any]:
        """A node in its place, its middle at `x` and `y`."""
        node, area = box.node, box.area
        x, y = box.at(area.left + area.width / 2, area.top + area.height / 2)
        own = {"iri": node.iri} if node.key != node.iri else {}
        known = own | {"id": node.key, "label": node.label, "group": node.kind, "level": node.depth}
        return known | {"x": round(x), "y": round(y)} | self._framed(box)

    def _framed(self, box: Box) -> dict[str, Any]:
        node, own, tones = box.node, self.kinds.get(box.node.kind), self.tones
        tint, colour = self.tint(node.theme), own.colour if own and own.colour else tones["ink"]
        need, hollow = own is not None and own.family == "need", node.empty or bool(node.planned)
        edge = tint if need else colour
        background, border, width, ink = {
            "centre": (tones["core"], tones["paper"], EDGES["centre"], tones["core-text"]),
            "theme": (tones["paper"], tint, EDGES["theme"], tones["ink"]),
            "pill": (tones["paper"], edge, EDGES["need"], tones["ink"])
            if need or hollow
            else (colour, colour, 0, tones["on"]),
            "leaf": (NO_COLOUR, NO_COLOUR, 0, tones["ink"]),
        }[box.role]
        broken = {"shapeProperties": {"borderDashes": list(DASHES["broken"])}} if hollow else {}
        look = {"color": {"background": background, "border": border}, "borderWidth": width, **broken}
        return look | {"font": {"color": ink, "size": round(box.size, 1)}}

    def groups(self) -> dict[str, Any]:
        """How nodes without a place are drawn, by their kind: white boxes with the edge of the kind."""
        known = [(kind, own.colour or self.tones["ink"]) for kind, own in self.kinds.items()]
        return {kind: self._box(colour) for kind, colour in [("", self.tones["ink"]), *known]}

    def plain(self, node: Node) -> dict[str, Any]:
        """What tells a node without a place from others of its kind: its branch at the centre, what has ended."""
        tones = self.tones
        broken = {"shapeProperties": {"borderDashes": list(DASHES["broken"])}} if node.state == "ended" else {}
        if not node.depth:
            colour = {"background": tones["core"], "border": tones["core"]}
            return {"color": colour, "borderWidth": 3, "font": {"color": tones["core-text"]}} | broken
        return (self._box(self.tint(node.theme)) | {"borderWidth": 3} if node.depth == 1 else {}) | broken

    def _box(self, border: str) -> dict[str, Any]:
        colour = {"background": self.tones["paper"], "border": border}
        return {"shape": "box", "color": colour, "borderWidth": 1.5, "font": {"color": self.tones["ink"]}}

    def branch(self, node: Node, relations: Sequence[MapEdge]) -> dict[str, Any]:
        """The edge to a node without a place."""
        known = {"from": node.parent, "to": node.key, **_told(relations)}
        return known | {"width": 4 if node.depth == 1 else 1.6, "color": self.tint(node.theme)}

    def tint(self, theme: int) -> str:
        """The colour of a branch."""
        return self.tints[theme % len(self.tints)]

    def line(self, line: Stroke, role: str) -> dict[str, Any]:
        """An edge: what its relations are called, their sentences, its look."""
        name = "change" if line.head else role
        colour = {"branch": self.tint(line.theme), "cross": self.tones["cross"], "change": self.tones["change"]}[name]
        dash = DASHES["ended"] if line.edge.state == "ended" else PENS[name].dash
        known: dict[str, Any] = {"from": line.s, "to": line.o, "role": role}
        known |= {"kind": line.edge.kind} if line.edge.kind else {}
        known |= _told(line.relations)
        known |= {"width": line.width, "color": {"color": colour, "opacity": PENS[name].opacity}}
        return known | ({"dashes": list(dash)} if dash else {}) | ({"arrows": "to"} if line.head else {})


def _told(relations: Sequence[MapEdge]) -> dict[str, str]:
    """What an edge is called, and its sentences."""
    label = called(relations)
    return ({"label": label} if label else {}) | {"title": "\n".join(dict.fromkeys(edge.text for edge in relations))}
