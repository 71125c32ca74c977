# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database of an instance: what is said of an address that leads nowhere, and a server that goes and comes back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.backup import restore_backup, write_backup
from graph.database import all_or_nothing, failures, open_database, put_rows, rows_of
from graph.errors import AlreadyThere, Hindrance, SettingsError, StorageError, TisserandError
from graph.slips.reference import Slip
from graph.slips.store import Slips
from graph.storage.journal import CHANGES, Journal
from graph.storage.publication import PublicationLog
from tests.graph.slips.desks import ATELIER, TODAY
from tests.instances import BARE, BASE, both, draft, label, opened, settings_in
from tests.postgresql import Cluster
from tests.servers import free_port

WORD = "s3cret"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://me:{WORD}@x@base/tisserand", f"postgresql://me:p@{WORD}/x@base/tisserand",
        f"postgresql://me:x:{WORD}/tisserand", f"postgresql://base:{WORD}/tisserand", f"postgresql//me:{WORD}@base",
        f"postgresql+absent://me:{WORD}@base/x", f"nothing://me:{WORD}@base/x", f"mysql://me:{WORD}@base/x",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_said_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        open_database(url, sa.MetaData())
    assert WORD not in caught.value.message
    assert WORD not in str(caught.value)


@pytest.mark.parametrize("start", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_driver_that_is_missing_or_the_server_that_is_down_is_said(start: str) -> None:
    url = f"{start}://me:{WORD}@127.0.0.1:{free_port()}/tisserand"
    with pytest.raises(TisserandError) as caught:
        Journal(url, BASE)
    assert "requirements-postgresql.txt" in caught.value.message or "Vérifiez DATABASE_URL" in caught.value.message
    assert WORD not in caught.value.message
    assert "\n" not in caught.value.message


def test_a_server_that_is_down_is_asked_once() -> None:
    pytest.importorskip("psycopg")
    asked: list[object] = []

    def connecting(dialect: object, *_: object) -> None:
        asked.append(dialect)

    sa.event.listen(sa.Engine, "do_connect", connecting)
    try:
        with pytest.raises(StorageError):
            open_database(f"postgresql://me:{WORD}@127.0.0.1:{free_port()}/tisserand", CHANGES.metadata)
    finally:
        sa.event.remove(sa.Engine, "do_connect", connecting)
    assert len(asked) == 1


def test_opening_it_again_leaves_the_locks_of_this_process(tmp_path: Path) -> None:
    """Without them another process takes itself for the last one, and takes away what is not merged into it yet."""
    place = tmp_path / "journal.sqlite"
    url = f"sqlite:///{place}"
    tables = sa.MetaData()
    sa.Table("one", tables, sa.Column("number", sa.Integer, primary_key=True))
    first = open_database(url, tables)
    with first.connect() as held:
        held.exec_driver_sql("insert into one values (1)")
        held.commit()
        open_database(url, tables).dispose()
        asked = (
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('select count(*) from one').fetchone())"
        )
        told = subprocess.run([sys.executable, "-c", asked, place], capture_output=True, check=True, text=True)
        assert told.stdout.strip() == "(1,)"
        assert place.with_name(f"{place.name}-wal").exists(), "another process merged it as if nobody were there"
    first.dispose()
    assert oct(place.stat().st_mode & 0o777) == "0o600"


def test_nobody_writes_while_all_of_it_is_replaced(database: Callable[[Path], str], tmp_path: Path) -> None:
    url = database(tmp_path)
    one = sa.Table("one", sa.MetaData(), sa.Column("number", sa.Integer, primary_key=True))
    other = open_database(url, one.metadata)
    with all_or_nothing(url, one) as connection:
        assert rows_of(connection, one) == []
        at_once = {"sqlite": "pragma busy_timeout=0", "postgresql": "set lock_timeout = '50ms'"}
        with other.connect() as elsewhere:
            elsewhere.exec_driver_sql(at_once[other.dialect.name])
            with pytest.raises(sa.exc.OperationalError, match="lock"):
                elsewhere.execute(sa.insert(one).values(number=1))
        put_rows(connection, one, [{"number": 1}])
    other.dispose()


@pytest.mark.slow
def test_a_refused_password_is_repeated_nowhere(postgresql: Cluster) -> None:
    with pytest.raises(StorageError, match="Vérifiez DATABASE_URL") as caught:
        Journal(postgresql.url(password="wr0ng"), BASE)  # noqa: S106
    assert "wr0ng" not in caught.value.message
    with closing(Journal(postgresql.new_database() + "&application_name=essai", BASE)) as journal:
        assert journal.place.startswith("postgresql+psycopg://tisserand:***@127.0.0.1:")
        assert "options" not in journal.place


