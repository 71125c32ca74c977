# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox: keeps letters until they have left, tries again after ever longer times, and forgets what they said."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import sqlalchemy as sa

from graph.clock import DAY
from graph.database import failures
from graph.errors import InvalidInput
from graph.mail._tables import LETTERS, TABLES, WAITING
from graph.mail.letters import Envelope, Letter, read_letter
from graph.mail.post import Carrier, FolderPost, NotTaken, PostAway, ServerPost, forget_files
from graph.mail_server import mail_server, sender
from graph.settings import Settings
from graph.stores import DatabaseStore

WHAT = "Le courrier"
FIRST_DELAY, LONGEST_DELAY = 300, DAY // 2
LEASE = 600
"""Seconds for which a letter is its sender's: of one that died meanwhile, another takes it up."""
MOST_AT_ONCE = 500
KEPT_DAYS = 30
"""How long a letter that left, or that was given up, is counted, and how long a written one stays in the folder."""
log = logging.getLogger("tisserand")
LATER, GIVEN_UP = "later", "given up"
_NOTHING = {"recipient": "", "content": "", "identifier": ""}


@dataclass(frozen=True)
class Sending:
    """What a sending came to: how many letters left by kind, are tried again later, and were given up."""

    left: Mapping[str, int] = field(default_factory=dict)
    later: int = 0
    given_up: int = 0

    def and_also(self, other: Sending) -> Sending:
        """Both together."""
        return Sending(
            Counter(self.left) + Counter(other.left), self.later + other.later, self.given_up + other.given_up
        )


@dataclass(frozen=True)
class Mailbag:
    """How many letters wait, how many of them were tried in vain, and how many were given up of late."""

    waiting: int
    tried: int
    given_up: int


