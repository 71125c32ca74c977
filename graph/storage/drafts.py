# SPDX-License-Identifier: AGPL-3.0-or-later
"""What loading files and undoing a change ask of the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from graph.errors import Conflict
from graph.model.former import FormerTerms
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.nquads import normalised
from graph.storage.journal import Change, Draft, Edition
from graph.storage.loading import Loaded


def replacement(loaded: Sequence[Loaded], full: Dataset, author: str) -> Draft:
    """The facts of these sources in place of those they have now."""
    added = frozenset(fact for item in loaded for fact in item.facts)
    present = frozenset(fact for item in loaded for fact in full.facts(source=item.source))
    names = ", ".join(item.name for item in loaded[:4]) + ("…" if len(loaded) > 4 else "")
    count = "1 fichier" if len(loaded) == 1 else f"{len(loaded)} fichiers"
    source = loaded[0].source if len(loaded) == 1 else ""
    return Draft(author, "load", f"Chargement de {count} : {names}", source, present - normalised(added), added)


def edition(loaded: Loaded) -> Edition:
    """What a shipped file says, as it is noted when it is taken."""
    return Edition(loaded.source, loaded.file, digest_of(loaded.text.encode()), normalised(loaded.facts))


def digest_of(content: bytes) -> str:
    """Tells one content of a file from another."""
    return blake2b(content, digest_size=16).hexdigest()


def in_terms_of_now(change: Change, former: FormerTerms) -> Change:
    """A change in the terms by which facts are said now; what only said them otherwise is no change at all."""
    removed, added = frozenset(former.current(change.removed)), frozenset(former.current(change.added))
    return replace(change, removed=removed - added, added=added - removed)


def inverse(
    undone: Change, later: Iterable[Change], present: Callable[[frozenset[Fact]], frozenset[Fact]], author: str
) -> Draft:
    """What takes back what remains of a change; `present` tells which facts are in the dataset now.

    A fact that is already as it was before the change is left alone. Raises Conflict naming the last of the later
    changes that decided one of the others again: taking it back would undo that one too. What a later change did, and
    another one took back, decided nothing.
    """
    removed, added = present(undone.added), undone.removed - present(undone.removed)
    contested = _standing([change for change in later if change.touched & (removed | added)], removed | added)
    if contested:
        last = contested[-1]
        raise Conflict(
            f"La modification {undone.number} ne peut plus être annulée seule : la modification {last.number} "
            f"(« {last.header.summary} ») porte sur les mêmes faits. Annulez d’abord la {last.number}."
        )
    summary = f"Annulation de la modification {undone.number} : {undone.header.summary}"
    return Draft(author, "undo", summary, undone.header.source, removed, added, undoes=undone.number)


def _standing(changes: list[Change], facts: frozenset[Fact]) -> list[Change]:
    """The changes, in order, that still decide one of these facts: all but those taken back, and what took them."""
    by_number = {change.number: change for change in changes}
    deciding = {change.number: change.touched & facts for change in changes}
    taken_back = set[int]()
    for change in reversed(changes):
        other = by_number.get(change.header.undoes or 0)
        if other is not None and change.number not in taken_back:
            both = deciding[change.number] & deciding[other.number]
            deciding[change.number] -= both
            deciding[other.number] -= both
            taken_back.add(other.number)
    return [change for change in changes if deciding[change.number]]
