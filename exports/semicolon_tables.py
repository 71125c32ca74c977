# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV with semicolons: one file a kind of thing, in a zip, as spreadsheets in French open them with two clicks."""

from __future__ import annotations

from exports._csv_pages import zipped
from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """A zip of tables."""
    return zipped(publication, ";")


export = Export(
    slug="csv-semicolon",
    label=Label("CSV à points-virgules, pour un tableur en français"),
    media_type="application/zip",
    extension="point-virgule.zip",
    order=44,
    render=render,
    cut=True,
    table=True,
    text=False,
)
