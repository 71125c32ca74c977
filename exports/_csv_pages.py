# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zip of CSV files, one a kind of thing, with any separator between cells."""

from __future__ import annotations

import csv
import io

from exports._tables import TablePage, packed, table_pages
from exports._types import Publication


def zipped(publication: Publication, separator: str) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets need it to read accents."""
    return packed((f"{page.slug}.csv", _written(page, separator)) for page in table_pages(publication))


def _written(page: TablePage, separator: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(page.headings)
    writer.writerows(page.rows)
    return out.getvalue().encode("utf-8-sig")
