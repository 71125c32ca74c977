# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where slips, their marks and the counts of gaps are kept: written and synced before anything is acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from graph.database import failures, open_database, put_rows, rows_of
from graph.errors import Conflict, StorageError, UnknownThing
from graph.slips.number import drawn, shown
from graph.slips.reference import Slip
from graph.slips.tables import ALL, GAPS, MARKS, NEEDS, SETTLED, SLIPS, TABLES, UNREACHED
from graph.text.wording import Phrase

WHAT, COUNTS = "Les bons d’orientation", "Le compte des manques"
MOST_MARKS = 50
NO_SLIP = Phrase("Aucun bon ne porte le numéro {number} ici. Relisez-le, ou notez une nouvelle orientation.")
OFTEN_CHANGED = Phrase("Ce qui s’est passé a déjà été changé {most} fois : ce bon ne change plus.")


@dataclass(frozen=True)
class Mark:
    """What became of a referral (slug of an outcome), as said on a day.

    `settled`: the needs for which somebody has checked the card since ("" for any need).
    """

    outcome: str
    day: date
    settled: frozenset[str] = frozenset()


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


class Slips:
    """The slips of the database at a URL; `secret` makes their numbers impossible to guess."""

    def __init__(self, url: str, secret: bytes = b"") -> None:
        self._secret = secret
        self._engine = open_database(url, TABLES)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

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
        with failures(WHAT):
            try:
                with self._engine.begin() as connection:
                    connection.execute(sa.insert(SLIPS).values(row))
                    connection.execute(sa.insert(NEEDS), [{"number": number, "need": need} for need in slip.needs])
            except IntegrityError:  # that number is taken: by this very slip sent twice, or by another one
                return False
        return True

    def find(self, number: str) -> NumberedSlip:
        """The slip of a number; raises UnknownThing."""
        found = next(self._read(sa.select(SLIPS.c.number).where(SLIPS.c.number == number)), None)
        if found is None:
            raise UnknownThing(NO_SLIP(number=shown(number)), field="numero")
        return found

    def mark(self, number: str, outcome: str, day: date) -> NumberedSlip:
        """Notes what became of a slip, written before it is returned; saying the same again changes nothing.

        Raises UnknownThing, or Conflict when it has changed too often.
        """
        while True:
            known = self.find(number)
            if known.last is not None and known.last.outcome == outcome and not known.last.settled:
                return known
            if len(known.marks) >= MOST_MARKS:
                raise Conflict(OFTEN_CHANGED(most=MOST_MARKS))
            row = {"number": number, "rank": len(known.marks), "outcome": outcome, "day": day.isoformat()}
            if self._insert_mark(row):
                return self.find(number)

    def _insert_mark(self, row: Mapping[str, object]) -> bool:
        with failures(WHAT):
            try:
                with self._engine.begin() as connection:
                    connection.execute(sa.insert(MARKS).values(row))
            except IntegrityError:  # somebody marked it in between
                return False
        return True

    def settle(self, marks: Iterable[tuple[str, int]], need: str) -> None:
        """Says of marks (number, rank) that the card was checked for a need ("": for any); saying it again is fine."""
        for number, rank in marks:
            with failures(WHAT), suppress(IntegrityError), self._engine.begin() as connection:
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
        with failures(WHAT), self._engine.connect() as connection:
            rows, needs, marks, settled = (
                _grouped(connection, _whole(table).where(table.c.number.in_(numbers)))
                for table in (SLIPS, NEEDS, MARKS, SETTLED)
            )
        for number, [row] in rows.items():
            slip = _slip(row, needs.get(number, []))
            yield NumberedSlip(number, slip, _marks(marks.get(number, []), settled.get(number, [])))

    def tally(self) -> list[tuple[str, str, int]]:
        """(day, last outcome or "", count) for all that was noted."""
        with failures(WHAT), self._engine.connect() as connection:
            slips = connection.execute(sa.select(SLIPS.c.number, SLIPS.c.day)).all()
            marks = connection.execute(sa.select(MARKS.c.number, MARKS.c.outcome).order_by(MARKS.c.rank)).all()
        last = dict(marks)
        found: Counter[tuple[str, str]] = Counter((day, last.get(number, "")) for number, day in slips)
        return [(*key, count) for key, count in found.items()]

    def stamp(self) -> tuple[int, ...]:
        """How many slips, marks and unanswered requests: another whenever something is noted."""
        counts = (sa.func.count(SLIPS.c.number), sa.func.count(MARKS.c.number), sa.func.sum(GAPS.c.requests))
        with failures(WHAT), self._engine.connect() as connection:
            return tuple(connection.scalar(sa.select(count)) or 0 for count in counts)

    # --- gaps ----------------------------------------------------------------------------------------------------

    def add_gaps(self, needs: Iterable[str], commune: str, month: str) -> None:
        """Counts one more request left without answer, for each of these needs."""
        for need in needs:
            key = {"need": need, "commune": commune, "month": month}
            if not self._increase(key):
                self._begin_count(key)

    def _begin_count(self, key: Mapping[str, str], table: sa.Table = GAPS) -> None:
        with failures(COUNTS):
            try:
                with self._engine.begin() as connection:
                    connection.execute(sa.insert(table).values(**key, requests=1))
            except IntegrityError:  # somebody counted the first one in between
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

    def add_unreached(self, actor: str, day: date) -> None:
        """Counts one visitor who could not reach an actor (`kind/slug`)."""
        key = {"actor": actor, "day": day.isoformat()}
        if not self._increase(key, UNREACHED):
            self._begin_count(key, UNREACHED)

    def unreached(self, since: date) -> dict[str, tuple[date, int]]:
        """For each actor that visitors could not reach since a day: the last day, and how many."""
        table = UNREACHED.c
        query = sa.select(table.actor, sa.func.max(table.day), sa.func.sum(table.requests))
        with failures(COUNTS), self._engine.connect() as connection:
            rows = connection.execute(query.where(table.day >= since.isoformat()).group_by(table.actor)).all()
        return {actor: (date.fromisoformat(day), int(count)) for actor, day, count in rows}

    def forget_unreached(self, actor: str) -> None:
        """Says that somebody has checked the card: the visitors so far ask for nothing more."""
        with failures(COUNTS), self._engine.begin() as connection:
            connection.execute(sa.delete(UNREACHED).where(UNREACHED.c.actor == actor))

    # --- saving and restoring ------------------------------------------------------------------------------------

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """Every row of every table, by table; slips are read first, and what comes after only for those."""
        with failures(WHAT), self._engine.connect() as connection:
            rows = {table.name: rows_of(connection, table) for table in ALL}
        known = {row["number"] for row in rows[SLIPS.name]}
        for name in (NEEDS.name, MARKS.name, SETTLED.name):
            rows[name] = [row for row in rows[name] if row["number"] in known]
        return rows

    def replace_all(self, rows: Mapping[str, list[dict[str, object]]]) -> None:
        """Puts other rows in place of all of them, in one transaction; raises InvalidInput on what is none."""
        with failures(WHAT), self._engine.begin() as connection:
            for table in ALL:
                put_rows(connection, table, rows.get(table.name, ()))


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


def _marks(rows: list[sa.RowMapping], settled: list[sa.RowMapping]) -> tuple[Mark, ...]:
    needs: dict[int, set[str]] = {}
    for row in settled:
        needs.setdefault(row["rank"], set()).add(row["need"])
    return tuple(
        Mark(row["outcome"], date.fromisoformat(row["day"]), frozenset(needs.get(row["rank"], ()))) for row in rows
    )
