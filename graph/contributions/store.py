# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where contributions are kept: written and synced before anybody is thanked, told apart without telling of anybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any

import sqlalchemy as sa

from graph import clock
from graph.contributions.proposal import Proposal
from graph.contributions.risk import likeness, risk_of, signs_of
from graph.contributions.sender import VISITOR, Sender
from graph.contributions.tables import (
    ACCEPTED,
    ALL,
    CONTRIBUTIONS,
    FORGOTTEN,
    LONGEST_PROPOSAL,
    OPEN,
    REFUSED,
    TABLES,
    WAITING,
)
from graph.database import rows_of
from graph.errors import AlreadyThere, Conflict, TooLarge, UnknownThing
from graph.stores import DatabaseStore
from graph.text.wording import Phrase

WHAT = "Les contributions"
_IS_OPEN = CONTRIBUTIONS.c.state.in_(OPEN)
_LEFT = {
    "proposal": "", "content": "", "likeness": "", "reason": "", "signs": "", "decided": "", "state": FORGOTTEN,
}  # fmt: skip
KEPT_DAYS = 365
"""For how long what was decided, or what nobody decided, can be read again; then only its number and its fate are."""
AN_HOUR = timedelta(hours=1)
MOST_OPEN = 2_000
"""Contributions of visitors that wait at once: a program that sends anything does not fill the disk."""
NOT_HERE = Phrase("Aucune contribution ne porte ce numéro, ou elle est oubliée depuis : voyez la liste.")
DECIDED_ALREADY = Phrase("Quelqu’un a déjà décidé de la contribution n° {number} : rien n’a changé. Voyez la liste.")
REFUSED_BEFORE = Phrase("La même proposition a déjà été relue, et n’a pas été retenue : {reason}")
REFUSED_SILENTLY = Phrase("La même proposition a déjà été relue, et n’a pas été retenue.")
FULL = Phrase("Trop de contributions attendent d’être relues : gardez la vôtre, et envoyez-la demain.")
TOO_LONG = Phrase("Cette contribution est trop longue : envoyez-la en plusieurs fois.")
READ_MEANWHILE = Phrase(
    "Quelqu’un a déjà commencé à relire votre envoi n° {number} : il ne se complète plus ici. Une fois la fiche en "
    "ligne, corrigez-la."
)
NOT_DECIDED = Phrase("La contribution n° {number} attend encore : il n’y a rien à défaire.")


class RefusedBefore(Conflict):
    """The same was proposed, read, and refused: it does not come back."""


@dataclass(frozen=True)
class Contribution:
    """A proposal under its number, when it came and from which sort of sender, and what became of it.

    `proposal` is None once it is forgotten. `times`: how often it was sent; `risk`, from 0 to 100, and its `signs`;
    `change`: the number of the change by which it was accepted, 0 for none; `turn`: the rank of its decision.
    """

    number: int
    received: datetime
    sender: Sender
    proposal: Proposal | None
    times: int
    risk: int
    signs: tuple[str, ...]
    state: str
    likeness: str = ""
    decided: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    change: int = 0
    turn: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.state in OPEN


@dataclass(frozen=True)
class ContributionFate:
    """What is decided: the state, by whom (a right and a number), why, and by which change it was accepted."""

    state: str
    author: str
    reason: str = ""
    change: int = 0


