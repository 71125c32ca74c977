# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is shown beside an answer: how to reach, where, how much, when; read from the dataset when asked for."""

from __future__ import annotations

from pyoxigraph import Literal

from graph.entity.knowledge import Knowledge
from graph.entity.known import Known
from graph.model import Model
from graph.namespaces import FOAF, SCHEMA, TIS, XSD
from graph.rdf.dataset import Dataset, Value, spoken
from graph.rdf.dates import DATES
from graph.referral._types import ENTRY, ORIENTATION, Actor, Candidate
from graph.referral.answer import Contact, Detail, PathEdge
from graph.referral.mention import Ref
from graph.text.answers import NO, YES
from graph.text.moments import date_text
from graph.text.opening import hours_text
from graph.text.wording import FRENCH, Speaker, named

SHOWN = (
    SCHEMA.areaServed,
    SCHEMA.location,
    SCHEMA.address,
    TIS.accessMode,
    TIS.cost,
    TIS.costDetail,
    TIS.nextDate,
    SCHEMA.openingHours,
    TIS.accessibilityPage,
    TIS.welcomesReducedMobility,
    TIS.speaks,
    SCHEMA.timeRequired,
    SCHEMA.endDate,
    TIS.condition,
    TIS.openQuestion,
)
OF_ACTOR = (
    *(SCHEMA.areaServed, SCHEMA.location, SCHEMA.address, SCHEMA.openingHours),
    *(TIS.accessibilityPage, TIS.welcomesReducedMobility, TIS.speaks),
)


class Details:
    """Reads contacts and fields; names of fields come from the model."""

    def __init__(self, dataset: Dataset, model: Model) -> None:
        self._dataset = dataset
        self._model = model

    def contact(self, candidate: Candidate) -> Contact:
        """The contact of the service, completed by that of the one to call."""
        actor, offer = candidate.actor, candidate.offer
        return self.contact_of(actor, *(() if candidate.via else (offer.iri,)))

    def contact_of(self, actor: Actor, *first: str) -> Contact:
        """How to reach an actor, beginning with what these things say."""
        subjects = (*first, actor.iri)
        return Contact(
            url=self._first(subjects, FOAF.homepage, SCHEMA.url),
            email=self._first(subjects, SCHEMA.email),
            telephone=self._first(subjects, SCHEMA.telephone),
            who=Ref(actor.iri, actor.label),
            page=self._first(subjects, TIS.contactPage),
        )

    def _first(self, subjects: tuple[str, ...], *paths: str) -> str | None:
        for subject in subjects:
            for value in (value for path in paths for value in self._dataset.values(subject, path)):
                return value.value if isinstance(value, Literal) else value
        return None

    def known(self, candidate: Candidate, path: tuple[PathEdge, ...]) -> Known:
        """How it is known that this is offered: the facts of the path about the offer, the weakest; else as a whole."""
        offer = candidate.offer
        told = [edge.fact for edge in path if edge.fact.s == offer.iri]
        if not told:
            return offer.known
        # Several sources may say the same: the strongest counts.
        facts = [fact for one in dict.fromkeys(told) for fact in self._dataset.shown(one.s, one.p, one.o)]
        return Knowledge.now(self._dataset).of_thing(offer.iri, facts)

    def details(self, candidate: Candidate, speaker: Speaker = FRENCH) -> tuple[Detail, ...]:
        """The fields known, in the order to show; those of the actor where the service says nothing of where."""
        offer = candidate.offer
        kind = offer.traits.kind
        own = kind not in (ENTRY, ORIENTATION)
        found = []
        for path in SHOWN:
            values = self._dataset.values(offer.iri, path) if own else []
            if not values and path in OF_ACTOR:
                values = self._dataset.values(offer.actor.iri, path)
            field = self._model.field_of(kind if own else offer.actor.kind, path) or self._model.field_of(
                offer.actor.kind, path
            )
            if values and field:
                found.append(Detail(path, field.name(speaker.lang), self._texts(path, values, speaker)))
        return tuple(found)

    def _texts(self, path: str, values: list[Value], speaker: Speaker) -> tuple[str, ...]:
        """The texts in the language, else in French or in none, else all of them."""
        for lang in (speaker.lang, "fr"):
            found = [value for value in values if not isinstance(value, Literal) or spoken(value) in ("", lang)]
            if found:
                return tuple(self._text(path, value, speaker) for value in found)
        return tuple(self._text(path, value, speaker) for value in values)

    def _text(self, path: str, value: Value, speaker: Speaker) -> str:
        if not isinstance(value, Literal):
            choice = self._model.choices.get(value)
            if choice is None and path == TIS.accessibilityPage:
                return value
            return choice.label(speaker.lang) if choice else named(value, self._dataset.label(value), speaker)
        if value.datatype.value == XSD.boolean:
            return (YES if value.value in ("true", "1") else NO)(speaker.lang)
        if path == SCHEMA.openingHours:
            return hours_text(value.value, speaker.lang)
        return date_text(value.value, speaker.lang) if value.datatype.value in DATES else value.value
