# SPDX-License-Identifier: AGPL-3.0-or-later
"""From texts, slugs and IRIs to a situation: what is not understood is said, never dropped or guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph.closing import CLOSED, closing_of
from graph.dataset import Dataset
from graph.errors import InvalidInput, Suggestion, TisserandError
from graph.folding import fold
from graph.model import Choice, Model
from graph.namespaces import TIS, VOCABULARY
from graph.referral.question import INSTANCE, Question, QuestionReader, likeness
from graph.referral.request import check, day_of
from graph.referral.situation import Asked, AskedTool, Place, Query, Situation, Unresolved
from graph.search import Hit, SearchIndex
from graph.territory import Territories
from graph.wording import Phrase

NEED, TOOL, AUDIENCE = "need", "tool", "audience"
TOOLS = (TOOL, INSTANCE)
CLOSE = 0.82
"""Likeness of two folded texts from which one is taken for the other: one typing error in six letters."""
SUGGESTIONS = 5
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
        question = self._question(query)
        needs = self._terms(query.needs, NEED, "besoin")
        tools = self._terms(query.tools, TOOL, "outil")
        audiences = self._terms(query.audiences, AUDIENCE, "public")
        commune = query.commune.strip()
        day = day_of(query.date, today or date.today())
        return Situation(
            day=day,
            places=self._places(commune) if commune else question.places,
            needs=_once([*needs.found, *question.needs]),
            tools=self._tools(_once([*tools.found, *question.tools]), day),
            audiences=_once([*audiences.found, *question.audiences]),
            free=query.free or question.free,
            mode=self._mode(query.mode) or question.mode,
            asker=query.asker,
            limit=query.limit,
            unresolved=(*needs.unresolved, *tools.unresolved, *audiences.unresolved, *question.unresolved),
            question=query.question.strip(),
        )

    # --- terms ---------------------------------------------------------------------------------------------------

    def _terms(self, texts: Sequence[str], kind: str, field: str) -> _Terms:
        found: list[Asked] = []
        unresolved: list[Unresolved] = []
        for text in (text.strip() for text in texts):
            if not text:
                continue
            asked = self._known(text, kind) or self._named(text, kind)
            if asked is None:
                unresolved.append(Unresolved(text, field, tuple(self._suggestions(text, kind))))
            else:
                found.append(asked)
        return _Terms(found, unresolved)

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

    # --- places and the free question ----------------------------------------------------------------------------

    def _places(self, text: str) -> tuple[Place, ...]:
        try:
            territory = self.territories.resolve(text)
        except TisserandError as error:
            error.field = "commune"
            raise
        return self.places(territory.key)

    def places(self, key: str) -> tuple[Place, ...]:
        """The chain of a territory's key, from it up to the country."""
        chain = self.territories.chain(self.territories.by_key(key))
        return tuple(
            Place(self.territories.iri(self.dataset.base, item), item.name, item.level, item.code) for item in chain
        )

    def _question(self, query: Query) -> _Understood:
        text = query.question.strip()
        if not text:
            return _Understood()
        known = bool(query.commune.strip())
        read: Question = QuestionReader(self.model, self.territories, self.search).read(text, place_known=known)
        understood = read.needs or read.tools
        # Where the question names something, what its words are like is no help.
        near = () if understood or read.named else tuple(self._suggestions(text, NEED, TOOL, AUDIENCE))
        unresolved = () if understood else (Unresolved(text, "question", near, read.named),)
        places = self.places(read.place.key) if read.place else ()
        return _Understood(read.needs, read.tools, read.audiences, read.free, read.mode, places, unresolved)


@dataclass(frozen=True)
class _Terms:
    found: list[Asked]
    unresolved: list[Unresolved]


@dataclass(frozen=True)
class _Understood:
    needs: tuple[Asked, ...] = ()
    tools: tuple[Asked, ...] = ()
    audiences: tuple[Asked, ...] = ()
    free: bool = False
    mode: Asked | None = None
    places: tuple[Place, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def _is_named(choice: Choice, text: str) -> bool:
    return fold(text) in {fold(name) for name in (choice.label.fr, choice.label.en, *choice.alternatives)}


def _once(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Each thing once, with the first words it was asked with."""
    return tuple({item.iri: item for item in reversed(list(asked))}.values())[::-1]