class Outbox(DatabaseStore):
    """The letters of one instance, in the database of its journal. `after` is called once a letter waits to leave."""

    what, tables = WHAT, (TABLES,)

    def __init__(self, settings: Settings, after: Callable[[], None] | None = None) -> None:
        super().__init__(settings.database_url)
        self._settings, self._after = settings, after
        self._server = mail_server(settings.smtp_url)
        self._host = urlsplit(settings.base_url).hostname or "localhost"
        self._sender = sender(settings.mail_from, self._host)

    @property
    def leaves(self) -> bool:
        """Whether letters leave by mail; else they are written into the folder of the instance, which pages say."""
        return self._server is not None

    def queue(self, letter: Letter) -> int:
        """Keeps a letter until it has left; its number. Raises StorageError."""
        with self._writing() as connection:
            number = self.put(connection, letter)
        if not self.leaves:
            self.send_due(self._now())
        elif self._after is not None:
            self._after()
        return number

    def put(self, connection: sa.Connection, letter: Letter, now: int | None = None) -> int:
        """Keeps a letter as a part of what somebody else writes into this database: both are kept, or neither.

        `now` is the moment (seconds) from which on it may leave.
        """
        now = self._now() if now is None else now
        identifier = f"<{now}.{secrets.token_hex(12)}@{self._host}>"
        values = {
            "kind": letter.kind, "recipient": letter.to, "content": letter.as_text(), "identifier": identifier,
            "queued": now, "expires": now + letter.seconds, "attempts": 0, "next": now,
        }  # fmt: skip
        made = connection.execute(sa.insert(LETTERS).values(**values)).inserted_primary_key
        return int(made[0]) if made else 0

    def send_due(self, now: int | None = None, *, dry_run: bool = False) -> Sending:
        """Sends the letters that are due at a moment (seconds); with `dry_run` says how many. Raises StorageError.

        Two processes never send one letter: who moves its next moment first has it.
        """
        now = self._now() if now is None else now
        due = self._due(now)
        if dry_run:
            return Sending(Counter(kind for _, _, kind in due))
        carrier: Carrier = ServerPost(self._server) if self._server else FolderPost(self._settings.instance)
        left: Counter[str] = Counter()
        done: Counter[str] = Counter()
        try:
            for number, seen, kind in due:
                if self._take(number, seen, now):
                    error = self._carry(carrier, number, now)
                    if error is None:
                        left[kind] += 1
                        continue
                    done[self._put_back(number, now, error)] += 1
                    if isinstance(error, PostAway):
                        break
        finally:
            carrier.close()
        return Sending(left, done[LATER], done[GIVEN_UP])

    def counts(self, now: int | None = None) -> Mailbag:
        """What waits, and what was given up within KEPT_DAYS."""
        since = (self._now() if now is None else now) - KEPT_DAYS * DAY
        waiting, tried, given_up = (
            sa.select(sa.func.count()).select_from(LETTERS).where(which)
            for which in (WAITING, WAITING & (LETTERS.c.attempts > 0), LETTERS.c.failed >= since)
        )
        with self._reading() as connection:
            return Mailbag(*(connection.scalar(query) or 0 for query in (waiting, tried, given_up)))

    def forget(self, now: int | None = None) -> int:
        """Deletes what is left of letters after KEPT_DAYS, and the files of the folder; how many."""
        before = (self._now() if now is None else now) - KEPT_DAYS * DAY
        old = (LETTERS.c.sent < before) | (LETTERS.c.failed < before)
        with failures(WHAT):
            with self._writing() as connection:
                gone = connection.execute(sa.delete(LETTERS).where(old)).rowcount
            return gone + forget_files(self._settings.instance, before)

    def _due(self, now: int) -> list[tuple[int, int, str]]:
        """Number, moment and kind of what is due, in the order in which it came."""
        query = sa.select(LETTERS.c.number, LETTERS.c.next, LETTERS.c.kind).where(WAITING & (LETTERS.c.next <= now))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(LETTERS.c.number).limit(MOST_AT_ONCE))
            return [(row.number, row.next, row.kind) for row in rows]

    def _take(self, number: int, seen: int, now: int) -> bool:
        """Whether this process has the letter from now on."""
        free = (LETTERS.c.number == number) & (LETTERS.c.next == seen) & WAITING
        # Even where it was due this very second, its next moment is another one.
        values = {"attempts": LETTERS.c.attempts + 1, "next": now + LEASE}
        with self._writing() as connection:
            return connection.execute(sa.update(LETTERS).where(free).values(**values)).rowcount == 1

    def _carry(self, carrier: Carrier, number: int, now: int) -> NotTaken | PostAway | None:
        """Hands a letter over; what kept it from leaving."""
        row = self._row(number)
        if row["expires"] < now:  # a link that opens no more helps nobody
            return NotTaken("trop tard", for_good=True)
        try:
            letter = read_letter(row["recipient"], row["kind"], row["content"])
        except (InvalidInput, ValueError, KeyError):
            return NotTaken("illisible", for_good=True)
        try:
            carrier.carry(letter, Envelope(self._sender, row["queued"], row["identifier"]))
        except (NotTaken, PostAway) as error:
            return error
        self._settle(number, sent=now)
        return None

    def _row(self, number: int) -> sa.RowMapping:
        with self._reading() as connection:
            return connection.execute(sa.select(LETTERS).where(LETTERS.c.number == number)).mappings().one()

    def _put_back(self, number: int, now: int, error: NotTaken | PostAway) -> str:
        """Keeps a letter for later, or gives it up. Nothing of it is logged."""
        row = self._row(number)
        then = now + delay(row["attempts"])
        if (isinstance(error, NotTaken) and error.for_good) or then > row["expires"]:
            log.warning("Courrier : un courriel est abandonné (%s).", error)
            self._settle(number, failed=now)
            return GIVEN_UP
        log.warning("Courrier : un courriel n’est pas parti, il sera retenté (%s).", error)
        with self._writing() as connection:
            connection.execute(sa.update(LETTERS).where(LETTERS.c.number == number).values(next=then))
        return LATER

    def _settle(self, number: int, **moment: int) -> None:
        """Notes that a letter left or was given up, and forgets to whom and what."""
        with self._writing() as connection:
            connection.execute(sa.update(LETTERS).where(LETTERS.c.number == number).values(**_NOTHING, **moment))


def delay(attempts: int) -> int:
    """Seconds until the next try: five minutes after the first, three times as long each time, half a day at most."""
    return int(min(LONGEST_DELAY, FIRST_DELAY * 3 ** min(attempts - 1, 10)))
