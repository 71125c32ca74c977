# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: do they bear the same official number, or the same address of a card?"""

from __future__ import annotations

from graph.identity.comparison import LOOK, SURE, Comparison
from graph.identity.description import IRI, Description
from graph.identity.rarity import Rarity
from graph.text.wording import Phrase

CARD = Phrase("l’une dit être l’autre, par l’adresse de sa fiche")
THIRD = Phrase("l’une et l’autre renvoient à la même page d’un autre site")
HERE = Phrase("le même numéro {register}, dans la même commune")
SOMEWHERE = Phrase("le même numéro {register}")
ELSEWHERE = Phrase("le même numéro {register}, dans une autre commune : siège, antenne ou déménagement ?")
BODY = Phrase("le même numéro SIREN : deux lieux d’une même structure, ou un déménagement ?")
DIFFERENT = Phrase("deux numéros {register} différents")
OF_MANY = Phrase("le même numéro {register}, que d’autres ont aussi")
SOME, LITTLE = 0.7, 0.35
# The number of a town is written for each of its libraries: where several things have it, it is that of none.
ALONE = 0.5


class IdentifierCriterion:
    """Le même SIRET ou RNA dans la même commune suffit, si les noms s’accordent ; ailleurs, il pose une question."""

    slug = "identifier"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """Whether a number is the same in a register; against, where both have one there and they differ."""
        cards = one.numbers(IRI) & other.numbers(IRI)
        if not cards.isdisjoint({one.key, other.key, *one.addresses, *other.addresses}):
            return Comparison(1.0, CARD(), SURE, same=True)
        for register in ("SIRET", "RNA"):
            same = one.numbers(register) & other.numbers(register)
            if same:
                share = max(rarity.share(f"# {register} {number}") for number in same)
                return _shared(register, one, other) if share > ALONE else Comparison(share, OF_MANY(register=register))
        if one.numbers("SIREN") & other.numbers("SIREN"):
            return Comparison(LITTLE, BODY(), most=SURE - 1)
        for register in ("RNA", "SIREN"):
            if one.numbers(register) and other.numbers(register):
                return Comparison(-1.0, DIFFERENT(register=register), most=SURE - 1)
        if cards:  # files write there the page of a network, or of a body that has branches
            return Comparison(SOME * max(rarity.share(f"# {IRI} {card}") for card in cards), THIRD())
        return None


def _shared(register: str, one: Description, other: Description) -> Comparison:
    if not (one.insee and other.insee):
        return Comparison(SOME, SOMEWHERE(register=register), LOOK)
    if one.insee != other.insee:
        return Comparison(LITTLE, ELSEWHERE(register=register), LOOK, SURE - 1)
    return Comparison(1.0, HERE(register=register), LOOK, same=True)


criterion = IdentifierCriterion()
