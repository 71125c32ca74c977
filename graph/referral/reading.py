# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts read into actors and offers, one entity at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.existence import PLANNED, lapse
from graph.entity.kinds import ACTING, COLLECTIVES, OFFERS, PERSONAL
from graph.entity.knowledge import Knowledge
from graph.entity.known import CONFIRMED, SAID, Known, covers
from graph.namespaces import DCT, RDF, SCHEMA, SKOS, TIS, VOCABULARY, WGS, local_name
from graph.rdf.dataset import name_of
from graph.rdf.dates import first_day
from graph.referral._types import COMPETENCE, INSTANCE, SERVICE, Actor, Offer, Point, Proof, Report, Traits
from graph.referral.membership import Memberships
from graph.storage.access import is_anonymous
from graph.text.days import Span
from graph.text.wording import month_number

if TYPE_CHECKING:
    from graph.model import Model
    from graph.referral.facets import Book
    from graph.referral.facts import Facts

TO_DO = VOCABULARY["state/to-do"]
OWNER = {SERVICE: SCHEMA.provider, COMPETENCE: TIS.competenceOf, INSTANCE: SCHEMA.provider}
# What an offer is: who offers what.
OFFERED = {
    SERVICE: (SCHEMA.provider, TIS.meetsNeed),
    COMPETENCE: (TIS.competenceOf, DCT.subject),
    INSTANCE: (SCHEMA.provider, TIS.instanceOf, TIS.meetsNeed),
}


