# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ecosystem of a process: model, facts, search and referral, made once, when first asked for, and kept current."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app

from graph.errors import BrokenJournal, Hindrance, StorageError, TisserandError
from graph.folders import DATA, folders_of_facts
from graph.model import Model
from graph.model.ontology import ONTOLOGY, load_model
from graph.rdf.dataset import Dataset
from graph.settings import Settings
from web.app.afterwards import behind
from web.app.desk import Desk

if TYPE_CHECKING:
    from graph.chronicle import Chronicle
    from graph.contributions.store import Contributions
    from graph.entry.gate import Gate
    from graph.mail import Outbox
    from graph.observatory import Examples, Observatory
    from graph.people.people import People
    from graph.referral._types import Criterion
    from graph.referral.engine import ReferralEngine
    from graph.search import SearchIndex
    from graph.storage.publication import PublicationLog, Published
    from graph.storage.pulse import Pulse
    from graph.storage.repository import Applied, Repository
    from graph.territory import Territories

__all__ = ["DATA", "Ecosystem", "current_ecosystem", "register"]

# How often a request looks whether a command has changed the journal meanwhile.
SECONDS_BETWEEN_LOOKS = 0.5
log = logging.getLogger("tisserand")


class Ecosystem:
    """What pages and commands ask. Each part is made when first used; all threads share it.

    `data` are the files or folders that ship, by default those of the territory: loaded when the journal is empty, then
    taken at start when they changed. With `on_disk=False` the facts are replayed in memory and no file is held, so that
    commands work beside the server. With `judged=False` faulty data are read all the same. `after_changes` is called
    once what answers has followed a change.
    """

    after_changes: Callable[[], None] | None = None

    def __init__(
        self,
        settings: Settings,
        *,
        data: Sequence[Path] | None = None,
        ontology: Path = ONTOLOGY,
        on_disk: bool = True,
        judged: bool = True,
    ) -> None:
        self.settings = settings
        self._judged = judged
        self.data = folders_of_facts(settings.territory) if data is None else tuple(data)
        self.ontology = ontology
        self._making = threading.RLock()
        self._looked, self._on_disk = 0.0, on_disk
        self._model: Model | None = None
        self._observatory: Observatory | None = None
        self._territories: Territories | None = None
        self._criteria: tuple[Criterion, ...] = ()
        self._repository: Repository | None = None
        self._gate: Gate | None = None
        self._people: People | None = None
        self._outbox: Outbox | None = None
        self._contributions: Contributions | None = None
        self._publication: PublicationLog | None = None
        self._published: Published | None = None
        self._pulse: Pulse | None = None
        self.attending = False
        self.public = self._desk(lambda: self.repository.public)
        self.full = self._desk(lambda: self.repository.full)

    def _desk(self, dataset: Callable[[], Dataset]) -> Desk:
        return Desk(dataset, lambda: self.model, lambda: self.territories, lambda: self.criteria, self._making)

    @property
    def model(self) -> Model:
        """The model, read from the ontology."""
        if self._model is not None:  # nobody waits where it is there
            return self._model
        with self._making:
            if self._model is None:
                self._model = load_model(self.ontology)
            return self._model

    @property
    def observatory(self) -> Observatory:
        """What the instance is about; raises SettingsError where its file does not say so."""
        if self._observatory is not None:  # nobody waits where it is there
            return self._observatory
        with self._making:
            if self._observatory is None:
                from graph.observatory import load_observatory

                self._observatory = load_observatory(self.settings.territory)
            return self._observatory

    @property
    def territories(self) -> Territories:
        """The index of territories; raises SettingsError where the area of the instance is none."""
        if self._territories is not None:  # nobody waits where it is there
            return self._territories
        with self._making:
            if self._territories is None:
                from graph.observatory import territories_of

                self._territories = territories_of(self.settings, self.observatory)
            return self._territories

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What ranks answers, at the weights of the territory; raises SettingsError where its file is wrong."""
        if self._criteria:
            return self._criteria
        with self._making:
            if not self._criteria:
                from graph.referral.bench import load_criteria

                self._criteria = load_criteria(self.settings.territory)
            return self._criteria

    @property
    def examples(self) -> Examples:
        """The places that empty fields and the description of the API give as examples."""
        from graph.observatory import examples_of

        return examples_of(self.observatory, self.territories)

    @property
    def repository(self) -> Repository:
        """The facts; opened, and filled where the journal is empty, at the first use. Raises TisserandError."""
        found = self._repository
        if found is None:
            with self._making:
                found = self._repository = self._repository or self._open()
        return found

    def _open(self) -> Repository:
        """What there is: all of it, or only what was last derived, to be read, while the journal cannot be opened."""
        from graph.storage.reading import open_for_reading

        try:
            return self._open_whole()
        except StorageError as error:
            # A journal that is wrong, or of another release, waits for somebody; a disk or a database may come back.
            if not self._on_disk or error.why in {None, Hindrance.DAMAGED}:
                raise
            found = open_for_reading(self.settings, self.model, self.territories, error, ontology=self.ontology)
            self.pulse.note(error)
            return found

    def _open_whole(self) -> Repository:
        from graph.storage.repository import open_repository
        from graph.storage.shipped import AUTHOR

        repository = open_repository(
            self.settings, self.model, self.territories, on_disk=self._on_disk, ontology=self.ontology
        )
        try:
            if repository.number == 0 and self.data:
                repository.load(self.data, AUTHOR, judged=self._judged, shipped=self._on_disk)
            elif self._on_disk:
                _take_shipped(repository, self.data)
            self._note_what_is_shown(repository)
        except TisserandError:
            repository.close()
            raise
        repository.subscribe(self._follow)
        return repository

    @property
    def pulse(self) -> Pulse:
        """Whether something can be written, as it was last tried."""
        found = self._pulse
        if found is None:
            from graph.storage.pulse import Pulse

            with self._making:
                found = self._pulse = self._pulse or Pulse(self.settings, self._come_back)
        return found

    @property
    def hindrance(self) -> Hindrance | None:
        """Why nothing can be written now, as far as is known; cheap enough to be asked by every page."""
        if self._repository is not None and self._repository.fault is not None:
            return self._repository.fault.why
        return self._pulse.hindrance if self._pulse is not None else None

    def hindered_by(self, error: TisserandError) -> None:
        """Takes in what went wrong while something was written for a page that does not depend on it."""
        if isinstance(error, StorageError) and error.why:
            self.pulse.note(error)
        else:
            log.warning("%s", error.message)

    def attend(self) -> None:
        """Has the journal read again, and writing tried, behind a site that is at work, until it is closed."""
        self.attending = True
        self.repository.watch()
        self.pulse.feel()

    def _come_back(self) -> None:
        """Opens the instance as a whole, where it could only be read; in the thread of who found that it can be."""
        reading = self._repository
        if reading is None or reading.fault is None or isinstance(reading.fault, BrokenJournal):
            return
        try:
            found = self._open_whole()
        except BrokenJournal as error:
            reading.refuse(error)
            return
        except TisserandError as error:  # tried again at the next look
            log.error("%s", error.message)
            return
        with self._making:
            if self._repository is not reading:  # closed meanwhile
                found.close()
                return
            self._repository = found
            self.public.forget()
            self.full.forget()
        # Who reads the former facts meanwhile has them in memory.
        reading.journal.close()
        if self.attending:
            found.watch()

    @property
    def search(self) -> SearchIndex:
        """The index of the names that the public may see."""
        return self.public.search

    @property
    def referral(self) -> ReferralEngine:
        """The referral over the public facts."""
        return self.public.referral

    @property
    def gate(self) -> Gate:
        """Who may enter; raises StorageError."""
        with self._making:
            if self._gate is None:
                from graph.entry.gate import Gate

                self._gate = Gate(self.settings.database_url, self.settings.secret_key)
            return self._gate

    @cached_property
    def chronicle(self) -> Chronicle:
        """What changed, step by step."""
        from graph.chronicle import Chronicle

        return Chronicle(self.model, self.settings.base_url)

    @property
    def outbox(self) -> Outbox:
        """The letters that are to leave; a site at work sends them at once, behind its answers. Raises StorageError."""
        with self._making:
            if self._outbox is None:
                from graph.mail import Outbox

                self._outbox = Outbox(self.settings, self._send_letters)
            return self._outbox

    def _send_letters(self) -> None:
        if self.attending:
            behind(self._send_now)

    def _send_now(self) -> None:
        """Sends what is due; what a server would not take yet is tried again without waiting for the next letter."""
        from graph.mail.outbox import FIRST_DELAY

        if self.outbox.send_due().later:
            again = threading.Timer(FIRST_DELAY + 1, self._send_letters)
            again.daemon = True
            again.start()

    @property
    def contributions(self) -> Contributions:
        """What people propose, until somebody decided; raises StorageError."""
        with self._making:
            if self._contributions is None:
                from graph.contributions.store import Contributions

                settings = self.settings
                self._contributions = Contributions(settings.database_url, settings.base_url, settings.secret_key)
            return self._contributions

    @property
    def people(self) -> People:
        """Who has an account; raises StorageError."""
        with self._making:
            if self._people is None:
                from graph.people.people import People

                self._people = People(self.settings.database_url, self.settings.secret_key)
            return self._people

    @property
    def published(self) -> Published | None:
        """Since when the public sees what it sees; None for a command, which shows nothing."""
        _ = self.repository
        return self._published

    def prepare(self) -> None:
        """Makes everything now rather than at the first request."""
        for part in (
            lambda: self.repository,
            lambda: self.search,
            lambda: self.referral,
            lambda: self.territories.names,
        ):
            part()

    def refresh(self) -> None:
        """Takes in what commands have journaled meanwhile, when it is time to look; never waits for a writer."""
        now = time.monotonic()
        if self._repository is None or now - self._looked < SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        hindered = self.hindrance is not None
        if hindered or self.attending:
            self.pulse.feel()
        if hindered:  # what is derived can still be read
            return
        try:
            self._repository.catch_up(wait=False)
        except BrokenJournal as error:
            self._repository.refuse(error)
        except TisserandError as error:
            self.hindered_by(error)

    def close(self) -> None:
        """Lets go of the files."""
        with self._making:
            parts = ("_repository", "_gate", "_people", "_outbox", "_contributions", "_publication", "_pulse")
            for name in parts:
                part = getattr(self, name)
                if part is not None:
                    part.close()
                setattr(self, name, None)
            self.public.forget()
            self.full.forget()

    @contextmanager
    def replayed(self) -> Iterator[Ecosystem]:
        """The same facts in memory, for a command: holds no file, and what it journals a running server takes in."""
        yield from _closing(self._beside(self.settings, ()))

    @contextmanager
    def readable(self, files: Sequence[Path] = ()) -> Iterator[Ecosystem]:
        """The facts in memory, only to be read: of these files, else of the journal, else (it is empty) of data/.

        The journal of the files is in memory too, and forgotten.
        """
        chosen = tuple(files) or (self.data if self._is_empty() else ())
        settings = replace(self.settings, database_url="sqlite://") if chosen else self.settings
        # Read to be told of: a fault does not keep the others from being said.
        yield from _closing(self._beside(settings, chosen))

    def _beside(self, settings: Settings, data: Sequence[Path]) -> Ecosystem:
        """One in memory, with the model and the territories already read, which facts do not change."""
        found = Ecosystem(settings, data=data, ontology=self.ontology, on_disk=False, judged=False)
        found._model, found._territories, found._observatory = self._model, self._territories, self._observatory
        found._criteria = self._criteria
        return found

    def _is_empty(self) -> bool:
        from graph.storage.continuity import refuse_broken

        return refuse_broken(self.settings).number == 0

    def _follow(self, applied: Applied) -> None:
        """Keeps what answers current; after a change of everything it is made again when next asked for."""
        whole = applied.change is None
        with self._making:
            self.public.follow(None if whole else applied.public)
            self.full.follow(None if whole else applied.full)
        # The disk is written to with nobody waiting but who writes: the repository lets one do so at a time.
        if self._repository is not None:
            self._note_what_is_shown(self._repository, None if whole else applied)
        if self.after_changes is not None:
            self.after_changes()

    def _note_what_is_shown(self, repository: Repository, applied: Applied | None = None) -> None:
        """Dates what the public sees; nothing before the first change: a date always has a journal beside it."""
        if self._on_disk and repository.number:
            if self._publication is None:
                from graph.storage.publication import PublicationLog

                self._publication = PublicationLog(self.settings.database_url)
            try:
                self._published = self._publication.see(repository.public_stamp)
            except StorageError:
                self.public.steps.lose()
                raise
            told = (applied.public, applied.full) if applied else (None, None)
            self.public.steps.reach(self._published.number, told[0], repository.public)
            self.full.steps.reach(repository.number, told[1], repository.full)


def _closing(ecosystem: Ecosystem) -> Iterator[Ecosystem]:
    try:
        yield ecosystem
    finally:
        ecosystem.close()


def _take_shipped(repository: Repository, files: Sequence[Path]) -> None:
    """Takes what changed in the files that ship with the project; a file that cannot be taken stops nothing."""
    from graph.storage.shipped import take_shipped

    try:
        take_shipped(repository, files)
    except TisserandError as error:
        log.warning("Faits livrés non repris : %s", error.message)


def register(app: Flask, ecosystem: Ecosystem) -> None:
    """Gives the application its ecosystem, looked after before each request."""
    app.extensions["tisserand"] = ecosystem
    app.before_request(ecosystem.refresh)


def current_ecosystem() -> Ecosystem:
    """The ecosystem of the application at work."""
    found: Ecosystem = current_app.extensions["tisserand"]
    return found
