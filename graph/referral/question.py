# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question in plain words, read for what it names: needs and tools first, then a place, an audience, a mode …"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from graph.errors import InvalidInput, UnknownThing
from graph.model import Model
from graph.referral.alike import is_proper, same_name
from graph.referral.certainty import weighed
from graph.referral.claims import WordClaim, chosen, refused
from graph.referral.likely import likely, proposed
from graph.referral.mention import Ref
from graph.referral.names import FoundName, askable, shared_nickname
from graph.referral.place_words import (
    begins,
    completes_a_name,
    follows,
    is_announced,
    is_apart,
    is_at_an_end,
    is_capital,
    is_named,
    is_whole,
)
from graph.referral.question_words import (
    ARTICLES,
    BINDING,
    COMMON_WORDS,
    Word,
    asks,
    asks_about,
    words_of,
)
from graph.referral.said import stem_of
from graph.referral.sentence import SHORTEST_NAME, Sentence
from graph.referral.situation import AUDIENCE, COST, MODE, NEED, PLACE, TOOL, Reading
from graph.search import Hit, SearchIndex
from graph.territory import AmbiguousTerritory, Territories, Territory
from graph.territory.notes import PlaceReading
from graph.text.folding import fold
from graph.text.wording import Spoken

INSTANCE, TERRITORY = "instance", "territory"
TOOLS = (TOOL, INSTANCE)
KINDS = (NEED, *TOOLS, AUDIENCE)
KIND_OF = {"need": NEED, "audience": AUDIENCE, "access-mode": MODE, "cost": COST}
MOST_NAMED = 3
MOST_PLACES = 40
"""Runs of words looked up as the name of a place, which takes longer than to look up another name."""
ENOUGH_SAID = 3
"""Words that say something, beside the name of what cannot be asked for, from which something is asked all the same."""

Named = tuple[tuple[int, ...], tuple[Ref, ...]]
"""The places of words, and the things that they name."""


@dataclass(frozen=True)
class Aside:
    """Words of a question that nothing was made of, and what they name that cannot be asked for."""

    said: str
    named: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class QuestionReading:
    """What was read in a question, in the order of its words, and what was left aside."""

    readings: tuple[Reading, ...] = ()
    aside: tuple[Aside, ...] = ()
    named: tuple[Ref, ...] = ()
    """What it names that cannot be asked for: an organisation, a network, an acronym …"""
    likely: tuple[Ref, ...] = ()
    """Where it asks for nothing, the needs that its words may be about, the likeliest first."""
    elsewhere: bool = False
    """Whether it is rather such a text as asks for nothing here."""
    place_note: Spoken | None = None
    """What is to be said of the place that it names, where that is not by the name it has today."""

    @property
    def asked(self) -> tuple[Reading, ...]:
        """What it asks for."""
        return tuple(reading for reading in self.readings if reading.kind in (NEED, TOOL))

    @property
    def understood(self) -> bool:
        """Whether it asks for something."""
        return bool(self.asked)


