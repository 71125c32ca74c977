# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: are they in the same commune?"""

from __future__ import annotations

from graph.identity.comparison import SURE, Comparison
from graph.identity.description import Description
from graph.identity.rarity import Rarity
from graph.text.wording import Phrase

SAME = Phrase("la même commune")
POSTCODE = Phrase("le même code postal")
OTHER = Phrase("deux communes : {one} et {other}")
OTHER_POSTCODE = Phrase("deux codes postaux")
BY_POSTCODE = 0.6


class CommuneCriterion:
    """La même commune d’aujourd’hui, sous son nom ou celui d’avant ; dans deux communes, ce n’est jamais sûr."""

    slug = "commune"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """By their codes; by their postal codes where one of them is not known."""
        if one.insee and other.insee:
            if one.insee == other.insee:
                return Comparison(1.0, SAME())
            return Comparison(-1.0, OTHER(one=one.place, other=other.place), most=SURE - 1)
        if one.postcode and other.postcode:
            if one.postcode == other.postcode:
                return Comparison(BY_POSTCODE, POSTCODE())
            return Comparison(-BY_POSTCODE, OTHER_POSTCODE(), most=SURE - 1)
        return None


criterion = CommuneCriterion()
