# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where slips, their marks and the counts of gaps are kept: written and synced before anything is acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from graph.database import failures, put_rows, rows_of
from graph.errors import AlreadyThere, Conflict, StorageError, UnknownThing
from graph.slips.number import drawn, shown
from graph.slips.reference import Slip
from graph.slips.tables import ALL, GAPS, MARKS, NEEDS, SETTLED, SIGNED, SLIPS, TABLES, UNREACHED, WAVES
from graph.slips.waves import WITHDRAWN, MinuteOfReports, Wave
from graph.stores import DatabaseStore
from graph.text.wording import Phrase

WHAT, COUNTS = "Les bons d’orientation", "Le compte des manques"
MOST_MARKS = 50
NO_SLIP = Phrase("Aucun bon ne porte le numéro {number} ici. Relisez-le, ou notez une nouvelle orientation.")
OFTEN_CHANGED = Phrase("Ce qui s’est passé a déjà été changé {most} fois : ce bon ne change plus.")


@dataclass(frozen=True)
class Mark:
    """What became of a referral (slug of an outcome), as said on a day.

    `settled`: the needs for which somebody has checked the card since ("" for any need). `invitation`: by which number
    its author had come in (0: anonymous). `withdrawn`: it is part of a wave that was taken back.
    """

    outcome: str
    day: date
    settled: frozenset[str] = frozenset()
    invitation: int = 0
    withdrawn: bool = False

    @property
    def stands(self) -> bool:
        """Whether it asks for all that it asked for when it was said."""
        return not self.settled and not self.withdrawn


@dataclass(frozen=True)
class NumberedSlip:
    """A slip under its number, with its marks in order: the last one counts."""

    number: str
    slip: Slip
    marks: tuple[Mark, ...]

    @property
    def last(self) -> Mark | None:
        """The mark that counts."""
        return self.marks[-1] if self.marks else None


