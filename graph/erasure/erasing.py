# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing what was found: the register, then the journal and the tables, then every file that was made of them."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from graph import clock
from graph.backup.making import TABLES
from graph.backup.parts import ALL, PARTS, Place, rows_by_table, without_leaving
from graph.database import all_or_nothing, put_rows, rows_of, scrub
from graph.erasure.files import Holder, clean, database_files, held_in_instance
from graph.erasure.finding import Finds, digests_of
from graph.rdf.dataset import Fact
from graph.settings import Settings
from graph.storage.continuity import refuse_broken
from graph.storage.erased import ErasedThing, Erasure, Register, keep_register, register_in
from graph.storage.files import hold, remove
from graph.storage.head import Extent, forget, keep_head
from graph.storage.journal import CHANGES, SHIPPED, Draft, Header, Journal
from graph.storage.redaction import ERASED, KIND, Redaction, shipped_without


@dataclass(frozen=True)
class Erased:
    """What was done: the change that says so, and how many facts of how many changes left.

    `left` are the files that people have to correct by hand; `undone` says in French what could not be done.
    """

    number: int
    facts: int
    changes: int
    left: tuple[Holder, ...]
    undone: tuple[str, ...]


def refuse_at_work(settings: Settings) -> None:
    """Raises StorageError while the server runs, before anybody is asked anything."""
    hold(settings.instance / "derived").close()


def erase(settings: Settings, finds: Finds, author: str) -> Erased:
    """Erases what was found; what is derived is gone, and made again at the next start.

    The register is written before anything leaves: cut short, this can be done again. Raises StorageError while the
    server runs, and BrokenJournal, which changes nothing, for a journal that is not whole.
    """
    with hold(settings.instance / "derived"):
        refuse_broken(settings, to_the_first=True)
        # First of all: what is known of the former links must not be held against the new ones.
        forget(settings.instance)
        header, redaction = _rewrite(settings, finds, author)
        keep_head(settings.instance, Extent(header.number, header.number, header.at.isoformat(), header.link))
        undone = scrub(settings.database_url, *TABLES)
        for name in ("full", "public"):
            remove(settings.instance / "derived" / name)
            (settings.instance / "derived" / f"{name}.merged").unlink(missing_ok=True)
        left = clean(held_in_instance(settings, finds), finds, register_in(settings.instance))
    return Erased(header.number, len(redaction.facts), len(redaction.changes), left, undone)


def traces(settings: Settings, finds: Finds) -> tuple[str, ...]:
    """The files of an instance that still spell what was erased, by their name; to be asked once all is made again."""
    paths = {*database_files(settings), *settings.instance.rglob("*")}
    return tuple(sorted(str(path) for path in paths if _spells(path, finds)))


def is_unfinished(settings: Settings, finds: Finds) -> bool:
    """Whether the database spells it although no row does, where something was erased: that was then cut short."""
    return bool(register_in(settings.instance)) and any(_spells(path, finds) for path in database_files(settings))


def _spells(path: Path, finds: Finds) -> bool:
    """Whether a file spells it; one that does not let itself be read is told before."""
    with suppress(OSError):
        return path.is_file() and bool(finds.wanted.spelt.search(path.read_bytes()))
    return False


def _rewrite(settings: Settings, finds: Finds, author: str) -> tuple[Header, Redaction]:
    """Puts all rows without what is found in place of those there are, at once; the register is written before."""
    base, digests = finds.wanted.base, digests_of(settings, finds.wanted)
    with (
        closing(Journal(settings.database_url, settings.base_url)) as journal,
        all_or_nothing(settings.database_url, *TABLES) as connection,
    ):
        redaction = finds.redact(rows_of(connection, CHANGES))
        parts = {part.name: {table.name: rows_of(connection, table) for table in part.tables} for part in PARTS}
        kept = without_leaving(parts, finds.leaving(digests))
        places = {("words", digest) for digest in digests}.union(*(one.places for one in kept.values()))
        keep_register(settings.instance, _register(settings, finds, redaction, places))
        put_rows(connection, CHANGES, redaction.rows)
        put_rows(connection, SHIPPED, shipped_without(rows_of(connection, SHIPPED), base, finds.wanted.names))
        rows = rows_by_table(kept.values())
        for table in ALL:
            put_rows(connection, table, rows[table.name])
        return journal.add(connection, Draft(author, KIND, summary(redaction), "")), redaction


def summary(redaction: Redaction) -> str:
    """What the journal says of an erasure: how much, and never what."""
    facts, changes, texts = len(redaction.facts), len(redaction.changes), len(redaction.texts)
    told = f"{ERASED} : {facts} fait{_s(facts)}, dans {changes} modification{_s(changes)}"
    return told + (f", et {texts} message{_s(texts)} de modification" if texts else "")


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def _register(settings: Settings, finds: Finds, redaction: Redaction, told: set[Place]) -> Register:
    at = clock.now()
    day = at.date().isoformat()
    things = {iri: ErasedThing(day, shown, finds.wanted.mentions) for iri, shown in finds.things.items()}
    # What leaves with a thing needs no hash of its own.
    facts = (fact for fact in redaction.facts if not _goes_with(fact, finds))
    places = (*redaction.texts, *sorted(told))
    erasure = Erasure(at.isoformat(), len(redaction.facts), len(redaction.changes))
    return register_in(settings.instance).with_erased(erasure, finds.wanted.base, facts, places, things)


def _goes_with(fact: Fact, finds: Finds) -> bool:
    """Whether a fact is known as erased by the thing that it is about, or leads to."""
    things = finds.wanted.things
    return fact.s in things or fact.source in things or (finds.wanted.mentions and fact.o in things)
