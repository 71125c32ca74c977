# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands beside the journal in a backup: slips, what became of them, unanswered needs and words, by number."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from graph.settings import Settings
from graph.slips.reference import Slip
from graph.slips.store import Slips
from graph.synonyms.store import WordCounts
from tests.instances import DAY

CHINON = "commune-37072"


def note(settings: Settings, *numbers: int, day: date = DAY) -> None:
    """Notes a slip, its mark, a need without an answer and words, for each of these numbers."""
    with closing(Slips(settings.database_url, b"secret")) as slips:
        for number in numbers:
            slip = Slip(("email", "website"), CHINON, f"network/{number}", "", day)
            slips.mark(slips.give(slip, f"seed {number}"), "unreachable", day)
            slips.add_gaps(["video-meeting"], CHINON, f"{day:%Y-%m}")
    with closing(WordCounts(settings.database_url, b"secret")) as counts:
        for number in numbers:
            counts.hear(f"mot rare {chr(97 + number % 26)}", "", day, first_today=True)
