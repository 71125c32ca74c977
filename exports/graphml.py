# SPDX-License-Identifier: AGPL-3.0-or-later
"""GraphML: the network of entities and links for graph editors."""

from __future__ import annotations

from exports._network import graphml, network
from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document."""
    return graphml(network(publication))


export = Export(
    slug="graphml",
    label=Label("GraphML, pour yEd ou Gephi"),
    media_type="application/graphml+xml",
    extension="graphml",
    order=50,
    render=render,
)
