# SPDX-License-Identifier: AGPL-3.0-or-later
"""The news of an instance since a day, from the steps of its journal and what anybody may see of it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from graph import clock
from graph.chronicle import Chronicle, JournalStep
from graph.entity.ties import ties_of
from graph.namespaces import MERGED as IS_READ_AS
from graph.namespaces import RDF, SCHEMA, SKOS
from graph.rdf.dataset import Fact, said_in
from graph.readings.news import (
    ADDED,
    AS_ONE,
    CHANGED,
    ENDED,
    MERGED,
    MOVED,
    TOGETHER,
    Bulletin,
    BulletinItem,
)
from graph.readings.news.choosing import BulletinFilter, is_told
from graph.readings.news.lines import ChangedFields, has_ended, has_moved
from graph.readings.sources import cited
from graph.storage.merging import kept_instead
from graph.text.days import ZONE
from graph.text.sentences import sentence

if TYPE_CHECKING:
    from graph.entity import Reader, Source
    from graph.model import EntityClass
    from graph.storage.access import Access
    from graph.storage.repository import Repository

MOST = 300
EVER = datetime(1, 1, 1, tzinfo=UTC)
FEW = 3  # sources that are named of many things at once


class _About(NamedTuple):
    """What a step says of one thing: of what entered, only what still holds."""

    removed: list[Fact]
    added: list[Fact]
    merges: list[Fact]
    own_name: bool


def bulletin(
    reader: Reader, repository: Repository, chronicle: Chronicle, since: date, wanted: BulletinFilter, today: date
) -> Bulletin:
    """What is new since a day, that day included; at most so many items, the latest."""
    start = datetime.combine(since, time(), ZONE).astimezone(UTC)
    steps = chronicle.steps(repository, start)
    return _told(steps, _Telling(reader, chronicle.access(repository), wanted, today), since)


def bulletin_between(
    reader: Reader, repository: Repository, chronicle: Chronicle, numbers: range, wanted: BulletinFilter, since: date
) -> Bulletin:
    """What changes of these numbers brought, told as of now; `since` is the day that is said of it."""
    steps = [step for step in chronicle.steps(repository, EVER) if step.number in numbers]
    return _told(steps, _Telling(reader, chronicle.access(repository), wanted, clock.today()), since)


def _told(steps: Iterable[JournalStep], telling: _Telling, since: date) -> Bulletin:
    found: list[BulletinItem] = []
    for step in steps:
        found += telling.items(step)
        if len(found) > MOST:
            break
    return Bulletin(since, tuple(found[:MOST]), len(found) > MOST)


class _Telling:
    """Tells steps to those who may read what is public."""

    def __init__(self, reader: Reader, access: Access, wanted: BulletinFilter, today: date) -> None:
        self._reader = reader
        self._ties = ties_of(reader.dataset, reader.model)
        self._access = access
        self._wanted = wanted
        self._today = today

    def items(self, step: JournalStep) -> Iterator[BulletinItem]:
        """What a step is told by."""
        if step.large:
            yield from self._large(step)
            return
        by_thing: dict[str, _About] = {}
        for fact in sorted(step.removed, key=str):
            self._take(by_thing, fact, added=False)
        for fact in sorted(step.added, key=str):
            self._take(by_thing, fact, added=True)
        for iri in sorted(by_thing):
            own = self._class(iri)
            if own is not None and self._wanted.passes(iri, own):
                item = self._item(step, iri, own, by_thing[iri])
                if item is not None:
                    yield item

    def _take(self, by_thing: dict[str, _About], fact: Fact, *, added: bool) -> None:
        if self._access.hides(fact):
            return
        data = self._reader.dataset
        kept = kept_instead(data, fact.s)
        iri = kept or fact.s
        about = by_thing.setdefault(iri, _About([], [], [], not kept))
        if fact.p == IS_READ_AS:
            if added and kept and next(data.facts(s=fact.s, p=fact.p, o=fact.o), None):
                about.merges.append(fact)
            return
        now = self._now(fact, iri)
        if not added:
            about.removed.append(now)
        elif next(data.facts(now.s, now.p, now.o, now.source), None):
            about.added.append(now)

    def _now(self, fact: Fact, iri: str) -> Fact:
        """A fact as it is read now that some things are one."""
        value = (kept_instead(self._reader.dataset, fact.o) or fact.o) if isinstance(fact.o, str) else fact.o
        return Fact(iri, fact.p, value, fact.source)

    def _class(self, iri: str) -> EntityClass | None:
        """The kind of a thing that is told of to everybody, None for any other."""
        if self._access.restricts(iri) or iri in self._reader.model.choices:
            return None
        own = self._ties.cls(iri)
        return own if own is not None and is_told(own) else None

    def _item(self, step: JournalStep, iri: str, own: EntityClass, about: _About) -> BulletinItem | None:
        if about.merges:
            return self._made(step, MERGED, iri, about.merges, self._merged(iri))
        if iri in step.born and any(fact.p == RDF.type for fact in about.added):
            return self._made(step, ADDED, iri, about.added, self._where(iri, own))
        lines = ChangedFields(self._reader, self._access, own, iri).lines(about.removed, about.added)
        if not lines:
            return None
        verb = ENDED if has_ended(self._reader, about.added, self._today) else CHANGED
        verb = MOVED if verb == CHANGED and has_moved(about.removed, about.added) else verb
        return replace(self._made(step, verb, iri, about.added or about.removed), lines=lines)

    def _made(self, step: JournalStep, verb: str, iri: str, facts: Iterable[Fact], detail: str = "") -> BulletinItem:
        sources = self._sources(fact.source for fact in facts)
        return BulletinItem(verb, step.at, self._reader.mention(iri), detail, (), sources)

    def _sources(self, iris: Iterable[str]) -> tuple[Source, ...]:
        return cited(self._reader, sorted(iri for iri in {*iris} if self._reader.dataset.types(iri)))

    def _where(self, iri: str, own: EntityClass) -> str:
        data = self._reader.dataset
        places = data.links(iri, SCHEMA.location) or data.links(iri, SCHEMA.areaServed)
        named = ", ".join(self._reader.label(place) for place in places[:2])
        return " · ".join(filter(None, (sentence(own.label(self._reader.lang)), named)))

    def _merged(self, iri: str) -> str:
        """The other name that a kept thing bears since, where it is not the same."""
        data, lang = self._reader.dataset, self._reader.lang
        label = self._reader.label(iri)
        names = {said_in([fact.o], lang) for fact in data.facts(s=iri, p=SKOS.prefLabel)} - {label, None}
        other = min((name for name in names if name), default="")
        return TOGETHER(other=other).plain(lang) if other else AS_ONE(lang)

    def _large(self, step: JournalStep) -> Iterator[BulletinItem]:
        """Many things at once, told by their number: the new ones, then those that were there."""
        for verb, iris in ((ADDED, step.born), (CHANGED, step.touched - step.born)):
            counts: dict[str, int] = {}
            for iri in iris:
                own = self._class(iri)
                if own is not None and self._wanted.passes(iri, own):
                    counts[own.kind] = counts.get(own.kind, 0) + 1
            kinds = [(own, counts[own.kind]) for own in self._reader.model.classes if own.kind in counts]
            if kinds:
                told = self._sources(step.sources)
                yield BulletinItem(verb, step.at, None, "", (), told if len(told) <= FEW else (), tuple(kinds))
