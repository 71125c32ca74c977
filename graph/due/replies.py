# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses that people left to be answered are erased thirty days after the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.contributions.replies import Replies
from graph.due._types import DueJob, Occasion

DONE = (
    "{count} adresse laissée pour une réponse est effacée.",
    "{count} adresses laissées pour une réponse sont effacées.",
)
WOULD = (
    "{count} adresse laissée pour une réponse serait effacée.",
    "{count} adresses laissées pour une réponse seraient effacées.",
)


def _purge(occasion: Occasion) -> Iterator[str]:
    with closing(Replies(occasion.settings.database_url)) as kept:
        count = kept.due(occasion.now) if occasion.dry_run else kept.purge(occasion.now)
    one, many = WOULD if occasion.dry_run else DONE
    if count:
        yield (one if count == 1 else many).format(count=count)


job = DueJob("replies", 105, _purge)
