# SPDX-License-Identifier: AGPL-3.0-or-later
"""A drawing as the data of vis-network, made with pyvis (imported nowhere else), and the script that draws it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from graph.errors import SettingsError
from graph.layout import Box, Drawing, Stroke

LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
# Everything has its place already: no physics, nothing to drag, and the page itself answers clicks and keys.
OPTIONS: dict[str, Any] = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "custom", "chosen": False, "fixed": True},
    "edges": {"hidden": True, "smooth": False, "physics": False},
    "interaction": {"dragNodes": False, "hover": False, "selectable": False, "keyboard": False, "zoomSpeed": 0.7},
}
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def library() -> Path:
    """vis-network as the pyvis package carries it; raises SettingsError when pyvis is not installed."""
    spec = importlib.util.find_spec("pyvis")
    path = Path(spec.origin).parent / LIBRARY if spec and spec.origin else None
    if path is None or not path.exists():
        raise SettingsError("vis-network manque : lancez « make setup » (paquet pyvis).")
    return path


def warm() -> type[Any]:
    """The class of pyvis; it takes about a second to import, which the server does once it answers."""
    from pyvis.network import Network

    return Network  # type: ignore[no-any-return]


def network_data(drawing: Drawing) -> dict[str, Any]:
    """Nodes, edges and options for vis-network; what is painted around them is read from the drawing in the page."""
    network = warm()(directed=True, cdn_resources="local")
    network.nodes = [_node(box) for box in drawing.boxes]
    # `add_edge` compares with every edge already there; the list itself takes the same dictionaries at once.
    network.edges = [*(_edge(line, "branch") for line in drawing.branches)]
    network.edges += [_edge(line, "cross") for line in drawing.cross_links]
    network.set_options(json.dumps(OPTIONS))
    nodes, edges, *_, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def script_json(data: Any) -> Markup:
    """JSON that is safe inside a `script` element, whatever the data say."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return Markup(text)  # noqa: S704 - every sign that could end the element is escaped above


def _node(box: Box) -> dict[str, Any]:
    node = box.node
    own = {"iri": node.iri} if node.key != node.iri else {}
    return own | {
        "id": node.key,
        "label": node.label,
        "group": node.kind,
        "level": node.depth,
        "x": round(box.x),
        "y": round(box.y),
    }


def _edge(line: Stroke, role: str) -> dict[str, Any]:
    known = {"from": line.s, "to": line.o, "role": role}
    known |= {"kind": line.edge.kind} if line.edge.kind else {}
    title = "\n".join(dict.fromkeys(edge.text for edge in line.relations))
    return known | ({"label": line.label} if line.label else {}) | {"title": title}
