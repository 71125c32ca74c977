# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a list of callers shorter: by distance, cost, way of helping, kind of actor, language, access; each choice
counted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph.namespaces import FOAF, ORG, SCHEMA, TIS, local_name
from graph.rdf.subjects import subjects_of
from graph.text.sentences import inner
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.rdf.dataset import Dataset
    from graph.readings.referral.callers import Measured
    from graph.referral._types import Actor, Offer

CONTACTS = (SCHEMA.telephone, SCHEMA.email, TIS.contactPage, FOAF.homepage, SCHEMA.url)
"""How somebody can be reached."""
RADII = (2, 5, 10, 20, 50)  # kilometres
WITHIN, COST, HOW, SORT, LANGUAGE, ACCESS = "within", "cost", "how", "sort", "language", "access"
TITLES = {
    WITHIN: Label("À moins de"),
    COST: Label("Coût"),
    HOW: Label("Comment"),
    SORT: Label("Qui"),
    LANGUAGE: Label("Parle aussi"),
    ACCESS: Label("Accès"),
}
UNSAID = "non-renseigne"
NOT_SAID = Label("non renseigné")
PAGE, MOBILITY = "page", "mobilite-reduite"
ACCESSES = {PAGE: Label("accès décrit"), MOBILITY: Label("accessible aux personnes à mobilité réduite")}
DISTANCE = Phrase("{km} km")
FEW = 3  # callers that need no sorting out
MOST_KEPT = 20_000  # actors with some of their offers, a hundred bytes each


@dataclass(frozen=True)
class Refinement:
    """What is wanted of callers: by name of filter, the values chosen; `within` is in km, 0 for any distance."""

    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    within: int = 0

    def __bool__(self) -> bool:
        return bool(self.within) or any(self.chosen.values())


