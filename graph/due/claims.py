# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims of cards that have had their time are erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.claims.store import Claims
from graph.due._types import DueJob, Occasion

DONE = "{count} demande de fiche est effacée.", "{count} demandes de fiches sont effacées."
WOULD = "{count} demande de fiche serait effacée.", "{count} demandes de fiches seraient effacées."


def _purge(occasion: Occasion) -> Iterator[str]:
    with closing(Claims(occasion.settings.database_url)) as kept:
        count = kept.due(occasion.now) if occasion.dry_run else kept.purge(occasion.now)
    one, many = WOULD if occasion.dry_run else DONE
    if count:
        yield (one if count == 1 else many).format(count=count)


job = DueJob("claims", 105, _purge)
