# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed is mailed to those who asked, when their week or month is over and there is something to tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache

from graph.chronicle import Chronicle
from graph.due._types import DueJob, Occasion, counted, erased
from graph.entity import Reader
from graph.errors import InvalidInput
from graph.readings.news import Bulletin
from graph.readings.news.bulletin import bulletin_between
from graph.readings.news.choosing import BulletinChoice, BulletinFilter
from graph.readings.news.mailed import LANG, MailedNews, lost_letter
from graph.subscriptions.stopping import stop_for_good
from graph.subscriptions.store import Subscription, Subscriptions

DONE = (
    "{count} courriel de nouvelles est écrit.", "{count} courriels de nouvelles sont écrits.",
)  # fmt: skip
WOULD = (
    "{count} courriel de nouvelles serait écrit.", "{count} courriels de nouvelles seraient écrits.",
)  # fmt: skip
FORGOTTEN = (
    "{count} adresse jamais confirmée est effacée.", "{count} adresses jamais confirmées sont effacées.",
)  # fmt: skip
WOULD_FORGET = (
    "{count} adresse jamais confirmée serait effacée.", "{count} adresses jamais confirmées seraient effacées.",
)  # fmt: skip


class _Round:
    """One round: the journal is read once, what many follow alike is told once."""

    def __init__(self, occasion: Occasion, kept: Subscriptions) -> None:
        self._occasion, self._kept = occasion, kept
        repository = occasion.repository()
        self._reader = Reader(occasion.public(), repository.model, LANG)
        self._chronicle = Chronicle(repository.model, occasion.settings.base_url)
        self._told = repository.number
        self._news = cache(self._made)

    def serve(self, one: Subscription) -> int:
        """Writes the letter of one where there is something to tell; how many were, or with `dry_run` would be."""
        site = self._occasion.settings.base_url
        try:
            filter_ = BulletinFilter(self._reader, self._occasion.territories(), BulletinChoice(*one.order.choices))
        except InvalidInput:
            return self._lose(one, site)
        found = self._news(one.order.choices, min(one.told, self._told))
        letter = MailedNews(found, filter_.chosen, site).letter(one) if found.items else None
        if self._occasion.dry_run:
            return int(letter is not None)
        put, now = self._occasion.outbox.put, self._occasion.now
        done = self._kept.settle(one, self._told, now, lambda connection: letter and put(connection, letter, now))
        return int(done and letter is not None)

    def _lose(self, one: Subscription, site: str) -> int:
        """Says good-bye to whoever follows what is no more."""
        if self._occasion.dry_run:
            return 1
        put, now, letter = self._occasion.outbox.put, self._occasion.now, lost_letter(one, site)
        done = self._kept.settle(one, self._told, now, lambda connection: put(connection, letter, now))
        if done:
            stop_for_good(self._occasion.settings, self._kept, one.secret)
        return int(done)

    def _made(self, choices: tuple[str, str, str, str], told: int) -> Bulletin:
        """What changed after that number, for these choices."""
        wanted = BulletinFilter(self._reader, self._occasion.territories(), BulletinChoice(*choices))
        numbers = range(told + 1, self._told + 1)
        repository = self._occasion.repository()
        return bulletin_between(
            self._reader, repository, self._chronicle, numbers, wanted, self._occasion.today
        )  # fmt: skip


def _mail(occasion: Occasion) -> Iterator[str]:
    with closing(Subscriptions(occasion.settings.database_url)) as kept:
        yield from erased(kept, occasion, FORGOTTEN, WOULD_FORGET)
        due = kept.due(occasion.now)
        if due:
            one_round = _Round(occasion, kept)
            yield from counted(sum(map(one_round.serve, due)), WOULD if occasion.dry_run else DONE)


job = DueJob("news", 200, _mail)
