# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops that nobody closed are closed after two days, and what names anybody in them is emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.due._types import DueJob, Occasion, counted
from graph.workshops.store import Workshops

DONE = "{count} séance d’atelier est close.", "{count} séances d’atelier sont closes."
WOULD = "{count} séance d’atelier serait close.", "{count} séances d’atelier seraient closes."


def _close(occasion: Occasion) -> Iterator[str]:
    with closing(Workshops(occasion.settings.database_url, occasion.settings.base_url)) as kept:
        count = kept.end_old(occasion.now, dry=occasion.dry_run)
    yield from counted(count, WOULD if occasion.dry_run else DONE)


job = DueJob("workshops", 120, _close)
