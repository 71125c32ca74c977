# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where requests for a helping hand wait: thirty days, whatever becomes of them; neither side sees an address."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from graph.clock import DAY
from graph.digests import digest
from graph.errors import AlreadyThere, Conflict, UnknownThing
from graph.people.tables import ACCOUNTS
from graph.people.tables import TABLES as PEOPLE_TABLES
from graph.skills.asking import DECLINE, OPEN, SETTLE, HandRequest
from graph.skills.links import ASKED, ASKER, SkillLinks, number_in
from graph.skills.store import KeptSkill
from graph.skills.tables import HANDS, TABLES, WORDS
from graph.stores import ForgettingStore
from graph.text.days import day_of
from graph.text.wording import Phrase

WHAT = "Les demandes entre collègues"
KEPT_DAYS, NUDGED_DAYS, MONTH = 30, 7, 30 * DAY
MOST_OF_ONE, MOST_BY_ONE = 3, 5
"""How many one person is asked in a day, and how many one person asks."""
MOST_WORDS = 20
WAITING, ANSWERED, DECLINED, SETTLED = "waiting", "answered", "declined", "settled"
OVER = {DECLINED, SETTLED}
GONE = Phrase(
    "Cette demande n’est plus ici : elle a été effacée, comme toutes le sont au bout de trente jours, ou l’adresse "
    "n’est pas entière."
)
CLOSED = Phrase("Cette demande est close : rien ne peut plus y être écrit.")


@dataclass(frozen=True)
class HandWords:
    """What one side (ASKED or ASKER) wrote, and when (seconds)."""

    side: str
    text: str
    at: int


@dataclass(frozen=True)
class Hand:
    """A request as one side sees it: about which subject (a path), how urgent, what was written, what became of it.

    `theirs` and `ours`: who agreed to show their address. `address`: that of the other side, "" unless both did.
    `secret` opens it to this side, `other` to the other one.
    """

    number: int
    side: str
    subject: str
    urgency: str
    asked: int
    state: str
    words: tuple[HandWords, ...]
    ours: bool
    theirs: bool
    address: str
    secret: str
    other: str

    @property
    def over(self) -> bool:
        """Whether nothing more is written."""
        return self.state in OVER or len(self.words) >= MOST_WORDS

    @property
    def asked_on(self) -> date:
        """The day on which it was asked."""
        return day_of(self.asked)

    @property
    def ends_on(self) -> date:
        """The day on which it is erased."""
        return day_of(self.asked + KEPT_DAYS * DAY)


@dataclass(frozen=True)
class Asker:
    """Who asks: the number of an account (0 for none), and the one by which what they do is counted."""

    account: int
    signature: int


