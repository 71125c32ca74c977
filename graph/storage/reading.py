# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts of an instance whose journal, or whose disk, refuses: what was last derived is read, nothing is written."""

from __future__ import annotations

from pathlib import Path

from graph.errors import StorageError
from graph.model import Model
from graph.model.ontology import ONTOLOGY
from graph.settings import Settings
from graph.storage.derivation import Background
from graph.storage.head import Extent
from graph.storage.journal import Journal
from graph.storage.repository import Repository
from graph.storage.store import Derived
from graph.territory import Territories


class ReadingRepository(Repository):
    """The facts that were last derived, in memory; `fault` says what keeps the journal from being opened."""

    def __init__(self, settings: Settings, model: Model, background: Background, refused: StorageError) -> None:
        """Raises `refused` where what was derived is not whole, not by this program, or of a journal that is empty."""
        found = Derived.copied(
            settings.instance / "derived", {"base": settings.base_url, "model": background.fingerprint}
        )
        if found is None or not found[1]["number"]:
            raise refused
        derived, self._noted = found
        self._refused = refused
        journal = Journal(settings.database_url, settings.base_url, asked=False)
        super().__init__(settings, model, journal, derived, background)

    def _start(self) -> None:
        told = Extent.of_note(self._noted.get("journal"))
        self.number, self._at, self._link = int(self._noted["number"]), told.at, told.link
        self.fault = self._refused
        self._copies.resume()

    def catch_up(self, *, wait: bool = True) -> int:
        """Raises what keeps the journal from being opened."""
        raise self.fault or self._refused

    def rebuild(self) -> None:
        """Raises what keeps the journal from being opened."""
        self.catch_up()


def open_for_reading(
    settings: Settings, model: Model, territories: Territories, refused: StorageError, *, ontology: Path = ONTOLOGY
) -> ReadingRepository:
    """What was last derived of an instance that refused to be opened just now; raises that again where it is not whole.

    Nothing is written and no file is held: the instance can be opened beside it once it lets itself be.
    """
    return ReadingRepository(settings, model, Background(territories, settings.base_url, ontology), refused)
