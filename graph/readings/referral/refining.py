# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a list of callers shorter: by distance, cost, way of helping, kind of actor, language, access; each choice
counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.namespaces import ORG, TIS, local_name
from graph.text.sentences import inner
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.rdf.dataset import Dataset
    from graph.readings.referral.callers import Measured
    from graph.referral._types import Actor, Offer

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


@dataclass(frozen=True)
class _Traits:
    """What is looked at of an actor: values by name of filter, and how far it is."""

    km: float | None
    values: dict[str, frozenset[str]]

    def keeps(self, wanted: Refinement) -> bool:
        """Whether nothing that is wanted leaves it out."""
        near = not wanted.within or (self.km is not None and self.km <= wanted.within)
        return near and all(self.values[name] & set(values) for name, values in wanted.chosen.items() if values)


class Refiner:
    """Looks at all who do the very thing and can be called."""

    def __init__(self, reader: Reader, places: Measured, offers: Iterable[Offer], reachable: set[str]) -> None:
        self._reader = reader
        by_actor: dict[Actor, list[Offer]] = {}
        for offer in offers:
            by_actor.setdefault(offer.actor, []).append(offer)
        self._reached = {
            actor: found
            for actor, found in by_actor.items()
            if actor.iri in reachable or any(offer.iri in reachable for offer in found)
        }
        self._places = places
        self._named: dict[tuple[str, str], str] = {}
        self.total = len(self._reached)

    def filters(self, wanted: Refinement) -> tuple[DeskFilter, ...]:
        """The filters that tell callers apart; none where there are few."""
        if self.total <= FEW:
            return ()
        every = list(self._traits().values())
        found = (
            DeskFilter(name, TITLES[name](self._reader.lang), self._choices(name, every, wanted)) for name in TITLES
        )
        return tuple(one for one in found if self._tells_apart(one))

    def _tells_apart(self, found: DeskFilter) -> bool:
        """Whether some choice leaves others out, or is chosen."""
        choices = found.choices
        return len(choices) > 1 or any(it.chosen or it.count < self.total for it in choices)

    def kept(self, wanted: Refinement) -> set[str]:
        """The actors that are left."""
        return {actor.iri for actor, traits in self._traits().items() if traits.keeps(wanted)}

    def _traits(self) -> dict[Actor, _Traits]:
        return {actor: self._of(actor, offers) for actor, offers in self._reached.items()}

    def _of(self, actor: Actor, offers: list[Offer]) -> _Traits:
        linked = self._reader.dataset.tables.objects
        iris = {actor.iri, *(offer.iri for offer in offers)}
        values = {
            COST: self._said(COST, (offer.traits.cost for offer in offers)),
            HOW: self._said(HOW, (mode for offer in offers for mode in offer.traits.modes or ("",))),
            SORT: self._said(SORT, linked(ORG.classification, actor.iri) or ("",)),
            LANGUAGE: self._said(LANGUAGE, (language for iri in iris for language in linked(TIS.speaks, iri))),
            ACCESS: frozenset(self._accesses(iris)),
        }
        return _Traits(self._places.km(actor), values)

    def _accesses(self, iris: set[str]) -> Iterator[str]:
        data = self._reader.dataset
        told = _said_of(data, TIS.welcomesReducedMobility) & iris
        if any(data.flag(iri, TIS.welcomesReducedMobility) for iri in told):
            yield MOBILITY
        if _said_of(data, TIS.accessibilityPage) & iris:
            yield PAGE

    def _choices(self, name: str, every: list[_Traits], wanted: Refinement) -> tuple[FilterChoice, ...]:
        return tuple(self._within(every, wanted) if name == WITHIN else self._values(name, every, wanted))

    def _within(self, every: list[_Traits], wanted: Refinement) -> Iterator[FilterChoice]:
        last = 0
        for radius in RADII:
            count = sum(traits.km is not None and traits.km <= radius for traits in every)
            if last < count < self.total or wanted.within == radius:
                yield FilterChoice(
                    str(radius), DISTANCE(km=str(radius)).text(self._reader), count, wanted.within == radius
                )
            last = count

    def _values(self, name: str, every: list[_Traits], wanted: Refinement) -> Iterator[FilterChoice]:
        counts = Counter(value for traits in every for value in traits.values[name])
        chosen = wanted.chosen.get(name, ())
        labels = {value: self._label(name, value) for value in (*counts, *chosen)}
        for value in sorted(labels, key=lambda value: (value == UNSAID, -counts[value], labels[value])):
            yield FilterChoice(value, labels[value], counts[value], value in chosen)

    def _said(self, name: str, iris: Iterable[str]) -> frozenset[str]:
        """Slugs; what nobody said has one of its own."""
        found = {local_name(iri) if iri else UNSAID: iri for iri in iris}
        self._named.update({(name, slug): iri for slug, iri in found.items()})
        return frozenset(found)

    def _label(self, name: str, value: str) -> str:
        if name == ACCESS and value in ACCESSES:
            return ACCESSES[value](self._reader.lang)
        iri = self._named.get((name, value), "")
        if value == UNSAID or not iri:
            return NOT_SAID(self._reader.lang)
        return inner(self._reader.label(iri))


def _said_of(data: Dataset, path: str) -> frozenset[str]:
    """Of what a property says something: read once for all pages, until the facts change."""
    notes, name = data.tables.notes, f"said of {path}"
    found = notes.get(name)
    if not isinstance(found, frozenset):
        found = notes[name] = frozenset(fact.s for fact in data.shown(p=path))
    return found
