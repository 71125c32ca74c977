# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each step from a release to the next is done once, in order, by whoever opens first; one of tomorrow is refused."""

from __future__ import annotations

import io
import logging
import multiprocessing
import sqlite3
import tarfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.backup import read_backup, restore_backup, write_backup
from graph.claims.claim import CardClaim
from graph.claims.store import Claims
from graph.database import open_database
from graph.entry.gate import Gate
from graph.errors import BrokenJournal, DataError, StorageError
from graph.keepers.store import OPENS, Keepers
from graph.keepers.tables import ASKING
from graph.migrations import JOURNAL, TABLES, Migration, bring_up, migrations, upgraded
from graph.migrations._journal import PROOF
from graph.namespaces import DCT, PROV, RDF
from graph.rdf.dataset import Fact, text_literal
from graph.slips.store import Mark, Slips
from graph.storage.head import head_in
from graph.storage.journal import Journal
from tests.instances import BARE, BASE, ID, draft, label, opened, settings_in

STRANGERS = f"{ID}source/orientation-outcomes"


def _sql(instance: Path, *statements: str) -> None:
    with closing(sqlite3.connect(instance / "journal.sqlite")) as database, database:
        for statement in statements:
            database.execute(statement)


def _rows(instance: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(instance / "journal.sqlite")) as database:
        return database.execute(query).fetchall()


def _of_before(instance: Path) -> None:
    """Makes of an instance one of before migrations were noted."""
    _sql(
        instance,
        "drop table migrations",
        "drop table shipped",
        *(f"alter table changes drop column {name}" for name in PROOF),
    )


def _said_by_strangers() -> set[Fact]:
    return {
        Fact(STRANGERS, RDF.type, PROV.Bundle, STRANGERS),
        Fact(f"{ID}network/round", DCT.description, text_literal("<injoignable> .", "fr"), STRANGERS),
    }


def _lived(instance: Path) -> None:
    repository = opened(instance, ontology=BARE)
    repository.commit(draft({label("network/round", "La Ronde")}))
    repository.commit(draft(_said_by_strangers()))
    repository.close()


def test_a_new_instance_needs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened(tmp_path, ontology=BARE).close()
    assert [row[0] for row in _rows(tmp_path, "select number from migrations order by number")] == [
        step.number for step in migrations()
    ]
    assert caplog.messages == []


def test_an_instance_of_before_is_brought_up_once_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _lived(tmp_path)
    _of_before(tmp_path)
    with caplog.at_level(logging.WARNING, "tisserand"):
        repository = opened(tmp_path, ontology=BARE)
    told = [message for message in caplog.messages if "version précédente" in message]
    in_order = sorted(migrations(), key=lambda step: (step.part == JOURNAL, step.number))
    assert [step.title in line for step, line in zip(in_order, told, strict=True)] == [True] * len(migrations())
    # What was said is withdrawn by a change of its own: the journal keeps both.
    assert repository.number == 3
    assert not list(repository.full.facts(source=STRANGERS))
    *_, said, gone = repository.journal.read()
    assert (gone.removed, gone.added) == (said.added, frozenset())
    assert (gone.header.author, gone.header.kind) == ("Tisserand", "migration")
    repository.close()
    caplog.clear()
    again = opened(tmp_path, ontology=BARE)
    assert again.number == 3
    again.close()
    assert caplog.messages == []
    # From now on what it says is proved.
    assert head_in(tmp_path).link == _rows(tmp_path, "select link from changes where number = 3")[0][0] != ""
    _sql(tmp_path, "update changes set summary = 'autre' where number = 1")
    with pytest.raises(BrokenJournal, match="la modification 1 n’est plus ce qui a été écrit"):
        opened(tmp_path, ontology=BARE)


