# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: are they at the same spot?"""

from __future__ import annotations

from math import cos, hypot, radians

from graph.identity.comparison import Comparison
from graph.identity.description import Description
from graph.identity.rarity import Rarity
from graph.text.wording import Phrase

METRES_A_DEGREE = 111_195
SPOT, NEARBY, FAR, VERY_FAR = 120, 400, 1500, 6000
HERE = Phrase("le même endroit")
CLOSE = Phrase("à {metres} m l’une de l’autre")
AWAY = Phrase("à {km} km l’une de l’autre")


class PositionCriterion:
    """Le même endroit sur la carte, à cent mètres près ; loin l’une de l’autre, c’est moins probable."""

    slug = "position"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """By the distance between their positions, in metres."""
        if one.point is None or other.point is None:
            return None
        metres = distance(one.point, other.point)
        if metres <= SPOT:
            return Comparison(1.0, HERE())
        if metres <= FAR:
            share = 1 - (metres - SPOT) / (NEARBY - SPOT)
            return Comparison(max(share, 0.0), CLOSE(metres=f"{round(metres, -1):.0f}"))
        share = -min((metres - FAR) / (VERY_FAR - FAR), 1.0)
        return Comparison(share, AWAY(km=f"{metres / 1000:.0f}"))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two positions in degrees that are not very far from each other."""
    east = (one[1] - other[1]) * cos(radians((one[0] + other[0]) / 2))
    return METRES_A_DEGREE * hypot(one[0] - other[0], east)


criterion = PositionCriterion()
