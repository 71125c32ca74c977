# SPDX-License-Identifier: AGPL-3.0-or-later
"""The index of an opened branch that takes several screens: its pages from A to Z, or its parts by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graph.mindmaps._types import IndexStep
from graph.text.folding import fold

# What a screen shows of an opened branch, whatever its names; beyond, it is in order of names.
PAGE = 16
# More steps than this at once are a wall: initials come before them.
STEPS = 40
# Letters of a name that call a page, at most; words of so few call nothing alone.
TOLD, SMALL = 34, 3


def pages(names: Sequence[str], label: Callable[[int], str]) -> tuple[IndexStep, ...]:
    """The pages of some names in order (folded), each called by the first words of its first name that the name before
    does not begin with; those of many begin anew at each initial. `label` gives a name as it is written, by its rank.
    """
    starts = [*range(0, len(names), PAGE)]
    if len(starts) > STEPS:
        starts = [start for first, last in _lettered(names) for start in range(first, last, PAGE)]
    return tuple(IndexStep(_told(label(rank), label(rank - 1) if rank else ""), rank) for rank in starts)


def initials(names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The initials of some names in order, each with the rank of its first one."""
    return tuple((initial_of(names[first]), first) for first, _ in _lettered(names))


def initial_of(name: str) -> str:
    """The capital that a name is filed under, # for what is no letter."""
    initial = name[:1].upper()
    return initial if initial.isalpha() else "#"


def _lettered(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ranks between which each initial is."""
    first = 0
    for rank in range(1, len(names) + 1):
        if rank == len(names) or initial_of(names[rank]) != initial_of(names[first]):
            yield first, rank
            first = rank


def _told(name: str, before: str) -> str:
    """The first words of a name that tell it from the one before, without those in the middle where they are many."""
    words, others = name.split(), [fold(word) for word in before.split()]
    shared = next((at for at, word in enumerate(words) if others[at : at + 1] != [fold(word)]), len(words) - 1)
    while shared + 1 < len(words) and len(words[shared]) <= SMALL:
        shared += 1
    told = words[: shared + 1]
    if len(" ".join(told)) <= TOLD:
        return " ".join(told)
    last = told[-1:]
    while len(told) > len(last) + 1 and len(" ".join([told[0], "…", told[-len(last) - 1], *last])) <= TOLD:
        last = told[-len(last) - 1 :]
    return " ".join([told[0], "…", *last])
