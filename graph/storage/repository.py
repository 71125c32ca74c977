# SPDX-License-Identifier: AGPL-3.0-or-later
"""The repository: changes go to the journal, then to the derived datasets, then to whoever follows them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from graph.database import hindrance_of
from graph.errors import BrokenJournal, Conflict, Hindrance, InvalidInput, StorageError
from graph.model import Model
from graph.model.former import FormerTerms
from graph.model.ontology import ONTOLOGY
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.nquads import normalised
from graph.settings import Settings
from graph.storage.continuity import altered, broken_after, whole_extent
from graph.storage.copies import Copies
from graph.storage.derivation import Background
from graph.storage.drafts import edition, in_terms_of_now, inverse, replacement
from graph.storage.erased import Register, keep_register, register_in
from graph.storage.files import tighten, unwritable
from graph.storage.head import Extent, keep_head
from graph.storage.journal import Change, Draft, Edition, Header, Journal, OutOfDate
from graph.storage.loading import Loaded, read_sources
from graph.storage.loading.rules import Rules
from graph.storage.loading.safety import refuse_unsafe
from graph.storage.mirror import Mirror
from graph.storage.proof import Chain
from graph.storage.redaction import KIND as ERASURE
from graph.storage.store import BROKEN, NOTHING, Delta, Derived
from graph.storage.undoing import (
    NOTHING_LEFT,
    TakenBack,
    beside_later,
    part_of,
    refuse_dangling,
    refuse_two_answers,
    taken_back,
)
from graph.storage.watch import PAUSE, Watch
from graph.territory import Territories
from graph.text.wording import Phrase

BROUGHT_BACK = Phrase(
    "Cela remettrait ce qui a été effacé pour de bon, à la demande de quelqu’un : rien n’est changé. La personne qui "
    "tient ce site peut le reprendre, par « flask load --force »."
)
LEFT_OUT = (
    "{file} : {count} fait{s} laissé{s} de côté, effacé{s} pour de bon à la demande de quelqu’un. Retirez-le{s} de ce "
    "fichier, ou chargez-le avec --force."
)
NOT_UNDONE = (
    "La modification {number} est un effacement : elle ne s’annule pas, plus rien ici ne dit ce qui a été effacé."
)
log = logging.getLogger("tisserand")


@dataclass(frozen=True)
class Applied:
    """A change and what it really did to each dataset; `change` is None when everything was made again."""

    change: Change | None
    full: Delta = NOTHING
    public: Delta = NOTHING


@dataclass(frozen=True)
class Plan:
    """A change that is asked for, and the editions of shipped sources that it takes."""

    draft: Draft
    editions: tuple[Edition, ...] = ()


class Repository:
    """The facts of an instance. Reading is free for all threads; one writes at a time, here or in another process."""

    def __init__(
        self, settings: Settings, model: Model, journal: Journal, derived: Derived, background: Background
    ) -> None:
        self.journal = journal
        self.model = model
        self.base = settings.base_url
        self.number = self._total = 0
        self._at = self._link = ""
        self._instance = None if journal.in_memory else settings.instance
        self._derived = derived
        self.background = background
        self._former = FormerTerms(model, settings.base_url)
        self._copies = Copies(model, derived, background)
        self._writing = threading.RLock()
        self._followers: list[Callable[[Applied], None]] = []
        self.mirror: Mirror | None = None
        # What is wrong with the journal, once that is found out while the site is at work: nothing more is written.
        self.fault: StorageError | None = None
        self._watch: Watch | None = None
        self._start()

    @property
    def full(self) -> Dataset:
        """Every fact; for people who may see restricted ones."""
        return self._derived.full.dataset

    @property
    def said(self) -> Dataset:
        """Every fact as its source says it, merged or not: what is written is compared with it."""
        return self._copies.said

    @property
    def public(self) -> Dataset:
        """The facts that anybody may see: the restricted ones are not in it."""
        return self._derived.public.dataset

    @property
    def public_count(self) -> int:
        """How many facts anybody may see; they are not counted again."""
        return self._derived.public.count

    @property
    def public_stamp(self) -> str:
        """Tells one content of the public dataset from another."""
        return self._derived.public.stamp

    @property
    def erased(self) -> Register:
        """What was erased for good, which nothing brings back; raises StorageError when its file cannot be read."""
        return register_in(self._instance)

    def subscribe(self, follower: Callable[[Applied], None]) -> None:
        """Calls `follower` after each change, in the thread that made or found it."""
        self._followers.append(follower)

    def copy_to(self, mirror: Mirror) -> None:
        """Has the public dataset copied elsewhere, in the background: nothing here waits for it."""
        mirror.start(self._public_graph, self._public_graphs(), self.public_stamp)

        def follow(applied: Applied) -> None:
            graphs = {fact.source for fact in applied.public.touched}
            mirror.follow(graphs if applied.change else self._public_graphs() | mirror.sent, self.public_stamp)

        self.subscribe(follow)
        self.mirror = mirror

    def watch(self, pause: float = PAUSE) -> None:
        """Has the journal read again in the background, little by little, as long as this is open."""
        self._watch = Watch(self.journal, self.refuse, pause)

    def refuse(self, fault: BrokenJournal) -> None:
        """Writes nothing from now on."""
        self.fault = fault
        log.error("%s", fault.message)

    def _public_graphs(self) -> set[str]:
        return {graph.value for graph in self.public.store.named_graphs() if isinstance(graph, ox.NamedNode)}

    def _public_graph(self, graph: str) -> bytes:
        """The public triples of a graph; no store is held on to while everything is made again."""
        with self._writing:
            quads = self.public.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""

    def close(self) -> None:
        """Lets go of the files and of the database."""
        for part in (self.mirror, self._watch):
            if part is not None:
                part.close()
        self._derived.close()
        self.journal.close()

    def commit(self, draft: Draft) -> Change | None:
        """Journals what a draft really changes and applies it; None when it changes nothing.

        Facts to remove that are absent, and facts to add that are present, are left out of the change. Raises
        InvalidInput on a fact that cannot be kept.
        """
        return self.commit_planned(lambda: Plan(draft))

    def commit_planned(self, plan: Callable[[], Plan]) -> Change | None:
        """The same for a plan, which is made again when another process wrote in between."""
        with self._writing:
            while True:
                if self.fault is not None:
                    raise self.fault
                self.catch_up()
                planned = plan()
                self._check(planned.draft)
                with suppress(OutOfDate):
                    return self._write(planned)

    def _write(self, planned: Plan) -> Change | None:
        removed, added = normalised(planned.draft.removed), normalised(planned.draft.added)
        held = replace(planned.draft, removed=self._present(removed - added), added=added - self._present(added))
        if not held.removed and not held.added:
            if planned.editions:
                self.journal.note(planned.editions)
            return None
        change = self.journal.append(held, self.number, planned.editions)
        self._apply_or_rebuild(change)
        return change

    def _check(self, draft: Draft) -> None:
        refuse_unsafe(draft.added, (draft.author, draft.summary))
        wrong = {fact.source for fact in draft.removed | draft.added} & (self.background.sources | {""})
        if wrong:
            raise InvalidInput(
                f"La source « {wrong.pop()} » ne se modifie pas : ses faits sont calculés.", field="source"
            )
        if self.erased and any(map(self.erased.holds(self.base), draft.added)):
            raise Conflict(BROUGHT_BACK())

    def _present(self, facts: frozenset[Fact]) -> frozenset[Fact]:
        return frozenset(filter(self._derived.full.holds, facts))

    def load(self, paths: Sequence[Path], author: str, *, judged: bool = True, shipped: bool = False) -> Change | None:
        """Replaces the facts of the sources in these files or folders, as one change; None when they say the same.

        Nothing is loaded when anything is wrong anywhere; raises DataError (file, line) or TooLarge. With
        `judged=False` what breaks the rules of the model alone is taken: to be checked, never to be kept. `shipped`:
        these are files of the project, whose later editions are to be taken at start.
        """
        loaded = read_sources(paths, self.model, self.base, self.background)
        return self.take(loaded, author, judged=judged, shipped=shipped)

    def take(
        self, loaded: Sequence[Loaded], author: str, *, judged: bool = True, shipped: bool = False
    ) -> Change | None:
        """As `load`, for sources that are already read."""
        with self._writing:
            self.catch_up()
            loaded = self.without_erased(loaded)
            draft = replacement(loaded, self.said, author)
            if judged:
                self._refuse_faults(loaded, draft)
            return self.commit_planned(lambda: Plan(draft, tuple(map(edition, loaded)) if shipped else ()))

    def without_erased(self, loaded: Sequence[Loaded]) -> list[Loaded]:
        """These sources without what was erased for good, which is told; a source that was erased is left out whole."""
        register = self.erased
        if not register:
            return list(loaded)
        holds, kept = register.holds(self.base), []
        for item in loaded:
            facts = tuple(fact for fact in item.facts if not holds(fact))
            left_out = len(item.facts) - len(facts)
            if left_out:
                log.warning(LEFT_OUT.format(file=item.file, s="s" if left_out > 1 else "", count=left_out))
            if facts:
                kept.append(replace(item, facts=facts))
        return kept

    def want_again(self, loaded: Sequence[Loaded]) -> None:
        """Lets what these sources say come back, though it was erased; raises what `judge` raises."""
        self.judge(loaded)
        if self.erased and self._instance is not None:
            facts = [fact for item in loaded for fact in item.facts]
            keep_register(self._instance, self.erased.without(facts, self.base))

    def judge(self, loaded: Sequence[Loaded]) -> None:
        """Raises DataError with the faults for which `take` would refuse these sources; changes nothing."""
        self._refuse_faults(loaded, replacement(loaded, self.said, ""))

    def _refuse_faults(self, loaded: Sequence[Loaded], draft: Draft) -> None:
        for told in Rules(self.model, self.background).refuse_faults(loaded, draft, self.said):
            log.warning("Une autre source dit autrement, les deux sont gardées : %s", told)

    def undo(self, number: int, author: str, about: str = "") -> Change:
        """Takes back what remains of a change, by a new change; `about`: of what it says of this thing alone.

        A fact that a later change has already taken back is left alone. Raises UnknownThing, or Conflict naming the
        later change when it decided one of these facts again, or when nothing remains to take back, or when a field
        would have two answers where it takes one.
        """
        with self._writing:
            self.catch_up()
            undone = part_of(in_terms_of_now(self.journal.get(number), self._former), about)
            if undone.header.kind == ERASURE:
                raise Conflict(NOT_UNDONE.format(number=number))
            later = (in_terms_of_now(change, self._former) for change in self.journal.read(after=number))
            draft = inverse(undone, later, self._present, author)
            refuse_two_answers(draft, self.said, self.model)
            if about:
                refuse_dangling(draft, about, self.said)
            change = self.commit(draft)
        if change is None:
            raise Conflict(f"Il ne reste rien à annuler de la modification {number} : elle l’est déjà.")
        return change

    def would_take_back(self, numbers: Collection[int]) -> TakenBack:
        """What taking these changes back together would do; what was changed since stays, erasures too."""
        later = (in_terms_of_now(change, self._former) for change in self.journal.read(after=min(numbers) - 1))
        found = taken_back(later, numbers, self._present)
        beside = beside_later(found, self.said, self.model)
        return replace(found, added=found.added - beside, stays=found.stays | beside)

    def take_back(self, numbers: Collection[int], author: str, summary: str) -> Change:
        """Takes back what can be of several changes, as one change; raises Conflict where nothing can."""
        with self._writing:
            self.catch_up()
            found = self.would_take_back(numbers)
            change = self.commit(Draft(author, "undo", summary, "", found.removed, found.added))
        if change is None:
            raise Conflict(NOTHING_LEFT())
        return change

    def catch_up(self, *, wait: bool = True) -> int:
        """Applies what other processes have journaled since, and says how many changes; one small query when none.

        With `wait=False`, does nothing while another thread is writing: that one catches up itself. Raises
        BrokenJournal when changes have left the journal, or when new ones do not follow: what was derived stays.
        """
        if not self._writing.acquire(blocking=wait):
            return 0
        try:
            last = self.journal.last_number()
            rows = list(self.journal.rows(after=self.number)) if last > self.number else []
            if last < self.number or Chain(self.number, self._link).read(rows):
                raise broken_after(self.journal, self.number)
            for row in rows:
                self._apply_or_rebuild(self.journal.change_of(row))
            return len(rows)
        finally:
            self._writing.release()

    def rebuild(self) -> None:
        """Makes everything derived again from the journal; raises BrokenJournal, and leaves all, where it is broken."""
        with self._writing:
            facts = self._replay()
            try:
                self._derived.start_again()
                self._copies.refill(facts)
            except BROKEN as error:
                # Full, or read-only: the facts are read from memory, and what is on disk is made again later.
                log.error("L’état dérivé n’a pas pu être écrit (%s) : il est gardé en mémoire.", _told(error))
                self._derived.leave_disk()
                self._copies.refill(facts)
            self._save()
            self._tell(Applied(None))

    def _replay(self) -> set[Fact]:
        facts: set[Fact] = set()
        chain = Chain()
        change = None
        for change in map(self.journal.change_of, chain.follow(self.journal.rows())):
            facts -= change.removed
            facts |= change.added
        if chain.fault:
            raise altered(self.journal, chain.fault)
        if chain.number < self.number:
            raise broken_after(self.journal, self.number)
        if change is not None:
            self._stand_at(change.header)
        return facts

    def _stand_at(self, header: Header) -> None:
        self.number, self._total, self._at = header.number, header.total, header.at.isoformat()
        self._link = header.link

    def _start(self) -> None:
        header = self.journal.last()
        if header is not None:
            self._stand_at(header)
        reason = self._derived.open(self._state())
        if reason is None:
            self._copies.resume()
            self._save()
            return
        if reason:
            log.warning("État dérivé reconstruit depuis le journal : %s.", reason)
        self.rebuild()

    @property
    def _extent(self) -> Extent:
        # Numbers have no gap: the last one is the count of changes too.
        return Extent(self.number, self.number, self._at, self._link)

    def _save(self) -> None:
        """Notes where the derived state stands, and the head of the journal outside its database."""
        try:
            self._derived.save(self._state())
        except OSError as error:  # late is made again at the next start
            log.error("Ce que l’état dérivé contient n’a pas pu être noté (%s).", _told(error))
        if self._instance is not None and self.number:
            keep_head(self._instance, self._extent)

    def _state(self) -> dict[str, object]:
        told = {"number": self.number, "total": self._total, "base": self.base, "model": self.background.fingerprint}
        return {**told, "journal": self._extent.noted()}

    def _apply_or_rebuild(self, change: Change) -> None:
        """Once journaled, a change holds: a store that fails to take it is made again."""
        told = ""
        try:
            applied = self._apply(change)
        except BROKEN as error:
            told = _told(error)
        # Not above: what failed would hold on to the files of the store that is to be made again.
        if told:
            log.error(
                "La modification %s est journalisée mais l’état dérivé a failli (%s) : il est reconstruit.",
                change.number, told,
            )  # fmt: skip
            self.rebuild()
        else:
            self._tell(applied)

    def _apply(self, change: Change) -> Applied:
        delta, effect = self._copies.take(change)
        self._stand_at(change.header)
        self._save()
        return Applied(change, delta, effect)

    def _tell(self, applied: Applied) -> None:
        for follower in self._followers:
            try:
                follower(applied)
            except Exception:  # the change holds whatever a follower makes of it
                log.exception("Un index n’a pas suivi la modification.")


def _told(error: Exception) -> str:
    if hindrance_of(error) is Hindrance.FULL:  # whatever words RocksDB has for it
        return "le disque est plein"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def open_repository(
    settings: Settings, model: Model, territories: Territories, *, on_disk: bool = True, ontology: Path = ONTOLOGY
) -> Repository:
    """The repository of an instance: on disk, where one process at a time holds it, or in memory, where any may.

    Raises BrokenJournal, and leaves what is derived as it is, when changes are missing from the journal.
    """
    try:
        return _opened(settings, model, territories, on_disk, ontology)
    except OSError as error:
        raise unwritable(settings.instance, error) from error


def _opened(settings: Settings, model: Model, territories: Territories, on_disk: bool, ontology: Path) -> Repository:
    if on_disk:
        for folder in {settings.whole, settings.instance}:
            tighten(folder)
    with ExitStack() as opened:
        journal = Journal(settings.database_url, settings.base_url)
        opened.callback(journal.close)
        whole_extent(journal, settings)
        journal.bring_up()
        derived = Derived(settings.instance / "derived" if on_disk else None, settings.base_url)
        opened.callback(derived.close)
        background = Background(territories, settings.base_url, ontology)
        repository = Repository(settings, model, journal, derived, background)
        if on_disk and settings.store != "embedded":
            repository.copy_to(Mirror(settings.store, settings.instance / "derived"))
        opened.pop_all()
    return repository
