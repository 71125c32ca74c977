# SPDX-License-Identifier: AGPL-3.0-or-later
"""One text, whatever field it was typed in: the slug, the IRI or the name of a thing, else a sentence to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from graph.errors import Suggestion
from graph.model import Model
from graph.namespaces import TIS, VOCABULARY
from graph.rdf.dataset import Dataset
from graph.referral.alike import likeness, misspells
from graph.referral.certainty import beside_of
from graph.referral.gloss import Gloss, glossed, glossed_as
from graph.referral.letter import MOST_NEEDS, is_letter, read_letter, sentences, shortened
from graph.referral.likely import likely, proposed
from graph.referral.mention import Ref
from graph.referral.names import askable
from graph.referral.question import INSTANCE, TOOLS, QuestionReader, QuestionReading
from graph.referral.question_words import ARTICLES, PLACE_WORDS, words_of
from graph.referral.sentence import LONGEST
from graph.referral.situation import AUDIENCE, NEED, PLACE, TOOL, Asked, Reading, Unresolved
from graph.search import Hit, SearchIndex
from graph.territory import Territories, Territory
from graph.text.folding import fold
from graph.text.wording import Spoken

CLOSE = 0.82
"""Likeness of two folded texts from which one is taken for the other: one typing error in six letters."""
MOSTLY, WHOLE, APART = 0.5, 0.9, 0.25
"""The share of what was typed that a suggestion must answer to be taken, where something is guessed already, and by how
much it must be the only one."""
SUGGESTIONS, OTHERS = 5, 2
CAPITALS = ("de",)
"""Languages in which any noun has a capital, so that it tells no name: « einen Job »."""
FIELDS = {"besoin": NEED, "outil": TOOL, "public": AUDIENCE, "question": NEED}
"""What is expected first in each field; anything else that can be asked for is understood there too."""


@dataclass(frozen=True)
class Understood:
    """What one text says, and what of it was not understood."""

    readings: tuple[Reading, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    gloss: Gloss | None = None
    """What it makes in French, where it is written in another language and was read so."""
    place_note: Spoken | None = None
    """What is to be said of the place that it names, where that is not by the name it has today."""


@dataclass(frozen=True)
class TextReader:
    """Reads the texts of a request with the names of a dataset, one after the other and all alike.

    `place` is the one that the request names by itself: another is not read then.
    """

    dataset: Dataset
    model: Model
    territories: Territories
    search: SearchIndex
    place: Territory | None
    placed: bool = False
    """Whether the text was typed where a place is expected."""

    def understood(self, text: str, field: str) -> Understood:
        """What a text of a field says; raises AmbiguousTerritory where it names a place that has namesakes."""
        kind = FIELDS[field]
        if is_letter(text):
            gloss = glossed(self.model, text)
            return self._sentence(text, field) if gloss is None else self._foreign_letter(text, field, gloss)
        known = self._known(text, kind)
        if known is not None:  # and nothing has to be read
            return Understood((Reading(kind, known, given=True),))
        several = self._reader.shared(text) if kind == TOOL else ()
        if several:
            return Understood((), (Unresolved(text, field, tuple(Suggestion(*ref) for ref in several)),))
        named = self._named(text, kind) if kind == TOOL else self._whole(text, kind)
        if named is not None:
            read = Reading(kind, named, given=fold(text) in self._labels(named), others=self._beside(named, kind))
            return Understood((read, *(self._tool_too(text) if kind == NEED else ())))
        if "://" in text:  # the address of something else
            return Understood((), (self._unclear(text, field, QuestionReading()),))
        gloss = glossed(self.model, text)
        return self._sentence(text, field) if gloss is None else self._foreign(text, field, gloss)

    def _foreign(self, text: str, field: str, gloss: Gloss) -> Understood:
        """What a text of another language says: what it names itself, and as guesses what its words make in French."""
        plain = self._reader.read(text, self.place)
        sure = [one for one in plain.asked if one.kind == NEED and one.sure and gloss.of_the_site]
        certain = bool(plain.asked) and all(one.sure for one in plain.asked)
        # All of it is names, or names of needs, which are in that language too.
        if (certain and (sure or not plain.aside)) or (gloss.of_the_site and not gloss.pieces):
            return self._sentence(text, field)
        named = [one for one in plain.readings if one.kind in (TOOL, PLACE) and self._is_exact(one, gloss)]
        gloss = gloss.keeping(one.asked.query for one in named if one.kind == TOOL)
        made = self._reader.read(gloss.heard, self.place) if gloss.pieces else QuestionReading()
        known = {one.asked.iri for one in sure}
        readings = (*sure, *(one for one in self._guessed(gloss, made) if one.asked.iri not in known), *named)
        if any(one.kind != PLACE for one in readings):
            left = (words for words in plain.aside if gloss.of_the_site and not gloss.covers(words.said))
            aside = (Unresolved(words.said, field, (), words.named, aside=True) for words in left)
            return Understood(readings, tuple(aside), gloss)
        near = tuple(Suggestion(*ref) for ref in made.likely)
        return Understood(readings, (Unresolved(text, field, near),), gloss)

    def _foreign_letter(self, text: str, field: str, gloss: Gloss) -> Understood:
        """What a letter in another language says, sentence by sentence, as guesses: the needs that those which ask are
        about, else those of the others."""
        said = [(one, glossed_as(self.model, one, gloss.code)) for one in sentences(text)]
        parts = [self._foreign(one, field, its) for one, its in said]
        heard = [reading for part in parts for reading in part.readings]
        asking = [one for (_, its), part in zip(said, parts, strict=True) if its.asks for one in part.readings]
        names = {one.asked.query for one in heard if one.kind == TOOL}
        needs = [one for one in asking if one.kind == NEED and one.asked.query not in names]
        needs = _oftenest(needs or [one for one in heard if one.kind == NEED])[:MOST_NEEDS]
        named = {one.asked.iri: one for one in reversed(heard) if one.kind in (TOOL, AUDIENCE, PLACE)}
        rest = list(named.values())[::-1]
        places = [one for one in rest if one.kind == PLACE]
        readings = (*needs, *(one for one in rest if one.kind != PLACE), *places[:1])
        if not any(one.kind != PLACE for one in readings):
            near = dict.fromkeys(item for part in parts for words in part.unresolved for item in words.suggestions)
            return Understood(readings, (Unresolved(text, field, tuple(near)[:SUGGESTIONS]),), gloss)
        kept = {one.asked.iri for one in readings}
        unheard = (one for (one, _), part in zip(said, parts, strict=True) if not _says_one_of(part, kept))
        aside = (Unresolved(shortened(one), field, (), aside=True) for one in unheard)
        return Understood(readings, tuple(aside), gloss)

    def _is_exact(self, one: Reading, gloss: Gloss) -> bool:
        """Whether words that name a tool or a place are its whole name, and mean nothing else in their language."""
        said = one.asked.query
        if gloss.means(said):
            return False
        if one.kind == PLACE:
            return gloss.code not in CAPITALS or gloss.word_before(said) in PLACE_WORDS
        return any(fold(hit.matched) == fold(said) for hit in self.search.named(said, TOOLS, ARTICLES))

    def _guessed(self, gloss: Gloss, made: QuestionReading) -> tuple[Reading, ...]:
        """The needs that were made of a text, none of them sure."""
        ranked = proposed(likely(self.model, NEED).ranked(words_of(gloss.heard)))
        found = list({one.asked.iri: one for one in reversed(made.readings) if one.kind == NEED}.values())[::-1]
        if made.elsewhere and ranked:  # words of such a desk, whatever they are like when they stand together
            found = [Reading(NEED, Asked(*ranked[0], gloss.french), others=ranked[1:])]
        asked = {one.asked.iri for one in found}
        return tuple(
            one._replace(
                asked=one.asked._replace(query=gloss.original(one.asked.query)),
                sure=False,
                others=one.others or tuple(ref for ref in ranked if ref.iri not in asked)[:OTHERS],
            )
            for one in found
        )

    def _tool_too(self, text: str) -> Iterator[Reading]:
        """The tools that the name of a need is a name of as well, or holds: « Chorus Pro », « quitter Gmail »."""
        for hit in self._reader.tools_in(text):
            own = text if len(words_of(hit.matched)) > 1 else self._said_of(hit, text)
            yield Reading(TOOL, Asked(hit.iri, hit.label, own))

    def _said_of(self, hit: Hit, text: str) -> str:
        """The word of a text that is most like the name of a tool."""
        return max((word.said for word in words_of(text)), key=lambda said: likeness(said, hit.matched))

    def _sentence(self, text: str, field: str) -> Understood:
        kind = FIELDS[field]
        read = read_letter(self._reader, text, self.place) if is_letter(text) else self._reader.read(text, self.place)
        if read.elsewhere:
            return Understood(read.readings, (Unresolved(text, field, (), read.named),))
        if read.readings and not read.asked and not read.aside and not read.named:  # a place, for whom, how
            return Understood(read.readings, place_note=read.place_note)
        # Where it names something else, as an organisation, what its words are like is no help.
        near = None if read.named or any(one.sure for one in read.asked) else self._near(text, kind, bool(read.asked))
        if near is not None:
            others = (one for one in read.readings if one not in read.asked)
            return Understood((*others, near), place_note=read.place_note)
        if read.understood or (kind == AUDIENCE and any(reading.kind == AUDIENCE for reading in read.readings)):
            aside = (Unresolved(words.said, field, (), words.named, aside=True) for words in read.aside)
            return Understood(read.readings, tuple(aside), place_note=read.place_note)
        return Understood(read.readings, (self._unclear(text, field, read),), place_note=read.place_note)

    @property
    def _reader(self) -> QuestionReader:
        return QuestionReader(self.model, self.territories, self.search, self.dataset.base, self._serves, self.placed)

    def _serves(self, tool: str) -> list[str]:
        """The needs that a tool serves; those of the tool that it runs, for an online service."""
        behind = self.dataset.links(tool, TIS.instanceOf) or [tool]
        return [need for one in behind for need in self.dataset.links(one, TIS.meetsNeed)]

    def _unclear(self, text: str, field: str, read: QuestionReading) -> Unresolved:
        kinds = (NEED, TOOL, AUDIENCE) if field == "question" else (FIELDS[field],)
        likely = (Suggestion(*ref) for ref in read.likely if NEED in kinds)
        also = () if is_letter(text) else self._suggestions(text, *kinds)
        near = () if read.named else dict.fromkeys([*likely, *also])
        return Unresolved(text, field, tuple(near)[:SUGGESTIONS], read.named)

    def _whole(self, text: str, kind: str) -> Asked | None:
        choice = askable(self.model).whole_name(text, kind)
        return Asked(choice.iri, choice.label.fr, text) if choice else None

    def _beside(self, asked: Asked, kind: str) -> tuple[Ref, ...]:
        """What may be chosen instead of a need that is named."""
        choice = self.model.choices.get(asked.iri) if kind == NEED else None
        near = islice(beside_of(self.model.scheme(NEED).choices, choice), OTHERS) if choice else ()
        return tuple(Ref(one.iri, one.label.fr) for one in near)

    def _labels(self, asked: Asked) -> set[str]:
        """What a thing is called on the pages: who types that needs not be told how it was understood."""
        choice = self.model.choices.get(asked.iri)
        return {fold(label) for label in (choice.label.languages.values() if choice else (asked.label,))}

    def _near(self, text: str, kind: str, guessed: bool) -> Reading | None:
        """A name with typing errors, else the only one that answers most of what was typed."""
        said = [word for word in words_of(text) if not word.little]
        if len(said) > LONGEST:
            return None
        for one in dict.fromkeys((kind, NEED, TOOL, AUDIENCE)):
            named = self._named(text, one)
            if named is not None:
                return Reading(one, named)
        shares = {hit: share(text, hit.matched) for hit in self._hits(text, kind)}
        bar = max(WHOLE if guessed else MOSTLY, max(shares.values(), default=0.0) - APART)
        over = [hit for hit, answered in shares.items() if answered >= bar]
        return Reading(kind, Asked(over[0].iri, over[0].label, text), sure=False) if len(over) == 1 else None

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
        if best is None or not misspells(text, best.matched, CLOSE):
            return None
        return Asked(best.iri, best.label, text)

    def _hits(self, text: str, *kinds: str) -> list[Hit]:
        return self.search.search(text, SUGGESTIONS, (*kinds, INSTANCE) if TOOL in kinds else kinds)

    def _suggestions(self, text: str, *kinds: str) -> Iterator[Suggestion]:
        """The nearest names for the whole text, else for its words."""
        hits = self._hits(text, *kinds) or [hit for word in fold(text).split() for hit in self._hits(word, *kinds)[:1]]
        for iri, label in list(dict.fromkeys((hit.iri, hit.label) for hit in hits))[:SUGGESTIONS]:
            yield Suggestion(iri, label)


def _oftenest(needs: list[Reading]) -> list[Reading]:
    """Needs, each once: those that are sure, then those that most sentences are about, then in their order."""
    times = Counter(one.asked.iri for one in needs)
    once: dict[str, Reading] = {}
    for one in sorted(needs, key=lambda one: not one.sure):
        once.setdefault(one.asked.iri, one)
    order = [one.asked.iri for one in needs]
    return sorted(once.values(), key=lambda one: (not one.sure, -times[one.asked.iri], order.index(one.asked.iri)))


def _says_one_of(part: Understood, kept: Collection[str]) -> bool:
    return any(one.asked.iri in kept for one in part.readings)


def share(text: str, name: str) -> float:
    """0 to 1: how much of the letters of a text, but for its little words, is in words of a name or begins one."""
    typed = [word for word in words_of(text) if not word.little]
    roots, folded = {word.root for word in words_of(name)}, fold(name).split()
    said = [word for word in typed if word.root in roots or any(one.startswith(word.folded) for one in folded)]
    return sum(len(word.folded) for word in said) / max(sum(len(word.folded) for word in typed), 1)