class Contributions(DatabaseStore):
    """The contributions of the database at a URL; `base`: under which the instance's own IRIs are.

    `secret` is what makes digests that nobody can guess.
    """

    what, tables = WHAT, (TABLES,)

    def __init__(self, url: str, base: str, secret: str = "") -> None:
        self._base = base
        self._key = sha256(f"contributions {secret}".encode()).digest()
        super().__init__(url)

    # --- receiving -----------------------------------------------------------------------------------------------

    def add(self, proposal: Proposal, sender: Sender, instead_of: int = 0) -> int:
        """The number of a contribution, written before it is returned; sent twice, the same one.

        `instead_of`: the number of one that waits and that it completes, which goes as this one comes.
        Raises RefusedBefore for what was refused, TooLarge, or Conflict where too many wait, or where somebody has
        begun to read the one that it completes.
        """
        text = proposal.to_json(self._base)
        if len(text) > LONGEST_PROPOSAL:
            raise TooLarge(TOO_LONG())
        content, alike = self._digest(_content(proposal, self._base)), self._digest(likeness(proposal))
        while True:
            try:
                with self._writing() as connection:
                    self._purge(connection)
                    if instead_of:
                        _leave(connection, instead_of)
                    known = self._known(connection, content, sender if proposal.is_new else Sender())
                    return known or self._insert(connection, proposal, sender, (text, content, alike))
            except AlreadyThere:  # somebody took that number in between
                continue

    def _known(self, connection: sa.Connection, content: str, sender: Sender) -> int:
        """The number of the same one that waits, counted once more, or that a known sender had published within the
        hour: a button pressed twice; 0 for none. Raises RefusedBefore."""
        same = CONTRIBUTIONS.c.content == content
        query = sa.select(CONTRIBUTIONS).where(same).order_by(CONTRIBUTIONS.c.number.desc())
        for row in connection.execute(query).mappings():
            if row["state"] in OPEN:
                mine = CONTRIBUTIONS.c.number == row["number"]
                connection.execute(sa.update(CONTRIBUTIONS).where(mine).values(times=CONTRIBUTIONS.c.times + 1))
                return int(row["number"])
            if row["state"] == ACCEPTED and _is_again(row, sender):
                return int(row["number"])
            if row["state"] == REFUSED:
                raise RefusedBefore(REFUSED_BEFORE(reason=row["reason"]) if row["reason"] else REFUSED_SILENTLY())
        return 0

    def _insert(
        self, connection: sa.Connection, proposal: Proposal, sender: Sender, written: tuple[str, str, str]
    ) -> int:
        text, content, alike = written
        is_open = CONTRIBUTIONS.c.state.in_(OPEN)
        if sender.kind == VISITOR and _count(connection, is_open) >= MOST_OPEN:
            raise Conflict(FULL())
        near = _count(connection, is_open & (CONTRIBUTIONS.c.likeness == alike)) if alike else 0
        signs = signs_of(proposal, sender, near)
        number = (connection.scalar(sa.select(sa.func.max(CONTRIBUTIONS.c.number))) or 0) + 1
        row = {
            "number": number, "received": _minute(clock.now()), "sender": sender.kind,
            "sender_number": sender.number, "sender_right": sender.right, "proposal": text, "content": content,
            "likeness": alike, "times": 1, "risk": risk_of(signs), "signs": ",".join(signs), "state": WAITING,
            "decided": "", "turn": 0, "decided_by": "", "reason": "", "change": 0,
        }  # fmt: skip
        connection.execute(sa.insert(CONTRIBUTIONS).values(row))
        return number

    def _digest(self, text: str) -> str:
        return blake2b(text.encode(), key=self._key, digest_size=16).hexdigest() if text else ""

    # --- reading -------------------------------------------------------------------------------------------------

    def find(self, number: int) -> Contribution:
        """One contribution; raises UnknownThing, also for one that is forgotten."""
        found = self._read(CONTRIBUTIONS.c.number == number)
        if not found or found[0].state == FORGOTTEN:
            raise UnknownThing(NOT_HERE(), field="numero")
        return found[0]

    def of(self, numbers: Collection[int]) -> dict[int, Contribution]:
        """Those of some numbers that can still be read, by number."""
        return {one.number: one for one in self._read(CONTRIBUTIONS.c.number.in_(numbers)) if one.proposal}

    def fates(self, numbers: Collection[int]) -> tuple[tuple[int, str, int], ...]:
        """Number, state and turn of some of them: what tells that any was decided of, without reading one."""
        table = CONTRIBUTIONS.c
        query = sa.select(table.number, table.state, table.turn).where(table.number.in_(numbers)).order_by(table.number)
        with self._reading() as connection:
            return tuple((number, state, turn) for number, state, turn in connection.execute(query))

    def open(self) -> tuple[Contribution, ...]:
        """What is to be decided, the oldest first."""
        return self._read(CONTRIBUTIONS.c.state.in_(OPEN))

    def decided(self, limit: int) -> tuple[Contribution, ...]:
        """What was accepted or refused and can still be read, the latest decision first."""
        done = CONTRIBUTIONS.c.state.in_((ACCEPTED, REFUSED)) & (CONTRIBUTIONS.c.proposal != "")
        return self._read(done, CONTRIBUTIONS.c.turn.desc(), CONTRIBUTIONS.c.number.desc(), limit=limit)

    def last_of(self, author: str) -> Contribution | None:
        """The last one of which somebody decided anything, None where they did not."""
        mine = (CONTRIBUTIONS.c.decided_by == author) & (CONTRIBUTIONS.c.proposal != "")
        order = (CONTRIBUTIONS.c.turn.desc(), CONTRIBUTIONS.c.number.desc())
        return next(iter(self._read(mine, *order, limit=1)), None)

    def refused_with(self, found: Contribution) -> tuple[Contribution, ...]:
        """The others that say nearly the same as one that was refused, and were refused with it."""
        if found.state != REFUSED or not found.likeness or found.decided is None:
            return ()
        table, when = CONTRIBUTIONS.c, _minute(found.decided)
        alike = (table.likeness == found.likeness) & (table.state == REFUSED) & (table.number != found.number)
        together = (table.decided == when) & (table.decided_by == found.decided_by) & (table.reason == found.reason)
        return self._read(alike & together)

    def count_open(self) -> int:
        """How many are to be decided: cheap enough for every page."""
        with self._reading() as connection:
            return _count(connection, CONTRIBUTIONS.c.state.in_(OPEN))

    def open_numbers(self) -> frozenset[int]:
        """The numbers of those that are to be decided."""
        with self._reading() as connection:
            return frozenset(connection.scalars(sa.select(CONTRIBUTIONS.c.number).where(_IS_OPEN)))

    def decided_since(self, day: datetime) -> int:
        """How many were decided since a moment."""
        done = CONTRIBUTIONS.c.state.in_((ACCEPTED, REFUSED)) & (CONTRIBUTIONS.c.decided >= _minute(day))
        with self._reading() as connection:
            return _count(connection, done)

    def delays_since(self, day: datetime) -> tuple[timedelta, ...]:
        """How long each waited that was accepted or refused since a moment."""
        done = CONTRIBUTIONS.c.state.in_((ACCEPTED, REFUSED)) & (CONTRIBUTIONS.c.decided >= _minute(day))
        query = sa.select(CONTRIBUTIONS.c.received, CONTRIBUTIONS.c.decided).where(done)
        with self._reading() as connection:
            return tuple(_moment(decided) - _moment(received) for received, decided in connection.execute(query))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, by table."""
        with self._reading() as connection:
            return {table.name: rows_of(connection, table) for table in ALL}

    def _read(
        self, where: sa.ColumnElement[bool], *order: sa.ColumnElement[Any], limit: int | None = None
    ) -> tuple[Contribution, ...]:
        query = sa.select(CONTRIBUTIONS).where(where).order_by(*(order or (CONTRIBUTIONS.c.number,))).limit(limit)
        with self._reading() as connection:
            return tuple(self._contribution(row) for row in connection.execute(query).mappings())

    def _contribution(self, row: Mapping[Any, Any]) -> Contribution:
        return Contribution(
            number=row["number"],
            received=_moment(row["received"]),
            sender=Sender(row["sender"], row["sender_number"], row["sender_right"]),
            proposal=Proposal.from_json(row["proposal"], self._base) if row["proposal"] else None,
            times=row["times"],
            risk=row["risk"],
            signs=tuple(filter(None, row["signs"].split(","))),
            state=row["state"],
            likeness=row["likeness"],
            decided=_moment(row["decided"]) if row["decided"] else None,
            decided_by=row["decided_by"],
            reason=row["reason"],
            change=row["change"],
            turn=row["turn"],
        )

    # --- deciding ------------------------------------------------------------------------------------------------

    def refuse_decided(self, number: int) -> None:
        """Raises UnknownThing, or Conflict where somebody has decided already."""
        if not self.find(number).is_open:
            raise Conflict(DECIDED_ALREADY(number=number), field="numero")

    def decide(self, number: int, fate: ContributionFate) -> None:
        """Notes what is decided of one that is open; raises Conflict where somebody has decided meanwhile."""
        moment = _minute(clock.now())
        values = {"state": fate.state, "decided": moment, "decided_by": fate.author, "reason": fate.reason}
        self._update(number, OPEN, {**values, "change": fate.change}, DECIDED_ALREADY)

    def withdraw(self, number: int) -> None:
        """Forgets one that nobody has decided of, as whoever sent it takes it back; raises Conflict."""
        self._update(number, OPEN, _LEFT, DECIDED_ALREADY)

    def reopen(self, number: int) -> None:
        """Has one wait again as if nothing had been decided; raises Conflict where nothing was."""
        values = {"state": WAITING, "decided": "", "decided_by": "", "reason": "", "change": 0}
        self._update(number, (ACCEPTED, REFUSED, *OPEN[1:]), values, NOT_DECIDED)

    def _update(self, number: int, of: Collection[str], values: Mapping[str, object], otherwise: Phrase) -> None:
        mine = (CONTRIBUTIONS.c.number == number) & CONTRIBUTIONS.c.state.in_(of)
        with self._writing() as connection:
            turn = connection.scalar(sa.select(sa.func.max(CONTRIBUTIONS.c.turn))) or 0
            values = {**values, "turn": turn + 1 if values["decided"] else 0}
            done = connection.execute(sa.update(CONTRIBUTIONS).where(mine).values(values)).rowcount
        if not done:
            raise Conflict(otherwise(number=number), field="numero")

    # --- forgetting ----------------------------------------------------------------------------------------------

    def purge(self) -> int:
        """Forgets what is older than a year, and says how much."""
        with self._writing() as connection:
            return self._purge(connection)

    def _purge(self, connection: sa.Connection) -> int:
        """What was refused keeps its digest, so that it does not come back."""
        oldest = _minute(clock.now() - timedelta(days=KEPT_DAYS))
        last = sa.case((CONTRIBUTIONS.c.decided == "", CONTRIBUTIONS.c.received), else_=CONTRIBUTIONS.c.decided)
        old = (last < oldest) & (CONTRIBUTIONS.c.proposal != "")
        blank = {"proposal": "", "likeness": "", "reason": ""}
        refused = old & (CONTRIBUTIONS.c.state == REFUSED)
        gone = connection.execute(sa.update(CONTRIBUTIONS).where(refused).values(blank)).rowcount
        state = {**blank, "content": "", "state": FORGOTTEN}
        return gone + connection.execute(sa.update(CONTRIBUTIONS).where(old).values(state)).rowcount


def _content(proposal: Proposal, base: str) -> str:
    """What makes two proposals the same: not when they were made, nor where from; nor the IRI of what is new."""
    others = "".join(sorted(_content(other, base) for other in proposal.others))
    made = {one.subject for one in proposal.all() if one.is_new}
    fields = sorted(
        f"{field.property} {sorted(str(term) for term in field.before)} "
        f"{sorted('new' if term in made else repr(term) for term in field.after)}"
        for field in proposal.fields
    )
    subject = "new" if proposal.is_new else proposal.subject.removeprefix(base)
    said = [proposal.kind, subject, *fields, "" if fields else proposal.comment, others]
    return "\n".join(said)


def _is_again(row: Mapping[Any, Any], sender: Sender) -> bool:
    mine = (row["sender"], row["sender_number"]) == (sender.kind, sender.number)
    return mine and sender.kind != VISITOR and row["decided"] >= _minute(clock.now() - AN_HOUR)


def _leave(connection: sa.Connection, number: int) -> None:
    """Forgets one that nobody has read yet, as another takes its place; raises Conflict."""
    mine = (CONTRIBUTIONS.c.number == number) & (CONTRIBUTIONS.c.state == WAITING)
    if not connection.execute(sa.update(CONTRIBUTIONS).where(mine).values({**_LEFT, "turn": 0})).rowcount:
        raise Conflict(READ_MEANWHILE(number=number), field="numero")


def _count(connection: sa.Connection, where: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(CONTRIBUTIONS).where(where)) or 0


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}"


def _moment(minute: str) -> datetime:
    return datetime.fromisoformat(minute).replace(tzinfo=UTC)