@dataclass(frozen=True)
class QuestionReader:
    """Reads the longest names first; a word belongs to one name only."""

    model: Model
    territories: Territories
    search: SearchIndex
    base: str
    """Under which the IRIs of places are."""
    serves: Callable[[str], Collection[str]]
    """The needs that a tool serves, by its IRI."""
    placed: bool = False
    """Whether the text was typed where a place is expected: it may begin or end with one, whatever its letters."""
    placeless: bool = False
    """Whether no place is looked for."""
    brief: bool = False
    """Whether it is part of a long text: what it is about is not looked for where it names no need and asks nothing."""
    hasty: bool = False
    """Whether it is not looked for either where it names one and asks nothing."""

    def read(self, text: str, place: Territory | None = None) -> QuestionReading:
        """What the question names; raises AmbiguousTerritory when the place has several namesakes.

        `place` is the one already known: another is not read then.
        """
        words = words_of(text)
        sentence = Sentence(text, words, [False] * len(words), self.brief)
        first = not self.brief and (asks_about(text) or self._is_a_thing(text))
        about = list(self._things(sentence)) if first else []
        claims = list(self._names(sentence))
        told = self._places(sentence, place)
        where, note = told[0] if told else (None, None)
        claims += self._near_names(sentence)
        kept = self._asked(sentence, claims, about, [claim for claim, _ in told])
        # What is sure in the order of the words, then the guesses, the likeliest first.
        readings = [((not claim.sure, claim.sure * claim.places[0]), claim.reading(text, words)) for claim in kept]
        readings += [((False, where.places[0]), where.reading(text, words))] if where and place is None else []
        named = {ref: None for _, refs in about for ref in refs}
        index = likely(self.model, NEED)
        elsewhere = not _asks(kept) and index.is_elsewhere(words)
        said = {fold(reading.asked.query) for _, reading in readings}  # a name may be written twice
        return QuestionReading(
            tuple(reading for _, reading in sorted(readings, key=lambda item: item[0])),
            tuple(aside for aside in _aside(sentence, about) if fold(aside.said) not in said),
            tuple(named)[:MOST_NAMED],
            () if _asks(kept) or elsewhere or (self.brief and not asks(text)) else proposed(index.ranked(words)),
            elsewhere,
            note,
        )

    def _asked(
        self, sentence: Sentence, claims: list[WordClaim], about: list[Named], told: list[WordClaim]
    ) -> list[WordClaim]:
        """What is asked for of all that is named; the words of the rest are free, and may be `about` other things."""
        kept = chosen(sentence.text, sentence.words, claims)
        for claim in claims:
            sentence.free(claim.places)
        for claim in kept:
            sentence.take(claim.places)
        if self.brief and not asks(sentence.text) and (self.hasty or all(claim.kind != NEED for claim in kept)):
            return [claim for claim in kept if claim.kind != NEED]
        about += () if self.brief else self._things(sentence)
        here = {place for places in (*(one.places for one in told), *(one for one, _ in about)) for place in places}
        words = [
            replace(word, little=True) if place in here or refused(sentence.text, word.start) else word
            for place, word in enumerate(sentence.words)
        ]
        if about and (asks_about(sentence.text) or sum(not word.little for word in words) < ENOUGH_SAID):
            return kept
        kept = weighed(likely(self.model, NEED), sentence.text, words, kept, self.serves)
        for claim in kept:
            sentence.take(claim.places)
        return kept

    def _names(self, sentence: Sentence) -> Iterator[WordClaim]:
        """The needs, audiences, modes and costs by their names, and the tools; those of several words first."""
        found = askable(self.model).found(sentence.words)
        yield from self._titles(sentence, found)
        yield from self._taken(sentence, found, [one for one in found if one.worth > 1])
        for places in sentence.spans():
            said = sentence.said(places)
            hit = self.tool(said) if len(places) > 1 else None
            if hit:
                sentence.take(places)
                yield WordClaim(TOOL, hit.iri, hit.label, places)
        yield from self._taken(sentence, found, [one for one in found if one.worth <= 1])

    def _titles(self, sentence: Sentence, found: list[FoundName]) -> Iterator[WordClaim]:
        """The tools whose names begin with a little word, « La Digitale », and the need that the same words name."""
        for places in sentence.titles():
            said = sentence.said(places)
            if hit := self.tool(said):
                sentence.take(places)
                yield WordClaim(TOOL, hit.iri, hit.label, places)
                own = {place for place in places if sentence.words[place].folded not in BINDING}
                same = (one for one in found if one.name.scheme == NEED and {*one.places} == own)
                yield from (WordClaim.of(NEED, one.name.choice, one.places) for one in islice(same, 1))

    def _taken(self, sentence: Sentence, found: list[FoundName], tried: list[FoundName]) -> Iterator[WordClaim]:
        """Those of these names whose words are not taken yet, with what the same words name besides."""
        for one in tried:
            if one.worth > 1 and self._cuts_a_tool(sentence, one.places[-1]):
                continue
            if sentence.takes(one.places):
                also = tuple(
                    WordClaim.of(KIND_OF[other.name.scheme], other.name.choice, other.places)
                    for other in found
                    if other.name.scheme != one.name.scheme and {*other.places} <= {*one.places}
                )
                yield WordClaim.of(KIND_OF[one.name.scheme], one.name.choice, one.places, also)
                if one.worth > 1:
                    yield from self._tools_within(sentence, one.places)

    def _cuts_a_tool(self, sentence: Sentence, last: int) -> bool:
        """Whether the last word of a name names a tool, and begins the name of another: « quitter Google Drive »."""
        two = tuple(range(last, min(last + 2, len(sentence.words))))
        return len(two) > 1 and bool(self.tool(sentence.said(two)) and self._hit(sentence.said((last,)), TOOLS))

    def tools_in(self, text: str) -> list[Hit]:
        """The tools that a whole text is the name of, else its words: « quitter Gmail »."""
        words = words_of(text)
        whole = self.tool(text) if len(words) > 1 else None
        said = (word.said for word in words if not word.little and len(word.said) >= SHORTEST_NAME)
        found = [whole] if whole else [hit for one in said if len(words) > 1 and (hit := self._hit(one, TOOLS))]
        return list({hit.iri: hit for hit in found}.values())

    def _tools_within(self, sentence: Sentence, places: tuple[int, ...]) -> Iterator[WordClaim]:
        """« page Facebook » is a need, and tells the tool in use; « Chorus Pro » names both as a whole."""
        if len(places) > 1 and (hit := self.tool(sentence.said(places))):
            yield WordClaim(TOOL, hit.iri, hit.label, places)
            return
        for place in range(places[0], places[-1] + 1):
            word = sentence.words[place]
            if not word.little and len(word.said) >= SHORTEST_NAME and (hit := self._hit(word.said, TOOLS)):
                yield WordClaim(TOOL, hit.iri, hit.label, (place,))

    def tool(self, said: str) -> Hit | None:
        """The tool that these words, of which some are its own, are a name of."""
        hit = self._hit(said, TOOLS)
        return hit if hit and is_proper(said, hit.label) else None

    def _near_names(self, sentence: Sentence) -> Iterator[WordClaim]:
        """The tools named, and what the words left may be a typing error of."""
        for places in sentence.spans():
            said = sentence.said(places)
            hit = self._hit(said, KINDS)
            if hit and not (hit.kind == AUDIENCE and self._is_another_word(said, hit.matched)):
                sentence.take(places)
                kind = TOOL if hit.kind in TOOLS else hit.kind
                yield WordClaim(kind, hit.iri, hit.label, places, self.model.choices.get(hit.iri))

    def _is_another_word(self, said: str, name: str) -> bool:
        """Whether what is nearly a name is a word that people say of something else: « partent », of parents."""
        word = words_of(said)[-1]
        return fold(said) != fold(name) and stem_of(word) != stem_of(words_of(name)[-1]) and self._is_said(word)

    def _is_said(self, word: Word) -> bool:
        return stem_of(word) in likely(self.model, NEED).rare

    def _hit(self, said: str, kinds: Collection[str]) -> Hit | None:
        """What these words are the name of; a common word is a tool's name with a capital only."""
        own = [word for word in said.split() if fold(word) not in ARTICLES]
        common = fold(" ".join(own)) in COMMON_WORDS and " ".join(own).islower()
        wanted = [kind for kind in kinds if not (common and kind in TOOLS)]
        found = self.search.named(said, wanted, ARTICLES) if wanted else []
        best = next((hit for hit in found if same_name(said, hit.matched)), None)
        return None if best and best.kind in TOOLS and self.shared(said) else best

    def shared(self, said: str) -> tuple[Ref, ...]:
        """The tools of which these words are a nickname, where they are that of several."""
        return shared_nickname(self.search, said)

    def _things(self, sentence: Sentence) -> Iterator[Named]:
        """The other things it names, whole."""
        for places in sentence.spans():
            said = sentence.said(places)
            found = [
                hit
                for hit in self.search.named(said, None, ARTICLES)
                if hit.kind not in KINDS and same_name(said, hit.matched)
            ]
            if found:
                sentence.take(places)
                yield places, tuple(Ref(hit.iri, hit.label) for hit in found)

    def _places(self, sentence: Sentence, known: Territory | None) -> list[tuple[WordClaim, Spoken | None]]:
        """Names after « à » or with a capital that are exactly those of territories, in the order of the words, with
        what is to be said of each; the first, of which the others are what may be meant instead, takes its words."""
        if self.placeless:
            return []
        found: list[tuple[WordClaim, Spoken | None]] = []
        told = filter(lambda places: self._may_be_told(sentence, places), sentence.spans(proper=True))
        for places in islice(told, MOST_PLACES):
            read = self._territory(sentence, places, known, alone=not found)
            if read is not None:
                sentence.take(places)
                iri = self.territories.iri(self.base, read.place)
                found.append((WordClaim(PLACE, iri, read.place.name, places), read.said))
        if not found:
            return []
        found.sort(key=lambda one: one[0].places)
        others = {claim.iri: Ref(claim.iri, claim.label) for claim, _ in found[1:] if claim.iri != found[0][0].iri}
        for claim, _ in found[1:]:
            if claim.iri in others:
                sentence.free(claim.places)
        first, note = found[0]
        return [(replace(first, others=tuple(others.values())), note), *found[1:]]

    def _may_be_told(self, sentence: Sentence, places: tuple[int, ...]) -> bool:
        """Whether these words may be the name of a place."""
        return (
            is_announced(sentence, places)
            or (self.placed and is_at_an_end(sentence, places))
            or (is_apart(sentence, places) and self._hit(sentence.said(places), KINDS) is None)
            or (is_whole(sentence, places) and self._names_nothing(sentence.said(places)))
        )

    def _names_nothing(self, said: str) -> bool:
        """Whether these words are no name of anything but a place."""
        return not self._kinds_named(said) - {TERRITORY}

    def _is_a_thing(self, text: str) -> bool:
        """Whether a text is the name of something that cannot be asked for, as an organisation."""
        kinds = self._kinds_named(text)
        return bool(kinds) and kinds.isdisjoint((TERRITORY, *KIND_OF, *TOOLS))

    def _kinds_named(self, said: str) -> set[str]:
        return {hit.kind for hit in self.search.named(said, None, ARTICLES) if same_name(said, hit.matched)}

    def _is_home(self, place: Territory) -> bool:
        return any(self.territories.contains(area, place) for area in self.territories.area)

    def _territory(
        self, sentence: Sentence, places: tuple[int, ...], known: Territory | None, *, alone: bool
    ) -> PlaceReading | None:
        """The place that these words name; raises AmbiguousTerritory for namesakes where nothing else is known and
        they stand `alone`, no other place being named."""
        text = sentence.said(places)
        whole = is_whole(sentence, places)
        near = whole or not is_announced(sentence, places) or completes_a_name(sentence, places)
        try:
            candidates = self.territories.candidates(text, ("commune",))
            if not candidates:
                return None  # what it is near to takes long to look for, and is no help here
            if near and not text.isdigit() and not any(map(self._is_home, candidates)):
                return None
            read = self.territories.read(text, ("commune",))
        except AmbiguousTerritory as error:
            error.field = "commune"
            begun = any(self._is_home(place) and begins(place, text) for place in candidates)
            asked = begun and is_capital(text) and (whole or follows(sentence, places))
            if known is None and alone and (asked or any(is_named(place, text) for place in candidates)):
                raise
            return None
        except (InvalidInput, UnknownThing):
            return None
        same = is_named(read.place, text) or (whole and self._names_nothing(text))
        return read if same and (known is None or known.key == read.place.key) else None


def _asks(claims: Iterable[WordClaim]) -> bool:
    return any(claim.kind in (NEED, TOOL) for claim in claims)


def _aside(sentence: Sentence, about: list[Named]) -> Iterator[Aside]:
    """The runs of words that nothing was made of, but for those that name nothing."""
    named = {place: refs for places, refs in about for place in places}
    run: list[int] = []
    for place, word in enumerate(sentence.words):
        free = not sentence.taken[place] or place in named
        if free and not word.little:
            run.append(place)
        elif not free and run:
            yield _run(sentence, run, named)
            run = []
    if run:
        yield _run(sentence, run, named)


def _run(sentence: Sentence, run: list[int], named: dict[int, tuple[Ref, ...]]) -> Aside:
    refs = {ref: None for place in run for ref in named.get(place, ())}
    return Aside(sentence.said(tuple(run)), tuple(refs)[:MOST_NAMED])