@pytest.mark.parametrize("opening", ["journal", "slips", "gate"])
def test_an_instance_of_tomorrow_is_refused_in_one_sentence(tmp_path: Path, opening: str) -> None:
    opened(tmp_path, ontology=BARE).close()
    _sql(tmp_path, "insert into migrations values (999, 'tables', 'de demain', '2099-01-01')")
    url = settings_in(tmp_path).database_url
    openings = {"journal": lambda: Journal(url, BASE), "slips": lambda: Slips(url), "gate": lambda: Gate(url, "k")}
    with pytest.raises(StorageError, match="version plus récente de Tisserand : mettez ce programme à jour") as error:
        openings[opening]()
    assert "\n" not in error.value.message


def test_a_journal_with_holes_is_left_as_it_is(tmp_path: Path) -> None:
    _lived(tmp_path)
    _of_before(tmp_path)
    _sql(tmp_path, "delete from changes where number = 1")
    with pytest.raises(StorageError, match="il en manque"):
        opened(tmp_path, ontology=BARE)
    assert _rows(tmp_path, "select number from changes") == [(2,)]


def _open(url: str, ready: object, told: object) -> None:
    ready.wait()  # type: ignore[attr-defined]
    journal = Journal(url, BASE)
    journal.bring_up()
    told.put(journal.last_number())  # type: ignore[attr-defined]
    journal.close()


def test_processes_that_open_at_once_do_it_once(tmp_path: Path) -> None:
    _lived(tmp_path)
    _of_before(tmp_path)
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(2), context.Queue()
    url = settings_in(tmp_path).database_url
    processes = [context.Process(target=_open, args=(url, ready, told)) for _ in range(2)]
    for process in processes:
        process.start()
    assert [told.get() for _ in processes] == [3, 3]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]


def test_a_step_that_fails_leaves_nothing_done(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'base.sqlite'}", sa.MetaData())
    with engine.begin() as connection:
        connection.execute(sa.text("create table changes (name text)"))

    def fail(connection: sa.Connection) -> None:
        connection.execute(sa.text("alter table changes add column colour text"))
        raise ArithmeticError

    known = [*migrations(), Migration(len(migrations()) + 1, "des couleurs.", fail)]
    with pytest.raises(ArithmeticError):
        bring_up(engine, TABLES, known)
    assert [column["name"] for column in sa.inspect(engine).get_columns("changes")] == ["name"]
    done = Migration(known[-1].number, "des couleurs.", lambda connection: None)
    bring_up(engine, TABLES, [*migrations(), done])
    engine.dispose()


def test_a_backup_of_before_is_restored_and_brought_up(tmp_path: Path) -> None:
    _lived(tmp_path / "old")
    _of_before(tmp_path / "old")
    # Saving comes before the first start: the journal is still as that release left it.
    saved = write_backup(settings_in(tmp_path / "old"), tmp_path / "saved.tar.gz")
    assert saved.version[JOURNAL] == 0
    opened(tmp_path / "new", ontology=BARE).close()
    restore_backup(settings_in(tmp_path / "new"), tmp_path / "saved.tar.gz")
    repository = opened(tmp_path / "new", ontology=BARE)
    assert repository.number == 3
    assert not list(repository.full.facts(source=STRANGERS))
    repository.close()


def test_a_backup_of_tomorrow_is_refused(tmp_path: Path) -> None:
    _lived(tmp_path)
    write_backup(settings_in(tmp_path), tmp_path / "saved.tar.gz")
    assert read_backup(tmp_path / "saved.tar.gz").number == 2
    with pytest.raises(DataError, match="plus récente"):
        read_backup(_marked(tmp_path / "saved.tar.gz", '"journal": 6', '"journal": 999'))


def _marked(path: Path, old: str, new: str) -> Path:
    """A copy of a backup whose manifest says otherwise."""
    other = path.with_name("other.tar.gz")
    with tarfile.open(path) as before, tarfile.open(other, "w:gz") as after:
        for member in before:
            file = before.extractfile(member)
            assert file is not None
            content = file.read()
            if member.name == "manifest.json":
                assert old in content.decode()
                content = content.decode().replace(old, new).encode()
            member.size = len(content)
            after.addfile(member, io.BytesIO(content))
    return other


