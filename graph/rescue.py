# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be saved of an instance whose journal is refused: the facts last derived from it, or its sound beginning."""

from __future__ import annotations

import json
import re
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from graph.errors import InvalidInput, StorageError
from graph.migrations import is_chained
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import local_name
from graph.rdf.dataset import Fact, to_quad
from graph.rdf.nquads import digest
from graph.settings import Settings
from graph.storage.files import write_atomically
from graph.storage.journal import Journal
from graph.storage.proof import Chain
from graph.storage.store import BROKEN
from graph.territory.facts import SOURCE

ALL = "faits.nq"


@dataclass(frozen=True)
class Rescued:
    """How many facts of how many sources were saved, as they were after change `number`.

    `shown`: these are the facts that the site had last; else those of the changes before the first one at fault.
    """

    facts: int
    sources: int
    number: int
    shown: bool


def rescue(settings: Settings, folder: Path) -> Rescued:
    """Writes one Turtle file a source, to be loaded again, and all as N-Quads, into a new folder for its owner only.

    Nothing of the instance is changed. Restricted facts are saved too; slips and invitations are not facts. Raises
    InvalidInput for a folder that holds something, StorageError when nothing sound is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"« {folder} » existe déjà : donnez le nom d’un dossier nouveau.", field="output")
    found = _derived(settings.instance / "derived")
    quads, number = found or _sound_beginning(settings)
    if not quads:
        raise StorageError(
            "Il ne reste rien à enregistrer : ni état dérivé intact, ni début de journal intact. Seule une sauvegarde "
            "rétablit ce site : « flask --app app restore FICHIER --force »."
        )
    computed = {ONTOLOGY_SOURCE, f"{settings.base_url}/id/{SOURCE}"}
    said: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        source = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if source not in computed:
            said.setdefault(source, []).append(quad)
    _write(folder, said)
    return Rescued(sum(map(len, said.values())), len(said), number, found is not None)


def _derived(folder: Path) -> tuple[list[ox.Quad], int] | None:
    """What was last derived, and from which change; None unless it is there as it was written."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        store = ox.Store.read_only(str(folder / "full"))
        text = store.dump(format=ox.RdfFormat.N_QUADS) or b""
        told = {"count": text.count(b"\n"), "digest": f"{digest(text):032x}"}
        return (list(store), int(meta["number"])) if meta["full"] == told else None
    except (*BROKEN, KeyError, TypeError):
        return None


def _sound_beginning(settings: Settings) -> tuple[list[ox.Quad], int]:
    """What the changes before the first one at fault come to, and the number of the last of them."""
    facts: set[Fact] = set()
    number = 0
    with closing(Journal(settings.database_url, settings.base_url)) as journal, suppress(StorageError):
        chain = Chain() if is_chained(journal.version()) else None
        for row in journal.rows():
            if chain and chain.read([row]):
                break
            change = journal.change_of(row)
            facts = (facts - change.removed) | change.added
            number = change.number
    return [to_quad(fact) for fact in facts], number


def _write(folder: Path, said: dict[str, list[ox.Quad]]) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = b"".join(sorted(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"" for quads in said.values()))
    write_atomically(folder / ALL, lines)
    taken: set[str] = set()
    for source, quads in sorted(said.items()):
        name = stem = re.sub(r"[^A-Za-z0-9-]+", "-", local_name(source)).strip("-") or "source"
        while name in taken:
            name = f"{stem}-{len(taken)}"
        taken.add(name)
        triples = (quad.triple for quad in quads)
        write_atomically(folder / f"{name}.ttl", ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b"")
