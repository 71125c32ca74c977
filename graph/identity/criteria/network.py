# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: do they belong to the same networks?"""

from __future__ import annotations

from graph.identity.comparison import Comparison
from graph.identity.description import Description
from graph.identity.rarity import Rarity
from graph.text.wording import Phrase

SAME = Phrase("un même réseau")


class NetworkCriterion:
    """Un réseau dont les deux disent être : un indice, sans plus."""

    slug = "network"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """Nothing is told by networks that differ: no file says them all."""
        return Comparison(1.0, SAME()) if one.networks & other.networks else None


criterion = NetworkCriterion()
