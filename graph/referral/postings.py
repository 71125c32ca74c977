# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posting lists on two keys, from which one item can be taken away without reading the others."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Postings(Generic[Item]):
    """Items by a first key (a territory, a need …) then a second one (a need, a network …).

    With an `order`, every list is kept in that order from the first `settle` on.
    """

    def __init__(self, order: Callable[[Item], float] | None = None) -> None:
        self._lists: dict[str, dict[str, list[Item]]] = {}
        self._order = order
        self._settled = False

    def add(self, first: str, second: str, item: Item) -> None:
        """Adds an item under two keys."""
        items = self._lists.setdefault(first, {}).setdefault(second, [])
        if self._order is not None and self._settled:
            insort(items, item, key=self._order)
        else:
            items.append(item)

    def settle(self) -> None:
        """Puts every list in order: once all is read, and when the order has changed."""
        self._settled = True
        if self._order is not None:
            for by_second in self._lists.values():
                for items in by_second.values():
                    items.sort(key=self._order)

    def remove(self, first: str, second: str, item: Item) -> None:
        """Takes away an item added under these keys; empty lists go too."""
        by_second = self._lists[first]
        by_second[second].remove(item)
        if not by_second[second]:
            del by_second[second]
            if not by_second:
                del self._lists[first]

    def under(self, first: str) -> dict[str, list[Item]]:
        """The lists under a first key, by second key; not to be changed."""
        return self._lists.get(first, {})

    def get(self, first: str, second: str) -> list[Item]:
        """The list under two keys, empty when there is none; not to be changed."""
        return self.under(first).get(second, [])

    def __bool__(self) -> bool:
        return bool(self._lists)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return sum(len(items) for lists in self._lists.values() for items in lists.values())
