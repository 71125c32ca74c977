# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is shown beside an answer: how to reach, where, how much, when; read from the dataset when asked for."""

from __future__ import annotations

from pyoxigraph import Literal

from graph.model import Model
from graph.namespaces import FOAF, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Value, spoken
from graph.rdf.dates import DATES
from graph.referral._types import ENTRY, ORIENTATION, Candidate
from graph.referral.answer import Contact, Detail
from graph.referral.mention import Ref
from graph.text.days import read_day
from graph.text.wording import FRENCH, Speaker, day_text, named

SHOWN = (
    SCHEMA.areaServed,
    SCHEMA.location,
    TIS.accessMode,
    TIS.cost,
    TIS.costDetail,
    TIS.nextDate,
    SCHEMA.timeRequired,
    SCHEMA.endDate,
    TIS.condition,
    TIS.openQuestion,
)
OF_ACTOR = (SCHEMA.areaServed, SCHEMA.location)


class Details:
    """Reads contacts and fields; names of fields come from the model."""

    def __init__(self, dataset: Dataset, model: Model) -> None:
        self._dataset = dataset
        self._model = model

    def contact(self, candidate: Candidate) -> Contact:
        """The contact of the service, completed by that of the one to call."""
        actor, offer = candidate.actor, candidate.offer
        subjects = (actor.iri,) if candidate.via else (offer.iri, actor.iri)
        return Contact(
            url=self._first(subjects, FOAF.homepage),
            email=self._first(subjects, SCHEMA.email),
            telephone=self._first(subjects, SCHEMA.telephone),
            who=Ref(actor.iri, actor.label),
        )

    def _first(self, subjects: tuple[str, ...], path: str) -> str | None:
        for subject in subjects:
            for value in self._dataset.values(subject, path):
                return value.value if isinstance(value, Literal) else value
        return None

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
            field = self._model.field_of(kind if own else offer.actor.kind, path)
            if values and field:
                found.append(Detail(path, field.name(speaker.lang), self._texts(values, speaker)))
        return tuple(found)

    def _texts(self, values: list[Value], speaker: Speaker) -> tuple[str, ...]:
        """The texts in the language, else in French or in none, else all of them."""
        for lang in (speaker.lang, "fr"):
            found = [value for value in values if not isinstance(value, Literal) or spoken(value) in ("", lang)]
            if found:
                return tuple(self._text(value, speaker) for value in found)
        return tuple(self._text(value, speaker) for value in values)

    def _text(self, value: Value, speaker: Speaker) -> str:
        if not isinstance(value, Literal):
            choice = self._model.choices.get(value)
            return choice.label(speaker.lang) if choice else named(value, self._dataset.label(value), speaker)
        day = read_day(value.value) if value.datatype.value in DATES else None
        return day_text(day, speaker.lang) if day else value.value
