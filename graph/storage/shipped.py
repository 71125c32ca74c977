# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the facts that ship with the project reach an instance that already lives, without undoing what people did."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.model import Model
from graph.namespaces import ACCESS_RIGHT, DCT
from graph.rdf.dataset import Dataset, Fact, Value, spoken
from graph.rdf.nquads import normalised
from graph.storage.derivation import Background
from graph.storage.drafts import digest_of, edition
from graph.storage.journal import Change, Draft, Edition
from graph.storage.loading import Loaded, read_sources
from graph.storage.loading.formats import read_text_file, turtle_files
from graph.storage.loading.rules import Rules
from graph.storage.repository import Plan, Repository
from graph.validation import Finding

AUTHOR, KIND = "Tisserand", "shipped"
MOST_ROUNDS = 20
Slot = tuple[str, str, str]
Facts = frozenset[Fact]
log = logging.getLogger("tisserand")


@dataclass(frozen=True)
class Merge:
    """What a new edition of shipped sources changes here: facts that leave, facts that enter."""

    removed: Facts
    added: Facts

    def without(self, facts: Facts) -> Merge:
        """What remains of it when some facts stay as they are."""
        return Merge(self.removed - facts, self.added - facts)


@dataclass(frozen=True)
class Apart:
    """Where an instance differs from a source that ships with the project: what it lacks, and what it says more."""

    file: str
    lacking: Facts
    own: Facts


def take_shipped(repository: Repository, paths: Sequence[Path]) -> Change | None:
    """Takes the sources of these files that changed since they were last taken, as one change; None when none did.

    Cheap when nothing changed: files are only read and their digests compared. An instance that never took a source
    of the project lives on its own facts, and is given none. A source whose file is gone stays as it is. Raises
    DataError where a file is no right source.
    """
    known = repository.journal.digests()
    changed = [path for path in _files(paths, repository.background) if _digest(path) not in known] if known else []
    if not changed:
        return None
    loaded = repository.without_erased(read_sources(changed, repository.model, repository.base, repository.background))
    change = repository.commit_planned(lambda: _planned(repository, loaded))
    if change is not None:
        counts = change.header
        log.warning(
            "Faits livrés mis à jour, modification %s (faits ajoutés : %s, retirés : %s). Ce qui a été corrigé ici "
            "est gardé ; pour annuler : flask --app app undo %s",
            change.number, counts.added_count, counts.removed_count, change.number,
        )  # fmt: skip
    return change


def apart(repository: Repository, paths: Sequence[Path]) -> list[Apart]:
    """Where the instance differs from the files that ship with the project, by file; of sources that it took alone."""
    taken = repository.journal.editions()
    if not taken:
        return []
    files = list(_files(paths, repository.background))
    found = []
    holds = repository.erased.holds(repository.base)
    for loaded in read_sources(files, repository.model, repository.base, repository.background):
        if loaded.source in taken:
            here, shipped = (
                frozenset(repository.said.facts(source=loaded.source)),
                normalised(fact for fact in loaded.facts if not holds(fact)),
            )
            if here != shipped:
                found.append(Apart(loaded.file, shipped - here, here - shipped))
    return found


def kept_here(repository: Repository) -> int:
    """How many statements of the editions that were taken the instance does without, since people changed them.

    Sources that the public may not read are not counted: the number is shown to anybody.
    """
    editions = repository.journal.editions()
    unwanted = _unwanted(editions, repository.said)
    return sum(
        len(item.said.difference(repository.said.facts(source=item.source)))
        for item in editions.values()
        if item.source not in unwanted
        and set(repository.said.links(item.source, DCT.accessRights)) <= {ACCESS_RIGHT.PUBLIC}
    )


def _files(paths: Sequence[Path], background: Background) -> Iterator[Path]:
    return (path for path in turtle_files(paths) if path.resolve().parent != background.described_in)


def _digest(path: Path) -> str:
    return digest_of(read_text_file(path))


# --- one new edition ---------------------------------------------------------------------------------------------


def _planned(repository: Repository, loaded: Sequence[Loaded]) -> Plan:
    """The change that takes these sources, and what is noted of them."""
    before, full, slot = repository.journal.editions(), repository.said, slots(repository.model)
    now, unwanted = [edition(item) for item in loaded], _unwanted(before, full)
    removed: set[Fact] = set()
    added: set[Fact] = set()
    for item in now:
        said = before[item.source].said if item.source in before else frozenset()
        if not (item.source in unwanted or (unwanted and unwanted == before.keys())):
            merge = merged(said, item.said, frozenset(full.facts(source=item.source)), slot)
            removed |= merge.removed
            added |= merge.added
    draft = _draft(loaded, Merge(frozenset(removed), frozenset(added)))
    shipped = {*before, *(item.source for item in now)}
    sound = _sound(draft, full, Rules(repository.model, repository.background), shipped)
    # What the rules keep out today is asked again of the next edition.
    postponed_out, postponed_in = draft.removed - sound.removed, draft.added - sound.added
    return Plan(sound, tuple(_noted(item, postponed_out, postponed_in) for item in now))


