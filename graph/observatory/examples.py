# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places that empty fields and the description of the API give as examples: those of the file, else of the area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.observatory.types import Observatory
    from graph.territory import Territories, Territory


@dataclass(frozen=True)
class Examples:
    """A commune, with the group and the département to look at; None where the commune is in none."""

    commune: Territory
    group: Territory | None
    departement: Territory | None

    @property
    def typed(self) -> str:
        """What one may type in a field: `Vannes, 56000…`."""
        return ", ".join([self.commune.name, *self.commune.postcodes[:1]]) + "…"


@lru_cache(maxsize=8)
def examples_of(observatory: Observatory, territories: Territories) -> Examples:
    """The examples that the file declares; what it does not, from the most populated commune of the area."""
    declared = [territories.by_key(key) for key in observatory.examples]
    commune = next((place for place in declared if place.level == "commune"), None) or _largest(territories)
    return Examples(
        commune,
        next((place for place in declared if place.level == "epci"), None) or _above(territories, commune, "epci"),
        _above(territories, commune, "departement"),
    )


def _largest(territories: Territories) -> Territory:
    communes = territories.all("commune")
    inside = (place for place in communes if any(territories.contains(area, place) for area in territories.area))
    return max(inside, key=lambda place: (place.population, place.key))


def _above(territories: Territories, place: Territory, level: str) -> Territory | None:
    key = next((key for key in place.parents if key.startswith(f"{level}-")), "")
    return territories.by_key(key) if key else None