def test_rows_of_a_backup_take_the_shape_of_now() -> None:
    steps = [
        Migration(1, "", lambda _: None, row=lambda table, row: {**row, "colour": "red"} if table == "cards" else row),
        Migration(2, "", lambda _: None, row=lambda table, row: {**row, "size": 1}),
    ]
    assert upgraded("cards", {"name": "x"}, 0, steps) == {"name": "x", "colour": "red", "size": 1}
    assert upgraded("cards", {"name": "x"}, 1, steps) == {"name": "x", "size": 1}
    assert upgraded("others", {}, 0, steps) == {"size": 1}


def test_links_of_before_are_known_by_how_long_they_opened_and_claims_agreed_to_nothing(tmp_path: Path) -> None:
    opened(tmp_path, ontology=BARE).close()
    url, card = settings_in(tmp_path).database_url, "organisation/atelier"
    with closing(Keepers(url, lambda: 0)) as kept, closing(Claims(url)) as claims:
        links = [kept.link(card, "zqx@exemple.fr", kind) for kind in OPENS]
        secret = claims.ask(CardClaim(card, "zqx@exemple.fr", "bénévole", "", "fr"), "form")
    _sql(
        tmp_path,
        "delete from migrations where number = 8",
        "alter table card_links drop column kind",
        "alter table card_claims drop column consent",
        "alter table keepers drop column language",
    )
    for _ in range(2):
        with closing(Keepers(url, lambda: 1)) as kept, closing(Claims(url)) as claims:
            assert [kept.find(link).asking for link in links] == [kind == ASKING for kind in OPENS]
            assert claims.of_secret(secret).claim.consent == ""
    kinds = "select kind from card_links order by number"
    assert _rows(tmp_path, kinds) == [(kind,) for kind in OPENS]
    assert upgraded("card_claims", {"card": card}, 7) == {"card": card, "consent": ""}
    assert upgraded("keepers", {"card": card}, 7) == {"card": card, "language": "fr"}


def test_reports_of_before_have_no_minute_and_are_all_there(tmp_path: Path) -> None:
    repository = opened(tmp_path, ontology=BARE)
    url, number = settings_in(tmp_path).database_url, "K7M2RX4FX"
    repository.close()
    Slips(url).close()
    # As tables were: one count a day and an actor, marks without a minute nor a name of who signed.
    _sql(
        tmp_path,
        "delete from migrations where number = 7",
        "drop table wave_decisions",
        "drop table signed_unreached",
        "drop table unreached_counts",
        "create table unreached_counts (actor varchar(120) not null, day varchar(120) not null, "
        "requests integer not null, primary key (actor, day))",
        "alter table slip_marks drop column minute",
        "alter table slip_marks drop column invitation",
        "insert into slips values ('K7M2RX4FX', '2021-06-10', 'commune-37072', 'organisation/atelier', '')",
        "insert into slip_needs values ('K7M2RX4FX', 'file-sharing')",
        "insert into slip_marks values ('K7M2RX4FX', 0, 'unreachable', '2021-06-10')",
        "insert into unreached_counts values ('organisation/atelier', '2021-06-10', 4)",
    )
    for _ in range(2):
        with closing(Slips(url)) as slips:
            assert slips.find(number).marks == (Mark("unreachable", date(2021, 6, 10)),)
            assert slips.unreached(date(2021, 6, 10)) == {"organisation/atelier": (date(2021, 6, 10), 4)}
            assert slips.reports(date(2021, 6, 10)) == []
            slips.add_unreached("organisation/cooperative", date(2021, 6, 9), "2021-06-09T09:30")
    mark = {"number": number, "rank": 0, "outcome": "unreachable", "day": "2021-06-10"}
    assert upgraded("slip_marks", mark, 6) == {**mark, "minute": "", "invitation": 0}
    assert upgraded("unreached_counts", {"requests": 4}, 6) == {"requests": 4, "minute": ""}
