# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is it the same door?"""

from __future__ import annotations

from rapidfuzz import fuzz

from graph.identity.comparison import Comparison
from graph.identity.description import Description
from graph.identity.rarity import Rarity
from graph.identity.words import StreetDoor
from graph.text.wording import Phrase

SAME_STREET = 86
DOOR = Phrase("la même adresse")
STREET = Phrase("la même rue, sans numéro")
OTHER_NUMBER = Phrase("la même rue, à un autre numéro")
DIFFERENT = Phrase("deux rues différentes")
WITHOUT_NUMBER, ANOTHER_NUMBER = 0.7, 0.15
UNPLACED = 0.5


class AddressCriterion:
    """La même adresse, abréviations comprises ; deux rues d’une même commune pèsent un peu contre, car on déménage."""

    slug = "address"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """The best of their doors; nothing in two communes, less where one of them is not known."""
        if not one.doors or not other.doors or (one.insee and other.insee and one.insee != other.insee):
            return None
        best = max((_doors(a, b) for a in one.doors for b in other.doors), key=lambda comparison: comparison.share)
        return best if one.insee and other.insee else best._replace(share=best.share * UNPLACED)


def _doors(one: StreetDoor, other: StreetDoor) -> Comparison:
    if one.street != other.street:
        alike = fuzz.token_set_ratio(one.street, other.street)
        if alike < SAME_STREET:
            return Comparison(-1.0, DIFFERENT())
    if one.number and other.number:
        return Comparison(1.0, DOOR()) if one.number == other.number else Comparison(ANOTHER_NUMBER, OTHER_NUMBER())
    return Comparison(1.0 if one == other else WITHOUT_NUMBER, (DOOR if one == other else STREET)())


criterion = AddressCriterion()
