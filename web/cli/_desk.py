# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands about reports share: the desk that reads them, and a wave in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from web.app.ecosystem import current_ecosystem
from web.cli._french import counted

if TYPE_CHECKING:
    from graph.slips.desk import CorrectionDesk
    from graph.slips.waves import Wave
    from graph.storage.repository import Repository


@contextmanager
def desk() -> Iterator[tuple[Repository, CorrectionDesk]]:
    """The facts and the reports of the instance."""
    from graph.slips.desk import CorrectionDesk
    from graph.slips.store import Slips

    here = current_ecosystem()
    with here.replayed() as ecosystem, closing(Slips(here.settings.database_url)) as slips:
        yield ecosystem.repository, CorrectionDesk(slips, ecosystem.repository.full)


def told(wave: Wave) -> str:
    """How many, of how many cards, and when, by the clock of people here."""
    from graph.slips.waves import moment
    from graph.text.days import ZONE

    first, last = (moment(minute).astimezone(ZONE) for minute in (wave.first, wave.last))
    count = f"{wave.reports} en tout, {counted(wave.actors, 'fiche')}, " if wave.reports else ""
    return f"{count}du {first:%d/%m/%Y à %H:%M} au {last:%d/%m/%Y à %H:%M}"
