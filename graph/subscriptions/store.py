# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where those who asked for the news by mail are kept: until they say stop, or seven days if they never confirmed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from graph.clock import DAY
from graph.errors import UnknownThing
from graph.stores import ForgettingStore
from graph.subscriptions.order import CONSENT, NewsOrder, next_after
from graph.subscriptions.tables import SUBSCRIPTIONS, TABLES
from graph.text.days import day_of
from graph.text.wording import Phrase

WHAT = "Les abonnements"
PENDING_DAYS = 7
"""After so many days without a yes, an address is forgotten."""
MOST_LETTERS = 3
"""How many letters the page has written to one address in a day, whoever asks."""
MOST_OF_ONE = 10
"""How many choices one address may follow."""
GONE = Phrase(
    "Cet abonnement n’est plus ici : il a été arrêté, il n’a pas été confirmé à temps, ou l’adresse n’est pas entière."
)


@dataclass(frozen=True)
class Subscription:
    """An address, what it asked for, and since when; `confirmed` is None until its holder said yes (seconds)."""

    secret: str
    email: str
    order: NewsOrder
    consent: str
    asked: int
    confirmed: int | None
    told: int
    last: int
    due: int

    @property
    def since(self) -> date:
        """The day from which on nothing was told yet."""
        return day_of(self.last)

    @property
    def confirmed_on(self) -> date | None:
        """The day on which its holder said yes."""
        return None if self.confirmed is None else day_of(self.confirmed)

    @property
    def forgotten_on(self) -> date:
        """The day on which it is forgotten if nobody says yes."""
        return day_of(self.asked + PENDING_DAYS * DAY)


class AskedSubscription(NamedTuple):
    """What came of asking: the secret to mail, and whether the address has this subscription already."""

    secret: str
    known: bool


