# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the page of a place says: what became of former communes, how far, what a need finds there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.readings.local import CLOSE, COUNTRYWIDE, HERE, NEAR, NOBODY, TOOL
from graph.territory.types import CALLED, PART
from graph.text.wording import listed
from web.app.language import language, plural, told, translate

if TYPE_CHECKING:
    from graph.readings.local import LocalActor, NeedHere
    from graph.territory import Territory

CELLS = {HERE: "yes", NEAR: "part", COUNTRYWIDE: "part", TOOL: "tool", CLOSE: "part", NOBODY: "no"}


def past_lines(place: Territory) -> Iterator[str]:
    """What former communes became: those joined in one year together, then other names."""
    joined: dict[str, list[str]] = {}
    for past in place.past:
        if past.how == PART:
            joined.setdefault(past.year, []).append(past.name)
    for year, names in sorted(joined.items()):
        said = listed(names, language())
        if year:
            yield told("Réunit depuis {year} : {names}. Ces noms mènent ici.", year=year, names=said)
        else:
            yield told("Réunit aussi : {names}. Ces noms mènent ici.", names=said)
    for past in place.past:
        if past.how == CALLED:
            if past.year:
                yield told("S’est appelée {name}, jusqu’en {year}.", name=past.name, year=past.year)
            else:
                yield told("S’est aussi appelée {name}.", name=past.name)


def whereabouts(actor: LocalActor) -> str:
    """`Langeais, à 7 km`; "" where nobody said."""
    if actor.distance is None or not actor.where:
        return actor.where
    return told("{place}, à {n} km", place=actor.where, n=actor.distance)


def finding(line: NeedHere) -> str:
    """What a need finds there, in two words."""
    if line.state == TOOL:
        return translate("outil seulement")
    if line.state == CLOSE:
        return translate("approchant")
    if line.state == NOBODY:
        return translate("personne")
    count = plural("{n} contact", "{n} contacts", line.count).format(n=line.count)
    return told("{contacts}, pour tout le pays", contacts=count) if line.state == COUNTRYWIDE else count
