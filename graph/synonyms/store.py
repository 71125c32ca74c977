# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where words typed are counted: by digest until they were typed five times on two days, then with the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b, sha256

import sqlalchemy as sa

from graph.database import rows_of
from graph.errors import AlreadyThere
from graph.stores import DatabaseStore
from graph.synonyms.refused import is_refused
from graph.synonyms.tables import ALL, HEARD, KNOWN, TABLES
from graph.text.folding import key

WHAT = "Le compte des mots"
LEAST, LEAST_DAYS = 5, 2
"""How many requests, and on how many different days, make words worth reading."""
KEPT_MONTHS = 12
MOST = 50_000
"""Different words counted at once: a program that types anything does not fill the disk."""


@dataclass(frozen=True)
class HeardWords:
    """Words that were typed often enough, how often, and what was chosen how often (`need/website`, "": nothing)."""

    digest: str
    words: str
    requests: int
    chosen: tuple[tuple[str, int], ...]


def counting_key(secret: str) -> bytes:
    """The key under which an instance makes digests of words, from its own secret."""
    return sha256(f"words {secret}".encode()).digest()


class WordCounts(DatabaseStore):
    """The counts of the database at a URL; `secret` is what makes digests of words that nobody can guess."""

    what, tables = WHAT, (TABLES,)

    def __init__(self, url: str, secret: bytes = b"") -> None:
        self._secret = secret
        super().__init__(url)

    def digest(self, words: str) -> str:
        """What stands for words while they are rare: the same for every spelling."""
        return blake2b(key(words).encode(), key=self._secret[:64], digest_size=16).hexdigest()

    def hear(self, words: str, chosen: str, today: date, *, first_today: bool) -> None:
        """Counts one request; `first_today` where nobody typed these words on that day before.

        Words that are refused are forgotten without a trace. Raises InvalidInput on a choice that is none.
        """
        if is_refused(words):
            return
        row = {"digest": self.digest(words), "chosen": chosen, "month": f"{today:%Y-%m}"}
        try:
            with self._writing() as connection:
                self._count(connection, row, today, int(first_today))
                self._know(connection, row["digest"], " ".join(words.split()))
        except AlreadyThere:  # somebody counted the same at the same instant: one request less is no loss
            return

    def _count(self, connection: sa.Connection, row: Mapping[str, str], today: date, days: int) -> None:
        same = sa.and_(*(HEARD.c[name] == value for name, value in row.items()))
        more = {"requests": HEARD.c.requests + 1, "days": HEARD.c.days + days}
        if connection.execute(sa.update(HEARD).where(same).values(**more)).rowcount:
            return
        _forget(connection, today)
        if (connection.scalar(sa.select(sa.func.count()).select_from(HEARD)) or 0) < MOST:
            connection.execute(sa.insert(HEARD).values(**row, requests=1, days=days))

    def _know(self, connection: sa.Connection, digest: str, words: str) -> None:
        """Keeps the words once they were typed often enough."""
        sums = (sa.func.sum(HEARD.c.requests), sa.func.sum(HEARD.c.days))
        query = sa.select(HEARD.c.chosen, *sums).where(HEARD.c.digest == digest).group_by(HEARD.c.chosen)
        rows = connection.execute(query).all()
        requests, days = (
            _asking(Counter({chosen: int(asked) for chosen, asked, _ in rows})),
            sum(row[2] for row in rows),
        )
        known = sa.select(KNOWN.c.digest).where(KNOWN.c.digest == digest)
        if requests >= LEAST and days >= LEAST_DAYS and connection.scalar(known) is None:
            connection.execute(sa.insert(KNOWN).values(digest=digest, words=words, refused=0))

    def heard(self) -> tuple[HeardWords, ...]:
        """The words that were typed often enough and nobody refused, the most typed first."""
        with self._reading() as connection:
            known = connection.execute(sa.select(KNOWN.c.digest, KNOWN.c.words).where(KNOWN.c.refused == 0)).all()
            where = sa.select(HEARD).where(HEARD.c.digest.in_(sa.select(KNOWN.c.digest).where(KNOWN.c.refused == 0)))
            rows = connection.execute(where).all()
        chosen: dict[str, Counter[str]] = {row.digest: Counter() for row in known}
        for row in rows:
            chosen[row.digest][row.chosen] += row.requests
        found = (
            HeardWords(row.digest, row.words, _asking(chosen[row.digest]), _ordered(chosen[row.digest]))
            for row in known
        )
        return tuple(sorted(found, key=lambda item: (-item.requests, item.words)))

    def refuse(self, digest: str) -> None:
        """Never shows these words again: they and their counts are forgotten, their digest says that they were."""
        with self._writing() as connection:
            connection.execute(sa.update(KNOWN).where(KNOWN.c.digest == digest).values(words="", refused=1))
            connection.execute(sa.delete(HEARD).where(HEARD.c.digest == digest))

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """Every row of every table, by table."""
        with self._reading() as connection:
            return {table.name: rows_of(connection, table) for table in ALL}


def _forget(connection: sa.Connection, today: date) -> None:
    """Deletes what is older than a year, and the words that nobody types any more."""
    months = today.year * 12 + today.month - 1 - KEPT_MONTHS
    oldest = f"{months // 12:04}-{months % 12 + 1:02}"
    connection.execute(sa.delete(HEARD).where(HEARD.c.month < oldest))
    gone = KNOWN.c.digest.not_in(sa.select(HEARD.c.digest))
    connection.execute(sa.delete(KNOWN).where(gone & (KNOWN.c.refused == 0)))


def _asking(chosen: Counter[str]) -> int:
    """How many asked: who chose something for words that were not understood was counted for nothing just before."""
    return max(chosen[""], chosen.total() - chosen[""])


def _ordered(chosen: Counter[str]) -> tuple[tuple[str, int], ...]:
    """What was chosen, the most first; last how many chose nothing."""
    nothing = _asking(chosen) - (chosen.total() - chosen[""])
    found = sorted(((path, count) for path, count in chosen.items() if path), key=lambda item: (-item[1], item[0]))
    return (*found, ("", nothing)) if nothing else tuple(found)
