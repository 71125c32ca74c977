# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup tried: put back into another place, then compared with the site as it was at that change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import RdfFormat

from graph.backup.archive import Backup
from graph.backup.forgetting import forgetting
from graph.backup.making import present
from graph.backup.parts import PARTS
from graph.backup.restoring import put_back
from graph.chain import SAID
from graph.errors import BrokenJournal
from graph.migrations import is_chained
from graph.model import Model
from graph.model.ontology import ONTOLOGY
from graph.settings import Settings
from graph.storage.continuity import refuse_broken
from graph.storage.erased import register_in
from graph.storage.repository import open_repository
from graph.territory import Territories

# What a change proves itself by, besides what it says; its salt is of its own when it was chained later.
PROOF = ("salt", "content", "link")
LATER = (
    "Elle date d’avant un effacement : rétablie ici, elle est effacée de nouveau. C’est ainsi qu’elle a été essayée."
)
_Tables = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class BackupTrial:
    """What a trial found: `faults`, a sentence each, none when the backup gives back what the site was.

    `public`: how many facts the public saw then. `compared`: whether there was a site to compare it with. `since`:
    what that has lived meanwhile, a sentence each, which is no fault. `refused`: why its own journal is refused.
    """

    public: int
    faults: tuple[str, ...]
    compared: bool = False
    since: tuple[str, ...] = ()
    refused: BrokenJournal | None = None


def try_backup(
    settings: Settings, backup: Backup, model: Model, territories: Territories, ontology: Path = ONTOLOGY
) -> BackupTrial:
    """Puts a backup back in a folder of its own, deleted afterwards, and compares it with an instance.

    Nothing of the instance is changed, and its server may run. Raises StorageError, DataError.
    """
    made, backup = backup, forgetting(backup, register_in(settings.instance))
    later = backup.rows != made.rows
    with TemporaryDirectory(prefix="tisserand-essai-") as folder:
        there, here = (_elsewhere(settings, Path(folder) / name) for name in ("essai", "ici"))
        put_back(there, backup)
        faults = list(_unlike(present(there), backup))
        public = _public_facts(there, model, territories, ontology)
        try:
            refuse_broken(settings, to_the_first=True)
        except BrokenJournal as error:
            return BackupTrial(len(public), tuple(faults), refused=error)
        now = present(settings)
        faults += _other_changes(now, backup, SAID if later or not is_chained(backup.version) else (*SAID, *PROOF))
        if now.number >= backup.number and not faults:
            put_back(here, replace(backup, rows=now.rows[: backup.number]))
            expected = _public_facts(here, model, territories, ontology)
            if apart := public ^ expected:
                faults.append(f"Les faits publics ne sont pas les mêmes : {len(apart)} d’un seul côté.")
    return BackupTrial(len(public), tuple(faults), now.number > 0, (*(LATER,) * later, *_since(now, backup)))


def _elsewhere(settings: Settings, folder: Path) -> Settings:
    folder.mkdir(mode=0o700)
    url = f"sqlite:///{folder / 'journal.sqlite'}"
    return replace(settings, instance=folder, database_url=url, store="embedded")


def _public_facts(settings: Settings, model: Model, territories: Territories, ontology: Path) -> set[bytes]:
    """A hash of each fact that the public sees of an instance, all made from its journal."""
    repository = open_repository(settings, model, territories, ontology=ontology)
    try:
        text = repository.public.store.dump(format=RdfFormat.N_QUADS) or b""
        return {blake2b(line, digest_size=16).digest() for line in text.split(b"\n") if line}
    finally:
        repository.close()


def _unlike(restored: Backup, backup: Backup) -> Iterator[str]:
    """Where what was put back is not what the file holds."""
    if restored.rows != backup.rows:
        yield "Une fois rétabli, le journal n’est pas celui de la sauvegarde."
    if _differ({"": restored.shipped}, {"": backup.shipped}):
        yield "Une fois rétabli, ce qui a été repris des faits livrés n’est pas ce que contient la sauvegarde."
    for part in PARTS:
        if _differ(restored.parts.get(part.name), backup.parts.get(part.name)):
            yield f"Une fois rétablis, {part.told} ne sont pas ceux de la sauvegarde."


def _differ(found: _Tables | None, expected: _Tables | None) -> bool:
    """Whether tables hold other rows; databases do not all order words alike. What a backup is too old for is not."""
    return expected is not None and _sets(found or {}) != _sets(expected)


def _sets(tables: _Tables) -> dict[str, set[frozenset[tuple[str, Any]]]]:
    return {name: {frozenset(row.items()) for row in rows} for name, rows in tables.items()}


def _other_changes(now: Backup, backup: Backup, names: Sequence[str]) -> Iterator[str]:
    """Where the journal of the site is not the one that was saved."""
    if 0 < now.number < backup.number:
        yield f"Ce site s’arrête à la modification {now.number} ; la sauvegarde va jusqu’à la {backup.number}."
    for mine, saved in zip(now.rows, backup.rows, strict=False):
        if any(mine[name] != saved[name] for name in names):
            yield f"La modification {saved['number']} de la sauvegarde n’est pas celle de ce site."
            return


def _since(now: Backup, backup: Backup) -> Iterator[str]:
    if not now.number:
        yield "Ce site-ci est vide : il n’y avait rien à quoi la comparer."
        return
    if (more := now.number - backup.number) > 0:
        yield f"Depuis, ce site a {more} modification{'s' if more > 1 else ''} de plus."
    if now.slip_count != backup.slip_count:
        yield f"Bons d’orientation : {backup.slip_count} dans la sauvegarde, {now.slip_count} aujourd’hui."
    for part in PARTS:
        counted = part.name == "slips" and now.slip_count != backup.slip_count
        if not counted and _differ(now.parts.get(part.name), backup.parts.get(part.name)):
            yield part.since
