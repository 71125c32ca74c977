# SPDX-License-Identifier: AGPL-3.0-or-later
"""ODS: the same sheets as XLSX, for LibreOffice and other free office suites."""

from __future__ import annotations

from datetime import datetime

from exports._tables import EPOCH, table_pages
from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """A workbook, written as it is made; it tells no day of writing."""
    from stream_write_ods import stream_write_ods  # seldom wanted

    pages = ((page.title, page.headings, page.rows) for page in table_pages(publication))
    return b"".join(stream_write_ods(pages, get_modified_at=lambda: datetime(*EPOCH)))


export = Export(
    slug="ods",
    label=Label("ODS, un classeur pour LibreOffice : une feuille par nature de fiche"),
    media_type="application/vnd.oasis.opendocument.spreadsheet",
    extension="ods",
    order=31,
    render=render,
    cut=True,
    table=True,
    text=False,
)
