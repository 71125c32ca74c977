# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wave of reports in words, for whoever keeps the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.slips.waves import Wave


def told(wave: Wave) -> str:
    """How many, of how many cards, and when, in the time of this machine."""
    from graph.slips.waves import moment

    first, last = (moment(minute).astimezone() for minute in (wave.first, wave.last))
    count = f"{wave.reports} en tout, {wave.actors} fiches, " if wave.reports else ""
    return f"{count}du {first:%d/%m/%Y à %H:%M} au {last:%d/%m/%Y à %H:%M}"
