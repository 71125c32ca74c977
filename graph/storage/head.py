# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the journal went, noted outside its database: in a file of its own, and in the state derived from it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from graph.storage.files import sync_folder, write_atomically

FILE = "head.json"
log = logging.getLogger("tisserand")


@dataclass(frozen=True)
class Extent:
    """How far a journal goes: how many changes, the number, the moment and the link of the last one ("": not noted)."""

    changes: int = 0
    number: int = 0
    at: str = ""
    link: str = ""

    def noted(self) -> dict[str, object]:
        """What is kept of it elsewhere; its own sum tells what somebody wrote from what a fault left."""
        return {"changes": self.changes, "number": self.number, "at": self.at, "link": self.link, "sum": self._sum}

    @property
    def _sum(self) -> str:
        # A note of before the links is of the three others alone.
        told = f"{self.changes} {self.number} {self.at} {self.link}".rstrip()
        return blake2b(told.encode(), digest_size=8).hexdigest()

    @classmethod
    def of_note(cls, note: object) -> Extent:
        """How far a note says that the journal went; nowhere when it cannot be trusted."""
        try:
            found = cls(int(note["changes"]), int(note["number"]), str(note["at"]), str(note.get("link", "")))  # type: ignore[index, attr-defined]
            return found if note["sum"] == found._sum else cls()  # type: ignore[index]
        except (AttributeError, KeyError, TypeError, ValueError):
            return cls()


def known_in(instance: Path) -> Extent:
    """The furthest that the journal of an instance is known to have gone.

    Both notes are written after the change itself: each may be late, or missing, and is then no proof of anything.
    """
    return max(head_in(instance), noted_in(instance), key=lambda known: (known.number, known.link))


def head_in(instance: Path) -> Extent:
    """How far the journal went when its head was last kept beside the database."""
    return Extent.of_note(_read(instance / FILE))


def noted_in(instance: Path) -> Extent:
    """How far the journal went when the state under an instance's folder was last derived from it."""
    meta = _read(instance / "derived" / "meta.json")
    number = meta.get("number")
    if meta.get("journal") is None and isinstance(number, int):
        # A state of before these notes says the number alone: numbers have no gap, so that it is the count as well.
        return Extent(number, number)
    return Extent.of_note(meta.get("journal"))


def keep_head(instance: Path, reached: Extent) -> None:
    """Notes how far the journal goes, unless another process knows of more; a disk that refuses stops nothing."""
    known = head_in(instance)
    if known == reached or known.number > reached.number:
        return
    try:
        instance.mkdir(parents=True, exist_ok=True)
        write_atomically(instance / FILE, json.dumps(reached.noted()).encode())
    except OSError as error:
        log.warning("La tête du journal n’a pas pu être notée dans « %s » (%s).", instance / FILE, error.strerror)


def forget(instance: Path) -> None:
    """Lets go of what is known of a journal, before another one takes its place."""
    for path in (instance / FILE, instance / "derived" / "meta.json"):
        if path.exists():
            path.unlink()
            sync_folder(path.parent)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
