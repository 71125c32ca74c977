# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where workshops are kept, with what came in each; what names anybody leaves when they are closed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from graph import clock
from graph.database import rows_of
from graph.errors import AlreadyThere, Conflict, UnknownThing
from graph.rdf.nquads import to_absolute, to_relative
from graph.stores import DatabaseStore
from graph.text.wording import Phrase
from graph.workshops.tables import ALL, TABLES, WORKSHOP_ADDITIONS, WORKSHOPS
from graph.workshops.workshop import Workshop, WorkshopAddition, WorkshopAim, drawn_code, typed_code

WHAT = "Les séances d’atelier"
LONGEST = 2 * 86_400
"""Seconds after which a workshop that nobody closed is closed."""
NO_WORKSHOP = Phrase("Aucune séance ne porte ce numéro : voyez la liste.")
NO_CODE = Phrase("Aucune séance n’a ce code : relisez-le sur le mur.")
OVER = Phrase("Cette séance est finie.")
SHUT = Phrase("La personne qui anime a fermé la porte : le mur ne prend plus d’ajouts.")
OVER_ALREADY = Phrase("Cette séance est déjà finie : rien n’a changé.")
ELSEWHERE = "-"
"""The code of a workshop that was held elsewhere: nobody joins it."""
FLAGS = ("before", "greyed", "shut")


class WorkshopOver(Conflict):
    """The workshop is closed: nothing more is taken in it."""