class Slips(DatabaseStore):
    """The slips of the database at a URL; `secret` makes their numbers impossible to guess."""

    what, tables = WHAT, (TABLES,)

    def __init__(self, url: str, secret: bytes = b"") -> None:
        self._secret = secret
        super().__init__(url)

    # --- giving and marking --------------------------------------------------------------------------------------

    def give(self, slip: Slip, seed: str) -> str:
        """The number of a slip, written before it is returned; the same seed and slip give the same number again."""
        for attempt in range(100):
            number = drawn(self._secret, f"{seed}|{slip.content}|{attempt}")
            if self._insert(number, slip) or self.find(number).slip == slip:
                return number
        raise StorageError("Aucun numéro de bon n’est libre.")

    def _insert(self, number: str, slip: Slip) -> bool:
        row = {
            "number": number, "day": slip.day.isoformat(), "commune": slip.commune, "actor": slip.actor,
            "service": slip.service,
        }  # fmt: skip
        try:
            with self._writing() as connection:
                connection.execute(sa.insert(SLIPS).values(row))
                connection.execute(sa.insert(NEEDS), [{"number": number, "need": need} for need in slip.needs])
        except AlreadyThere:  # that number is taken: by this very slip sent twice, or by another one
            return False
        return True

    def find(self, number: str) -> NumberedSlip:
        """The slip of a number; raises UnknownThing."""
        found = next(self._read(sa.select(SLIPS.c.number).where(SLIPS.c.number == number)), None)
        if found is None:
            raise UnknownThing(NO_SLIP(number=shown(number)), field="numero")
        return found

    def mark(self, number: str, outcome: str, day: date, *, minute: str = "", invitation: int = 0) -> NumberedSlip:
        """Notes what became of a slip, written before it is returned; saying again what stands changes nothing.

        `minute` is that at which it is said (UTC, `2026-11-30T07:45`); `invitation` is the number by which its author
        came in. Raises UnknownThing, or Conflict when it has changed too often.
        """
        said = {"outcome": outcome, "day": day.isoformat(), "minute": minute, "invitation": invitation}
        while True:
            known = self.find(number)
            last = known.last
            if last and last.outcome == outcome and last.stands and invitation in (0, last.invitation):
                return known
            if len(known.marks) >= MOST_MARKS:
                raise Conflict(OFTEN_CHANGED(most=MOST_MARKS))
            if self._insert_mark({"number": number, "rank": len(known.marks), **said}):
                return self.find(number)

    def _insert_mark(self, row: Mapping[str, object]) -> bool:
        try:
            with self._writing() as connection:
                connection.execute(sa.insert(MARKS).values(row))
        except AlreadyThere:  # somebody marked it in between
            return False
        return True

    def settle(self, marks: Iterable[tuple[str, int]], need: str) -> None:
        """Says of marks (number, rank) that the card was checked for a need ("": for any); saying it again is fine."""
        for number, rank in marks:
            with suppress(AlreadyThere), self._writing() as connection:
                connection.execute(sa.insert(SETTLED).values(number=number, rank=rank, need=need))

    # --- reading -------------------------------------------------------------------------------------------------

    def all(self) -> Iterator[NumberedSlip]:
        """Every slip, by number."""
        yield from self._read(sa.select(SLIPS.c.number))

    def marked(self, outcomes: Iterable[str], since: date) -> Iterator[NumberedSlip]:
        """The slips that were marked with one of these outcomes since a day, whatever was said afterwards."""
        said = MARKS.c.outcome.in_(list(outcomes)) & (MARKS.c.day >= since.isoformat())
        yield from self._read(sa.select(MARKS.c.number).where(said))

    def _read(self, numbers: sa.Select[tuple[str]]) -> Iterator[NumberedSlip]:
        with self._reading() as connection:
            rows, needs, marks, settled = (
                _grouped(connection, _whole(table).where(table.c.number.in_(numbers)))
                for table in (SLIPS, NEEDS, MARKS, SETTLED)
            )
            waves = _withdrawn(connection)
        for number, [row] in rows.items():
            slip = _slip(row, needs.get(number, []))
            yield NumberedSlip(number, slip, _marks(marks.get(number, []), settled.get(number, []), waves))

    def given_to(self) -> dict[str, int]:
        """How many slips lead to each actor, and to each service, by their key."""
        counts: dict[str, int] = {}
        with self._reading() as connection:
            for column in (SLIPS.c.actor, SLIPS.c.service):
                rows = connection.execute(sa.select(column, sa.func.count()).group_by(column)).all()
                counts |= {key: count for key, count in rows if key}
        return counts

    def tally(self) -> list[tuple[str, str, int]]:
        """(day, last outcome, count) for the referrals of which somebody who had come in by a link said the outcome."""
        days = sa.select(SLIPS.c.number, SLIPS.c.day, MARKS.c.outcome).join(MARKS, MARKS.c.number == SLIPS.c.number)
        with self._reading() as connection:
            rows = connection.execute(days.where(_SIGNED_MARK).order_by(MARKS.c.rank)).all()
        last = {number: (day, outcome) for number, day, outcome in rows}
        return [(*key, count) for key, count in Counter(last.values()).items()]

    def stamp(self) -> tuple[int, ...]:
        """How many signed marks and unanswered requests: another whenever what is published may change."""
        counts = (sa.select(sa.func.count(MARKS.c.number)).where(_SIGNED_MARK), sa.select(sa.func.sum(GAPS.c.requests)))
        with self._reading() as connection:
            return tuple(connection.scalar(count) or 0 for count in counts)

    # --- gaps ----------------------------------------------------------------------------------------------------

    def add_gaps(self, needs: Iterable[str], commune: str, month: str) -> None:
        """Counts one more request left without answer, for each of these needs."""
        for need in needs:
            key = {"need": need, "commune": commune, "month": month}
            if not self._increase(key):
                self._begin_count(key)

    def _begin_count(self, key: Mapping[str, str], table: sa.Table = GAPS) -> None:
        try:
            with failures(COUNTS), self._engine.begin() as connection:
                connection.execute(sa.insert(table).values(**key, requests=1))
        except AlreadyThere:  # somebody counted the first one in between
            self._increase(key, table)

    def _increase(self, key: Mapping[str, str], table: sa.Table = GAPS) -> bool:
        with failures(COUNTS), self._engine.begin() as connection:
            same = sa.and_(*(table.c[name] == value for name, value in key.items()))
            more = sa.update(table).where(same).values(requests=table.c.requests + 1)
            return connection.execute(more).rowcount > 0

    def gaps(self) -> list[tuple[str, str, str, int]]:
        """(need, commune, month, requests) for everything that was counted."""
        with failures(COUNTS), self._engine.connect() as connection:
            rows = connection.execute(sa.select(GAPS).order_by(GAPS.c.need, GAPS.c.commune, GAPS.c.month))
            return [(row.need, row.commune, row.month, row.requests) for row in rows]

    # --- unreached without a slip --------------------------------------------------------------------------------

    def add_unreached(self, actor: str, day: date, minute: str = "") -> None:
        """Counts one visitor who could not reach an actor (`kind/slug`), in a minute (UTC)."""
        key = {"actor": actor, "day": day.isoformat(), "minute": minute}
        if not self._increase(key, UNREACHED):
            self._begin_count(key, UNREACHED)

    def unreached(self, since: date) -> dict[str, tuple[date, int]]:
        """For each actor that visitors could not reach since a day: the last day, and how many."""
        table = UNREACHED.c
        query = sa.select(table.actor, table.day, table.minute, table.requests).where(table.day >= since.isoformat())
        found: dict[str, tuple[date, int]] = {}
        with failures(COUNTS), self._engine.connect() as connection:
            waves = _withdrawn(connection)
            rows = connection.execute(query.order_by(table.day)).all()
        for actor, day, minute, requests in rows:
            if not any(minute in wave for wave in waves):
                found[actor] = (date.fromisoformat(day), found.get(actor, (None, 0))[1] + requests)
        return found

    def sign_unreached(self, actor: str, invitation: int, day: date) -> None:
        """Notes that whoever came in by an invitation could not reach an actor; the last day is kept."""
        mine = (SIGNED.c.actor == actor) & (SIGNED.c.invitation == invitation)
        values = {"actor": actor, "invitation": invitation, "day": day.isoformat()}
        with suppress(AlreadyThere), failures(COUNTS), self._engine.begin() as connection:
            if not connection.execute(sa.update(SIGNED).where(mine).values(day=day.isoformat())).rowcount:
                connection.execute(sa.insert(SIGNED).values(values))

    def signed_unreached(self, since: date) -> dict[str, dict[int, date]]:
        """For each actor that professionals could not reach since a day: by which invitations, and on which days."""
        query = sa.select(SIGNED).where(SIGNED.c.day >= since.isoformat())
        found: dict[str, dict[int, date]] = {}
        with failures(COUNTS), self._engine.connect() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["actor"], {})[row["invitation"]] = date.fromisoformat(row["day"])
        return found

    def forget_unreached(self, actor: str) -> None:
        """Says that somebody has checked the card: the visitors so far ask for nothing more."""
        with failures(COUNTS), self._engine.begin() as connection:
            for table in (UNREACHED, SIGNED):
                connection.execute(sa.delete(table).where(table.c.actor == actor))

    # --- waves ---------------------------------------------------------------------------------------------------

    def reports(self, since: date) -> list[MinuteOfReports]:
        """The anonymous reports since a day of which the minute is known and no wave was decided, in order."""
        marks = (
            sa.select(MARKS.c.minute, SLIPS.c.actor, sa.literal(1))
            .join(SLIPS, SLIPS.c.number == MARKS.c.number)
            .where((MARKS.c.day >= since.isoformat()) & ~_SIGNED_MARK & (MARKS.c.minute != ""))
        )
        others = sa.select(UNREACHED.c.minute, UNREACHED.c.actor, UNREACHED.c.requests)
        others = others.where((UNREACHED.c.day >= since.isoformat()) & (UNREACHED.c.minute != ""))
        decided = [wave for wave, _ in self.decisions()]
        with self._reading() as connection:
            rows = [*connection.execute(marks), *connection.execute(others)]
        found = (MinuteOfReports(*row) for row in rows)
        return sorted(one for one in found if not any(one.minute in wave for wave in decided))

    def decide(self, wave: Wave, decision: str, day: date) -> None:
        """Notes what was decided of a wave; deciding again replaces it."""
        values = {"first": wave.first, "last": wave.last, "decision": decision, "day": day.isoformat()}
        with self._writing() as connection:
            connection.execute(sa.delete(WAVES).where(WAVES.c.first == wave.first))
            connection.execute(sa.insert(WAVES).values(values))

    def decide_no_more(self, wave: Wave) -> None:
        """Takes back what was decided of a wave: all that it left out counts again."""
        with self._writing() as connection:
            connection.execute(sa.delete(WAVES).where(WAVES.c.first == wave.first))

    def decisions(self) -> list[tuple[Wave, str]]:
        """The waves of which something was decided, and what, the last first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(WAVES).order_by(WAVES.c.first.desc())).mappings()
            return [(Wave(row["first"], row["last"]), row["decision"]) for row in rows]

    # --- saving and restoring ------------------------------------------------------------------------------------

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """Every row of every table, by table; slips are read first, and what comes after only for those."""
        with self._reading() as connection:
            rows = {table.name: rows_of(connection, table) for table in ALL}
        known = {row["number"] for row in rows[SLIPS.name]}
        for name in (NEEDS.name, MARKS.name, SETTLED.name):
            rows[name] = [row for row in rows[name] if row["number"] in known]
        return rows

    def replace_all(self, rows: Mapping[str, list[dict[str, object]]]) -> None:
        """Puts other rows in place of all of them, in one transaction; raises InvalidInput on what is none."""
        with self._writing() as connection:
            for table in ALL:
                put_rows(connection, table, rows.get(table.name, ()))


_SIGNED_MARK = MARKS.c.invitation > 0


def _withdrawn(connection: sa.Connection) -> list[Wave]:
    query = sa.select(WAVES.c.first, WAVES.c.last).where(WAVES.c.decision == WITHDRAWN)
    return [Wave(first, last) for first, last in connection.execute(query)]


def _whole(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    return sa.select(table).order_by(*table.primary_key.columns)


def _grouped(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> dict[str, list[sa.RowMapping]]:
    """The rows of a query by number of slip."""
    found: dict[str, list[sa.RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["number"], []).append(row)
    return found


def _slip(row: sa.RowMapping, needs: list[sa.RowMapping]) -> Slip:
    day = date.fromisoformat(row["day"])
    # Databases do not all order words alike; a slip's needs are in one order.
    return Slip(tuple(sorted(item["need"] for item in needs)), row["commune"], row["actor"], row["service"], day)


def _marks(rows: list[sa.RowMapping], settled: list[sa.RowMapping], waves: list[Wave]) -> tuple[Mark, ...]:
    needs: dict[int, set[str]] = {}
    for row in settled:
        needs.setdefault(row["rank"], set()).add(row["need"])
    return tuple(
        Mark(
            row["outcome"],
            date.fromisoformat(row["day"]),
            frozenset(needs.get(row["rank"], ())),
            row["invitation"],
            not row["invitation"] and any(row["minute"] in wave for wave in waves),
        )
        for row in rows
    )