def _unwanted(before: Mapping[str, Edition], full: Dataset) -> set[str]:
    """The sources that people took out whole; where that is all of them, new ones are not wanted either."""
    return {source for source, item in before.items() if item.said and not any(full.facts(source=source))}


def _noted(item: Edition, postponed_out: Facts, postponed_in: Facts) -> Edition:
    own = frozenset(fact for fact in postponed_out if fact.source == item.source)
    return replace(item, said=(item.said - postponed_in) | own)


def _draft(loaded: Sequence[Loaded], merge: Merge) -> Draft:
    touched = {fact.source for fact in merge.removed | merge.added}
    names = [item.name for item in loaded if item.source in touched]
    summary = "Mise à jour des faits livrés avec le projet : " + ", ".join(names[:4]) + ("…" if len(names) > 4 else "")
    source = next(iter(touched)) if len(touched) == 1 else ""
    return Draft(AUTHOR, KIND, summary, source, merge.removed, merge.added)


def slots(model: Model) -> Callable[[Fact], Slot]:
    """What tells which statements answer the same question: those of a thing, by property, by language for texts."""
    several = {
        path: all(field.max_count != 1 and not field.unique_lang for field in fields)
        for path, fields in model.fields.items()
    }

    def slot(fact: Fact) -> Slot:
        text = "" if isinstance(fact.o, str) else f"@{spoken(fact.o)}"
        return fact.s, fact.p, "several" if several.get(fact.p, True) else text or "one"

    return slot


def merged(base: Facts, shipped: Facts, here: Facts, slot: Callable[[Fact], Slot]) -> Merge:
    """What a new edition changes: `base` is what the source said when last taken, `here` what the instance says of it.

    Statement by statement: what people left as it was follows the project; what they changed or removed stays so. Of
    the values of one property, each is a statement of its own where several are allowed, unless both changed the same.
    """
    gone = {fact.s for fact in base} - {fact.s for fact in here}
    removed: set[Fact] = set()
    added: set[Fact] = set()
    sides = [_by_slot(facts, slot) for facts in (base, shipped, here)]
    for key in sides[0].keys() | sides[1].keys():
        was, says, is_here = (side.get(key, frozenset()) for side in sides)
        if key[0] in gone or says == was or _is_theirs(key, was, says, is_here):
            continue
        removed |= (was - says) & is_here
        added |= says - was - is_here
    return Merge(frozenset(removed), frozenset(added))


def _is_theirs(key: Slot, was: Facts, says: Facts, here: Facts) -> bool:
    """Whether people answered this question otherwise, and the project does too."""
    return here != was and (key[2] != "several" or bool((was - says) & (was - here) and here - was))


def _by_slot(facts: Iterable[Fact], slot: Callable[[Fact], Slot]) -> Mapping[Slot, Facts]:
    found: dict[Slot, set[Fact]] = defaultdict(set)
    for fact in facts:
        found[slot(fact)].add(fact)
    return {key: frozenset(own) for key, own in found.items()}


# --- what the rules of the model keep out ------------------------------------------------------------------------


def _sound(draft: Draft, full: Dataset, rules: Rules, shipped: set[str]) -> Draft:
    """The draft without what would put something here in fault: a link to what people removed, a second value."""
    for _ in range(MOST_ROUNDS):
        faults = rules.made_by(draft, full, shipped) if draft.added or draft.removed else set()
        if not faults:
            return draft
        merge = Merge(draft.removed, draft.added)
        kept = merge.without(frozenset(fact for finding in faults for fact in _at_fault(finding, merge)))
        if kept == merge:
            break
        draft = replace(draft, removed=kept.removed, added=kept.added)
    log.warning("Faits livrés non repris : ils contredisent ceux d’ici. Voir « flask --app app check ».")
    return replace(draft, removed=frozenset(), added=frozenset())


def _at_fault(finding: Finding, merge: Merge) -> Facts:
    """The facts of a change that make a fault: those of that property, else of that thing, else of what it leads to."""
    touched = merge.removed | merge.added
    own = frozenset(fact for fact in touched if fact.s == finding.subject)
    at_path = frozenset(fact for fact in own if fact.p == finding.path)
    exact = frozenset(fact for fact in at_path if _text(fact.o) == finding.value and finding.value)
    return exact or at_path or own or frozenset(fact for fact in touched if fact.s == finding.value)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else value.value
