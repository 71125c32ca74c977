# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: do they have the same name?"""

from __future__ import annotations

from graph.identity.comparison import MOST, SURE, Comparison
from graph.identity.description import Description
from graph.identity.naming import ACRONYM, EQUAL, NEAR, SOME, WORDS, names_alike
from graph.identity.rarity import Rarity
from graph.text.wording import Phrase

SAID = {
    EQUAL: Phrase("le même nom"),
    WORDS: Phrase("les mêmes mots, sans accent ni forme juridique"),
    ACRONYM: Phrase("l’un est le sigle de l’autre"),
    NEAR: Phrase("presque le même nom"),
    SOME: Phrase("des mots en commun"),
}
DIFFERENT = Phrase("deux noms différents")
LITTLE = 0.15


class NameCriterion:
    """Le même nom, ou son sigle, sans accents, forme juridique ni commune ; un mot rare compte plus que les autres."""

    slug = "name"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """The best of their names; of two in one commune, its own name is no part of theirs."""
        if not one.names or not other.names:
            return None
        here = bool(one.insee) and one.insee == other.insee
        share, how = names_alike(one.names, other.names, rarity, here=here)
        most = MOST if share > LITTLE else SURE - 1
        return Comparison(share, (SAID[how] if share > LITTLE else DIFFERENT)(), most=most)


criterion = NameCriterion()
