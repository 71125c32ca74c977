# SPDX-License-Identifier: AGPL-3.0-or-later
"""The index of the referral: actors and offers in memory, in posting lists by need, tool, territory and network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from threading import RLock

from graph import clock
from graph.entity.closing import NOT_KNOWN
from graph.entity.disagreements import WORTH
from graph.entity.kinds import ACTING, OFFERS
from graph.entity.knowledge import Knowledge
from graph.errors import UnknownThing
from graph.model import Model
from graph.namespaces import DCT, ORG, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Fact
from graph.referral._types import ANYWHERE, ENTRY, ORIENTATION, UNKNOWN_AREA, Actor, Criterion, Offer
from graph.referral.bench import load_criteria
from graph.referral.facets import Book
from graph.referral.facts import Live, Snapshot
from graph.referral.postings import Postings
from graph.referral.ranking import Spots
from graph.referral.reading import OfferReader
from graph.referral.standing import ONLINE, SORTS, sort_of
from graph.referral.tools import ToolLinks
from graph.territory import Territories

DEPARTEMENT = "departement"
# Properties whose object is an actor to be read again with their subject.
TOWARDS_ACTORS = (ORG.member, ORG.heldBy, TIS.corrects)


class ReferralIndex:
    """What the engine searches; `update` follows a change by reading again only what it touches."""

    def __init__(
        self,
        dataset: Dataset,
        model: Model,
        territories: Territories,
        criteria: tuple[Criterion, ...] | None = None,
        day: date | None = None,
    ) -> None:
        """Reads a dataset; `day` (today) tells the month for which lists are in the quickest order."""
        self.dataset, self.model, self.territories = dataset, model, territories
        self.criteria = load_criteria() if criteria is None else criteria
        self.book = Book(self.criteria, model, day or clock.today())
        self.lock = RLock()
        self.version = 0
        self.actors: dict[str, Actor] = {}
        self.offers: dict[str, tuple[Offer, ...]] = {}
        self.roots: dict[str, set[str]] = {}
        self.by_need, self.by_tool = _by_sort(), _by_sort()
        self.need_circles: Postings[Offer] = Postings()
        self.tool_circles: Postings[Offer] = Postings()
        self.near: Postings[Actor] = Postings()
        self.ending: dict[Offer, None] = {}
        self.entries: Postings[Offer] = Postings(_deficit)
        self.guides: Postings[Actor] = Postings()
        self.in_charge: Postings[str] = Postings()
        self.tools = ToolLinks(dataset)
        self.spots = Spots(territories, dataset.base)
        self.area = frozenset(territories.iri(dataset.base, place) for place in territories.area)
        self._departments: Counter[str] = Counter()
        self._read_all()

    @cached_property
    def live(self) -> OfferReader:
        """Reads the dataset as it is now."""
        return OfferReader(Live(self.dataset), self.model, self.book, Knowledge(self.dataset))

    def _read_all(self) -> None:
        reader = OfferReader(Snapshot(self.dataset), self.model, self.book, Knowledge(self.dataset))
        classes = {item.kind: item.classes for item in self.model.classes}
        for kind in ACTING:
            for iri in reader.subjects_of(classes.get(kind, ())):
                self._add_actor(reader, iri)
        for kind in OFFERS:
            for iri in reader.subjects_of(classes.get(kind, ())):
                self._add_offers(reader, iri)
        self._settle()

    def _settle(self) -> None:
        for postings in (*self.by_need.values(), *self.by_tool.values(), self.entries):
            postings.settle()

    def turn(self, day: date) -> None:
        """Puts lists in the quickest order for the month of a day; to be called when the month changes."""
        with self.lock:
            self.book.turn(day)
            self._settle()

    # --- adding and taking away one record -----------------------------------------------------------------------

    def _add_actor(self, reader: OfferReader, iri: str) -> None:
        actor = reader.actor(iri)
        if actor is None or iri in self.actors:
            return
        self.actors[iri] = actor
        self._departments.update(self._department(actor))
        for postings, first, second, item in self._actor_keys(actor):
            postings.add(first, second, item)
        for subject in reader.links(iri, DCT.subject):
            self.in_charge.add(subject, ANYWHERE, iri)
        own = [reader.own_offer(actor, ORIENTATION, actor.subjects)] if actor.subjects else []
        self._post(iri, tuple([*own, reader.own_offer(actor, ENTRY, ())] if actor.entry else own))

    def _actor_keys(self, actor: Actor) -> Iterator[tuple[Postings[Actor], str, str, Actor]]:
        if actor.person or actor.kind == "post":
            return
        for area in _keys(actor.areas, actor.origin):
            for body in dict.fromkeys(circle.body for circle in actor.circles):
                yield self.near, area, body, actor
            if actor.guides:
                yield self.guides, area, ANYWHERE, actor

    def _drop_actor(self, iri: str) -> None:
        actor = self.actors.pop(iri, None)
        if actor is None:
            return
        self._departments.subtract(self._department(actor))
        for postings, first, second, item in self._actor_keys(actor):
            postings.remove(first, second, item)
        for subject in [subject for subject in self.in_charge if iri in self.in_charge.get(subject, ANYWHERE)]:
            self.in_charge.remove(subject, ANYWHERE, iri)
        self._unpost(iri)

    def _add_offers(self, reader: OfferReader, root: str) -> None:
        actors = []
        for owner in reader.owners(root):
            if owner in self.actors:
                actors.append(self.actors[owner])
                self.roots.setdefault(owner, set()).add(root)
        self._post(root, reader.offers(root, actors) if actors else ())

    def _drop_offers(self, root: str) -> None:
        for offer in self.offers.get(root, ()):
            self.roots.get(offer.actor.iri, set()).discard(root)
        self._unpost(root)

    def _post(self, root: str, offers: tuple[Offer, ...]) -> None:
        if not offers:
            return
        self.offers[root] = offers
        for offer in offers:
            closing = offer.traits.closing
            if closing is not None and (closing.day or closing.state == NOT_KNOWN):
                self.ending[offer] = None
            for postings, first, second in self._offer_keys(offer):
                postings.add(first, second, offer)

    def _unpost(self, root: str) -> None:
        for offer in self.offers.pop(root, ()):
            self.ending.pop(offer, None)
            for postings, first, second in self._offer_keys(offer):
                postings.remove(first, second, offer)

    def _offer_keys(self, offer: Offer) -> Iterator[tuple[Postings[Offer], str, str]]:
        areas = _keys(offer.areas, offer.origin)
        if offer.traits.kind == ENTRY:
            for area in (*areas, ANYWHERE):
                yield self.entries, area, ANYWHERE
            return
        bodies = tuple(dict.fromkeys(circle.body for circle in offer.actor.circles))
        sort = sort_of(offer.traits)
        for subjects, by_area, by_body in (
            (offer.needs, self.by_need[sort], self.need_circles),
            (offer.tools, self.by_tool[sort], self.tool_circles),
        ):
            for subject in subjects:
                # By territory first: a request looks for many needs in few territories.
                for area in (*areas, ANYWHERE):
                    yield by_area, area, subject
                for body in bodies:
                    yield by_body, subject, body

    # --- where actors are ----------------------------------------------------------------------------------------

    def _department(self, actor: Actor) -> list[str]:
        """The départements an actor is in or acts for."""
        found = set()
        for area in (*actor.areas, actor.location or ""):
            try:
                territory = self.territories.from_iri(self.dataset.base, area)
            except UnknownThing:
                continue
            if territory.departement:
                found.add(f"{DEPARTEMENT}-{territory.departement}")
        return sorted(found)

    @property
    def busiest(self) -> str:
        """The key of the département most actors are in, "" if unknown: where to begin in an area that names none."""
        most = max(self._departments.values(), default=0)
        return min((key for key, count in self._departments.items() if count == most and count > 0), default="")

    # --- following a change --------------------------------------------------------------------------------------

    def update(self, added: Iterable[Fact], removed: Iterable[Fact]) -> None:
        """Follows a change already made in the dataset: reads again the actors and offers it touches, no other."""
        facts = [*added, *removed]
        with self.lock:
            self.tools.forget()
            self.spots.forget()
            self.live.knowledge = Knowledge(self.dataset)
            self.version += 1
            actors, roots = self._touched(facts)
            for root in roots:
                self._drop_offers(root)
            for iri in actors:
                self._drop_actor(iri)
            for iri in sorted(actors):
                self._add_actor(self.live, iri)
            for root in sorted(roots):
                self._add_offers(self.live, root)

    def _touched(self, facts: list[Fact]) -> tuple[set[str], set[str]]:
        subjects = {fact.s for fact in facts}
        worth = {fact.s for fact in facts if fact.p in WORTH}
        subjects |= {fact.s for source in worth for fact in self.dataset.facts(source=source)}
        objects = {fact.o for fact in facts if isinstance(fact.o, str) and fact.p in TOWARDS_ACTORS}
        actors = self._with_members(subjects | objects | self._actors_of(subjects))
        roots = set(subjects)
        for iri in actors:
            roots |= self.roots.get(iri, set())
            roots.update(self.dataset.subjects(SCHEMA.provider, iri), self.dataset.subjects(TIS.competenceOf, iri))
        for iri in subjects:
            # An instance takes the needs of its tool.
            roots.update(offer.iri for offer in self.by_tool[ONLINE].get(ANYWHERE, iri))
            roots.update(self.dataset.subjects(TIS.instanceOf, iri))
        return actors, roots

    def _actors_of(self, subjects: set[str]) -> set[str]:
        """The members of memberships, and the actors of corrections."""
        paths = (ORG.member, TIS.corrects)
        return {actor for iri in subjects for path in paths for actor in self.dataset.links(iri, path)}

    def _with_members(self, actors: set[str]) -> set[str]:
        """Those actors and, for a network or a group, all who belong to it: their circles have its dates."""
        found: set[str] = set()
        waiting = list(actors)
        while waiting:
            iri = waiting.pop()
            if iri in found:
                continue
            found.add(iri)
            waiting.extend(step.member for step in self.live.memberships.members(iri))
            waiting.extend(self.dataset.links(iri, ORG.heldBy))
            waiting.extend(post for post in self.dataset.subjects(ORG.postIn, iri))
        return found


def _by_sort() -> dict[str, Postings[Offer]]:
    return {sort: Postings(_deficit) for sort in SORTS}


def _deficit(offer: Offer) -> float:
    return offer.traits.deficit


def _keys(areas: tuple[str, ...], origin: str) -> tuple[str, ...]:
    """The territories to post under; what states no area is also found, as unknown, in the area of the instance."""
    return areas if origin == "stated" else (*areas, UNKNOWN_AREA)
