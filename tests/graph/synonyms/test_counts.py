# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words typed are counted under a digest; they can be read once they were typed five times, on two days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.database import open_database
from graph.synonyms.store import WordCounts
from graph.synonyms.tables import ALL, HEARD, KNOWN, TABLES, NotKept, Shaped, Speakable
from tests.instances import DAY, settings_in

WORDS, NEXT = "le pot commun", DAY + timedelta(days=1)


@pytest.fixture
def counts(tmp_path: Path) -> Iterator[WordCounts]:
    """Counts without any."""
    with closing(WordCounts(settings_in(tmp_path).database_url, b"secret")) as found:
        yield found


def hear(counts: WordCounts, times: int, chosen: str = "", *, day: date = DAY, words: str = WORDS) -> None:
    """So many people on a day."""
    for number in range(times):
        counts.hear(words, chosen, day, first_today=not number)


@pytest.mark.usefixtures("database")
def test_words_are_read_from_five_people_on_two_days(counts: WordCounts, tmp_path: Path) -> None:
    hear(counts, 9)
    assert counts.heard() == ()
    assert not any(WORDS.encode() in path.read_bytes() for path in tmp_path.iterdir())
    hear(counts, 1, day=NEXT, words="Le  Pot commun")
    [item] = counts.heard()
    assert (item.words, item.requests, item.chosen) == ("Le Pot commun", 10, (("", 10),))


def test_four_people_on_four_days_are_not_enough(counts: WordCounts) -> None:
    for days in range(4):
        hear(counts, 1, day=DAY + timedelta(days=days))
    assert counts.heard() == ()


def test_who_chose_after_not_being_understood_counts_once(counts: WordCounts) -> None:
    hear(counts, 3)
    hear(counts, 3, "need/payments", day=NEXT)
    assert counts.heard() == ()
    hear(counts, 4, day=NEXT)
    [item] = counts.heard()
    assert (item.requests, item.chosen) == (7, (("need/payments", 3), ("", 4)))


def test_refused_words_never_come_back_and_are_forgotten(counts: WordCounts) -> None:
    for _ in range(2):
        hear(counts, 5)
        hear(counts, 5, day=NEXT)
        for item in counts.heard():
            counts.refuse(item.digest)
        assert counts.heard() == ()
    assert [row["words"] for row in counts.rows()[KNOWN.name]] == [""]


def test_what_is_older_than_a_year_is_forgotten(counts: WordCounts) -> None:
    hear(counts, 5)
    hear(counts, 5, day=NEXT)
    hear(counts, 1, day=DAY + timedelta(days=400), words="autre chose")
    assert counts.heard() == ()
    assert len(counts.rows()[HEARD.name]) == 1
    assert counts.rows()[KNOWN.name] == []


def test_no_column_takes_anything_else(tmp_path: Path) -> None:
    """Even a program that writes to the table itself is refused."""
    engine = open_database(settings_in(tmp_path).database_url, TABLES)
    good = {"digest": "0" * 32, "chosen": "", "month": "2026-12", "requests": 1, "days": 1, "words": "", "refused": 0}
    for table in ALL:
        for column in table.columns:
            if isinstance(column.type, Shaped | Speakable):
                row = {name: value for name, value in good.items() if name in table.columns}
                with engine.connect() as connection, pytest.raises(NotKept):
                    connection.execute(sa.insert(table).values({**row, column.name: "Jeanne Exemple"}))
    engine.dispose()
