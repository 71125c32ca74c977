# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who moderate are told of contributions that nobody has read for a week; again each week, as long as they wait.

Whose right holds in one place is told of what belongs there alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from graph.clock import DAY
from graph.contributions.lateness import LATE_DAYS, LateQueue, late_queue
from graph.contributions.proposal import Proposal
from graph.contributions.reach import bounds
from graph.contributions.store import Contributions
from graph.due._queue_letter import queue_letter
from graph.due._types import DueJob, Occasion, counted
from graph.entry.roles import MODERATE, Grant
from graph.people.account import Account
from graph.people.people import People

WEEK = LATE_DAYS * DAY - DAY // 8
"""A week, less three hours: a round that is late does not put off the next."""
DONE = (
    "{count} personne est prévenue que des contributions attendent depuis plus de sept jours.",
    "{count} personnes sont prévenues que des contributions attendent depuis plus de sept jours.",
)
WOULD = (
    "{count} personne serait prévenue que des contributions attendent depuis plus de sept jours.",
    "{count} personnes seraient prévenues que des contributions attendent depuis plus de sept jours.",
)
NOBODY = "Des contributions attendent depuis plus de sept jours, et aucun compte ne modère tout le site."


@dataclass(frozen=True)
class _Round:
    """One round over the accounts."""

    occasion: Occasion
    kept: Contributions
    people: People

    def tell(self, account: Account, grants: tuple[Grant, ...]) -> bool:
        """Whether somebody is told, or with `dry_run` would be."""
        found = self._late(grants)
        if found is None:
            return False
        everywhere = any(grant.may(MODERATE) for grant in grants)
        letter = queue_letter(account.email, found, self.occasion.settings.base_url, everywhere=everywhere)
        put, now = self.occasion.outbox.put, self.occasion.now
        write = None if self.occasion.dry_run else lambda connection: put(connection, letter, now)
        return self.people.remind(account.number, WEEK, write)

    def _late(self, grants: tuple[Grant, ...]) -> LateQueue | None:
        """What waits for who has these; None where nothing is late."""
        if any(grant.may(MODERATE) for grant in grants):
            return late_queue(self.kept, self.occasion.today)
        own = [grant for grant in grants if grant.may_somewhere(MODERATE)]
        return late_queue(self.kept, self.occasion.today, partial(self._is_within, own)) if own else None

    def _is_within(self, own: list[Grant], proposal: Proposal) -> bool:
        told = bounds(self.occasion.full(), self.occasion.territories(), proposal, self.occasion.today)
        return all(any(grant.may(MODERATE, within) for grant in own) for within in told)


def _alarm(occasion: Occasion) -> Iterator[str]:
    settings = occasion.settings
    with (
        closing(Contributions(settings.database_url, settings.base_url, settings.secret_key)) as kept,
        closing(People(settings.database_url, settings.secret_key, lambda: occasion.now)) as people,
    ):
        if late_queue(kept, occasion.today) is None:
            return
        accounts, one_round = people.accounts(), _Round(occasion, kept, people)
        count = sum(one_round.tell(*one) for one in accounts)
        yield from counted(count, WOULD if occasion.dry_run else DONE)
        if not any(grant.may(MODERATE) for _, grants in accounts for grant in grants):
            yield NOBODY


job = DueJob("queue", 300, _alarm)
