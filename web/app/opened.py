# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a desk opens when it is first used."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from graph.stores import DatabaseStore

Opened = TypeVar("Opened", bound=DatabaseStore)


class OpenedStore(Generic[Opened]):
    """A store as an attribute of a desk: opened once in a process, when somebody first asks for it.

    Asking raises StorageError. It gives the connections back with the application, which nobody closes.
    """

    def __init__(self, make: Callable[[], Opened]) -> None:
        self._make, self._making = make, threading.Lock()

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, desk: object, owner: type | None = None) -> Opened:
        """Called until the store stands in the desk itself, under the same name."""
        with self._making:
            if self._name not in vars(desk):
                store = self._make()
                weakref.finalize(desk, store.close)
                vars(desk)[self._name] = store
            return cast(Opened, vars(desk)[self._name])
