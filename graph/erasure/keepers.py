# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever keeps a card forgotten for good, while the site is at work: no backup brings them back."""

from __future__ import annotations

from contextlib import closing

from graph import clock
from graph.keepers.erasing import place_of
from graph.keepers.store import Keepers
from graph.settings import Settings
from graph.storage.erased import Erasure, keep_register, register_in


def forget_kept(settings: Settings, email: str, card: str = "") -> None:
    """Forgets that an address keeps a card, or any where none is named, with its links; raises StorageError.

    The register is written before anything leaves.
    """
    with closing(Keepers(settings.database_url)) as keepers:
        known = [one for one in keepers.of_address(email, waiting=True) if card in ("", one.card)]
        if known:
            places = [place_of(one.number, one.asked) for one in known]
            register = register_in(settings.instance)
            erasure = Erasure(clock.now().isoformat(), 0, 0)
            keep_register(settings.instance, register.with_erased(erasure, settings.base_url, places=places))
        keepers.forget_address(email, card)
