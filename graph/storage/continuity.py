# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is the journal whole: its own numbers and counts, beside what was derived from it and what is kept with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from graph.database import failures
from graph.errors import BrokenJournal
from graph.settings import Settings
from graph.storage.journal import CHANGES, Journal
from graph.text.wording import day_text

# Kept in the same database as the journal, and only once somebody read answers made from it.
TRACES = ("slips", "public_states")
MOST_NAMED = 5


@dataclass(frozen=True)
class Extent:
    """How far a journal goes: how many changes, the number and the moment of the last one ("" when nobody noted it)."""

    changes: int = 0
    number: int = 0
    at: str = ""

    def noted(self) -> dict[str, object]:
        """What the derived state keeps of it; its own sum tells what somebody wrote from what a fault left."""
        return {"changes": self.changes, "number": self.number, "at": self.at, "sum": self._sum}

    @property
    def _sum(self) -> str:
        return blake2b(f"{self.changes} {self.number} {self.at}".encode(), digest_size=8).hexdigest()

    @classmethod
    def of_note(cls, meta: Mapping[str, object]) -> Extent:
        """How far the journal went, as meta.json has it; nowhere when that cannot be trusted.

        A state of before these notes says the number alone: numbers have no gap, so that it is the count as well.
        """
        note, number = meta.get("journal"), meta.get("number")
        if note is None:
            return cls(number, number) if isinstance(number, int) else cls()
        if not isinstance(note, dict):
            return cls()
        try:
            found = cls(int(note["changes"]), int(note["number"]), str(note["at"]))
        except (KeyError, TypeError, ValueError):
            return cls()
        return found if note.get("sum") == found._sum else cls()


def noted_in(instance: Path) -> Extent:
    """How far the journal went when the state under an instance's folder was last derived from it."""
    try:
        meta = json.loads((instance / "derived" / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Extent()
    return Extent.of_note(meta) if isinstance(meta, dict) else Extent()


def whole_extent(journal: Journal, settings: Settings) -> Extent:
    """How far a journal goes; raises BrokenJournal when changes are missing from it.

    A journal in memory is never longer than its process: nothing that outlives it is held against it.
    """
    # What was derived is read first: the journal, written before it, can then only be ahead.
    known = Extent() if journal.in_memory else noted_in(settings.instance)
    with failures("Le journal"), journal.reading() as connection:
        found = _extent(connection)
        fault = next(_faults(connection, found, known), None)
    if fault is not None:
        raise BrokenJournal(f"Le journal ({journal.place}) {fault} {_way_out(found, settings)}")
    return found


def refuse_broken(settings: Settings) -> Extent:
    """How far the journal of an instance goes; raises BrokenJournal."""
    journal = Journal(settings.database_url, settings.base_url)
    try:
        return whole_extent(journal, settings)
    finally:
        journal.close()


def broken_after(journal: Journal, number: int) -> BrokenJournal:
    """What to raise when a journal no longer follows the change that a process stands at."""
    return BrokenJournal(
        f"Le journal ({journal.place}) ne suit plus la modification {number}, la dernière que ce programme connaisse : "
        "des modifications en ont été retirées. Rien de ce qui en vient n’a été effacé. Arrêtez le serveur, puis "
        "rétablissez une sauvegarde : « flask --app app restore FICHIER »."
    )


def _extent(connection: sa.Connection) -> Extent:
    changes, number = connection.execute(sa.select(sa.func.count(), sa.func.max(CHANGES.c.number))).one()
    return Extent(changes, number or 0, _moment(connection, number or 0))


def _moment(connection: sa.Connection, number: int) -> str:
    return connection.scalar(sa.select(CHANGES.c.at).where(CHANGES.c.number == number)) or ""


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
    if known.at and _moment(connection, known.number) != known.at:
        yield f"n’est pas celui de ce site : sa modification {known.number} en est une autre{_not_on(known.at)}."
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
        "Rien n’a été effacé ni remplacé. Si DATABASE_URL ou INSTANCE mène au mauvais endroit, corrigez ce réglage ; "
        f"sinon rétablissez une sauvegarde : « flask --app app restore FICHIER{force} ». Pour tout recommencer à "
        f"neuf, mettez d’abord de côté le dossier « {settings.instance} » et cette base."
    )
