# SPDX-License-Identifier: AGPL-3.0-or-later
"""From texts, slugs and IRIs to a situation: what is not understood is said, never dropped or guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from graph.dataset import Dataset
from graph.errors import InvalidInput, Suggestion, TisserandError
from graph.folding import fold
from graph.model import Choice, Model
from graph.namespaces import SCHEMA, TIS, VOCABULARY
from graph.referral.names import askable
from graph.referral.question import INSTANCE, TOOLS, Question, QuestionReader, likeness
from graph.referral.question_words import words_of
from graph.referral.request import check, day_of
from graph.referral.situation import (
    AUDIENCE,
    COST,
    MODE,
    NEED,
    PLACE,
    TOOL,
    Asked,
    AskedTool,
    Place,
    Query,
    Reading,
    Situation,
    Unresolved,
)
from graph.search import Hit, SearchIndex
from graph.territory import Territories, Territory
from graph.wording import Phrase

CLOSE = 0.82
"""Likeness of two folded texts from which one is taken for the other: one typing error in six letters."""
MOSTLY = 0.5
"""The share of what was typed that the only suggestion must answer to be taken."""
SUGGESTIONS = 5
KINDS = (NEED, TOOL, AUDIENCE, MODE, COST, PLACE)
NO_MODE = Phrase(
    "« {text} » n’est pas une façon d’être aidé : choisissez parmi les propositions.",
    "“{text}” is not a way of being helped: choose one of the suggestions.",
)


@dataclass(frozen=True)
class Resolver:
    """Understands requests with the names of a dataset."""

    dataset: Dataset
    model: Model
    territories: Territories
    search: SearchIndex

    def resolve(self, query: Query, today: date | None = None) -> Situation:
        """The situation of a request.

        Raises InvalidInput naming the field (nothing asked, bad date, text too long …), AmbiguousTerritory with the
        choices, UnknownTerritory with suggestions.
        """
        check(query)
        commune = query.commune.strip()
        place = self._territory(commune) if commune else None
        texts = [
            *((text, NEED, "besoin") for text in query.needs),
            *((text, TOOL, "outil") for text in query.tools),
            *((text, AUDIENCE, "public") for text in query.audiences),
            (query.question, NEED, "question"),
        ]
        parts = [self._understood(text.strip(), kind, field, place) for text, kind, field in texts if text.strip()]
        readings = tuple(reading for part in parts for reading in part.readings)
        of_kind = {kind: _once(one.asked for one in readings if one.kind == kind) for kind in KINDS}
        day = day_of(query.date, today or date.today())
        key = place.key if place else next((asked.iri for asked in of_kind[PLACE]), None)
        return Situation(
            day=day,
            places=self.places(key) if key else (),
            needs=of_kind[NEED],
            tools=self._tools(of_kind[TOOL], day),
            audiences=of_kind[AUDIENCE],
            free=query.free or bool(of_kind[COST]),
            mode=self._mode(query.mode) or next(iter(of_kind[MODE]), None),
            asker=query.asker,
            limit=query.limit,
            unresolved=tuple(words for part in parts for words in part.unresolved),
            question=query.question.strip(),
            readings=readings,
        )

    # --- one text, whatever the field it was typed in --------------------------------------------------------------

    def _understood(self, text: str, kind: str, field: str, place: Territory | None) -> _Understood:
        """What a text says: the slug, the IRI or the name of a thing of the kind expected, else a sentence."""
        known = self._known(text, kind)
        if known is not None:
            return _Understood((Reading(kind, known, given=True),))
        named = self._named(text, kind) if kind == TOOL else self._whole(text, kind)
        if named is not None:
            return _Understood((Reading(kind, named, given=fold(text) in self._labels(named)),))
        read = QuestionReader(self.model, self.territories, self.search).read(text, place)
        # Where it names something else, as an organisation, what its words are like is no help.
        near = None if read.understood or read.named else self._near(text, kind)
        if near is not None:
            return _Understood((*read.readings, near))
        if read.understood or (kind == AUDIENCE and any(reading.kind == AUDIENCE for reading in read.readings)):
            aside = (Unresolved(words.said, field, (), words.named, aside=True) for words in read.aside)
            return _Understood(read.readings, tuple(aside))
        return _Understood(read.readings, (self._unclear(text, kind, field, read),))

    def _unclear(self, text: str, kind: str, field: str, read: Question) -> Unresolved:
        kinds = (NEED, TOOL, AUDIENCE) if field == "question" else (kind,)
        near = () if read.named else tuple(self._suggestions(text, *kinds))
        return Unresolved(text, field, near, read.named)

    def _whole(self, text: str, kind: str) -> Asked | None:
        choice = askable(self.model).whole_name(text, kind)
        return Asked(choice.iri, choice.label.fr, text) if choice else None

    def _labels(self, asked: Asked) -> set[str]:
        """What a thing is called on the pages: who types that needs not be told how it was understood."""
        choice = self.model.choices.get(asked.iri)
        return {fold(label) for label in ((choice.label.fr, choice.label.en) if choice else (asked.label,))}

    def _near(self, text: str, kind: str) -> Reading | None:
        """A name with typing errors, else the only one that answers most of what was typed."""
        named = self._named(text, kind)
        if named is not None:
            return Reading(kind, named)
        over = [hit for hit in self._hits(text, kind) if share(text, hit.matched) >= MOSTLY]
        return Reading(kind, Asked(over[0].iri, over[0].label, text)) if len(over) == 1 else None

    def _known(self, text: str, kind: str) -> Asked | None:
        """A slug or an IRI; only of the kind that is expected."""
        if kind == TOOL:
            return self._known_tool(text)
        choice = self.model.choices.get(text) or self.model.choices.get(f"{VOCABULARY}{kind}/{text}")
        of_kind = choice is not None and choice.scheme == f"{VOCABULARY}{kind}"
        return Asked(choice.iri, choice.label.fr, text) if choice is not None and of_kind else None

    def _known_tool(self, text: str) -> Asked | None:
        for kind in TOOLS:
            iri = text if "://" in text else f"{self.dataset.base}/id/{kind}/{text}"
            try:
                types = self.dataset.types(iri)
            except ValueError:
                return None  # What a person typed is no IRI.
            if self.model.kind(kind).iri in types:
                return Asked(iri, self.dataset.label(iri), text)
        return None

    def _named(self, text: str, kind: str) -> Asked | None:
        """A name typed, with small errors: the whole of it must be like a name of that thing."""
        best = max(self._hits(text, kind), key=lambda hit: (likeness(text, hit.matched), hit.score), default=None)
        if best is None or likeness(text, best.matched) < CLOSE:
            return None
        return Asked(best.iri, best.label, text)

    def _hits(self, text: str, *kinds: str) -> list[Hit]:
        return self.search.search(text, SUGGESTIONS, (*kinds, INSTANCE) if TOOL in kinds else kinds)

    def _suggestions(self, text: str, *kinds: str) -> Iterator[Suggestion]:
        """The nearest names for the whole text, else for its words."""
        hits = self._hits(text, *kinds) or [hit for word in fold(text).split() for hit in self._hits(word, *kinds)[:1]]
        for iri, label in list(dict.fromkeys((hit.iri, hit.label) for hit in hits))[:SUGGESTIONS]:
            yield Suggestion(iri, label)

    def _tools(self, asked: Iterable[Asked], day: date) -> tuple[AskedTool, ...]:
        """The tools asked for, each once: an online service stands for the tool it runs."""
        found: dict[str, AskedTool] = {}
        for item in asked:
            behind = self.dataset.links(item.iri, TIS.instanceOf)
            service = item.ref if behind else None
            end = self.dataset.day(item.iri, SCHEMA.endDate) if behind else None
            for iri in behind or [item.iri]:
                label = self.dataset.label(iri) if behind else item.label
                free = self.dataset.flag(iri, TIS.freeSoftware)
                closed = end if end and end < day else None
                found.setdefault(iri, AskedTool(iri, label, item.query, free, service, closed))
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

    def _territory(self, text: str) -> Territory:
        try:
            return self.territories.resolve(text)
        except TisserandError as error:
            error.field = "commune"
            raise

    def places(self, key: str) -> tuple[Place, ...]:
        """The chain of a territory's key, from it up to the country."""
        chain = self.territories.chain(self.territories.by_key(key))
        return tuple(
            Place(self.territories.iri(self.dataset.base, item), item.name, item.level, item.code) for item in chain
        )


@dataclass(frozen=True)
class _Understood:
    """What one text says, and what of it was not understood."""

    readings: tuple[Reading, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def _is_named(choice: Choice, text: str) -> bool:
    return fold(text) in {fold(name) for name in (choice.label.fr, choice.label.en, *choice.alternatives)}


def _once(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Each thing once, with the first words it was asked with."""
    return tuple({item.iri: item for item in reversed(list(asked))}.values())[::-1]


def share(text: str, name: str) -> float:
    """0 to 1: how much of the letters of a text, but for its little words, is in words of a name or begins one."""
    typed = [word for word in words_of(text) if not word.little]
    roots, folded = {word.root for word in words_of(name)}, fold(name).split()
    said = [word for word in typed if word.root in roots or any(one.startswith(word.folded) for one in folded)]
    return sum(len(word.folded) for word in said) / max(sum(len(word.folded) for word in typed), 1)
