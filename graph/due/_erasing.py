# SPDX-License-Identifier: AGPL-3.0-or-later
"""What jobs say of what they counted, and the job of a store whose rows have their time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from graph.due._types import DueJob, Occasion
from graph.stores import ForgettingStore

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
