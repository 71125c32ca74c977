# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands beside the journal in a backup: slips, what became of them, unanswered needs and words, by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from graph.settings import Settings
from graph.slips.reference import Slip
from graph.slips.store import Slips
from graph.synonyms.store import WordCounts
from tests.instances import DAY

CHINON = "commune-37072"


def note(settings: Settings, *numbers: int) -> None:
    """Notes a slip, its mark, a need without an answer and words, for each of these numbers."""
    with noting(settings) as one:
        for number in numbers:
            one(number)


@contextmanager
def noting(settings: Settings) -> Iterator[Callable[[int], None]]:
    """What notes them for a number, as often as it is called."""
    url = settings.database_url
    with closing(Slips(url, b"secret")) as slips, closing(WordCounts(url, b"secret")) as counts:

        def one(number: int) -> None:
            slip = Slip(("email", "website"), CHINON, f"network/{number}", "", DAY)
            slips.mark(slips.give(slip, f"seed {number}"), "unreachable", DAY)
            slips.add_gaps(["video-meeting"], CHINON, f"{DAY:%Y-%m}")
            counts.hear(f"mot rare {chr(97 + number % 26)}", "", DAY, first_today=True)

        yield one
