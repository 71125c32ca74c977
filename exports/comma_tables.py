# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV: one file a kind of thing, in a zip, with commas, for programs and most spreadsheets."""

from __future__ import annotations

from exports._csv_pages import zipped
from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """A zip of tables."""
    return zipped(publication, ",")


export = Export(
    slug="csv-kinds",
    label=Label("CSV par nature, un fichier pour chacune dans un zip"),
    media_type="application/zip",
    extension="csv.zip",
    order=43,
    render=render,
    cut=True,
    table=True,
    text=False,
)
