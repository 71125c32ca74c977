# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: numbers without gaps, facts that come back as they were, IRIs that follow the base."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.database import open_database
from graph.errors import SettingsError, StorageError, UnknownThing
from graph.namespaces import SKOS, XSD
from graph.rdf.dataset import Fact, text_literal
from graph.rdf.nquads import digest, from_text, lines, normalised, to_text
from graph.storage.journal import Draft, Journal, OutOfDate
from tests.instances import BASE, ID, TOWN, draft, fact, label


@pytest.fixture
def url(database: Callable[[Path], str], tmp_path: Path) -> str:
    """Where the journal is: each test is run in each kind of database."""
    return database(tmp_path)


def _stored(url: str, statement: str) -> list[tuple[object, ...]]:
    """What a database answers to a statement, behind the journal's back."""
    engine = open_database(url, sa.MetaData())
    with engine.begin() as connection:
        answer = connection.exec_driver_sql(statement)
        rows = [tuple(row) for row in answer] if answer.returns_rows else []
    engine.dispose()
    return rows


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    journal = Journal(url, BASE)
    yield journal
    journal.close()


def test_a_change_comes_back_as_it_was_written(journal: Journal) -> None:
    written = journal.append(
        Draft("moi", "edit", "été", TOWN, frozenset(), frozenset({label("network/a", "À « b »\n")}), 7)
    )
    assert journal.get(1) == written
    assert list(journal.read()) == [written]
    assert written.header.undoes == 7
    assert written.header.source == TOWN


def test_numbers_have_no_gap_and_totals_add_up(journal: Journal) -> None:
    first, second = label("network/a", "A"), label("network/b", "B")
    journal.append(draft({first, second}))
    journal.append(draft(removed={first}))
    assert [(header.number, header.total) for header in journal.headers()] == [(2, 1), (1, 2)]
    assert journal.last_number() == 2


def test_an_empty_journal_has_no_last_change(journal: Journal) -> None:
    assert journal.last() is None
    assert journal.last_number() == 0
    assert journal.headers() == []


def test_the_latest_changes_come_first_page_by_page(journal: Journal) -> None:
    for number in range(5):
        journal.append(draft({label("network/a", str(number))}))
    assert [header.number for header in journal.headers(limit=2)] == [5, 4]
    assert [header.number for header in journal.headers(limit=2, before=4)] == [3, 2]
    assert [change.number for change in journal.read(after=3)] == [4, 5]


def test_an_append_computed_from_an_older_state_is_refused(journal: Journal) -> None:
    journal.append(draft({label("network/a", "A")}))
    with pytest.raises(OutOfDate):
        journal.append(draft({label("network/b", "B")}), expected=0)
    assert journal.last_number() == 1


def test_an_unknown_number_is_said(journal: Journal) -> None:
    with pytest.raises(UnknownThing, match="pas de modification 3"):
        journal.get(3)


def test_iris_of_the_instance_are_stored_relative_to_its_base(journal: Journal, url: str) -> None:
    journal.append(draft({fact("network/a", SKOS.exactMatch, "network/b")}))
    [(added, source)] = _stored(url, "select added, source from changes")
    assert added == f"<base:id/network/a> <{SKOS.exactMatch}> <base:id/network/b> <base:id/source/town> ."
    assert source == "base:id/source/town"


def test_the_same_journal_gives_iris_under_another_base(journal: Journal, url: str) -> None:
    text = text_literal(f"voir <{BASE}/id/network/a>", "fr")
    journal.append(draft({fact("network/a", SKOS.note, text)}))
    moved = Journal(url, "https://tisserand.example.org")
    (found,) = moved.get(1).added
    moved.close()
    assert found.s == "https://tisserand.example.org/id/network/a"
    assert found.o == text, "an address inside a text is not an IRI"


def test_a_change_is_on_the_disk_before_it_is_acknowledged(journal: Journal, url: str) -> None:
    with journal.reading() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("alter role current_user set synchronous_commit = off")
            connection.commit()
            assert _stored(url, "show synchronous_commit") == [("on",)]
            return
        pragmas = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


def _append(url: str, name: str, count: int) -> None:
    journal = Journal(url, BASE)
    for number in range(count):
        journal.append(draft({label(f"network/{name}{number}", name)}))
    journal.close()


def test_two_processes_never_get_the_same_number(url: str, journal: Journal) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(url, name, 40)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [change.number for change in journal.read()] == list(range(1, 81))
    assert journal.last_number() == 80
    last = journal.last()
    assert last is not None
    assert last.total == 80


def test_a_file_that_is_not_a_journal_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"not a database, just a long enough text" * 50)
    with pytest.raises(StorageError, match="lecture ou écriture impossible"):
        Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}", BASE)


@pytest.mark.parametrize("url", ["nothing://x", "sqlite//x", "postgresql+absent://host/x"])
def test_an_address_that_no_driver_opens_is_said(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        Journal(url, BASE)


def test_an_unreadable_row_is_said(journal: Journal, url: str) -> None:
    journal.append(draft({label("network/a", "A")}))
    _stored(url, "update changes set added = '<broken'")
    with pytest.raises(StorageError, match="modification 1 du journal est illisible"):
        journal.get(1)


SIGNS = (
    "é œ ’ « » \u00a0 \u202f \t \n \r \\ \" ' % %s :x {y} \u0000 \u0001 \x7f \ufeff \U0001f9f5 \u202e e\u0301"
    " -- ; drop table changes"
)


def test_every_sign_comes_back_from_the_database(journal: Journal) -> None:
    written = journal.append(replace(draft({label("network/a", SIGNS)}), summary=SIGNS.replace("\0", "")))
    assert journal.get(1) == written


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


@given(st.lists(TEXTS, max_size=5), st.sampled_from([BASE, "https://a.example/b"]))
def test_any_text_survives_the_journal(texts: list[str], base: str) -> None:
    facts = frozenset(label("network/a", f"{text} <{base}/x> <base:y>") for text in texts)
    assert from_text(to_text(facts, base), base) == facts


def test_values_are_compared_as_a_store_gives_them_back() -> None:
    one = Literal("01", datatype=NamedNode(XSD.integer))
    assert normalised([fact("network/a", SKOS.note, one)]) == normalised(
        [fact("network/a", SKOS.note, Literal("1", datatype=NamedNode(XSD.integer)))]
    )


def test_the_digest_does_not_depend_on_the_order() -> None:
    facts = [Fact(ID + "a", SKOS.note, text_literal(text), TOWN) for text in "abc"]
    text = "\n".join(lines(facts)).encode()
    backwards = "\n".join(reversed(lines(facts))).encode()
    assert digest(text) == digest(backwards) != digest("\n".join(lines(facts[:2])).encode())