class Hands(ForgettingStore):
    """The requests of one instance, in the database of its journal and apart from it."""

    what, tables, rows = WHAT, (TABLES, PEOPLE_TABLES), HANDS

    def __init__(self, url: str, secret_key: str) -> None:
        super().__init__(url)
        self._links = SkillLinks(secret_key)

    def ask(
        self, skill: KeptSkill, request: HandRequest, who: Asker, form: str, queue: Callable[[str, str], int]
    ) -> str:
        """Keeps a request and has its letter queued; the same form asks once. Gives the secret of whoever asks.

        `queue` is given the address and the secret of the one asked, and gives the number of the letter. Raises
        StorageError.
        """
        now = self._now()
        values = _new(skill, request, who, form, now)
        same = HANDS.c.form == values["form"]
        try:
            with self._writing(now) as connection:
                known = connection.execute(sa.select(HANDS).where(same)).mappings().first()
                if known is None:
                    connection.execute(sa.insert(HANDS).values(**values))
                    known = connection.execute(sa.select(HANDS).where(same)).mappings().one()
                    _write(connection, known["number"], ASKER, request.words, now)
        except AlreadyThere:  # the same form at the same moment
            with self._reading() as connection:
                known = connection.execute(sa.select(HANDS).where(same)).mappings().one()
        if not known["letter"]:
            letter = queue(self._email(skill.account), self._secret(known, ASKED))
            with self._writing(now) as connection:
                connection.execute(sa.update(HANDS).where(same).values(letter=letter))
        return self._secret(known, ASKER)

    def wait_for(self, account: int, who: Asker) -> int:
        """How many seconds to wait before this one asks that one, 0 where nothing is in the way."""
        now = self._now()
        limits = ((HANDS.c.account == account, MOST_OF_ONE), (HANDS.c.signature == who.signature, MOST_BY_ONE))
        with self._reading() as connection:
            return max(_wait(connection, which, most, now) for which, most in limits)

    def find(self, secret: str) -> Hand:
        """The request that a secret opens, as that side sees it; raises UnknownThing."""
        with self._reading() as connection:
            row, side = self._opened(connection, secret)
            return self._read(connection, row, side)

    def of_account(self, account: int) -> list[Hand]:
        """What somebody asked and was asked, the last first."""
        theirs = ((HANDS.c.account == account) | (HANDS.c.asker == account)) & ~self._old(self._now())
        with self._reading() as connection:
            rows = connection.execute(sa.select(HANDS).where(theirs).order_by(HANDS.c.number.desc())).mappings().all()
            return [self._read(connection, row, ASKED if row["account"] == account else ASKER) for row in rows]

    def go_on(self, secret: str, step: str, words: str) -> tuple[Hand, str]:
        """Notes what one side answers; gives the request as it is now, and the address of the other side.

        Raises UnknownThing, or Conflict where nothing more can be written.
        """
        now = self._now()
        with self._writing(now) as connection:
            row, side = self._opened(connection, secret)
            if self._read(connection, row, side).over:
                raise Conflict(CLOSED())
            state = {DECLINE: DECLINED, SETTLE: SETTLED}.get(step, ANSWERED if side == ASKED else row["state"])
            values: dict[str, object] = {"state": state}
            if step == OPEN:
                values["asked_opens" if side == ASKED else "asker_opens"] = now
            connection.execute(sa.update(HANDS).where(HANDS.c.number == row["number"]).values(**values))
            if words:
                _write(connection, row["number"], side, words, now)
            row, side = self._opened(connection, secret)
            return self._read(connection, row, side), _address(connection, row, ASKER if side == ASKED else ASKED)

    def asked_lately(self) -> Mapping[int, int]:
        """How often each account was asked within a month."""
        query = sa.select(HANDS.c.account, sa.func.count().label("times")).group_by(HANDS.c.account)
        with self._reading() as connection:
            rows = connection.execute(query.where(HANDS.c.asked > self._now() - MONTH))
            return {row.account: row.times for row in rows}

    def to_nudge(self, now: int) -> list[tuple[Hand, str]]:
        """What nobody answered in a week, as its asker sees it, with their address."""
        which = (
            (HANDS.c.state == WAITING) & (HANDS.c.asked <= now - NUDGED_DAYS * DAY) & ~HANDS.c.nudged & ~self._old(now)
        )
        with self._reading() as connection:
            rows = connection.execute(sa.select(HANDS).where(which).order_by(HANDS.c.number)).mappings().all()
            return [(self._read(connection, row, ASKER), _address(connection, row, ASKER)) for row in rows]

    def nudge(self, number: int) -> bool:
        """Notes that its asker is told; whether they were not before."""
        which = (HANDS.c.number == number) & ~HANDS.c.nudged
        with self._writing() as connection:
            return connection.execute(sa.update(HANDS).where(which).values(nudged=True)).rowcount == 1

    def _opened(self, connection: sa.Connection, secret: str) -> tuple[sa.RowMapping, str]:
        which = (HANDS.c.number == number_in(secret)) & ~self._old(self._now())
        row = connection.execute(sa.select(HANDS).where(which)).mappings().first()
        for side in (ASKED, ASKER) if row is not None else ():
            if row is not None and self._links.opens(secret, side, row["seed"]):
                return row, side
        raise UnknownThing(GONE())

    def _read(self, connection: sa.Connection, row: sa.RowMapping, side: str) -> Hand:
        query = sa.select(WORDS).where(WORDS.c.hand == row["number"]).order_by(WORDS.c.rank)
        words = tuple(
            HandWords(said["side"], said["words"], said["at"]) for said in connection.execute(query).mappings()
        )
        opens = bool(row["asked_opens"]), bool(row["asker_opens"])
        ours, theirs = opens if side == ASKED else opens[::-1]
        other = ASKER if side == ASKED else ASKED
        told = (row["number"], side, row["subject"], row["urgency"], row["asked"], row["state"], words, ours, theirs)
        address = _address(connection, row, other) if ours and theirs else ""
        return Hand(*told, address, self._secret(row, side), self._secret(row, other))

    def _secret(self, row: sa.RowMapping, side: str) -> str:
        return self._links.secret(row["number"], side, row["seed"])

    def _email(self, account: int) -> str:
        with self._reading() as connection:
            found = connection.scalar(sa.select(ACCOUNTS.c.email).where(ACCOUNTS.c.number == account))
        if found is None:
            raise UnknownThing(GONE())
        return str(found)

    def _old(self, now: int) -> sa.ColumnElement[bool]:
        return HANDS.c.asked <= now - KEPT_DAYS * DAY

    def _forget(self, connection: sa.Connection, now: int) -> None:
        old = sa.select(HANDS.c.number).where(self._old(now))
        connection.execute(sa.delete(WORDS).where(WORDS.c.hand.in_(old)))
        super()._forget(connection, now)


def _new(skill: KeptSkill, request: HandRequest, who: Asker, form: str, now: int) -> dict[str, Any]:
    """The row of a request that nobody has read yet."""
    return {
        "form": digest(form), "seed": secrets.token_urlsafe(24),
        "account": skill.account, "asker": who.account, "signature": who.signature, "email": request.email,
        "subject": skill.told.subject, "urgency": request.urgency, "asked": now, "state": WAITING, "asked_opens": 0,
        "asker_opens": 0, "nudged": False, "letter": 0,
    }  # fmt: skip


def _write(connection: sa.Connection, number: int, side: str, words: str, now: int) -> None:
    last = connection.scalar(sa.select(sa.func.max(WORDS.c.rank)).where(WORDS.c.hand == number)) or 0
    values = {"hand": number, "rank": last + 1, "side": side, "words": words, "at": now}
    connection.execute(sa.insert(WORDS).values(**values))


def _address(connection: sa.Connection, row: sa.RowMapping, side: str) -> str:
    """The address of a side, "" for somebody who is here no more."""
    number = row["account"] if side == ASKED else row["asker"]
    if not number:
        return str(row["email"])
    return connection.scalar(sa.select(ACCOUNTS.c.email).where(ACCOUNTS.c.number == number)) or ""


def _wait(connection: sa.Connection, which: sa.ColumnElement[bool], most: int, now: int) -> int:
    query = sa.select(HANDS.c.asked).where(which & (HANDS.c.asked > now - DAY))
    moments = list(connection.scalars(query.order_by(HANDS.c.asked.desc()).limit(most)))
    return moments[-1] + DAY - now if len(moments) == most else 0
