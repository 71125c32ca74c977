# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk on the small town, in a folder, with the engine that follows what it journals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.resolver import Resolver
from graph.referral.situation import Query
from graph.search import SearchIndex, entries_of
from graph.slips.desk import CorrectionDesk
from graph.slips.reference import References, Slip, Typed
from graph.slips.store import Slips
from graph.storage.repository import Applied, Repository
from tests.conftest import TESTS
from tests.instances import model, opened, settings_in, territories

TODAY = date(2021, 6, 10)
# In the small town, who shares files for associations near Chinon.
ATELIER, COOPERATIVE = "organisation/atelier", "organisation/cooperative"
FILES = "file-sharing"


@dataclass
class Town:
    """The small town at work."""

    folder: Path
    repository: Repository
    slips: Slips
    desk: CorrectionDesk
    index: ReferralIndex

    def references(self) -> References:
        """What can be noted."""
        return References(model(), territories(), self.repository.public)

    def slip(self, actor: str = ATELIER, needs: tuple[str, ...] = (FILES,), day: date = TODAY) -> Slip:
        """A slip at Chinon."""
        return self.references().slip(Typed(needs, "Chinon", actor, "", day), day)

    def given(self, seed: str, actor: str = ATELIER, needs: tuple[str, ...] = (FILES,), day: date = TODAY) -> str:
        """The number of a slip noted."""
        return self.slips.give(self.slip(actor, needs, day), seed)

    def answer(self, need: str = FILES, day: date = TODAY) -> list[tuple[str, float, tuple[str, ...]]]:
        """Actor, score and reasons of each answer at Chinon, in order."""
        engine = ReferralEngine(self.index)
        dataset = self.repository.public
        search = SearchIndex(entries_of(dataset, model()))
        situation = Resolver(dataset, model(), territories(), search).resolve(
            Query(commune="Chinon", needs=(need,), date=day.isoformat()), today=day
        )
        return [
            (
                item.actor.iri.split("/id/")[1],
                item.score,
                tuple(text for reason in item.reasons for text, _ in reason.sentences()),
            )
            for item in engine.answer(situation).results
        ]


@contextmanager
def town(folder: Path, *, load: bool = True) -> Iterator[Town]:
    """The small town in a folder; `load=False` finds it as it was left."""
    repository = opened(folder, on_disk=False)
    if load:
        repository.load([TESTS / "ecosystem.ttl"], "essais")
    slips = Slips(settings_in(folder).database_url, b"secret")
    index = ReferralIndex(repository.public, model(), territories(), day=TODAY)

    def follow(applied: Applied) -> None:
        index.update(applied.public.added, applied.public.removed)

    repository.subscribe(follow)
    try:
        yield Town(folder, repository, slips, CorrectionDesk(slips, repository.full), index)
    finally:
        slips.close()
        repository.close()


def later(days: int) -> date:
    """So many days after today."""
    return TODAY + timedelta(days=days)
