# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map's peers: pages that pyvis writes by itself for the same nodes and edges, and the local server they sit on.

`pyvis` is its default (force layout in the page). `pyvis, places given` has places computed beforehand and its physics
turned off (`toggle_physics(False)`), nothing else. `pyvis, tuned` is what somebody who knows vis-network would set as
well for large graphs: straight edges that hide while the view is dragged, no improved layout. All are written with
`cdn_resources="in_line"`, so that vis-network comes from the package, and fill the window.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pyvis.network import Network

from benchmarks.map.ecosystem import Tangle

DEFAULT, PLACED, TUNED = "pyvis", "pyvis, places given", "pyvis, tuned"
# The angle that never repeats itself: as many places as wanted, all with the same room.
GOLDEN = math.pi * (3 - math.sqrt(5))
# Units between neighbours, near the length that pyvis gives to its springs (95): text and places then keep the
# proportions that its own layout gives them.
APART = 110
TUNING = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False},
    "interaction": {"hideEdgesOnDrag": True},
}


def page(found: Tangle, peer: str) -> str:
    """The page that pyvis writes for a graph, one of `DEFAULT`, `PLACED` and `TUNED`."""
    network = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    for rank, (iri, label) in enumerate(found.nodes.items()):
        network.add_node(iri, label=label, **({} if peer == DEFAULT else _place(rank)))
    # The same dictionaries as `add_edge` makes, which compares each with all those before (minutes at 20,000).
    network.edges = [{"from": one, "to": two, "arrows": "to"} for one, two in found.edges]
    if peer == PLACED:
        network.toggle_physics(False)
    if peer == TUNED:
        network.set_options(json.dumps(TUNING))
    return str(network.generate_html(notebook=False))


def _place(rank: int) -> dict[str, float]:
    radius, angle = APART * math.sqrt(rank + 0.5) * 0.56, rank * GOLDEN
    return {"x": radius * math.cos(angle), "y": radius * math.sin(angle)}


@contextmanager
def shelf(pages: dict[str, str], policy: str) -> Iterator[str]:
    """The address of a local server of pages by name; `/strict/<name>` is the same page under our policy."""
    bodies = {name: text.encode() for name, text in pages.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            strict, _, name = self.path.rpartition("/")
            body = bodies.get(name, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if strict:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the benchmark prints its own table."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