class Workshops(DatabaseStore):
    """The workshops of the database at a URL; `base`: under which the instance's own IRIs are."""

    what, tables = WHAT, (TABLES,)

    def __init__(self, url: str, base: str) -> None:
        self._base = base.rstrip("/")
        super().__init__(url)

    # --- opening and closing -------------------------------------------------------------------------------------

    def begin(self, aim: WorkshopAim, opener: str, base: int) -> Workshop:
        """A new workshop, under a code that no other one that goes on has; raises InvalidInput."""
        aim = aim.checked()
        while True:
            try:
                with self._writing() as connection:
                    number = (connection.scalar(sa.select(sa.func.max(WORKSHOPS.c.number))) or 0) + 1
                    taken = set(connection.scalars(sa.select(WORKSHOPS.c.code).where(WORKSHOPS.c.closed == 0)))
                    code = next(code for code in iter(drawn_code, "") if code not in taken)
                    made = Workshop(uuid4().hex, number, code, aim, self._now(), 0, opener, base)
                    connection.execute(sa.insert(WORKSHOPS).values(self._row(made)))
                    return made
            except AlreadyThere:  # somebody took that number in between
                continue

    def settle(self, number: int, aim: WorkshopAim) -> Workshop:
        """Changes what is said of a workshop that goes on; raises UnknownThing, Conflict, InvalidInput."""
        aim, going = aim.checked(), (WORKSHOPS.c.number == number) & (WORKSHOPS.c.closed == 0)
        self.find(number)
        with self._writing() as connection:
            done = connection.execute(sa.update(WORKSHOPS).where(going).values(self._said(aim))).rowcount
        if not done:
            raise Conflict(OVER_ALREADY())
        return self.find(number)

    def end(self, number: int) -> Workshop:
        """Closes a workshop and forgets the first names that were given in it; raises UnknownThing, Conflict."""
        found = self.find(number)
        with self._writing() as connection:
            if not _end(connection, WORKSHOPS.c.uid == found.uid):
                raise Conflict(OVER_ALREADY())
        return self.find(number)

    def end_old(self, now: int, *, dry: bool = False) -> int:
        """Closes those that nobody closed; how many. `dry` only counts them."""
        old = (WORKSHOPS.c.closed == 0) & (WORKSHOPS.c.opened <= now - LONGEST)
        with self._reading() as connection:
            count = connection.scalar(sa.select(sa.func.count()).select_from(WORKSHOPS).where(old)) or 0
        if count and not dry:
            with self._writing() as connection:
                _end(connection, old)
        return count

    # --- reading -------------------------------------------------------------------------------------------------

    def all(self) -> tuple[Workshop, ...]:
        """Those that were opened, the latest first."""
        return self._read(sa.true())

    def find(self, number: int) -> Workshop:
        """One of them; raises UnknownThing."""
        found = self._read(WORKSHOPS.c.number == number)
        if not found:
            raise UnknownThing(NO_WORKSHOP(), field="numero")
        return found[0]

    def of_uid(self, uid: str) -> Workshop | None:
        """The one that has this mark wherever its file is carried, None where it is not here."""
        return next(iter(self._read(WORKSHOPS.c.uid == uid)), None)

    def of_code(self, text: str) -> Workshop:
        """The latest one of a code as somebody typed it, open or not; raises UnknownThing."""
        found = self._read(WORKSHOPS.c.code == typed_code(text))
        if not found:
            raise UnknownThing(NO_CODE(), field="code")
        return next((one for one in found if one.is_open), found[0])

    def additions(self, uid: str) -> tuple[WorkshopAddition, ...]:
        """What came in a workshop, the oldest first."""
        query = sa.select(WORKSHOP_ADDITIONS).where(WORKSHOP_ADDITIONS.c.workshop == uid)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(WORKSHOP_ADDITIONS.c.place)).mappings()
            return tuple(_addition(row) for row in rows)

    def sent(self, uid: str, token: str) -> WorkshopAddition | None:
        """What a telephone sent under a token, None where it has not come."""
        mine = (WORKSHOP_ADDITIONS.c.workshop == uid) & (WORKSHOP_ADDITIONS.c.token == token)
        with self._reading() as connection:
            row = connection.execute(sa.select(WORKSHOP_ADDITIONS).where(mine)).mappings().first()
        return None if row is None else _addition(row)

    def holding(self, contribution: int) -> tuple[Workshop, ...]:
        """The workshops in which a contribution came."""
        came = sa.select(WORKSHOP_ADDITIONS.c.workshop).where(WORKSHOP_ADDITIONS.c.contribution == contribution)
        return self._read(WORKSHOPS.c.uid.in_(came))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, by table."""
        with self._reading() as connection:
            return {table.name: rows_of(connection, table) for table in ALL}

    # --- taking in -----------------------------------------------------------------------------------------------

    def take(self, number: int, addition: WorkshopAddition) -> WorkshopAddition:
        """Notes what a telephone sent; sent twice, the first counts. Raises UnknownThing, WorkshopOver, InvalidInput.

        Its contribution is kept before: where a process ends in between, the telephone sends again, and the same
        contribution is found.
        """
        addition, found = addition.checked(), self.find(number)
        while True:
            if known := self.sent(found.uid, addition.token):
                return known
            self.refuse_closed(number)
            try:
                with self._writing() as connection:
                    mine = WORKSHOP_ADDITIONS.c.workshop == found.uid
                    last = connection.scalar(sa.select(sa.func.max(WORKSHOP_ADDITIONS.c.place)).where(mine)) or 0
                    row = vars(addition) | {"workshop": found.uid, "place": last + 1, "received": self._now()}
                    connection.execute(sa.insert(WORKSHOP_ADDITIONS).values(row))
            except AlreadyThere:  # somebody took that place in between
                continue

    def refuse_closed(self, number: int) -> None:
        """Raises WorkshopOver where nothing more is taken, UnknownThing."""
        found = self.find(number)
        if not found.is_open:
            raise WorkshopOver(OVER())
        if not found.takes:
            raise WorkshopOver(SHUT())

    # --- brought from another instance ---------------------------------------------------------------------------

    def bring(self, uid: str, said: tuple[str, str, tuple[str, ...]], moments: tuple[int, int]) -> Workshop:
        """A workshop that was held elsewhere, closed: `said` is its title, group and kinds, `moments` when it began
        and ended; brought twice, the first one."""
        while True:
            if known := self.of_uid(uid):
                return known
            try:
                with self._writing() as connection:
                    number = (connection.scalar(sa.select(sa.func.max(WORKSHOPS.c.number))) or 0) + 1
                    made = Workshop(uid, number, ELSEWHERE, WorkshopAim(*said, shut=True), *moments, "", 0)
                    connection.execute(sa.insert(WORKSHOPS).values(self._row(made)))
            except AlreadyThere:  # somebody took that number in between
                continue

    def note(self, uid: str, addition: WorkshopAddition) -> None:
        """Notes what a file brought, at its place in the room; noted twice, the first counts."""
        row = vars(addition) | {"workshop": uid, "received": self._now()}
        with suppress(AlreadyThere), self._writing() as connection:
            connection.execute(sa.insert(WORKSHOP_ADDITIONS).values(row))

    # --- rows ----------------------------------------------------------------------------------------------------

    def _read(self, where: sa.ColumnElement[bool]) -> tuple[Workshop, ...]:
        query = sa.select(WORKSHOPS).where(where).order_by(WORKSHOPS.c.number.desc())
        with self._reading() as connection:
            return tuple(self._workshop(row) for row in connection.execute(query).mappings())

    def _said(self, aim: WorkshopAim) -> dict[str, Any]:
        said = {"title": aim.title.strip(), "group": to_relative(aim.group.strip(), self._base)}
        flags = {name: int(getattr(aim, name)) for name in FLAGS}
        return {**said, "kinds": ",".join(aim.kinds), **flags}

    def _row(self, one: Workshop) -> dict[str, Any]:
        return {name: value for name, value in vars(one).items() if name != "aim"} | self._said(one.aim)

    def _workshop(self, row: Mapping[Any, Any]) -> Workshop:
        flags = {name: bool(row[name]) for name in FLAGS}
        kinds = tuple(filter(None, row["kinds"].split(",")))
        aim = WorkshopAim(row["title"], to_absolute(row["group"], self._base), kinds, **flags)
        said = {name: row[name] for name in ("uid", "number", "code", "opened", "closed", "opener", "base")}
        return Workshop(aim=aim, **said)


def _end(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """Closes the workshops that still go on among some, and empties what told one person of the room from another."""
    going = which & (WORKSHOPS.c.closed == 0)
    ending = list(connection.scalars(sa.select(WORKSHOPS.c.uid).where(going)))
    mine = WORKSHOP_ADDITIONS.c.workshop.in_(ending)
    connection.execute(sa.update(WORKSHOP_ADDITIONS).where(mine).values(name="", telephone=""))
    connection.execute(sa.update(WORKSHOPS).where(going).values(closed=clock.seconds(), shut=1))
    return len(ending)


def _addition(row: Mapping[Any, Any]) -> WorkshopAddition:
    names = ("token", "contribution", "telephone", "name", "place", "received")
    return WorkshopAddition(**{name: row[name] for name in names})
