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
from web.svg import BRANCHES, badge_text, frame_of, line_offsets, mark_size

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
    """Nodes, edges and options for vis-network, with the shapes that the canvas paints around them."""
    network = warm()(directed=True, cdn_resources="local")
    network.nodes = [_node(box) for box in drawing.boxes]
    # `add_edge` compares with every edge already there; the list itself takes the same dictionaries at once.
    network.edges = [*(_edge(line, "branch") for line in drawing.branches)]
    network.edges += [_edge(line, "cross") for line in drawing.cross_links]
    network.set_options(json.dumps(OPTIONS))
    nodes, edges, *_, options = network.get_network_data()
    area = drawing.bounds
    return {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "sectors": [{"theme": sector.theme % BRANCHES, "path": sector.path} for sector in drawing.sectors],
        "bounds": [round(number) for number in (area.left, area.top, area.width, area.height)],
    }


def script_json(data: Any) -> Markup:
    """JSON that is safe inside a `script` element, whatever the data say."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return Markup(text)  # noqa: S704 - every sign that could end the element is escaped above


def _node(box: Box) -> dict[str, Any]:
    node = box.node
    known: dict[str, Any] = {
        "id": node.iri,
        "label": node.label,
        "group": node.kind,
        "level": node.depth,
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "angle": round(box.angle, 1),
        "role": box.role,
        "theme": node.theme % BRANCHES,
        "frame": [round(number, 1) for number in frame_of(box)],
        "lines": list(box.lines),
        "offsets": [round(dy, 1) for dy in line_offsets(len(box.lines), box.size)],
        "size": round(box.size, 1),
        "align": {"start": "left", "middle": "center", "end": "right"}[box.anchor],
        "textX": round(box.text_x, 1),
    }
    if box.mark_x is not None:
        known |= {"markX": round(box.mark_x, 1), "markSize": mark_size(box)}
    if box.badge_half:
        x, y = box.at(*box.badge)
        known |= {"badgeText": badge_text(box), "badge": [round(x, 1), round(y, 1), round(box.badge_half, 1)]}
    return known


def _edge(line: Stroke, role: str) -> dict[str, Any]:
    return {
        "from": line.s,
        "to": line.o,
        "role": role,
        "path": line.path,
        "width": round(line.width, 1),
        "theme": line.theme % BRANCHES,
    }
