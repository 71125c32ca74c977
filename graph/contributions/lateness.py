# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributions that nobody has read for a week: how many wait, and since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from graph.contributions.proposal import Proposal
from graph.contributions.store import Contributions
from graph.contributions.tables import ASKED

LATE_DAYS = 7
"""From how many days on a contribution that waits is late."""


@dataclass(frozen=True)
class LateQueue:
    """How many contributions wait, and since which day the oldest does, which is `days` ago."""

    count: int
    since: date
    days: int


def late_queue(kept: Contributions, today: date, within: Callable[[Proposal], bool] | None = None) -> LateQueue | None:
    """What waits where the oldest has done so for a week, else None; `within`: whether a proposal counts.

    Those of whose sender something was asked wait for them.
    """
    found = [one for one in kept.open() if one.state != ASKED and one.proposal is not None]
    if not found or min(one.received.date() for one in found) > today - timedelta(days=LATE_DAYS):
        return None  # nobody's is late: what is whose need not be known
    days = [one.received.date() for one in found if within is None or (one.proposal and within(one.proposal))]
    if not days or min(days) > today - timedelta(days=LATE_DAYS):
        return None
    return LateQueue(len(days), min(days), (today - min(days)).days)


def usual_wait(waited: Sequence[timedelta], least: int = 1) -> int | None:
    """The days within which half of some were decided; None where fewer than `least` were."""
    return round(median(one.total_seconds() for one in waited) / 86_400) if len(waited) >= max(1, least) else None
