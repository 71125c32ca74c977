# SPDX-License-Identifier: AGPL-3.0-or-later
"""How near somebody acts: in the area of this site or a part of it, in its region, anywhere or nobody knows where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.namespaces import SCHEMA

if TYPE_CHECKING:
    from graph.mindmaps._links import Relations
    from graph.mindmaps._types import MapRequest
    from graph.territory import Territories

LOCAL, REGIONAL, FAR = 0, 1, 2
LEVELS = {"commune": LOCAL, "epci": LOCAL, "departement": LOCAL, "region": REGIONAL}


class Proximity:
    """Ranks things by the areas that facts state of them: the nearest first."""

    def __init__(self, request: MapRequest, reader: Relations) -> None:
        self._territories = request.territories
        self._base = request.dataset.base
        tables = reader.ties.tables
        self._said = [tables.links(path).objects for path in (SCHEMA.areaServed, SCHEMA.location)]
        self._offered = tables.links(SCHEMA.provider).objects
        self._areas: dict[str, int] = {}
        self._found: dict[str, int] = {}

    def of(self, iri: str) -> int:
        """LOCAL, REGIONAL or FAR: by its own area, else its location, else by those of who offers it."""
        found = self._found.get(iri)
        if found is None:
            found = self._own(iri)
            if found is None:
                found = FAR
                for actor in self._offered.get(iri, ()):
                    rank = self._found.get(actor, self._own(actor))
                    found = found if rank is None or rank > found else rank
            self._found[iri] = found
        return found

    def _own(self, iri: str) -> int | None:
        """The same by what is said of the thing itself; None when nothing is."""
        for said in self._said:
            if iri in said:
                return min(map(self._of_area, said[iri]))
        return None

    def _of_area(self, area: str) -> int:
        if area not in self._areas:
            self._areas[area] = _rank(self._territories, self._base, area)
        return self._areas[area]


def _rank(territories: Territories | None, base: str, area: str) -> int:
    """The rank of a place; without the territories, by its level alone."""
    place = territories.find(base, area) if territories is not None else None
    if territories is None or place is None:
        return LEVELS.get(area.rpartition("/")[2].partition("-")[0], FAR)
    home = [part for part in territories.area if part.level in LEVELS]
    if home and any(territories.contains(part, place) for part in home):
        return LOCAL
    return FAR if territories.outside(place.key) else LEVELS.get(place.level, FAR)
