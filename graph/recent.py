# SPDX-License-Identifier: AGPL-3.0-or-later
"""Remembers the last results of a kind, as many as said, whatever they are; threads share it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

# About 300 kB each: a few dozen views are what visitors look at on one day.
MOST = 48
Result = TypeVar("Result")


class Recent:
    """The results last used, by key; the oldest leave when they weigh too much together (by default, each weighs 1)."""

    def __init__(self, most: int = MOST, weigh: Callable[[Any], int] = lambda _: 1) -> None:
        self.most = most
        self.weigh = weigh
        self.weight = 0
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """The result of that key, made when it is not there; two threads may make it at the same time."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                known: Result = self._kept[key]
                return known
        made = make()
        self.put(key, made)
        return made

    def find(self, key: Hashable) -> Any:
        """What is kept under that key; None where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def all(self) -> list[Any]:
        """All that is kept, what was used last at the end."""
        with self._lock:
            return list(self._kept.values())

    def put(self, key: Hashable, made: Any) -> None:
        """Keeps something as what was last used."""
        with self._lock:
            self._leave(self._kept.pop(key, None))
            self._kept[key] = made
            self.weight += self.weigh(made)
            while self.weight > self.most:
                self._leave(self._kept.popitem(last=False)[1])

    def _leave(self, old: Any) -> None:
        self.weight -= 0 if old is None else self.weigh(old)

    def __len__(self) -> int:
        return len(self._kept)
