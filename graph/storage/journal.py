# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: an append-only SQL log of changes, the only state that is not derived."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from graph.chain import START, proof
from graph.database import engine_of, failures, open_database
from graph.errors import StorageError, UnknownThing
from graph.migrations import JOURNAL, bring_up, versions
from graph.rdf.dataset import Fact
from graph.rdf.nquads import from_text, to_absolute, to_relative, to_text

_TABLES = sa.MetaData()
CHANGES = sa.Table(
    "changes",
    _TABLES,
    # Chosen by us (last + 1), so that numbers have no gap; the primary key refuses it to the second of two writers.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.Column("removed", sa.Text, nullable=False),
    sa.Column("added", sa.Text, nullable=False),
    sa.Column("removed_count", sa.Integer, nullable=False),
    sa.Column("added_count", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    # How it proves itself (`graph.chain`); empty while a journal of before is not brought up.
    *(sa.Column(name, sa.String(64), nullable=False, server_default="") for name in ("salt", "content", "link")),
)
# What each source that ships with the project said when an edition of it was last taken: its facts as lines, and the
# digest of its file ("" when nobody noted it).
SHIPPED = sa.Table(
    "shipped",
    _TABLES,
    sa.Column("source", sa.String(400), primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)
# The kind of a change by which a file was taken.
DELIVERY = "import"
NOT_THERE = "Le journal n’a pas de modification {number}."
_HEADER = [column for column in CHANGES.c if column.name not in {"removed", "added", "salt", "content"}]


@dataclass(frozen=True)
class Draft:
    """A change somebody asks for; `source` is the IRI of the source it edits, "" when there are several."""

    author: str
    kind: str
    summary: str
    source: str
    removed: frozenset[Fact] = frozenset()
    added: frozenset[Fact] = frozenset()
    undoes: int | None = None


@dataclass(frozen=True)
class Header:
    """A change without its facts; `total` is the number of facts after it, `link` what ties it to all those before."""

    number: int
    at: datetime
    author: str
    kind: str
    summary: str
    source: str
    undoes: int | None
    removed_count: int
    added_count: int
    total: int
    link: str = START


@dataclass(frozen=True)
class Change:
    """A change that is in the journal: its facts were absent (added) or present (removed) just before."""

    header: Header
    removed: frozenset[Fact]
    added: frozenset[Fact]

    @property
    def number(self) -> int:
        """Its place in the journal, from 1, without a gap."""
        return self.header.number

    @property
    def touched(self) -> frozenset[Fact]:
        """Every fact it adds or removes."""
        return self.removed | self.added


@dataclass(frozen=True)
class Edition:
    """What a shipped source said when it was last taken, from a file of that digest."""

    source: str
    file: str
    digest: str
    said: frozenset[Fact]


class OutOfDate(Exception):
    """Another process appended in between: read its changes, then compute again."""


class Journal:
    """The journal at a database URL; IRIs under `base` are stored relative to it."""

    def __init__(self, url: str, base: str, *, asked: bool = True) -> None:
        """Opens the database; not `asked`: nothing is asked of it yet, as it may be away."""
        self.base = base
        self._engine = open_database(url, _TABLES) if asked else engine_of(url)

    @property
    def place(self) -> str:
        """Where it is, to be told: its file, or the address of its database without the password."""
        url = self._engine.url.set(query={})
        return url.database if url.database and self._is_sqlite else url.render_as_string(hide_password=True)

    @property
    def in_memory(self) -> bool:
        """Whether it is gone with its process."""
        return self._is_sqlite and self._engine.url.database in {None, "", ":memory:"}

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def reading(self) -> sa.Connection:
        """A connection to read with, to be closed."""
        return self._engine.connect()

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def append(self, draft: Draft, expected: int | None = None, editions: Iterable[Edition] = ()) -> Change:
        """Writes a change, and the editions of shipped sources that it takes, and syncs it before returning.

        With `expected`, raises OutOfDate unless that is the number of the last change: the facts of the draft are
        then known to be a true difference.
        """
        with failures("Le journal"):
            while True:
                try:
                    with self._engine.begin() as connection:
                        change = self._insert(connection, draft, expected)
                        self._note(connection, editions)
                        return change
                except IntegrityError as error:
                    if expected is not None:
                        raise OutOfDate from error

    def add(self, connection: sa.Connection, draft: Draft) -> Header:
        """Writes a change, as the last one of a transaction that is not its own."""
        return self._insert(connection, draft, None).header

    def note(self, editions: Iterable[Edition]) -> None:
        """Writes editions of shipped sources that change nothing; raises OutOfDate where another process does so."""
        with failures("Le journal"):
            try:
                with self._engine.begin() as connection:
                    self._note(connection, editions)
            except IntegrityError as error:
                raise OutOfDate from error

    def _note(self, connection: sa.Connection, editions: Iterable[Edition]) -> None:
        now = datetime.now(UTC).isoformat()
        for item in editions:
            source = to_relative(item.source, self.base)
            values = {"source": source, "file": item.file, "digest": item.digest, "at": now}
            connection.execute(sa.delete(SHIPPED).where(SHIPPED.c.source == source))
            connection.execute(sa.insert(SHIPPED).values(**values, said=to_text(item.said, self.base)))

    def digests(self) -> frozenset[str]:
        """The digests of the files of shipped sources that were taken; none where the instance never took one."""
        with failures("Le journal"), self._engine.connect() as connection:
            return frozenset(connection.scalars(sa.select(SHIPPED.c.digest)))

    def editions(self) -> dict[str, Edition]:
        """The last editions of shipped sources, by IRI."""
        with failures("Le journal"), self._engine.connect() as connection:
            rows = connection.execute(sa.select(SHIPPED)).mappings().all()
        found = (
            Edition(
                to_absolute(row["source"], self.base), row["file"], row["digest"], from_text(row["said"], self.base)
            )
            for row in rows
        )
        return {item.source: item for item in found}

    def last_taken(self) -> datetime | None:
        """When an edition of a shipped source was last taken, None where none ever was."""
        with failures("Le journal"), self._engine.connect() as connection:
            found = connection.scalar(sa.select(sa.func.max(SHIPPED.c.at)))
        return datetime.fromisoformat(found) if found else None

    def bring_up(self) -> None:
        """Does to a journal of an earlier release what it needs, once it is known to be whole."""
        with failures("Le journal"):
            bring_up(self._engine, JOURNAL)

    def _insert(self, connection: sa.Connection, draft: Draft, expected: int | None) -> Change:
        last = _last(connection)
        number, total = (last.number, last.total) if last else (0, 0)
        if expected is not None and number != expected:
            raise OutOfDate
        header = Header(
            number=number + 1,
            at=datetime.now(UTC),
            author=draft.author,
            kind=draft.kind,
            summary=draft.summary,
            source=draft.source,
            undoes=draft.undoes,
            removed_count=len(draft.removed),
            added_count=len(draft.added),
            total=total + len(draft.added) - len(draft.removed),
        )
        row = self._row(Change(header, draft.removed, draft.added))
        row |= proof(row, last.link if last else START)
        connection.execute(sa.insert(CHANGES).values(row))
        return Change(replace(header, link=row["link"]), draft.removed, draft.added)

    def _row(self, change: Change) -> dict[str, Any]:
        header = change.header
        return {
            **{column.name: getattr(header, column.name) for column in _HEADER},
            "at": header.at.isoformat(),
            "source": to_relative(header.source, self.base),
            "removed": to_text(change.removed, self.base),
            "added": to_text(change.added, self.base),
        }

    def last(self) -> Header | None:
        """The last change, None while there is none."""
        with failures("Le journal"), self._engine.connect() as connection:
            found = _last(connection)
        return None if found is None else self._placed(found)

    def last_number(self) -> int:
        """The number of the last change, 0 while there is none; cheap enough to be asked before each request."""
        with failures("Le journal"), self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.max(CHANGES.c.number))) or 0

    def headers(
        self,
        limit: int | None = None,
        before: int | None = None,
        sources: Collection[str] = (),
        kinds: Collection[str] = (),
        *,
        author: str | None = None,
    ) -> list[Header]:
        """The latest changes first, without their facts; with `sources`, `kinds` or `author`, those of these alone."""
        query = sa.select(*_HEADER).order_by(CHANGES.c.number.desc())
        if sources:
            query = query.where(CHANGES.c.source.in_([to_relative(source, self.base) for source in sources]))
        if kinds:
            query = query.where(CHANGES.c.kind.in_(list(kinds)))
        if author is not None:
            query = query.where(CHANGES.c.author == author)
        if before is not None:
            query = query.where(CHANGES.c.number < before)
        if limit is not None:
            query = query.limit(limit)
        with failures("Le journal"), self._engine.connect() as connection:
            return [self._placed(_header(row)) for row in connection.execute(query).mappings()]

    def rows(self, after: int = 0) -> Iterator[dict[str, object]]:
        """The changes after a number as they are stored, in order, from one consistent reading."""
        query = sa.select(CHANGES).where(CHANGES.c.number > after).order_by(CHANGES.c.number)
        with (
            failures("Le journal"),
            self._engine.connect().execution_options(yield_per=500) as connection,
            connection.execute(query) as found,  # closed too when nobody reads on: some servers hold it
        ):
            for row in found.mappings():
                yield dict(row)

    def read(self, after: int = 0) -> Iterator[Change]:
        """The changes after a number, in order."""
        for row in self.rows(after):
            yield self.change_of(row)

    def change_of(self, row: dict[str, object]) -> Change:
        """The change of a stored row; raises StorageError when its facts cannot be read."""
        try:
            removed, added = (from_text(str(row[name]), self.base) for name in ("removed", "added"))
            return Change(self._placed(_header(row)), removed, added)
        except (SyntaxError, ValueError, KeyError, TypeError) as error:
            raise StorageError(f"La modification {row.get('number')} du journal est illisible ({error}).") from error

    def get(self, number: int) -> Change:
        """One change; raises UnknownThing."""
        query = sa.select(CHANGES).where(CHANGES.c.number == number)
        with failures("Le journal"), self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise UnknownThing(NOT_THERE.format(number=number), field="number")
        return self.change_of(dict(row))

    def latest(self, kind: str, begins: str) -> Change | None:
        """The last change of a kind whose summary begins so; None where there is none."""
        mine = (CHANGES.c.kind == kind) & CHANGES.c.summary.startswith(begins, autoescape=True)
        query = sa.select(CHANGES).where(mine).order_by(CHANGES.c.number.desc()).limit(1)
        with failures("Le journal"), self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self.change_of(dict(row))

    def header(self, number: int) -> Header:
        """One change without its facts; raises UnknownThing."""
        with failures("Le journal"), self._engine.connect() as connection:
            row = connection.execute(sa.select(*_HEADER).where(CHANGES.c.number == number)).mappings().first()
        if row is None:
            raise UnknownThing(NOT_THERE.format(number=number), field="number")
        return self._placed(_header(row))

    def about(self, iris: Collection[str]) -> Iterator[Change]:
        """What each change says of some things, in order; those that say nothing of them are left out."""
        starts = tuple(f"<{to_relative(iri, self.base)}> " for iri in iris)
        sides = (CHANGES.c.removed, CHANGES.c.added)
        spelt = sa.or_(*(side.contains(start, autoescape=True) for side in sides for start in starts))
        query = sa.select(CHANGES).where(spelt).order_by(CHANGES.c.number)
        with failures("Le journal"), self._engine.connect() as connection:
            for row in connection.execute(query).mappings():
                kept = {side.name: _beginning(row[side.name], starts) for side in sides}
                if any(kept.values()):
                    yield self.change_of({**row, **kept})

    def added_of(self, number: int, path: str) -> frozenset[Fact]:
        """What a change added of one property, however much it added; nothing where it is not there."""
        said = f"<{path}>"
        query = sa.select(CHANGES.c.added).where(CHANGES.c.number == number, CHANGES.c.added.contains(said))
        with failures("Le journal"), self._engine.connect() as connection:
            text = connection.scalar(query) or ""
        found = from_text("\n".join(line for line in text.split("\n") if said in line), self.base)
        return frozenset(fact for fact in found if fact.p == path)

    def version(self) -> dict[str, int]:
        """Of which release the tables and the journal are, as `graph.migrations.versions` tells it."""
        with failures("Le journal"), self._engine.connect() as connection:
            return versions(connection)

    def _placed(self, header: Header) -> Header:
        return replace(header, source=to_absolute(header.source, self.base))


def _beginning(text: str, starts: tuple[str, ...]) -> str:
    """The lines of a text that begin so; it is not cut into all its lines, as a file that was taken has many."""
    found = []
    for start in starts:
        at = text.find(start)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if at == 0 or text[at - 1] == "\n":
                found.append(text[at:end])
            at = text.find(start, end)
    return "\n".join(found)


def _header(row: sa.RowMapping | dict[str, object]) -> Header:
    values = {column.name: row[column.name] for column in _HEADER}
    return Header(**{**values, "at": datetime.fromisoformat(str(values["at"]))})  # type: ignore[arg-type]


def _last(connection: sa.Connection) -> Header | None:
    row = connection.execute(sa.select(*_HEADER).order_by(CHANGES.c.number.desc()).limit(1)).mappings().first()
    return None if row is None else _header(row)
