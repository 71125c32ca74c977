# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threads around an entity, placed for the drawing of its card: a strand each, eight units apart, no crossing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.entity import Mention
from graph.layout.text import fit, text_width
from graph.model import EntityClass
from graph.readings.card import Card

SIZE = 15.0
STEP = 58
WIDEST = 262  # how wide pills may be


@dataclass(frozen=True)
class Strand:
    """One thread: its path, the pill at its end, the verb above it; units of the drawing."""

    path: str
    tint: int
    y: float
    width: float
    label: str
    verb: str
    href: str
    entity_class: EntityClass


@dataclass(frozen=True)
class Neighbourhood:
    """The drawing: its centre, its strands, its height, and how many neighbours it leaves out."""

    label: str
    centre_width: float
    strands: tuple[Strand, ...]
    height: float
    hidden: int


def neighbourhood(card: Card, href: Callable[[Mention], str]) -> Neighbourhood | None:
    """The drawing around an entity, None when nothing is linked to it; `href` gives the address of a mention."""
    found = card.neighbours
    label = fit(card.entity.mention.label, 240, SIZE, bold=True)
    strands = tuple(_strand(index, len(found.ties), tie, href) for index, tie in enumerate(found.ties))
    centre = max(88.0, text_width(label, SIZE, bold=True) + 32)
    return Neighbourhood(label, centre, strands, STEP * len(strands) + 76, found.hidden) if strands else None


def _strand(index: int, count: int, tie: tuple[str, Mention], href: Callable[[Mention], str]) -> Strand:
    verb, mention = tie
    own = mention.entity_class
    if own is None:
        raise TypeError("a strand leads to an entity that has a class")
    y, x = 98 + STEP * index, 66 - 8 * index if count > 1 else 66
    label = fit(mention.label, WIDEST - 48, SIZE, bold=True)
    path = f"M{x} 40V{y - 18}Q{x} {y} {x + 16} {y}H94"
    return Strand(
        path, index % 7 + 1, y, text_width(label, SIZE, bold=True) + 46, label, fit(verb, 250, 13.5), href(mention), own
    )
