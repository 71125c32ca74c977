# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to take a map away, one format a file: each turns the same view into one file."""

from __future__ import annotations

from functools import lru_cache

from exports.maps._types import Cited, Fonts, LegendEntry, Links, Look, MapExport, TakenMap
from exports.maps._words import cut_line, date_line, label_of, marks_of, plain, sentence_of, updated_line
from graph.plugins import discover

__all__ = [
    "Cited",
    "Fonts",
    "LegendEntry",
    "Links",
    "Look",
    "MapExport",
    "TakenMap",
    "cut_line",
    "date_line",
    "label_of",
    "map_formats",
    "marks_of",
    "plain",
    "sentence_of",
    "updated_line",
]


@lru_cache(maxsize=1)
def map_formats() -> tuple[MapExport, ...]:
    """Every format of a map, in the order to offer them."""
    return tuple(discover("exports.maps", "export", lambda export: export.order))
