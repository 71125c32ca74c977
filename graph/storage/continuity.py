# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is the journal whole, and as it was written: its numbers, counts and links, beside what is noted of it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from graph.database import failures
from graph.errors import BrokenJournal
from graph.migrations import is_chained, versions
from graph.settings import Settings
from graph.storage.head import Extent, known_in
from graph.storage.journal import CHANGES, Journal
from graph.storage.proof import Chain, fault_in
from graph.text.wording import day_text

# Kept in the same database as the journal, and only once somebody read answers made from it.
TRACES = ("slips", "public_states")
MOST_NAMED = 5
# Up to so many facts, added or removed, a journal is read as a whole at each start; beyond, from its last known head:
# `flask check`, `flask backup` and the reading behind a running site go through the others.
AT_ONCE = 200_000
_STOP = (
    "Rien de ce qui en vient n’a été effacé. Arrêtez le serveur, enregistrez ce qu’il montrait (« flask --app app "
    "rescue DOSSIER »), puis rétablissez une sauvegarde : « flask --app app restore FICHIER --force »."
)


def whole_extent(journal: Journal, settings: Settings, *, to_the_first: bool = False) -> Extent:
    """How far a journal goes; raises BrokenJournal when changes are missing from it, or are not as they were written.

    `to_the_first`: however long it is, every change is read. A journal in memory is never longer than its process:
    nothing that outlives it is held against it.
    """
    # What is noted elsewhere is read first: the journal, written before it, can then only be ahead.
    known = Extent() if journal.in_memory else known_in(settings.instance)
    with failures("Le journal"), journal.reading() as connection:
        found = _extent(connection)
        fault = next(_faults(connection, found, known), None) or _fault_in_chain(connection, found, known, to_the_first)
    if fault:
        raise BrokenJournal(f"Le journal ({journal.place}) {fault} {_way_out(found, settings)}")
    return found


def refuse_broken(settings: Settings, *, to_the_first: bool = False) -> Extent:
    """How far the journal of an instance goes; raises BrokenJournal, as `whole_extent` does."""
    journal = Journal(settings.database_url, settings.base_url)
    try:
        return whole_extent(journal, settings, to_the_first=to_the_first)
    finally:
        journal.close()


def altered(journal: Journal, fault: str) -> BrokenJournal:
    """What to raise when changes were altered under a site that is at work."""
    return BrokenJournal(f"Le journal ({journal.place}) {fault} Plus rien n’y est écrit. {_STOP}")


def broken_after(journal: Journal, number: int) -> BrokenJournal:
    """What to raise when a journal no longer follows the change that a process stands at."""
    return BrokenJournal(
        f"Le journal ({journal.place}) ne suit plus la modification {number}, la dernière que ce programme connaisse : "
        f"des modifications en ont été retirées ou remplacées. {_STOP}"
    )


def _extent(connection: sa.Connection) -> Extent:
    changes, number = connection.execute(sa.select(sa.func.count(), sa.func.max(CHANGES.c.number))).one()
    at, link = _last(connection, number or 0)
    return Extent(changes, number or 0, at, link)


def _last(connection: sa.Connection, number: int) -> tuple[str, str]:
    """The moment and the link of a change."""
    found = connection.execute(sa.select(CHANGES.c.at, CHANGES.c.link).where(CHANGES.c.number == number)).first()
    return (found.at, found.link) if found else ("", "")


def _fault_in_chain(connection: sa.Connection, found: Extent, known: Extent, to_the_first: bool) -> str:
    """What is wrong with what the changes say and how they follow; "" too for a journal that is not chained yet."""
    if not is_chained(versions(connection)):
        return ""
    to_the_first = to_the_first or not known.link or _size(connection) <= AT_ONCE
    chain = Chain() if to_the_first else Chain(known.number, known.link)
    if fault := fault_in(connection, found.number, chain):
        return fault
    if known.link and _last(connection, known.number)[1] != known.link:
        return _another(known)
    return ""


def _size(connection: sa.Connection) -> int:
    """How many facts a journal adds and removes."""
    return int(connection.scalar(sa.select(sa.func.sum(CHANGES.c.added_count + CHANGES.c.removed_count))) or 0)


def _another(known: Extent) -> str:
    return f"n’est pas celui de ce site : sa modification {known.number} en est une autre{_not_on(known.at)}."


def _faults(connection: sa.Connection, found: Extent, known: Extent) -> Iterator[str]:
    """What is wrong, the plainest first."""
    if found.number == 0 and known.number:
        yield f"est vide, alors que ce site en a connu {_counted(known.changes)}{_on(known.at)}."
    if found.number == 0 and (trace := _trace(connection)):
        yield f"est vide, alors que la même base garde ce qui en venait (table « {trace} »)."
    if found.number < known.number:
        yield (
            f"s’arrête à la modification {found.number}, alors que ce site en a connu "
            f"{_counted(known.changes)}, jusqu’à la {known.number}{_on(known.at)}."
        )
    if found.changes != found.number:
        yield f"a {_counted(found.changes)} jusqu’à la {found.number} : il en manque ({_missing(connection)})."
    if known.at and _last(connection, known.number)[0] != known.at:
        yield _another(known)
    if not _adds_up(connection, found.number):
        yield "ne compte pas les faits que ses modifications ajoutent et retirent : des lignes ont été changées."


def _adds_up(connection: sa.Connection, number: int) -> bool:
    """Whether what the changes add and remove comes to the number of facts that the last one tells."""
    told = connection.scalar(sa.select(CHANGES.c.total).where(CHANGES.c.number == number)) or 0
    # Up to that one: another process may have written meanwhile.
    sums = sa.select(sa.func.sum(CHANGES.c.added_count - CHANGES.c.removed_count)).where(CHANGES.c.number <= number)
    counted = connection.scalar(sums) or 0
    return int(counted) == int(told)


def _trace(connection: sa.Connection) -> str:
    """The first table of the same database that holds what only a journal with changes can have given, or ""."""
    there = set(sa.inspect(connection).get_table_names())
    for name in TRACES:
        if name in there and connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))):
            return name
    return ""


def _missing(connection: sa.Connection) -> str:
    there = set(connection.scalars(sa.select(CHANGES.c.number)))
    gone = [number for number in range(1, max(there, default=0)) if number not in there]
    named = ", ".join(map(str, gone[:MOST_NAMED])) + ("…" if len(gone) > MOST_NAMED else "")
    return f"numéro{'s' if len(gone) > 1 else ''} {named}" if gone else "des numéros sont étrangers"


def _counted(changes: int) -> str:
    return f"{changes} modification{'s' if changes > 1 else ''}"


def _on(at: str) -> str:
    return f", la dernière le {day_text(date.fromisoformat(at[:10]))}" if at else ""


def _not_on(at: str) -> str:
    return f" que celle du {day_text(date.fromisoformat(at[:10]))}" if at else ""


def _way_out(found: Extent, settings: Settings) -> str:
    """What the person can do, the surest first; nothing was wiped meanwhile."""
    force = " --force" if found.number else ""
    return (
        "Rien n’a été effacé ni remplacé. Ce que le site montrait en dernier s’enregistre par « flask --app app rescue "
        "DOSSIER ». Si DATABASE_URL ou INSTANCE mène au mauvais endroit, corrigez ce réglage ; "
        f"sinon rétablissez une sauvegarde : « flask --app app restore FICHIER{force} ». Pour tout recommencer à "
        f"neuf, mettez d’abord de côté le dossier « {settings.instance} » et cette base."
    )
