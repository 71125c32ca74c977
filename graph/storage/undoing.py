# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking back: one thing's part of a change, several changes at once, and never an answer beside a later one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from pyoxigraph import Literal

from graph.errors import Conflict
from graph.model import Field, Model
from graph.rdf.dataset import Dataset, Fact, spoken
from graph.storage.journal import Change, Draft
from graph.text.wording import Phrase

BESIDE = Phrase(
    "Rien n’est défait : « {field} » de « {name} » a reçu depuis une autre réponse, et n’en prend qu’une. Défaites "
    "d’abord ce changement plus récent."
)
LED_TO = Phrase(
    "Rien n’est défait : la fiche « {name} » ne serait plus là, et « {other} » y mène encore. Changez d’abord celle-ci."
)
NOTHING_LEFT = Phrase("Il ne reste rien à défaire : tout a déjà été changé depuis.")
Present = Callable[[frozenset[Fact]], frozenset[Fact]]


@dataclass(frozen=True)
class TakenBack:
    """What taking some changes back would do: facts that leave, that come back, that stay as they changed since."""

    removed: frozenset[Fact]
    added: frozenset[Fact]
    stays: frozenset[Fact]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def part_of(change: Change, about: str) -> Change:
    """What a change says of one thing; all of it for ""."""
    if not about:
        return change
    removed, added = (frozenset(fact for fact in side if fact.s == about) for side in (change.removed, change.added))
    return replace(change, removed=removed, added=added)


def taken_back(changes: Iterable[Change], chosen: Collection[int], present: Present) -> TakenBack:
    """What of the chosen changes can be taken back, among them and all that came after, in order.

    A fact that another change decided last stays; one that only chosen changes decided last is as it was before them.
    """
    before: dict[Fact, bool] = {}
    others: set[Fact] = set()
    for change in changes:
        for facts, was in ((change.added, False), (change.removed, True)):
            for fact in facts:
                if change.number in chosen:
                    before.setdefault(fact, was)
                elif fact in before:
                    del before[fact]
                    others.add(fact)
    here = present(frozenset(before))
    removed = frozenset(fact for fact, was in before.items() if not was and fact in here)
    added = frozenset(fact for fact, was in before.items() if was and fact not in here)
    return TakenBack(removed, added, frozenset(others - before.keys()))


def beside_later(found: TakenBack, said: Dataset, model: Model) -> frozenset[Fact]:
    """The facts that would come back beside another answer of the same source, where a field takes one."""
    return frozenset(fact for fact in found.added if _other_answer(fact, found.removed, said, model))


def refuse_two_answers(draft: Draft, said: Dataset, model: Model) -> None:
    """Raises Conflict naming the field where a draft would give a second answer to what takes one."""
    for fact in sorted(beside_later(TakenBack(draft.removed, draft.added, frozenset()), said, model), key=str):
        field = _field(fact, said, model)
        name = field.name() if field else fact.p
        raise Conflict(BESIDE(field=name, name=said.label(fact.s)))


def refuse_dangling(draft: Draft, about: str, said: Dataset) -> None:
    """Raises Conflict where a card would leave to which other ones lead."""
    left = [fact for fact in said.facts(s=about) if fact not in draft.removed]
    if left or draft.added:
        return
    leading = next((fact for fact in said.facts(o=about) if fact not in draft.removed and fact.s != about), None)
    if leading is not None:
        raise Conflict(LED_TO(name=said.label(about), other=said.label(leading.s)))


def _other_answer(fact: Fact, leaving: frozenset[Fact], said: Dataset, model: Model) -> bool:
    field = _field(fact, said, model)
    if field is None or not field.is_single:
        return False
    others = (other for other in said.facts(s=fact.s, p=fact.p, source=fact.source) if other not in leaving)
    return any(not field.unique_lang or _language(other) == _language(fact) for other in others)


def _field(fact: Fact, said: Dataset, model: Model) -> Field | None:
    own = model.class_of(said.types(fact.s))
    return own.field(fact.p) if own else None


def _language(fact: Fact) -> str:
    return spoken(fact.o) if isinstance(fact.o, Literal) else ""
