# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a perspective plans, and the twigs that its tree is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from graph.entity.ties import Tie

# Children drawn under a node that nobody opened, by its depth; deeper ones wait until somebody does.
SHOWN = (14, 9, 6)


@dataclass(frozen=True)
class TreePlan:
    """What a perspective says of its tree: `children` gives (IRI, depth) the relations to what hangs there, in order.

    `expects` is the kind of the things under which something is missed when nothing is known there: near the centre
    they are said to be empty, further out they are left out. `shown` is how many children are drawn anywhere, where it
    is not as usual; `caps`, how many under what nobody opened, by its depth, where screens are not roomy. `again`: a
    thing stands under everything that may bear it, not under the best one alone; there, `fits` says what alone does
    under a twig (None: everything); `counts` says that actors are counted there. `names` are those
    of branches that are no things; `walked` are relations that the tree is made of, which are not drawn across it.
    """

    root: str
    title: str
    children: Callable[[str, int], Iterable[Tie]]
    depth: int = 3
    shown: int | None = None
    caps: tuple[int, ...] = SHOWN
    expects: str = "nothing"
    again: bool = False
    counts: bool = False
    fits: Callable[[Twig], Collection[str] | None] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    walked: frozenset[str] = frozenset()


class Twig:
    """A node of the tree, or the claim that it may be one: that a thing may hang under a parent, by which relation.

    `key` tells it from the other places of the same thing: its IRI for the first or only one.

    `place` is its own among what may hang there, whatever the day; `met` says that something is known under it, even
    what hangs elsewhere; `away` that it is likely to be folded, so that others had better bear what it may bear.
    """

    # There are as many as things: what most never change is kept once.
    state = ""
    met = False
    away = False
    held = 0
    below = 0
    former: Twig | None = None
    children: list[Twig] = []  # noqa: RUF012 - of those which bear nothing; never added to

    def __init__(
        self, iri: str, depth: int, parent: Twig | None = None, tie: Tie | None = None, place: int = 0
    ) -> None:
        self.iri = iri
        self.key = iri
        self.depth = depth
        self.parent = parent
        self.tie = tie
        self.place = place

    @property
    def home(self) -> str:
        """The IRI of its parent, "" for the centre."""
        return self.parent.iri if self.parent is not None else ""

    @property
    def bearer(self) -> str:
        """The key of its parent, "" for the centre."""
        return self.parent.key if self.parent is not None else ""

    @property
    def rank(self) -> float:
        """How strong what holds it is, the strongest first."""
        return self.tie.rank if self.tie is not None else 0.0


Tree = dict[str, Twig]  # by key, level by level from the centre, so that a parent is before its children