class OfferReader:
    """Reads one actor or one root (service, competence, instance) at a time; equal traits are one object."""

    def __init__(self, facts: Facts, model: Model, book: Book, knowledge: Knowledge) -> None:
        self._facts = facts
        self.knowledge = knowledge
        kinds = ACTING + OFFERS
        self._kinds = {iri: item.kind for item in model.classes if item.kind in kinds for iri in item.classes}
        self._restricted = {item.kind for item in model.classes if item.restricted}
        self._book = book
        self.memberships = Memberships(self)

    # --- single values -------------------------------------------------------------------------------------------

    def links(self, s: str, p: str) -> tuple[str, ...]:
        """The IRIs a subject is linked to, sorted."""
        return tuple(value for value in self._facts.values(s, p) if isinstance(value, str))

    def link(self, s: str, p: str) -> str:
        """The first of these IRIs, or ""."""
        return next(iter(self.links(s, p)), "")

    def subjects(self, p: str, o: str) -> Sequence[str]:
        """The subjects linked to an IRI, sorted."""
        return self._facts.subjects(p, o)

    def subjects_of(self, classes: Sequence[str]) -> Sequence[str]:
        """The entities of these classes, sorted."""
        return sorted({iri for class_iri in classes for iri in self._facts.subjects(RDF.type, class_iri)})

    def label(self, iri: str) -> str:
        """The French name, else any, else the end of the IRI."""
        return name_of(self._facts.values, iri) or local_name(iri)

    def day(self, s: str, p: str) -> date | None:
        """The first date of a property that can be read; a day of its month or year where no more is known."""
        return first_day(p, (value.value for value in self._facts.values(s, p) if isinstance(value, Literal)))

    def flag(self, s: str, p: str) -> bool | None:
        """The truth of a property, None when nobody said."""
        said = {value.value for value in self._facts.values(s, p) if isinstance(value, Literal)}
        return None if not said else said <= {"true", "1"}

    def span(self, iri: str) -> Span:
        """The period of an entity."""
        return Span(self.day(iri, SCHEMA.startDate), self.day(iri, SCHEMA.endDate))

    def standing(self, iri: str) -> Span:
        """The period during which a membership or a body links people: that of a mere plan ends without news."""
        span = self.span(iri)
        if span.end is not None or not PLANNED.intersection(self.links(iri, TIS.state)):
            return span
        return Span(span.start, lapse(self.known(iri).on, span.start))

    def known(self, iri: str, paths: Sequence[str] = ()) -> Known:
        """How it is known that a thing is what it is, and what it says at these properties."""
        source = self._facts.source(iri)
        if source is None:  # each fact is asked whether it is confirmed
            facts = self.knowledge.dataset.facts
            return self.knowledge.of_thing(iri, (fact for path in paths for fact in facts(iri, path)))
        said = self.knowledge.said_of(iri, source)
        day, by = self.day(iri, TIS.confirmedOn), self.link(iri, TIS.confirmedBy)
        confirmed = Known(CONFIRMED, day, by) if day and by else None
        return confirmed if confirmed and covers(confirmed, said) else said

    def kind(self, iri: str) -> str:
        """The kind of an entity that matters here, or ""."""
        found = {self._kinds[item] for item in self.links(iri, RDF.type) if item in self._kinds}
        return min(found) if found else ""

    # --- actors --------------------------------------------------------------------------------------------------

    def actor(self, iri: str) -> Actor | None:
        """The actor of an IRI; None when it is not one. What offers something is an actor even if nothing types it."""
        kind = self.kind(iri)
        if kind not in ACTING:
            return None
        areas, origin = self._areas(iri, kind)
        return Actor(
            iri=iri,
            label=self.label(iri),
            kind=kind,
            areas=areas,
            origin=origin,
            location=self.link(iri, SCHEMA.location) or None,
            person=kind in self._restricted,
            entry=self.flag(iri, TIS.entryPoint) is True,
            span=self.span(iri),
            known=self.known(iri),
            guides=self.links(iri, TIS.orientsTowards),
            circles=self.memberships.circles(iri, kind),
            subjects=self.links(iri, TIS.worksOn) if kind == "organisation" else (),
            source=self._facts.source(iri),
            reports=self._reports(iri),
            point=self._point(iri),
        )

    def _point(self, iri: str) -> Point | None:
        """The point of its address; None where there is none, or none that can be read."""
        found = [next(iter(self._facts.values(iri, path)), None) for path in (WGS.lat, WGS.long)]
        try:
            lat, long = [float(value.value) for value in found if isinstance(value, Literal)]
        except ValueError:
            return None
        return lat, long

    def _reports(self, iri: str) -> tuple[Report, ...]:
        """What somebody answers for and says of an actor, as long as its correction is to do; and its own silence.

        What anonymous marks alone say changes nothing, in the journal of an earlier version neither.
        """
        asked = self.day(iri, TIS.unansweredSince)
        found = [] if asked is None else [Report(str(TIS.unansweredSince), "", asked)]
        for correction in self._facts.subjects(TIS.corrects, iri):
            day = self.day(correction, TIS.reportedOn)
            if is_anonymous(self._facts.source(correction)):
                continue
            if day is not None and self.link(correction, TIS.state) == TO_DO:
                found.append(Report(self.link(correction, TIS.reported), self.link(correction, TIS.unsuitedNeed), day))
        return tuple(sorted(found))

    def _areas(self, iri: str, kind: str) -> tuple[tuple[str, ...], str]:
        """Its own area, else its location; those of its organisation for a post or a person."""
        stated = self.links(iri, SCHEMA.areaServed)
        if stated:
            return stated, "stated"
        located = self.links(iri, SCHEMA.location)
        if located:
            return located, "location"
        if kind in PERSONAL:
            for body in self.memberships.bodies(iri):
                areas, origin = self._areas(body, "organisation")
                if areas:
                    return areas, origin
        return (), ""

    # --- offers --------------------------------------------------------------------------------------------------

    def owners(self, root: str) -> tuple[str, ...]:
        """The actors of a service, a competence or an instance."""
        kind = self.kind(root)
        return self.links(root, OWNER[kind]) if kind in OFFERS else ()

    def offers(self, root: str, actors: Iterable[Actor]) -> tuple[Offer, ...]:
        """One offer for each actor of a root."""
        kind = self.kind(root)
        needs, tools = self._subjects(root, kind)
        return tuple(self._offer(root, kind, actor, needs, tools) for actor in actors)

    def _subjects(self, root: str, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if kind == SERVICE:
            return self.links(root, TIS.meetsNeed), self.links(root, TIS.aboutTool)
        if kind == INSTANCE:
            tools = self.links(root, TIS.instanceOf)
            own = self.links(root, TIS.meetsNeed)
            return own or tuple(sorted({need for tool in tools for need in self.links(tool, TIS.meetsNeed)})), tools
        subjects = self.links(root, DCT.subject)
        needs = tuple(iri for iri in subjects if self.links(iri, SKOS.inScheme))
        return needs, tuple(iri for iri in subjects if iri not in needs)

    def _offer(self, root: str, kind: str, actor: Actor, needs: tuple[str, ...], tools: tuple[str, ...]) -> Offer:
        own = self.links(root, SCHEMA.areaServed)
        known = self.known(root, OFFERED[kind])
        if known.how == SAID and known.on is None:
            known = actor.known
        return Offer(
            iri=root,
            actor=actor,
            label=self.label(root),
            needs=needs,
            tools=tools,
            areas=own or actor.areas,
            origin="stated" if own else actor.origin,
            known=known,
            traits=self._judged(root, kind, actor, known),
            own_area=bool(own),
            source=self._facts.source(root),
        )

    def own_offer(self, actor: Actor, kind: str, needs: tuple[str, ...]) -> Offer:
        """The actor itself as an offer: what it works on, or its welcome as an entry point."""
        key = (
            kind,
            "",
            (),
            (),
            None,
            Span(),
            actor.span,
            "",
            "",
            None,
            actor.person,
            actor.kind in COLLECTIVES,
            _proof(actor.known),
            actor.reports,
        )
        traits = self._book.traits(key)
        return Offer(actor.iri, actor, actor.label, needs, (), actor.areas, actor.origin, actor.known, traits)

    def _judged(self, root: str, kind: str, actor: Actor, known: Known) -> Traits:
        key = (
            kind,
            self.link(root, TIS.cost),
            self.links(root, TIS.accessMode),
            self.links(root, SCHEMA.audience),
            self.flag(root, TIS.openToAssociations),
            self.span(root),
            actor.span,
            self.link(root, TIS.state),
            self.link(root, TIS.level),
            self.flag(root, TIS.acceptsQuestions),
            actor.person,
            actor.kind in COLLECTIVES,
            _proof(known),
            actor.reports,
            self.day(root, TIS.announcedEnd),
            self.day(root, TIS.stateOn),
        )
        return self._book.traits(key)


def _proof(known: Known) -> Proof:
    return Proof(known.how, None if known.on is None else month_number(known.on), known.read)