class Subscriptions(ForgettingStore):
    """The subscriptions of one instance, in the database of its journal."""

    what, tables, rows = WHAT, (TABLES,), SUBSCRIPTIONS

    def ask(self, email: str, order: NewsOrder) -> AskedSubscription | None:
        """Notes that an address asks, or asks again; None where nothing is to be mailed: it was, often enough.

        Raises StorageError.
        """
        now = self._now()
        with self._writing(now) as connection:
            mine = connection.execute(sa.select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.email == email)).mappings().all()
            lately = [row for row in mine if row["mailed"] > now - DAY]
            if sum(row["mails"] for row in lately) >= MOST_LETTERS:
                return None
            same = next((row for row in mine if _choices(row) == order.choices), None)
            if same is None:
                return self._insert(connection, email, order, now) if len(mine) < MOST_OF_ONE else None
            values: dict[str, Any] = {"mailed": now, "mails": same["mails"] + 1 if same in lately else 1}
            if same["confirmed"] is None:
                values |= {"rhythm": order.rhythm, "asked": now}
            connection.execute(sa.update(SUBSCRIPTIONS).where(_of(same["secret"])).values(**values))
            return AskedSubscription(same["secret"], same["confirmed"] is not None)

    def find(self, secret: str) -> Subscription:
        """The subscription of a secret; raises UnknownThing."""
        now = self._now()
        with self._reading() as connection:
            row = connection.execute(sa.select(SUBSCRIPTIONS).where(_of(secret) & ~self._old(now))).mappings().first()
        if row is None:
            raise UnknownThing(GONE())
        return _read(row)

    def of_email(self, email: str) -> tuple[Subscription, ...]:
        """The confirmed subscriptions of an address."""
        theirs = (SUBSCRIPTIONS.c.email == email) & SUBSCRIPTIONS.c.confirmed.is_not(None)
        return self._all(theirs)

    def all_of(self, email: str) -> tuple[Subscription, ...]:
        """All that an address asked for, confirmed or not."""
        return self._all(SUBSCRIPTIONS.c.email == email)

    def confirm(self, secret: str, told: int) -> None:
        """Notes that the holder of the address says yes; `told`: the last change of now. Said twice, the first counts.

        Raises UnknownThing.
        """
        found, now = self.find(secret), self._now()
        values = {"confirmed": now, "told": told, "last": now, "due": next_after(now, found.order.rhythm)}
        with self._writing(now) as connection:
            open_ = _of(secret) & SUBSCRIPTIONS.c.confirmed.is_(None)
            connection.execute(sa.update(SUBSCRIPTIONS).where(open_).values(**values))

    def change(self, secret: str, rhythm: str) -> None:
        """Writes how often from now on; raises UnknownThing."""
        found = self.find(secret)
        values: dict[str, Any] = {"rhythm": rhythm}
        if found.confirmed is not None:
            values["due"] = next_after(found.last, rhythm)
        with self._writing() as connection:
            connection.execute(sa.update(SUBSCRIPTIONS).where(_of(secret)).values(**values))

    def stop(self, secret: str) -> bool:
        """Deletes a subscription; whether there was one."""
        with self._writing() as connection:
            return connection.execute(sa.delete(SUBSCRIPTIONS).where(_of(secret))).rowcount > 0

    def forget_address(self, email: str) -> int:
        """Deletes all subscriptions of an address; how many."""
        with self._writing() as connection:
            return connection.execute(sa.delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.email == email)).rowcount

    def due(self, now: int) -> tuple[Subscription, ...]:
        """Those to whom a letter is due, the longest waiting first."""
        return self._all(SUBSCRIPTIONS.c.confirmed.is_not(None) & (SUBSCRIPTIONS.c.due <= now))

    def settle(self, one: Subscription, told: int, now: int, write: Callable[[sa.Connection], object]) -> bool:
        """Takes what is due as done, and has its letter written by the same transaction: both are, or neither.

        False where another process did it meanwhile, or it was stopped; nothing is written then.
        """
        mine = _of(one.secret) & (SUBSCRIPTIONS.c.due == one.due)
        values = {"told": told, "last": now, "due": next_after(now, one.order.rhythm)}
        with self._writing(now) as connection:
            if connection.execute(sa.update(SUBSCRIPTIONS).where(mine).values(**values)).rowcount != 1:
                return False
            write(connection)
        return True

    def _insert(self, connection: sa.Connection, email: str, order: NewsOrder, now: int) -> AskedSubscription:
        secret = secrets.token_urlsafe(24)
        chosen = {"kind": order.kind, "network": order.network, "area": order.area, "need": order.need}
        values = {
            "secret": secret, "email": email, **chosen, "rhythm": order.rhythm, "consent": CONSENT.fr, "asked": now,
            "told": 0, "last": now, "due": now, "mailed": now, "mails": 1,
        }  # fmt: skip
        connection.execute(sa.insert(SUBSCRIPTIONS).values(**values))
        return AskedSubscription(secret, False)

    def _all(self, which: sa.ColumnElement[bool]) -> tuple[Subscription, ...]:
        query = sa.select(SUBSCRIPTIONS).where(which).order_by(SUBSCRIPTIONS.c.due, SUBSCRIPTIONS.c.secret)
        with self._reading() as connection:
            return tuple(map(_read, connection.execute(query).mappings()))

    def _old(self, now: int) -> sa.ColumnElement[bool]:
        return SUBSCRIPTIONS.c.confirmed.is_(None) & (SUBSCRIPTIONS.c.asked <= now - PENDING_DAYS * DAY)


def _of(secret: str) -> sa.ColumnElement[bool]:
    return SUBSCRIPTIONS.c.secret == secret


def _choices(row: Mapping[Any, Any]) -> tuple[str, str, str, str]:
    return row["kind"], row["network"], row["area"], row["need"]


def _read(row: Mapping[Any, Any]) -> Subscription:
    order = NewsOrder(*_choices(row), row["rhythm"])
    moments = (row[name] for name in ("asked", "confirmed", "told", "last", "due"))
    return Subscription(row["secret"], row["email"], order, row["consent"], *moments)
