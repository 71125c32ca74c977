# SPDX-License-Identifier: AGPL-3.0-or-later
"""TriG: every fact under its source, as Turtle is written."""

from __future__ import annotations

from exports._types import Export, Publication
from exports._writing import written
from graph.rdf.forms import TRIG
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document."""
    return written(publication.sourced, TRIG).encode()


export = Export(
    slug="trig",
    label=Label("TriG, chaque fait sous sa source"),
    media_type=TRIG.media_type,
    extension=TRIG.extension,
    order=80,
    render=render,
    offered=False,
)
