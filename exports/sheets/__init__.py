# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to take a referral away, one format a file: each turns the same sheet into one file."""

from __future__ import annotations

from functools import lru_cache

from exports.sheets._types import Dated, Picture, Sheet, SheetEntry, SheetExport
from graph.plugins import discover

__all__ = ["Dated", "Picture", "Sheet", "SheetEntry", "SheetExport", "sheet_formats"]


@lru_cache(maxsize=1)
def sheet_formats() -> tuple[SheetExport, ...]:
    """Every format of a referral, in the order to offer them."""
    return tuple(discover("exports.sheets", "export", lambda export: export.order))
