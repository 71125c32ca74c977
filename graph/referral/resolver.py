# SPDX-License-Identifier: AGPL-3.0-or-later
"""From texts, slugs and IRIs to a situation: what is not understood is said, never dropped or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from graph import clock
from graph.entity.closing import CLOSED, closing_of
from graph.errors import Ambiguous, InvalidInput, Suggestion, TisserandError
from graph.model import Choice, Model
from graph.namespaces import TIS
from graph.rdf.dataset import Dataset
from graph.referral.request import checked, day_of
from graph.referral.situation import (
    AUDIENCE,
    COST,
    MODE,
    NEED,
    PLACE,
    READ,
    TOOL,
    Asked,
    AskedTool,
    Place,
    Query,
    Situation,
)
from graph.referral.understanding import TextReader, Understood
from graph.search import SearchIndex
from graph.territory import Territories, Territory
from graph.territory.notes import PlaceReading
from graph.text.folding import fold
from graph.text.typed import LONGEST_TEXT
from graph.text.wording import Phrase

SENTENCE = 3
"""Words from which what was typed for a place may be a sentence."""
_AT = re.compile(r"^\s*(?:à|a|dans|sur|vers|près d(?:e\b|['’]))\s+", re.IGNORECASE)
NO_MODE = Phrase("« {text} » n’est pas une façon d’aider : choisissez parmi les propositions.")


@dataclass(frozen=True)
class Resolver:
    """Understands requests with the names of a dataset."""

    dataset: Dataset
    model: Model
    territories: Territories
    search: SearchIndex

    def resolve(self, query: Query, today: date | None = None) -> Situation:
        """The situation of a request; raises InvalidInput naming the field, AmbiguousTerritory or UnknownTerritory."""
        query = checked(query)
        stated, elsewhere = self._stated(query.commune.strip())
        place = stated.place if stated else None
        day = day_of(query.date, today or clock.today())
        reader = self._reader(place)
        parts = [elsewhere] if elsewhere else []
        parts += [reader.understood(text, field) for field, text in _texts(query)]
        readings = tuple(reading for part in parts for reading in part.readings)
        of_kind = {kind: _once(one.asked for one in readings if one.kind == kind) for kind in READ}
        if place is None and of_kind[PLACE]:
            place = self.territories.from_iri(self.dataset.base, of_kind[PLACE][0].iri)
        return Situation(
            day=day,
            places=self.places(place.key) if place else (),
            needs=of_kind[NEED],
            tools=self._tools(of_kind[TOOL], day),
            audiences=of_kind[AUDIENCE],
            free=query.free or bool(of_kind[COST]),
            mode=self._mode(query.mode) or next(iter(of_kind[MODE]), None),
            asker=query.asker,
            limit=query.limit,
            unresolved=tuple(words for part in parts for words in part.unresolved),
            question=query.question.strip(),
            place_note=stated.said if stated else next((part.place_note for part in parts if part.place_note), None),
            elsewhere=query.commune if elsewhere else "",
            readings=readings,
            glosses=tuple(part.gloss for part in parts if part.gloss),
        )

    def _tools(self, asked: Iterable[Asked], day: date) -> tuple[AskedTool, ...]:
        """The tools asked for, each once: an online service stands for the tool it runs."""
        found: dict[str, AskedTool] = {}
        for item in asked:
            behind = self.dataset.links(item.iri, TIS.instanceOf)
            service = item.ref if behind else None
            known = closing_of(self.dataset, item.iri) if behind else None
            gone = known if known and known.at(day) == CLOSED else None
            for iri in behind or [item.iri]:
                label = self.dataset.label(iri) if behind else item.label
                free = self.dataset.flag(iri, TIS.freeSoftware)
                closed, announced = (gone.end, gone.announced) if gone else (None, None)
                asked_tool = AskedTool(iri, label, item.query, free, service, closed, None if closed else announced)
                found.setdefault(iri, asked_tool)
        return tuple(found.values())

    def _mode(self, text: str) -> Asked | None:
        text = text.strip()
        if not text:
            return None
        choices = self.model.scheme("access-mode").choices
        found = next(
            (choice for choice in choices if text in (choice.iri, choice.slug) or _is_named(choice, text)), None
        )
        if found is None:
            raise InvalidInput(
                NO_MODE(text=text),
                field="mode",
                suggestions=[Suggestion(choice.iri, choice.label.fr) for choice in choices],
            )
        return Asked(found.iri, found.label.fr, text)

    def _reader(self, place: Territory | None, *, placed: bool = False) -> TextReader:
        return TextReader(self.dataset, self.model, self.territories, self.search, place, placed)

    def _stated(self, text: str) -> tuple[PlaceReading | None, Understood | None]:
        """The place of its field; where what was typed there is a request instead, what it says."""
        try:
            return self._place(text), None
        except Ambiguous:
            raise
        except InvalidInput as error:  # no place, or too long to be the name of one
            name = _AT.sub("", text)
            if name != text and self.territories.candidates(name[:LONGEST_TEXT]):
                return self._place(name), None
            read = self._reader(None, placed=True).understood(text, "question")
            if not _is_request(read, text, bool(error.suggestions)):
                raise
            return None, read

    def _place(self, text: str) -> PlaceReading | None:
        try:
            return self.territories.read(text) if text else None
        except TisserandError as error:
            error.field = "commune"
            raise

    def places(self, key: str) -> tuple[Place, ...]:
        """The chain of a territory's key, from it up to the country."""
        chain = self.territories.chain(self.territories.by_key(key))
        return tuple(
            Place(self.territories.iri(self.dataset.base, item), item.name, item.level, item.code) for item in chain
        )


def _is_request(read: Understood, text: str, near: bool) -> bool:
    """Whether what was typed for a place names one among other words, or asks for something; a name that is `near`
    that of a place is its, with a typing error, before it is anything else."""
    if any(one.kind == PLACE for one in read.readings):
        return True
    asked = [one for one in read.readings if one.sure and one.kind in (NEED, TOOL, AUDIENCE)]
    exact = any(fold(one.asked.query) == fold(text) for one in asked)
    return bool(asked) and (not near or exact or len(text.split()) >= SENTENCE)


def _texts(query: Query) -> Iterator[tuple[str, str]]:
    """Each text that may be read, with the field it was typed in."""
    fields = {"besoin": query.needs, "outil": query.tools, "public": query.audiences, "question": (query.question,)}
    for field, texts in fields.items():
        yield from ((field, text.strip()) for text in texts if text.strip())


def _is_named(choice: Choice, text: str) -> bool:
    return fold(text) in {fold(name) for name in (*choice.label.languages.values(), *choice.alternatives)}


def _once(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Each thing once, with the first words it was asked with."""
    return tuple({item.iri: item for item in reversed(list(asked))}.values())[::-1]
