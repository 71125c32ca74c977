# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the search page says: the invitation to refer an association of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.readings.search import FoundPlace
from graph.text.sentences import sentence
from web.app.language import told

if TYPE_CHECKING:
    from graph.readings.referral.understanding import RequestReading


def invitation(place: FoundPlace) -> str:
    """`Orienter une association de Vannes`."""
    return told("Orienter une association de {place}", place=place.territory.label)


def requested(asked: RequestReading) -> str:
    """`Orienter une association de Tours : tenir les comptes`."""
    what = ", ".join(thing.name for thing in (*asked.needs, *asked.tools, *asked.audiences))
    if asked.place is None:
        return told("Orienter une association : {asked}", asked=what)
    return told("Orienter une association de {place} : {asked}", place=asked.place.label, asked=what)


def distinction(place: FoundPlace) -> str:
    """What tells a place from others of its name: its level, its postal codes; what it was called once."""
    parts = (sentence(place.level), *place.territory.postcodes[:3])
    if place.former:
        parts = (told("{former}, aujourd’hui {name}", former=place.former, name=place.territory.name), *parts)
    return " · ".join(parts)
