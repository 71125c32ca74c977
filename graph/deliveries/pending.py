# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that were brought and are not taken yet: kept aside, for their owner only, until they are or are given up."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path, PurePath
from typing import Any

from graph import clock
from graph.deliveries.judging import DeliveryChoices, WhenFaulty, WhenGone
from graph.deliveries.opening import DeliveryRequest
from graph.errors import InvalidInput, TooLarge, UnknownThing
from graph.sources import SourceContent, SourceMapping
from graph.storage.files import remove, unwritable, write_atomically
from graph.text.wording import Phrase

FOLDER = "deliveries"
CONTENT, ABOUT = "content", "about.json"
ENDING = re.compile(r"\.[a-z0-9]{1,10}", re.ASCII)
MOST_BYTES = 20 * 1024 * 1024
MOST_PENDING = 20
DAYS = 7
"""How long a file waits for whoever brought it."""
CODE_BYTES = 9
LONGEST_NAME = 120
GONE = Phrase("Ce fichier n’attend plus : il a été intégré, abandonné, ou gardé plus de {days} jours. Apportez-le.")
EMPTY = Phrase("Ce fichier est vide : choisissez-en un autre.")
TOO_LARGE = Phrase(
    "Ce fichier dépasse {most} Mo : coupez-le en plusieurs, que vous apporterez l’un après l’autre, ou demandez à la "
    "personne qui tient ce site de le charger par « flask import »."
)
TOO_MANY = Phrase("Vingt fichiers attendent déjà d’être intégrés : intégrez-en un, ou abandonnez-en un.")


@dataclass(frozen=True)
class PendingDelivery:
    """A file that waits: its code, its own name, what its sender called it, where it was fetched from, since when, by
    whom (as the journal names them), what was said of it, and where its bytes stand; `about`: of which one thing it is
    the data, "" where it is a file as any."""

    code: str
    name: str
    media_type: str
    address: str
    since: date
    author: str
    request: DeliveryRequest
    path: Path
    about: str = ""

    @property
    def content(self) -> SourceContent:
        """The file, as formats read it."""
        return SourceContent(self.name, self.path, self.media_type, self.address, self.about)


@dataclass(frozen=True)
class ContentPlace:
    """Where a content was fetched from, "" for a file that somebody brought; of which one thing it is the data."""

    address: str = ""
    about: str = ""


class PendingDeliveries:
    """The files of an instance that wait, each in a folder of its own."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / FOLDER

    def keep(
        self, content: bytes, name: str, author: str, *, media_type: str = "", place: ContentPlace | None = None
    ) -> str:
        """Keeps a file; gives its code. Raises InvalidInput, TooLarge, or StorageError where the disk refuses."""
        if not content:
            raise InvalidInput(EMPTY(), field="fichier")
        if len(content) > MOST_BYTES:
            raise TooLarge(TOO_LARGE(most=MOST_BYTES // 1024**2))
        if len(list(self._waiting())) >= MOST_PENDING:
            raise InvalidInput(TOO_MANY(), field="fichier")
        code = secrets.token_hex(CODE_BYTES)
        own, there = self._folder / code, place or ContentPlace()
        plain = PurePath(name.replace("\\", "/")).name[-LONGEST_NAME:] or "fichier"
        asked, path = DeliveryRequest(instance=self._folder.parent), own / _content(plain)
        waiting = PendingDelivery(
            code, plain, media_type, there.address, clock.today(), author, asked, path, there.about
        )
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            own.mkdir(mode=0o700)
            write_atomically(waiting.path, content)
            self._write(waiting)
        except OSError as error:
            with suppress(OSError):
                shutil.rmtree(own)
            raise unwritable(self._folder, error) from error
        return code

    def one(self, code: str) -> PendingDelivery:
        """The file of a code; raises UnknownThing where none waits under it."""
        found = next((item for item in self._waiting() if secrets.compare_digest(item.code, code)), None)
        if found is None:
            raise UnknownThing(GONE(days=DAYS))
        return found

    def all(self) -> list[PendingDelivery]:
        """The files that wait, the last first; those that waited too long are taken away."""
        return sorted(self._waiting(), key=lambda item: (item.since, item.code), reverse=True)

    def say(self, waiting: PendingDelivery, request: DeliveryRequest) -> PendingDelivery:
        """Keeps what is now said of a file."""
        said = replace(waiting, request=request)
        self._write(said)
        return said

    def drop(self, code: str) -> None:
        """Takes a file away."""
        remove(self.one(code).path.parent)

    def _waiting(self) -> Iterator[PendingDelivery]:
        if not self._folder.is_dir():
            return
        oldest = clock.today() - timedelta(days=DAYS)
        for own in sorted(self._folder.iterdir()):
            found = _read(own)
            if found is None:
                continue
            if found.since < oldest:
                remove(own)
            else:
                yield found

    def _write(self, waiting: PendingDelivery) -> None:
        said = {name: value for name, value in asdict(waiting).items() if name not in ("code", "path")}
        text = json.dumps(said, ensure_ascii=False, default=str)
        try:
            write_atomically(waiting.path.parent / ABOUT, text.encode())
        except OSError as error:
            raise unwritable(self._folder, error) from error


def _read(own: Path) -> PendingDelivery | None:
    """What waits in a folder; None while it is being written, or where it is damaged."""
    try:
        said = json.loads((own / ABOUT).read_text(encoding="utf-8"))
        path = own / _content(said["name"])
        if not os.access(path, os.R_OK):
            return None
        about = said["request"]
        request = DeliveryRequest(
            about["source"],
            about["licence"],
            SourceMapping(about["mapping"]["columns"], about["mapping"]["options"]),
            _chosen(about["choices"]),
            own.parent.parent,
            about.get("issued", ""),
            about.get("contact", ""),
        )
        return PendingDelivery(
            own.name,
            said["name"],
            said["media_type"],
            said["address"],
            date.fromisoformat(said["since"]),
            said["author"],
            request,
            path,
            said.get("about", ""),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _chosen(said: Mapping[str, Any]) -> DeliveryChoices:
    """What was chosen; a file that waits since a release that merged nothing says nothing of that."""
    gone = WhenGone(said["gone"])
    return DeliveryChoices(WhenFaulty(said["faulty"]), gone, said["complete"], said.get("merge", True))


def _content(name: str) -> str:
    """How the bytes of a file are called here: its own name is not trusted, but for its ending, which tells tables."""
    ending = PurePath(name).suffix.lower()
    return CONTENT + (ending if ENDING.fullmatch(ending) else "")
