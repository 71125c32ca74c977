# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops without what was erased: such a one keeps its number and its counts, and says nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graph.rdf.nquads import SYMBOLIC
from graph.workshops.tables import WORKSHOP_ADDITIONS, WORKSHOPS

Rows = dict[str, list[dict[str, Any]]]
PLACE = "workshops"
SAID = {WORKSHOPS.name: ("title", "group"), WORKSHOP_ADDITIONS.name: ("name",)}
KEYS = {WORKSHOPS.name: ("uid",), WORKSHOP_ADDITIONS.name: ("workshop", "token")}


def without_workshops(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    said: Callable[[str], bool],
    gone: Callable[[str], bool],
    erased: Callable[..., bool],
) -> tuple[Rows, frozenset[tuple[str, ...]]]:
    """The rows by table, and the places of what was emptied, for the register of erasures.

    `said` tells of a text, `gone` of a path (`organisation/mill`), `erased` of a place.
    """
    kept: Rows = {}
    places = set[tuple[str, ...]]()
    for name, found in rows.items():
        kept[name] = [dict(row) for row in found]
        for row in kept[name]:
            for field in tuple(_leaving(name, row, said, gone, erased)):
                places.add(_place(name, row, field))
                row[field] = ""
    return kept, frozenset(places)


def _place(table: str, row: Mapping[str, Any], field: str) -> tuple[str, ...]:
    return (PLACE, *(str(row[key]) for key in KEYS[table]), field)


def _leaving(
    table: str,
    row: Mapping[str, Any],
    said: Callable[[str], bool],
    gone: Callable[[str], bool],
    erased: Callable[..., bool],
) -> Iterator[str]:
    """The fields of a row that say what was erased, or did when an erasure emptied them."""
    for field in SAID[table]:
        text = row[field]
        path = text.removeprefix(f"{SYMBOLIC}id/") if text.startswith(f"{SYMBOLIC}id/") else ""
        if text and (said(text) or (path and gone(path)) or erased(*_place(table, row, field))):
            yield field
