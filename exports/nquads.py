# SPDX-License-Identifier: AGPL-3.0-or-later
"""N-Quads: every fact with its source as graph, one a line, sorted; the only format that loses nothing."""

from __future__ import annotations

from exports._types import Export, Publication
from graph.rdf.dataset import to_quad
from graph.rdf.forms import N_QUADS
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document, a fact a line."""
    lines = (f"{to_quad(fact)} .\n" for fact in publication.sourced)
    return "".join(lines).encode()


export = Export(
    slug="nquads",
    label=Label("N-Quads, chaque fait avec sa source"),
    media_type=N_QUADS.media_type,
    extension=N_QUADS.extension,
    order=30,
    render=render,
)
