# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards to be sorted: which come first, what matters to judge one, and at which pace somebody goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from graph.contributions.reach import belongs_to
from graph.entity.knowledge import Knowledge
from graph.entity.known import FRESH
from graph.entity.reading import read_entity
from graph.namespaces import DCT, FOAF, ORG, SCHEMA, TIS
from graph.readings.states import State, states
from graph.text.days import months_between
from graph.text.folding import filed
from graph.text.sentences import sentence

if TYPE_CHECKING:
    from graph.entity import FieldValues, Mention, Reader
    from graph.model import EntityClass
    from graph.territory import Territories

NEED = "need"
A_ROUND = 100
"""Cards that are sorted in one go."""
LONGEST_PAUSE = 120
"""Seconds after which somebody had left the page: that is no pace."""
WHERE = (SCHEMA.areaServed, SCHEMA.location, SCHEMA.address)
REACH = (SCHEMA.email, SCHEMA.telephone, TIS.contactPage, FOAF.homepage, SCHEMA.url)
TOLD = (SCHEMA.provider, *WHERE, TIS.meetsNeed, SCHEMA.audience, TIS.cost, TIS.openToAssociations, *REACH)
MISSED = (SCHEMA.areaServed, SCHEMA.location, TIS.cost)
MOST_SOURCES = 3


@dataclass(frozen=True)
class CardToSort:
    """What matters to judge a card: what it is and does, its fields, the state it is in, how it was last looked at."""

    mention: Mention
    kind: str
    says: str
    fields: tuple[FieldValues, ...]
    states: tuple[State, ...]
    looked: date | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class SortingChoice:
    """What a filter offers: the value in an address, and its name."""

    value: str
    label: str


@dataclass(frozen=True)
class SortingPace:
    """How many cards somebody saw today, of how many of this round; seconds that one takes them, 0 while unknown."""

    seen: int
    of: int
    seconds: float = 0.0

    @property
    def minutes(self) -> int:
        """Minutes that the rest of this round takes at this pace, 0 while it is unknown."""
        return -int(-(self.of - self.seen) * self.seconds // 60) if self.seconds else 0


def sorted_classes(reader: Reader) -> tuple[EntityClass, ...]:
    """The classes whose cards are sorted: those of which it can be said that somebody read them again."""
    return tuple(
        own for own in reader.model.classes if own.field(TIS.reviewedOn) and own.directory and not own.restricted
    )


def looked_at(reader: Reader, iri: str) -> date | None:
    """The last day on which somebody looked at a card: who answers for it, or moderation; None for nobody."""
    data = reader.dataset
    confirmed = Knowledge.now(data).confirmation(iri)
    days = (data.day(iri, TIS.reviewedOn), confirmed.on if confirmed else None)
    return max((day for day in days if day), default=None)


@dataclass(frozen=True)
class SortingFilter:
    """Of which network or place (IRIs), of which kind and for which need (slugs); "" for any."""

    network: str = ""
    place: str = ""
    kind: str = ""
    need: str = ""


@dataclass(frozen=True)
class CardSorter:
    """Reads what is to be sorted on a day; `shown`: how many referrals led to each card, by its path."""

    reader: Reader
    territories: Territories
    day: date
    shown: Mapping[str, int]

    def queue(self, held: Collection[str], only: SortingFilter) -> list[str]:
        """The IRIs of cards that nobody looked at for a year, but for those `held` (paths): never looked at first,
        then the longest ago; of the same day, those that referrals lead to most."""
        data = self.reader.dataset
        found: list[tuple[date, int, float, str]] = []
        for own in sorted_classes(self.reader):
            if only.kind and own.slug != only.kind:
                continue
            for iri in data.instances(*own.classes):
                path, looked = data.relative(iri), looked_at(self.reader, iri)
                if path and path not in held and self._is_due(iri, looked):
                    found.append((looked or date.min, -self.shown.get(path, 0), own.order, iri))
        needs = self._needs(only.need)
        iris = dict.fromkeys(iri for *_, iri in sorted(found))
        return [iri for iri in iris if self._is_meant(iri, only, needs)]

    def _is_due(self, iri: str, looked: date | None) -> bool:
        """Whether nobody looked at it for a year; of what is over there is nothing left to say."""
        is_old = looked is None or months_between(looked, self.day) > FRESH
        return is_old and self.reader.dataset.valid(iri, self.day)

    def _is_meant(self, iri: str, only: SortingFilter, needs: Collection[str]) -> bool:
        data = self.reader.dataset
        if only.need and not self._meets(iri, needs):
            return False
        around = {value for value in (only.network, only.place) if value}
        if not around:
            return True
        own = belongs_to(data, self.territories, iri, self.day)
        return around <= own | set(data.links(iri, SCHEMA.areaServed))

    def _needs(self, slug: str) -> frozenset[str]:
        """The IRIs of a need and of all that are under it; none for ""."""
        found = {choice.iri for choice in self.reader.model.scheme(NEED).choices if choice.slug == slug}
        while more := {one.iri for one in self.reader.model.scheme(NEED).choices if found & {*one.broader}} - found:
            found |= more
        return frozenset(found)

    def _meets(self, iri: str, needs: Collection[str]) -> bool:
        """Whether it, or what it offers, meets one of these needs."""
        data = self.reader.dataset
        things = (iri, *data.subjects(SCHEMA.provider, iri))
        return any(need in needs for thing in things for need in data.links(thing, TIS.meetsNeed))

    def card(self, iri: str) -> CardToSort:
        """What matters to judge one; raises UnknownThing."""
        entity = read_entity(self.reader, iri)
        fields = {one.field.path: one for section in entity.sections for one in section.fields}
        told = [fields[path] for path in TOLD if path in fields and (fields[path].values or path in MISSED)]
        own = entity.mention.entity_class
        return CardToSort(
            mention=entity.mention,
            kind=sentence(own.label(self.reader.lang)) if own else "",
            says=self.reader.dataset.text(iri, DCT.description, self.reader.lang) or entity.caption,
            fields=tuple(told),
            states=states(self.reader, iri, self.day, whole=True),
            looked=looked_at(self.reader, iri),
            sources=tuple(source.label for source in entity.sources[:MOST_SOURCES]),
        )

    # --- filters -------------------------------------------------------------------------------------------------

    def networks(self) -> tuple[SortingChoice, ...]:
        """The networks that have members."""
        data = self.reader.dataset
        return self._choices({str(fact.o) for fact in data.facts(p=ORG.organization)})

    def places(self) -> tuple[SortingChoice, ...]:
        """The places where cards are, or that they serve."""
        data = self.reader.dataset
        facts = (fact for path in (SCHEMA.location, SCHEMA.areaServed) for fact in data.facts(p=path))
        return self._choices({str(fact.o) for fact in facts})

    def _choices(self, iris: Iterable[str]) -> tuple[SortingChoice, ...]:
        data = self.reader.dataset
        found = (SortingChoice(path, self.reader.label(iri)) for iri in iris if (path := data.relative(iri)))
        return tuple(sorted(found, key=lambda one: filed(one.label)))


def pace(given: Sequence[datetime], left: int) -> SortingPace:
    """How somebody goes who gave verdicts at these moments today, where so many cards are left."""
    seen = len(given)
    of = min(seen + left, (seen // A_ROUND + 1) * A_ROUND)
    gaps = list(_gaps(given))
    return SortingPace(seen, of, median(gaps) if gaps else 0.0)


def _gaps(given: Sequence[datetime]) -> Iterator[float]:
    for before, after in pairwise(given):
        seconds = (after - before).total_seconds()
        if seconds <= LONGEST_PAUSE:
            yield seconds
