# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSX: one sheet a kind of thing, all cells texts, so that codes and telephones stay as they are."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from exports._tables import packed, table_pages
from exports._types import Export, Publication
from graph.text.wording import Label

CORE, DATED = "docProps/core.xml", re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
WIDTH = 28


def render(publication: Publication) -> bytes:
    """A workbook whose headings stay in sight; it tells no day of writing: the same data give the same file."""
    # What writes workbooks is heavy, and seldom wanted.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for page in table_pages(publication):
        sheet = book.create_sheet(page.title)
        sheet.freeze_panes = "B2"
        for number in range(1, len(page.headings) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDTH
        heads = [WriteOnlyCell(sheet, heading) for heading in page.headings]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for row in page.rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return _undated(out)


def _undated(book: BytesIO) -> bytes:
    with zipfile.ZipFile(book) as archive:
        files = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    return packed(
        (name, DATED.sub(rb"\g<1>1980-01-01T00:00:00Z", text) if name == CORE else text) for name, text in files
    )


export = Export(
    slug="xlsx",
    label=Label("XLSX, le même classeur pour Excel"),
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension="xlsx",
    order=32,
    render=render,
    cut=True,
    table=True,
    text=False,
)
