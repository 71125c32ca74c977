# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where requests to be called back wait: until they are done and a week more, thirty days in all, never longer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from graph.callbacks.asked import CallbackRequest
from graph.callbacks.tables import CALLBACKS, TABLES
from graph.clock import DAY
from graph.digests import digest
from graph.errors import AlreadyThere, UnknownThing
from graph.stores import ForgettingStore
from graph.text.days import day_of
from graph.text.wording import Phrase

WHAT = "Les demandes de rappel"
KEPT_DAYS = 30
DONE_DAYS = 7
MOST_A_DAY = 20
"""How many one actor is asked in a day, whoever asks."""
GONE = Phrase(
    "Cette demande n’est plus ici : elle a été effacée, comme toutes le sont au bout de trente jours, ou l’adresse "
    "n’est pas entière."
)


@dataclass(frozen=True)
class KeptCallback:
    """A request that waits, when it was made and when it was said to be done (seconds), None while it was not."""

    request: CallbackRequest
    asked: int
    done: int | None

    @property
    def asked_on(self) -> date:
        """The day on which it was made."""
        return day_of(self.asked)

    @property
    def ends_on(self) -> date:
        """The day on which it is erased."""
        last = self.asked + KEPT_DAYS * DAY
        return day_of(last if self.done is None else min(last, self.done + DONE_DAYS * DAY))


class Callbacks(ForgettingStore):
    """The requests of one instance, in the database of its journal."""

    what, tables, rows = WHAT, (TABLES,), CALLBACKS

    def ask(self, request: CallbackRequest, form: str, queue: Callable[[str], int]) -> None:
        """Keeps a request, and has the letter queued that holds its secret; the same form asks once.

        `queue` is given the secret, and gives the number of the letter. Raises StorageError: nothing is then kept.
        """
        secret, once, now = secrets.token_urlsafe(24), digest(form), self._now()
        values = {
            "secret": digest(secret), "form": once, "actor": request.actor, "reach": request.reach,
            "name": request.name, "words": request.words, "consent": request.consent, "asked": now, "letter": 0,
        }  # fmt: skip
        same = CALLBACKS.c.form == once
        try:
            with self._writing(now) as connection:
                # One whose letter was never queued went wrong in between.
                connection.execute(sa.delete(CALLBACKS).where(same & (CALLBACKS.c.letter == 0)))
                if connection.scalar(sa.select(CALLBACKS.c.asked).where(same)) is not None:
                    return
                connection.execute(sa.insert(CALLBACKS).values(**values))
        except AlreadyThere:  # the same form at the same moment
            return
        number = queue(secret)
        with self._writing(now) as connection:
            connection.execute(sa.update(CALLBACKS).where(same).values(letter=number))

    def wait_for(self, actor: str) -> int:
        """How many seconds an actor is to be left alone, 0 where it may be asked now."""
        now = self._now()
        query = sa.select(CALLBACKS.c.asked).where((CALLBACKS.c.actor == actor) & (CALLBACKS.c.asked > now - DAY))
        with self._reading() as connection:
            moments = list(connection.scalars(query.order_by(CALLBACKS.c.asked.desc()).limit(MOST_A_DAY)))
        return moments[-1] + DAY - now if len(moments) == MOST_A_DAY else 0

    def find(self, secret: str) -> KeptCallback:
        """The request of a secret; raises UnknownThing."""
        with self._reading() as connection:
            row = (
                connection.execute(sa.select(CALLBACKS).where(_mine(secret) & ~self._old(self._now())))
                .mappings()
                .first()
            )
        if row is None:
            raise UnknownThing(GONE())
        said = (row[name] for name in ("actor", "reach", "name", "words", "consent"))
        return KeptCallback(CallbackRequest(*said), row["asked"], row["done"])

    def settle(self, secret: str) -> None:
        """Notes that it is done: it is erased a week later. Said twice, the first counts. Raises UnknownThing."""
        self.find(secret)
        now = self._now()
        with self._writing(now) as connection:
            still = _mine(secret) & CALLBACKS.c.done.is_(None)
            connection.execute(sa.update(CALLBACKS).where(still).values(done=now))

    def _old(self, now: int) -> sa.ColumnElement[bool]:
        done = CALLBACKS.c.done.is_not(None) & (CALLBACKS.c.done <= now - DONE_DAYS * DAY)
        return (CALLBACKS.c.asked <= now - KEPT_DAYS * DAY) | done


def _mine(secret: str) -> sa.ColumnElement[bool]:
    return CALLBACKS.c.secret == digest(secret)