@pytest.mark.slow
def test_connections_are_tried_before_they_are_used(postgresql: Cluster, tmp_path: Path) -> None:
    """The server is restarted, as an update does, while an instance is at work."""
    repository = opened(tmp_path, ontology=BARE, DATABASE_URL=postgresql.new_database())
    repository.commit(draft({label("network/1", "Un")}))
    postgresql.stop()
    with pytest.raises(StorageError, match="Vérifiez DATABASE_URL"):
        repository.commit(draft({label("network/2", "Deux")}))
    postgresql.start()
    repository.commit(draft({label("network/3", "Trois")}))
    assert repository.number == 2
    repository.close()


@pytest.mark.slow
def test_what_an_address_says_wins(postgresql: Cluster) -> None:
    engine = open_database(f"{postgresql.new_database()}&application_name=essai", sa.MetaData())
    with engine.connect() as connection:
        assert connection.exec_driver_sql("show application_name").scalar() == "essai"
        assert connection.exec_driver_sql("show client_encoding").scalar() == "UTF8"
    engine.dispose()


def test_processes_that_start_together_make_the_tables_once(database: Callable[[Path], str], tmp_path: Path) -> None:
    url = database(tmp_path)
    with ThreadPoolExecutor(6) as threads:
        journals = list(threads.map(lambda _: Journal(url, BASE), range(6)))
    for journal in journals:
        assert journal.last_number() == 0
        journal.close()


def test_what_the_public_sees_is_dated_once(database: Callable[[Path], str], tmp_path: Path) -> None:
    seen = [PublicationLog(database(tmp_path)) for _ in range(4)]
    for stamp in "abcdef":
        with ThreadPoolExecutor(4) as threads:
            found = set(threads.map(lambda publication, stamp=stamp: publication.see(stamp), seen))
        assert len(found) == 1
    for publication in seen:
        publication.close()


def test_the_needs_of_a_slip_have_one_order_everywhere(database: Callable[[Path], str], tmp_path: Path) -> None:
    """Databases do not all order words alike: the same slip, sent twice, is one slip."""
    needs = ("file-sharing", "filesystem", "files-back")
    slip = Slip(tuple(sorted(needs)), "commune-37072", ATELIER, "", TODAY)
    with closing(Slips(database(tmp_path), b"secret")) as slips:
        number = slips.give(slip, "seed")
        assert slips.give(slip, "seed") == number
        assert slips.find(number).slip == slip


def test_a_backup_moves_an_instance_from_one_database_to_another(
    database: Callable[[Path], str], tmp_path: Path
) -> None:
    before = opened(tmp_path / "before", ontology=BARE, DATABASE_URL=f"sqlite:///{tmp_path / 'before.sqlite'}")
    for number in range(3):
        before.commit(draft({label(f"network/{number}", f"Réseau {number} « œ »")}))
    facts = both(before)
    before.close()
    here = settings_in(tmp_path / "before", DATABASE_URL=f"sqlite:///{tmp_path / 'before.sqlite'}")
    write_backup(here, tmp_path / "saved.tar.gz")
    restore_backup(settings_in(tmp_path / "after"), tmp_path / "saved.tar.gz")
    after = opened(tmp_path / "after", ontology=BARE)
    assert both(after) == facts
    after.close()
    write_backup(settings_in(tmp_path / "after"), tmp_path / "again.tar.gz")
    restore_backup(settings_in(tmp_path / "back", DATABASE_URL="sqlite://"), tmp_path / "again.tar.gz")


def test_a_file_whose_very_names_turned_is_told_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "turned.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.execute("create table kept (number integer primary key, author text)")
        made.commit()
    path.write_bytes(path.read_bytes().replace(b"author", b"aut\xffor"))
    with pytest.raises(StorageError) as caught, failures("Le journal"), closing(sqlite3.connect(path)) as turned:
        turned.execute("select * from kept").fetchall()
    assert caught.value.why is Hindrance.DAMAGED


def test_what_is_there_already_is_told_from_a_database_that_fails(
    database: Callable[[Path], str], tmp_path: Path
) -> None:
    once = sa.Table("once", sa.MetaData(), sa.Column("word", sa.String(20), primary_key=True))
    engine = open_database(database(tmp_path), once.metadata)

    def write(statement: sa.Executable) -> None:
        with failures("Les mots"), engine.begin() as connection:
            connection.execute(statement)

    write(sa.insert(once).values(word="zqx"))
    with pytest.raises(AlreadyThere):
        write(sa.insert(once).values(word="zqx"))
    with pytest.raises(StorageError) as failed:
        write(sa.text("insert into nowhere values (1)"))
    assert not isinstance(failed.value, AlreadyThere)
    engine.dispose()
