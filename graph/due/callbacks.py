# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to be called back that have had their time are erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.callbacks.store import Callbacks
from graph.due._types import DueJob, Occasion

DONE = "{count} demande de rappel est effacée.", "{count} demandes de rappel sont effacées."
WOULD = "{count} demande de rappel serait effacée.", "{count} demandes de rappel seraient effacées."


def _purge(occasion: Occasion) -> Iterator[str]:
    with closing(Callbacks(occasion.settings.database_url)) as kept:
        count = kept.due(occasion.now) if occasion.dry_run else kept.purge(occasion.now)
    one, many = WOULD if occasion.dry_run else DONE
    if count:
        yield (one if count == 1 else many).format(count=count)


job = DueJob("callbacks", 100, _purge)
