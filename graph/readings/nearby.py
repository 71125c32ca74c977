# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers a request in the area that this instance is about, when no commune is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import TisserandError
from graph.namespaces import DCT, SCHEMA
from graph.readings.contacts import Reach, reach
from graph.text.sentences import first_sentence
from graph.text.wording import listed

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.referral.answer import Referral, Result
    from graph.referral.engine import ReferralEngine
    from graph.referral.resolver import Resolver
    from graph.referral.situation import Query, Situation

DIRECT = ("direct", "indirect")
NET = ("entry-point", "animator")
NEAR, FAR, OUT = "near", "far", "out"
COUNTRY = "pays"
ASKED = 40  # answers read before those of other places are left out


@dataclass(frozen=True)
class Neighbour:
    """Someone to call: who, what for, how to reach them, who makes the link when it is indirect.

    `thing` is a service named by `title`, or themselves (`title` ""); `warning`: what it is about is to close, "" for
    nearly all.
    """

    actor: Mention
    thing: Mention
    title: str
    what: str
    contact: Reach | None
    through: Mention | None
    warning: str = ""


@dataclass(frozen=True)
class Nearby:
    """Who answers somewhere in the area of the instance, who answers from afar, and whose role is to welcome and refer.

    `gap`: nobody meets the need, neither near nor far.
    """

    place: str
    answers: tuple[Neighbour, ...]
    far: tuple[Neighbour, ...]
    entries: tuple[Neighbour, ...]
    gap: bool


@dataclass(frozen=True)
class Surroundings:
    """The area of the instance, to tell who acts in it or in a part of it from who acts everywhere or elsewhere."""

    resolver: Resolver
    engine: ReferralEngine

    def name(self, lang: str = "fr") -> str:
        """The name of the area."""
        return listed((place.name for place in self.resolver.territories.area), lang)

    def situation(self, query: Query) -> Situation:
        """What a request means; raises as the resolver does."""
        return self.resolver.resolve(query)

    def answer(self, query: Query) -> Referral:
        """The referral of a request that names no place: any commune may be meant. Raises as the resolver does."""
        return self.engine.answer(self.situation(query))

    def where(self, *iris: str) -> str:
        """NEAR, FAR (the whole country) or OUT, from the areas of the first of these that states some; else NEAR."""
        data = self.resolver.dataset
        for iri in iris:
            areas = data.links(iri, SCHEMA.areaServed) or data.links(iri, SCHEMA.location)
            if areas:
                found = {self._of(area) for area in areas}
                return next(kind for kind in (NEAR, FAR, OUT) if kind in found)
        return NEAR

    def _of(self, area: str) -> str:
        territories = self.resolver.territories
        try:
            found = territories.from_iri(self.resolver.dataset.base, area)
        except TisserandError:
            return OUT
        if found.level == COUNTRY:
            return FAR
        return OUT if territories.outside(found.key) else NEAR


def nearby(reader: Reader, around: Surroundings, query: Query) -> Nearby:
    """The answers to a request as people to call, each actor once."""
    results = around.answer(query).results
    direct = [(result, _where(around, result)) for result in results if result.kind in DIRECT]
    entries = [result for result in results if result.kind in NET and _where(around, result) != OUT]
    near, far = ([result for result, place in direct if place == kind] for kind in (NEAR, FAR))
    return Nearby(
        place=around.name(reader.lang),
        answers=tuple(_neighbours(reader, near)),
        far=tuple(_neighbours(reader, far)),
        entries=tuple(_neighbours(reader, entries)),
        gap=not near and not far,
    )


def _where(around: Surroundings, result: Result) -> str:
    return around.where(*(ref.iri for ref in (result.service, result.provider) if ref))


def _neighbours(reader: Reader, results: Iterable[Result]) -> Iterator[Neighbour]:
    seen: set[str] = set()
    for result in results:
        if result.provider.iri not in seen:
            seen.add(result.provider.iri)
            yield _neighbour(reader, result)


def _neighbour(reader: Reader, result: Result) -> Neighbour:
    """A service by its name, an actor that answers by itself by what it is."""
    thing = result.service or result.provider
    said = reader.dataset.text(thing.iri, DCT.description, reader.lang) or ""
    linked = result.actor.iri != result.provider.iri
    return Neighbour(
        actor=reader.mention(result.provider.iri),
        thing=reader.mention(thing.iri),
        title=reader.label(result.service.iri) if result.service else "",
        what=first_sentence(said),
        contact=reach(result.contact),
        through=reader.mention(result.actor.iri) if linked else None,
        warning=" ".join(result.warnings(reader)),
    )
