# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers a request in the département that this instance is about, when the page names no commune."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.coverage.scope import home
from graph.entity import Reader
from graph.namespaces import DCT
from graph.referral.resolver import Resolver
from graph.referral.situation import Query, Situation
from web.pages import href
from web.presenters.referral import contact_display
from web.presenters.texts import first_sentence
from web.presenters.tools import display_of
from web.presenters.values import Display

if TYPE_CHECKING:
    from graph.referral.answer import Referral, Result
    from web.ecosystem import Ecosystem

DIRECT = ("direct", "indirect")
NET = ("entry-point", "animator")
FAR = "pays"  # online, from anywhere in the country: not a neighbour


@dataclass(frozen=True)
class Neighbour:
    """Someone to call: who, what for, how to reach them, and who makes the link when it is indirect."""

    actor: Display
    title: str
    href: str
    what: str
    contact: Display | None
    through: Display | None


@dataclass(frozen=True)
class Nearby:
    """Who answers in the home département, who answers from afar, and whose role is to welcome and refer.

    `gap`: nobody meets the need, neither near nor far.
    """

    place: str
    answers: tuple[Neighbour, ...]
    far: tuple[Neighbour, ...]
    entries: tuple[Neighbour, ...]
    gap: bool


def at_home(ecosystem: Ecosystem, query: Query) -> Situation:
    """The situation of a request that names no place, set in the home département; raises as the resolver does."""
    resolver = Resolver(ecosystem.repository.public, ecosystem.model, ecosystem.territories, ecosystem.search)
    return replace(resolver.resolve(query), places=resolver.places(home(ecosystem.referral.index).key))


def nearby(reader: Reader, referral: Referral) -> Nearby:
    """The answers of a referral as people to call, each actor once."""
    place = referral.situation.place
    direct = [result for result in referral.results if result.kind in DIRECT]
    far = [result for result in direct if result.candidate.match.level == FAR]
    return Nearby(
        place=reader.name(place.iri, place.label) if place else "",
        answers=tuple(_neighbours(reader, (result for result in direct if result not in far))),
        far=tuple(_neighbours(reader, far)),
        entries=tuple(_neighbours(reader, (result for result in referral.results if result.kind in NET))),
        gap=bool(referral.gaps) or not direct,
    )


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
        actor=display_of(reader, result.provider.iri),
        title=reader.label(result.service.iri) if result.service else "",
        href=href(thing.iri),
        what=first_sentence(said),
        contact=contact_display(result.contact),
        through=display_of(reader, result.actor.iri) if linked else None,
    )
