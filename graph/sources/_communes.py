# SPDX-License-Identifier: AGPL-3.0-or-later
"""A code and a name of a commune beside each other: whether both may be of the same one, and what is asked if not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.errors import TisserandError
from graph.territory.names import loosen, strict
from graph.territory.types import LEVELS

if TYPE_CHECKING:
    from graph.territory import Territories, Territory

COMMUNES = LEVELS[:1]
NEAREST = 3
# Longer than any name of a place; how many pairs are remembered.
LONGEST_NAME, MOST_KNOWN = 100, 50_000
CEDEX = re.compile(r" cedex(?: \d{1,2})?$", re.IGNORECASE)
TWO_COMMUNES = "le code {code} est celui de {commune}, et le nom celui d’une autre commune : laquelle est-ce ?"


class CommuneNames:
    """Tells whether a name may be that of a commune; what it was asked before, it knows."""

    def __init__(self, territories: Territories) -> None:
        self._territories = territories
        self._known: dict[tuple[str, str], bool] = {}

    def may_be(self, name: str, place: Territory) -> bool:
        """Whether a name may be that of a commune: its own, one that it had or that begins its own, whatever other
        communes are called; or that of none that is known."""
        if len(name) > LONGEST_NAME:
            return True
        asked = name, place.key
        found = self._known.get(asked)
        if found is None:
            found = self._may_be(name, place)
            if len(self._known) < MOST_KNOWN:
                self._known[asked] = found
        return found

    def named(self, name: str, postcode: str = "") -> list[Territory]:
        """The communes that a name may mean, those of a postal code where it is one of theirs."""
        bare = CEDEX.sub("", " ".join(name.split()))
        return (self._candidates(f"{postcode} {bare}") if postcode else []) or self._candidates(bare)

    def _may_be(self, name: str, place: Territory) -> bool:
        found = self.named(name)
        if not found or any(one.key == place.key for one in found):
            return True
        asked = loosen(strict(CEDEX.sub("", name)))
        names = [loosen(strict(own)) for own in (place.name, *place.aliases)]
        return asked in names or f"{names[0]} ".startswith(f"{asked} ")

    def _candidates(self, text: str) -> list[Territory]:
        try:
            return self._territories.candidates(text, COMMUNES)
        except TisserandError:
            return []
