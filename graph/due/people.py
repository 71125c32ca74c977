# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links, codes and sessions that have had their time are erased, even where nobody comes in any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.due._types import DueJob, Occasion
from graph.people.people import People


def _forget(occasion: Occasion) -> Iterator[str]:
    if not occasion.dry_run:
        settings = occasion.settings
        with closing(People(settings.database_url, settings.secret_key, lambda: occasion.now)) as people:
            people.forget()
    yield from ()


job = DueJob("people", 110, _forget)
