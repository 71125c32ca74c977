# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the search page says: the invitation to refer an association of a place."""

from __future__ import annotations

from graph.readings.search import FoundPlace
from graph.text.sentences import sentence
from web.app.language import told


def invitation(place: FoundPlace) -> str:
    """`Orienter une association de Vannes`."""
    return told("Orienter une association de {place}", place=place.territory.label)


def distinction(place: FoundPlace) -> str:
    """What tells a place from others of its name: its level, its postal codes."""
    return " · ".join((sentence(place.level), *place.territory.postcodes[:3]))
