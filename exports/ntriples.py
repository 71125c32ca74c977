# SPDX-License-Identifier: AGPL-3.0-or-later
"""N-Triples: one statement a line, for tools that read line by line."""

from __future__ import annotations

from exports._types import Export, Publication
from exports._writing import written
from graph.rdf.forms import N_TRIPLES
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document."""
    return written(publication.statements, N_TRIPLES).encode()


export = Export(
    slug="ntriples",
    label=Label("N-Triples, une phrase par ligne"),
    media_type=N_TRIPLES.media_type,
    extension=N_TRIPLES.extension,
    order=90,
    render=render,
    offered=False,
)
