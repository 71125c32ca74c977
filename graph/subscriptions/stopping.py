# SPDX-License-Identifier: AGPL-3.0-or-later
"""A subscription stopped for good: its address is gone, and no backup that is restored writes to it again."""

from __future__ import annotations

from threading import Lock

from graph import clock
from graph.settings import Settings
from graph.storage.erased import Erasure, keep_register, register_in
from graph.subscriptions.erasing import place_of
from graph.subscriptions.store import Subscriptions

_lock = Lock()


def stop_for_good(settings: Settings, kept: Subscriptions, secret: str) -> None:
    """Deletes it, then notes its place in the register of erasures; nothing happens where there is none.

    Raises StorageError.
    """
    if not kept.stop(secret):
        return
    with _lock:  # two at once would each write what it read
        known = register_in(settings.instance)
        erasure = Erasure(clock.now().isoformat(), 0, 0)
        keep_register(settings.instance, known.with_erased(erasure, settings.base_url, places=[place_of(secret)]))
