# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a job is given, what it is, what it says; and the job of a store whose rows have their time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from graph.mail import Outbox
from graph.rdf.dataset import Dataset
from graph.settings import Settings
from graph.storage.repository import Repository
from graph.stores import ForgettingStore
from graph.territory import Territories

LAST = 900
"""The order of what sends letters: what the others write leaves in the same round."""


@dataclass(frozen=True)
class Occasion:
    """One round: at which moment (seconds), with which letters and facts; with `dry_run` nothing is changed nor sent.

    `public`, `full`, `repository` and `territories` are read when first asked for.
    """

    settings: Settings
    outbox: Outbox
    now: int
    dry_run: bool
    public: Callable[[], Dataset]
    full: Callable[[], Dataset]
    repository: Callable[[], Repository]
    territories: Callable[[], Territories]

    @property
    def today(self) -> date:
        """The day of this round."""
        return datetime.fromtimestamp(self.now, UTC).date()


@dataclass(frozen=True)
class DueJob:
    """Something that comes due. `work` does it, or with `dry_run` looks at it, and says what in French sentences.

    Done twice it is done once: what was done is due no more.
    """

    name: str
    order: int
    work: Callable[[Occasion], Iterable[str]]


Said = tuple[str, str]
"""A sentence for one and for many, with `{count}`."""


def counted(count: int, said: Said) -> Iterator[str]:
    """The sentence of a count; none of nothing."""
    one, many = said
    if count:
        yield (one if count == 1 else many).format(count=count)


def erased(store: ForgettingStore, occasion: Occasion, done: Said, would: Said) -> Iterator[str]:
    """Erases what has had its time in a store, or with `dry_run` counts it, and says so."""
    if occasion.dry_run:
        yield from counted(store.old(occasion.now), would)
    else:
        yield from counted(store.purge(occasion.now), done)


def erasing(name: str, order: int, store: Callable[[str], ForgettingStore], done: Said, would: Said) -> DueJob:
    """The job that does so; `store` opens it at the address of a database."""

    def work(occasion: Occasion) -> Iterator[str]:
        with closing(store(occasion.settings.database_url)) as kept:
            yield from erased(kept, occasion, done, would)

    return DueJob(name, order, work)
