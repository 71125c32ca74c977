# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what colleagues say they know is kept: theirs alone to change, shown while they agree and may come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from graph import clock
from graph.entry.roles import READ, roles
from graph.errors import InvalidInput, UnknownThing
from graph.people.tables import ACCOUNTS, CONSENTS, GRANTS
from graph.people.tables import TABLES as PEOPLE_TABLES
from graph.skills.declaring import A_YEAR, FADING, LONGEST_LIST, SUBJECT, ToldSkill
from graph.skills.tables import HANDS, SKILLS, TABLES, WORDS
from graph.stores import DatabaseStore
from graph.text.wording import Phrase

WHAT = "Les compétences dites entre professionnels"
GONE = Phrase("Cette compétence n’est plus ici : elle a été retirée, ou l’adresse n’est pas entière.")
TOO_MANY = Phrase("Soixante compétences suffisent : retirez-en une avant d’en ajouter.")


@dataclass(frozen=True)
class KeptSkill:
    """What somebody said to know: its number, that of the account, the name to show ("" for none), and when."""

    number: int
    account: int
    told: ToldSkill
    name: str
    declared: int

    def fades(self, day: date) -> bool:
        """Whether that day it is to be confirmed."""
        return day > self.told.until

    def is_shown(self, day: date) -> bool:
        """Whether colleagues see it that day."""
        return day <= self.told.until + FADING


class Skills(DatabaseStore):
    """What colleagues of one instance say they know, in the database of its journal and apart from it."""

    what, tables = WHAT, (TABLES, PEOPLE_TABLES)

    def tell(self, account: int, told: ToldSkill) -> None:
        """Notes what somebody knows, in place of what they said of the same subject; raises InvalidInput."""
        values = {
            "account": account, "subject": told.subject, "level": told.level, "network": told.network,
            "modes": " ".join(told.modes), "named": told.named, "until": told.until.isoformat(), "reminded": "",
            "declared": self._now(),
        }  # fmt: skip
        mine = SKILLS.c.account == account
        with self._writing() as connection:
            same = connection.scalar(sa.select(SKILLS.c.number).where(mine & (SKILLS.c.subject == told.subject)))
            if same is not None:
                connection.execute(sa.update(SKILLS).where(SKILLS.c.number == same).values(**values))
                return
            if (connection.scalar(sa.select(sa.func.count()).where(mine)) or 0) >= LONGEST_LIST:
                raise InvalidInput(TOO_MANY(), field="q")
            connection.execute(sa.insert(SKILLS).values(**values))

    def of_account(self, account: int) -> list[KeptSkill]:
        """All that somebody said, shown or not, in the order in which it was said."""
        with self._reading() as connection:
            return _read(connection, SKILLS.c.account == account)

    def shown(self, day: date, *subjects: str) -> list[KeptSkill]:
        """What colleagues see that day of some subjects, of all without any: of those who agree and may come in."""
        last = (day - FADING).isoformat()
        which = _is_open() & (SKILLS.c.until >= last)
        if subjects:
            which &= SKILLS.c.subject.in_(subjects)
        with self._reading() as connection:
            return _read(connection, which)

    def one(self, number: int) -> KeptSkill:
        """One of those that colleagues may see, by its number; raises UnknownThing."""
        with self._reading() as connection:
            found = _read(connection, _is_open() & (SKILLS.c.number == number))
        if not found:
            raise UnknownThing(GONE())
        return found[0]

    def confirm(self, number: int, account: int) -> None:
        """Notes that it is still true, for a year more; raises UnknownThing."""
        values = {"until": (clock.today() + A_YEAR).isoformat(), "reminded": ""}
        with self._writing() as connection:
            if not connection.execute(sa.update(SKILLS).where(_mine(number, account)).values(**values)).rowcount:
                raise UnknownThing(GONE())

    def take_back(self, number: int, account: int) -> None:
        """Deletes one of somebody's; one that is gone already stays so."""
        with self._writing() as connection:
            connection.execute(sa.delete(SKILLS).where(_mine(number, account)))

    def forget(self, account: int, *, wholly: bool = True) -> None:
        """Deletes what somebody said to know; `wholly`: also what they asked, and what they were asked."""
        with self._writing() as connection:
            connection.execute(sa.delete(SKILLS).where(SKILLS.c.account == account))
            if wholly:
                theirs = (HANDS.c.account == account) | (HANDS.c.asker == account)
                connection.execute(sa.delete(WORDS).where(WORDS.c.hand.in_(sa.select(HANDS.c.number).where(theirs))))
                connection.execute(sa.delete(HANDS).where(theirs))

    def to_remind(self, day: date, within: int) -> list[tuple[KeptSkill, str]]:
        """What ends within so many days and was not reminded of, each with the address of whoever said it."""
        last = date.fromordinal(day.toordinal() + within).isoformat()
        due = (SKILLS.c.until >= day.isoformat()) & (SKILLS.c.until <= last) & (SKILLS.c.reminded != SKILLS.c.until)
        with self._reading() as connection:
            found = _read(connection, _is_open() & due)
            rows = connection.execute(sa.select(ACCOUNTS.c.number, ACCOUNTS.c.email))
            emails = {row.number: row.email for row in rows}
        return [(one, emails[one.account]) for one in found]

    def remind(self, number: int) -> bool:
        """Notes that a reminder is sent, once for a day; whether it was not before."""
        with self._writing() as connection:
            which = (SKILLS.c.number == number) & (SKILLS.c.reminded != SKILLS.c.until)
            return connection.execute(sa.update(SKILLS).where(which).values(reminded=SKILLS.c.until)).rowcount == 1


def _is_open() -> sa.ColumnElement[bool]:
    """Of an account that agrees, and may read between professionals."""
    reading = [slug for slug, role in roles().items() if role.may(READ)]
    agreed = sa.exists().where((CONSENTS.c.account == SKILLS.c.account) & (CONSENTS.c.subject == SUBJECT))
    inside = sa.exists().where((GRANTS.c.account == SKILLS.c.account) & GRANTS.c.role.in_(reading))
    return agreed & inside


def _mine(number: int, account: int) -> sa.ColumnElement[bool]:
    return (SKILLS.c.number == number) & (SKILLS.c.account == account)


def _read(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[KeptSkill]:
    query = sa.select(SKILLS, ACCOUNTS.c.name).join_from(SKILLS, ACCOUNTS, SKILLS.c.account == ACCOUNTS.c.number)
    rows = connection.execute(query.where(which).order_by(SKILLS.c.number)).mappings()
    return [_kept(row) for row in rows]


def _kept(row: sa.RowMapping) -> KeptSkill:
    modes, until = tuple(row["modes"].split()), date.fromisoformat(row["until"])
    told = ToldSkill(row["subject"], row["level"], row["network"], modes, bool(row["named"]), until)
    return KeptSkill(row["number"], row["account"], told, row["name"] if told.named else "", row["declared"])
