# SPDX-License-Identifier: AGPL-3.0-or-later
"""N3: the Turtle document under the name that older tools ask for."""

from __future__ import annotations

from exports._types import Export, Publication
from exports._writing import written
from graph.rdf.forms import N3
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document."""
    return written(publication.statements, N3).encode()


export = Export(
    slug="n3",
    label=Label("N3, pour les outils qui le demandent"),
    media_type=N3.media_type,
    extension=N3.extension,
    order=100,
    render=render,
    offered=False,
)
