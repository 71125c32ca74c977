# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map that is shown for a query: the one asked for, or where its filters leave nothing, the nearest one that has
something to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.mindmaps import UNFILTERED, MapFilter
from web.app.language import translate
from web.site.map.filtering import told
from web.site.map.page import MapPage
from web.site.map.query import AskedMap, Dropped

if TYPE_CHECKING:
    from graph.entity import Reader


def page_of(here: Reader, asked: AskedMap) -> MapPage:
    """The page of a query, whose filters leave something."""
    page = MapPage(here, asked)
    if not asked.filter or not asked.complete or not page.built.barren:
        return page
    tried = (MapPage(here, replace(asked, filter=it)) for it in _nearest(asked.filter))
    found = next((it for it in tried if not it.asked.filter or not it.built.barren), page)
    kept = told(here, found.asked.filter)
    gone = [text for name, text in told(here, asked.filter).items() if kept.get(name) != text]
    said = translate("Rien sur cette carte ne répond à ces filtres ensemble : elle est montrée sans « {filters} ».")
    dropped = Dropped("masque", said.replace("{filters}", ", ".join(gone)))
    return MapPage(here, replace(found.asked, dropped=(*asked.dropped, dropped)))


def _nearest(asked: MapFilter) -> Iterator[MapFilter]:
    """The same without one of its parts, then with one alone, then none."""
    parts = {name: value for name, value in vars(asked).items() if value}
    yield from (replace(asked, **{name: type(value)()}) for name, value in parts.items())
    yield from (replace(UNFILTERED, **{name: value}) for name, value in parts.items())
    yield UNFILTERED
