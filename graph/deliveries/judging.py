# SPDX-License-Identifier: AGPL-3.0-or-later
"""A delivery beside what is known: which rows may enter, what has disappeared, and what the source will say then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from graph import clock
from graph.deliveries.delivered import Delivered, DeliveredThing, column_of, without_rows
from graph.deliveries.origin import NOTED, PART, sources_of
from graph.errors import DataError
from graph.model import Model
from graph.model.finding import Finding
from graph.namespaces import ACCESS_RIGHT, DCT, RDF, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Fact, date_literal
from graph.rdf.nquads import normalised
from graph.sources import SourceFault
from graph.storage.journal import DELIVERY, Draft

if TYPE_CHECKING:
    from graph.storage.derivation import Background

KIND = DELIVERY
MOST_ROUNDS = 12
UNSETTLED = (
    "ce fichier ne peut pas entrer : ses lignes se contredisent trop ({problem}). Corrigez les lignes dites en faute."
)
ELSEWHERE_TOO = "cet envoi mettrait en faute ce que dit une autre source : {subject}, {problem}"


class WhenGone(StrEnum):
    """What becomes of what a source no longer lists: kept and marked so, or taken away."""

    KEEP = "keep"
    REMOVE = "remove"


class WhenFaulty(StrEnum):
    """What becomes of a row with a value at fault: left aside whole, or entered without that value."""

    ASIDE = "aside"
    WITHOUT = "without"


@dataclass(frozen=True)
class DeliveryChoices:
    """What was chosen about a delivery. `complete`: it adds to the last one, in whose place it does not come; `merge`:
    new things that a number of their own tells to be known cards are merged with them.
    """

    faulty: WhenFaulty = WhenFaulty.ASIDE
    gone: WhenGone = WhenGone.KEEP
    complete: bool = False
    merge: bool = True


@dataclass(frozen=True)
class JudgedDelivery:
    """A delivery that can be taken: what enters of it, its faults, and all that its sources will say.

    `before`: the facts of these sources now. `gone`: the things that the last delivery had and this one has not. The
    things of `delivered` are bare: what is said of them is in `facts`, once.
    """

    delivered: Delivered
    faults: tuple[SourceFault, ...]
    aside: frozenset[int]
    facts: frozenset[Fact]
    before: frozenset[Fact]
    gone: tuple[str, ...]
    choices: DeliveryChoices

    @cached_property
    def sources(self) -> frozenset[str]:
        """Every source that is written."""
        return frozenset(fact.source for fact in self.facts | self.before)

    @cached_property
    def named(self) -> frozenset[str]:
        """All that it speaks of: things, what they lead to, sources."""
        said = self.facts | self.before
        ends = {fact.s for fact in said} | {fact.o for fact in said if isinstance(fact.o, str)}
        return frozenset(ends | self.sources)


@dataclass(frozen=True)
class DeliveryJudge:
    """Judges deliveries by the rules of a model, beside the facts of an instance."""

    model: Model
    background: Background
    full: Dataset
    choices: DeliveryChoices = DeliveryChoices()

    def judged(self, delivered: Delivered) -> JudgedDelivery:
        """What of a delivery may enter; raises DataError where no choice of rows would do."""
        before, listed = self._before(delivered), _places(delivered)
        cut = delivered
        if self.choices.faulty is WhenFaulty.ASIDE:
            cut = without_rows(cut, cut.faulty_rows)
        dropped: frozenset[str] = frozenset()
        for _ in range(MOST_ROUNDS):
            held = frozenset(place for place in listed - _places(cut) if place[0] not in dropped)
            facts, gone = self._after(cut, before, dropped, held)
            found = self._findings(facts, before)
            if not found:
                aside = (_rows(delivered) | delivered.faulty_rows) - _rows(cut)
                return JudgedDelivery(_bare(cut), cut.faults, frozenset(aside), facts, before, gone, self.choices)
            rows, faults, lost = self._told(cut, found, {*gone, *(iri for iri, _ in held)} - dropped)
            if not rows and not lost:
                first = min(found)
                problem = ELSEWHERE_TOO.format(subject=self.full.label(first.subject), problem=first.message)
                raise DataError(problem, file=delivered.origin.file or delivered.origin.label)
            dropped |= lost
            cut = without_rows(replace(cut, faults=_merged(cut.faults, faults)), rows)
        raise DataError(UNSETTLED.format(problem=min(found).message), file=delivered.origin.file)

    def _before(self, delivered: Delivered) -> frozenset[Fact]:
        sources = sources_of(self.full, delivered.source) | delivered.sources
        return frozenset(fact for source in sources for fact in self.full.facts(source=source))

    def _after(
        self, delivered: Delivered, before: frozenset[Fact], dropped: frozenset[str], held: frozenset[tuple[str, str]]
    ) -> tuple[frozenset[Fact], tuple[str, ...]]:
        """All that the sources of a delivery will say, and what they no longer list.

        `held`: the things of rows left aside, with their sources. The file lists them: what was said of them stays.
        """
        now = {fact for thing in delivered.things for fact in thing.facts}
        there = {thing.iri for thing in delivered.things}
        former = {fact.s for fact in before if fact.p == RDF.type and fact.o != SCHEMA.Dataset}
        gone = former - there - {iri for iri, _ in held}
        kept = {fact for fact in before if (fact.s, fact.source) in held and fact.p != TIS.noLongerListedOn}
        if self.choices.complete:
            kept, gone = {fact for fact in before if fact.s not in there | {delivered.source}}, set()
        elif gone:
            kept |= self._kept(gone - dropped, before)
        facts = _as_stored({*now, *kept, *self._about(delivered, now, kept, before)})
        fresh = {fact.s for fact in before if fact.p == TIS.noLongerListedOn}
        return facts, tuple(sorted(gone - fresh))

    def _kept(self, gone: Iterable[str], before: frozenset[Fact]) -> set[Fact]:
        """What remains said of things that are listed no more, each with the day since when.

        Those taken away by choice stay all the same where another source speaks of them.
        """
        kept = set[Fact]()
        of: dict[str, set[Fact]] = {}
        for fact in before:
            of.setdefault(fact.s, set()).add(fact)
        for iri in gone:
            own = self.model.class_of([fact.o for fact in of[iri] if fact.p == RDF.type and isinstance(fact.o, str)])
            if own is None or own.field(TIS.noLongerListedOn) is None:
                continue
            sources = {fact.source for fact in of[iri]}
            if self.choices.gone is WhenGone.REMOVE and not self._spoken_of(iri, sources):
                continue
            kept |= of[iri]
            if not any(fact.p == TIS.noLongerListedOn for fact in of[iri]):
                today = date_literal(clock.today())
                kept |= {Fact(iri, TIS.noLongerListedOn, today, source) for source in sources}
        return kept

    def _spoken_of(self, iri: str, own: set[str]) -> bool:
        said = chain(self.full.facts(s=iri), self.full.facts(o=iri))
        return any(fact.source not in own for fact in said)

    def _about(self, delivered: Delivered, now: set[Fact], kept: set[Fact], before: frozenset[Fact]) -> Iterator[Fact]:
        """What is said of the sources themselves; where a file tells others apart, its own is but a record.

        A part that says nothing any more, but for what is kept of it, stays described.
        """
        source, origin = delivered.source, delivered.origin
        parts = delivered.parts | ({fact.source for fact in kept} - {source})
        silent = parts - {thing.iri for thing in delivered.things}
        # Who may read a part is said again below, where it is still so.
        chosen = {Fact(part, DCT.accessRights, ACCESS_RIGHT.RESTRICTED, source) for part in silent}
        yield from (fact for fact in before if fact.s in silent and fact not in chosen)
        yield from (Fact(source, PART, part, source) for part in parts)
        record = bool(parts) and not any(fact.source == source for fact in now | kept)
        yield from replace(origin, restricted=origin.restricted or record).facts(delivered.base)
        if origin.restricted:
            yield from (Fact(part, DCT.accessRights, ACCESS_RIGHT.RESTRICTED, source) for part in parts)

    def _findings(self, facts: frozenset[Fact], before: frozenset[Fact]) -> set[Finding]:
        from graph.storage.loading.rules import Rules  # all that stands under a loading, for once a file

        draft = Draft("", KIND, "", "", before - facts, facts - before)
        return Rules(self.model, self.background).made_by(draft, self.full)

    def _told(
        self, delivered: Delivered, found: set[Finding], gone: set[str]
    ) -> tuple[set[int], list[SourceFault], frozenset[str]]:
        """The rows that findings are about, each as a fault; the things listed no more that cannot stay."""
        by_iri: dict[str, list[DeliveredThing]] = {}
        for thing in delivered.things:
            by_iri.setdefault(thing.iri, []).append(thing)
        rows, faults, lost = set[int](), [], set[str]()
        for finding in sorted(found):
            things = by_iri.get(finding.subject, [])
            chosen = next((thing for thing in things if thing.source == finding.source), things[0] if things else None)
            if chosen is not None and chosen.row:
                rows.add(chosen.row)
                column = column_of(chosen, finding.path) if finding.path else ""
                value = finding.value.removeprefix(f"{delivered.base}/id/")
                faults.append(SourceFault(chosen.row, column, value, finding.message))
            elif finding.subject in gone:
                lost.add(finding.subject)
        return rows, faults, frozenset(lost)


def _as_stored(facts: set[Fact]) -> frozenset[Fact]:
    """The facts as a store gives them back; those that it leaves as they are stay the same objects."""
    stored = normalised(facts)
    return frozenset(fact for fact in facts if fact in stored) | (stored - facts)


def _bare(delivered: Delivered) -> Delivered:
    things = tuple(replace(thing, facts=frozenset(), links=frozenset()) for thing in delivered.things)
    return replace(delivered, things=things)


def said_only(facts: Iterable[Fact]) -> frozenset[Fact]:
    """The facts without what a delivery notes for itself."""
    return frozenset(fact for fact in facts if fact.p not in NOTED)


def _places(delivered: Delivered) -> set[tuple[str, str]]:
    """The things of a delivery, each with the source that speaks of it."""
    return {(thing.iri, thing.source) for thing in delivered.things}


def _rows(delivered: Delivered) -> set[int]:
    return {thing.row for thing in delivered.things}


def _merged(one: Iterable[SourceFault], other: Iterable[SourceFault]) -> tuple[SourceFault, ...]:
    return tuple(sorted(dict.fromkeys((*one, *other)), key=lambda fault: fault.row))
