# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: do they answer the same telephone?"""

from __future__ import annotations

from graph.identity.comparison import Comparison
from graph.identity.description import Description
from graph.identity.rarity import Rarity
from graph.text.wording import Phrase

NUMBER = Phrase("le même numéro")
SHARED = Phrase("le même numéro, que d’autres ont aussi")
NEARLY = Phrase("à un chiffre près")
NEAR = 0.2
TELLING = 0.75


class TelephoneCriterion:
    """Le même téléphone, de quelque façon qu’il soit écrit ; un numéro que d’autres ont aussi compte peu."""

    slug = "telephone"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """Nothing is told by numbers that differ: most bodies have several."""
        same = one.telephones & other.telephones
        if same:
            share = max(rarity.share(f"t {digits}") for digits in same)
            return Comparison(share, (NUMBER if share > TELLING else SHARED)())
        near = any(_one_apart(digits, others) for digits in one.telephones for others in other.telephones)
        return Comparison(NEAR, NEARLY()) if near else None


def _one_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


criterion = TelephoneCriterion()