@dataclass(frozen=True)
class FilterChoice:
    """One choice: how many callers it would leave, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class DeskFilter:
    """The choices of one kind."""

    name: str
    title: str
    choices: tuple[FilterChoice, ...]


class _Values(NamedTuple):
    """What is looked at of an actor but for its distance: slugs, by name of filter."""

    cost: frozenset[str]
    how: frozenset[str]
    sort: frozenset[str]
    language: frozenset[str]
    access: frozenset[str]


class _Traits(NamedTuple):
    """What is looked at of an actor: values by name of filter, and how far it is."""

    km: float | None
    values: _Values

    def keeps(self, wanted: Refinement) -> bool:
        """Whether nothing that is wanted leaves it out."""
        near = not wanted.within or (self.km is not None and self.km <= wanted.within)
        chosen = ((getattr(self.values, name), values) for name, values in wanted.chosen.items() if values)
        return near and all(said & set(values) for said, values in chosen)


class _KnownValues:
    """The values of actors with some of their offers, read once for all requests until the facts change; `named` tells
    what each slug is of."""

    def __init__(self, data: Dataset) -> None:
        self.named: dict[tuple[str, str], str] = {}
        self._linked = data.tables.objects
        self._accessible = frozenset(
            iri for iri in _said_of(data, TIS.welcomesReducedMobility) if data.flag(iri, TIS.welcomesReducedMobility)
        )
        self._described = _said_of(data, TIS.accessibilityPage)
        self._slugs: dict[tuple[str, ...], frozenset[str]] = {}
        self._same: dict[_Values, _Values] = {}
        self._known: dict[tuple[Offer, ...], _Values] = {}

    @classmethod
    def of_dataset(cls, data: Dataset) -> _KnownValues:
        """Those of a dataset as it is now."""
        return data.tables.noted("values of callers", cls, lambda: cls(data))

    def of(self, actor: Actor, offers: list[Offer]) -> _Values:
        """Those of an actor with these offers of its."""
        key = tuple(offers)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            found = self._read(actor, offers)
            # Few differ: those that are equal are one object.
            found = self._known[key] = self._same.setdefault(found, found)
        return found

    def _read(self, actor: Actor, offers: list[Offer]) -> _Values:
        iris = {actor.iri, *[offer.iri for offer in offers]}
        linked = self._linked
        return _Values(
            self._said(COST, [offer.traits.cost for offer in offers]),
            self._said(HOW, [mode for offer in offers for mode in offer.traits.modes or ("",)]),
            self._said(SORT, linked(ORG.classification, actor.iri) or ("",)),
            self._said(LANGUAGE, [language for iri in iris for language in linked(TIS.speaks, iri)]),
            frozenset(self._accesses(iris)),
        )

    def _accesses(self, iris: set[str]) -> Iterator[str]:
        if not self._accessible.isdisjoint(iris):
            yield MOBILITY
        if not self._described.isdisjoint(iris):
            yield PAGE

    def _said(self, name: str, iris: Iterable[str]) -> frozenset[str]:
        """Slugs; what nobody said has one of its own."""
        key = (name, *iris)
        found = self._slugs.get(key)
        if found is None:
            by_slug = {local_name(iri) if iri else UNSAID: iri for iri in key[1:]}
            self.named.update({(name, slug): iri for slug, iri in by_slug.items()})
            found = self._slugs[key] = frozenset(by_slug)
        return found


class Refiner:
    """Looks at all who do the very thing and can be called."""

    def __init__(self, reader: Reader, places: Measured, offers: Iterable[Offer]) -> None:
        self._reader = reader
        reachable = subjects_of(reader.dataset, "reachable", CONTACTS)
        by_actor: dict[Actor, list[Offer]] = {}
        for offer in offers:
            by_actor.setdefault(offer.actor, []).append(offer)
        self._reached = {
            actor: found
            for actor, found in by_actor.items()
            if actor.iri in reachable or any(offer.iri in reachable for offer in found)
        }
        self._places = places
        self.total = len(self._reached)

    def filters(self, wanted: Refinement) -> tuple[DeskFilter, ...]:
        """The filters that tell callers apart; none where there are few."""
        if self.total <= FEW:
            return ()
        found = (DeskFilter(name, TITLES[name](self._reader.lang), self._choices(name, wanted)) for name in TITLES)
        return tuple(one for one in found if self._tells_apart(one))

    def _tells_apart(self, found: DeskFilter) -> bool:
        """Whether some choice leaves others out, or is chosen."""
        choices = found.choices
        return len(choices) > 1 or any(it.chosen or it.count < self.total for it in choices)

    def kept(self, wanted: Refinement) -> set[str]:
        """The actors that are left."""
        return {actor.iri for actor, traits in self._traits.items() if traits.keeps(wanted)}

    @cached_property
    def _known(self) -> _KnownValues:
        return _KnownValues.of_dataset(self._reader.dataset)

    @cached_property
    def _traits(self) -> dict[Actor, _Traits]:
        km, values = self._places.km, self._known.of
        return {actor: _Traits(km(actor), values(actor, offers)) for actor, offers in self._reached.items()}

    @cached_property
    def _alike(self) -> Counter[_Values]:
        """How many actors have the same values: far fewer differ."""
        return Counter(traits.values for traits in self._traits.values())

    def _choices(self, name: str, wanted: Refinement) -> tuple[FilterChoice, ...]:
        return tuple(self._within(wanted) if name == WITHIN else self._values(name, wanted))

    def _within(self, wanted: Refinement) -> Iterator[FilterChoice]:
        known = sorted(traits.km for traits in self._traits.values() if traits.km is not None)
        last = 0
        for radius in RADII:
            count = bisect_right(known, radius)
            if last < count < self.total or wanted.within == radius:
                yield FilterChoice(
                    str(radius), DISTANCE(km=str(radius)).text(self._reader), count, wanted.within == radius
                )
            last = count

    def _values(self, name: str, wanted: Refinement) -> Iterator[FilterChoice]:
        counts: Counter[str] = Counter()
        for values, many in self._alike.items():
            for value in getattr(values, name):
                counts[value] += many
        chosen = wanted.chosen.get(name, ())
        labels = {value: self._label(name, value) for value in (*counts, *chosen)}
        for value in sorted(labels, key=lambda value: (value == UNSAID, -counts[value], labels[value])):
            yield FilterChoice(value, labels[value], counts[value], value in chosen)

    def _label(self, name: str, value: str) -> str:
        if name == ACCESS and value in ACCESSES:
            return ACCESSES[value](self._reader.lang)
        iri = self._known.named.get((name, value), "")
        if value == UNSAID or not iri:
            return NOT_SAID(self._reader.lang)
        return inner(self._reader.label(iri))


def _said_of(data: Dataset, path: str) -> frozenset[str]:
    """Of what a property says something: read once for all pages, until the facts change."""
    return data.tables.noted(f"said of {path}", frozenset, lambda: frozenset(fact.s for fact in data.shown(p=path)))
