# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawing beside the question of the home page: needs as branches, and some answers of each as leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.entity import Mention
from graph.layout.text import fit, text_width
from graph.text.sentences import sentence

LEAVES = 3
SIZE = 15.0
DRAWING, BOX = 640.0, 330.0  # widths in units of the drawing


@dataclass(frozen=True)
class Leaf:
    """One answer at the end of a branch."""

    mention: Mention
    label: str
    href: str
    x: float
    y: float
    path: str


@dataclass(frozen=True)
class Branch:
    """One need, its box and its leaves; units of the drawing."""

    label: str
    href: str
    tint: int
    x: float
    y: float
    width: float
    path: str
    leaves: tuple[Leaf, ...]


def branches(
    needs: Sequence[tuple[Mention, Sequence[Mention]]], address: Callable[[Mention], str]
) -> tuple[Branch, ...]:
    """The needs and some answers of each, placed beside the question."""
    drawn: list[Branch] = []
    shown: set[str] = set()
    for index, (need, found) in enumerate(needs):
        fresh = sorted(found, key=lambda item: item.iri in shown)
        branch = _branch((index, len(needs)), need, fresh, address)
        drawn.append(branch)
        shown |= {leaf.mention.iri for leaf in branch.leaves}
    return tuple(drawn)


def _pick(found: list[Mention], room: float) -> list[Mention]:
    """At most LEAVES answers, a different kind first; a name that fits is read, one that is cut is guessed."""
    ranked = sorted(found, key=lambda item: text_width(item.label, SIZE) > room)
    chosen: dict[str, Mention] = {}
    for item in ranked:
        chosen.setdefault(item.entity_class.iri if item.entity_class else "", item)
    rest = [item for item in ranked if item not in chosen.values()]
    # What would be cut gives way to a name of a kind already there.
    picked = sorted([*chosen.values(), *rest], key=lambda item: text_width(item.label, SIZE) > room)[:LEAVES]
    return sorted(picked, key=lambda item: item.entity_class.order if item.entity_class else 0)


def _branch(place: tuple[int, int], need: Mention, found: list[Mention], address: Callable[[Mention], str]) -> Branch:
    index, count = place
    label = fit(sentence(need.label), BOX - 28, SIZE, bold=True)
    y = 48.0 + index * (474 / (count - 1)) if count > 1 else 285.0
    wide = text_width(label, SIZE, bold=True) + 28
    x = 84 + 20 * _bulge(index, count)
    picked = _pick(found, DRAWING - x - wide - 60)
    leaves = tuple(
        _leaf(item, number - (len(picked) - 1) / 2, (x + wide, y), address) for number, item in enumerate(picked)
    )
    return Branch(
        label, address(need), index % 7 + 1, x, y, wide, f"M-70 285C20 285 0 {y:.0f} {x + 6:.0f} {y:.0f}", leaves
    )


def _bulge(index: int, count: int) -> float:
    """How far a branch goes out: the middle ones further, so that the whole is round."""
    middle = (count - 1) / 2
    return 1 - abs(index - middle) / middle if middle else 0.0


def _leaf(item: Mention, rank: float, start: tuple[float, float], address: Callable[[Mention], str]) -> Leaf:
    left, middle = start
    x, y = left + 46, middle + rank * 27
    curve = f"C{left + 30:.0f} {middle:.0f} {left + 16:.0f} {y:.0f} {x:.0f} {y:.0f}"
    return Leaf(item, fit(item.label, DRAWING - x - 14, SIZE), address(item), x, y, f"M{left:.0f} {middle:.0f}{curve}")
