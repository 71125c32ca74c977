# SPDX-License-Identifier: AGPL-3.0-or-later
"""GEXF: the same network for Gephi, with the colours of kinds."""

from __future__ import annotations

import io
import re

from exports._network import network
from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document; the day of writing is left out so that the same data give the same file."""
    import networkx

    graph = network(publication)
    for _, attributes in graph.nodes(data=True):
        red, green, blue = bytes.fromhex(attributes.pop("colour").removeprefix("#"))
        attributes["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
    out = io.BytesIO()
    networkx.write_gexf(graph, out)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())


export = Export(
    slug="gexf",
    label=Label("GEXF, pour Gephi"),
    media_type="application/gexf+xml",
    extension="gexf",
    order=60,
    render=render,
)
