# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text of another language makes in French, by a table of words: its words and phrases, one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import Stemmer

from graph.model import Choice, Model, WordTable
from graph.namespaces import VOCABULARY
from graph.referral.question_words import words_of
from graph.referral.tongues import (
    ASKING,
    COMMA,
    FRENCH,
    MEANS,
    NOTHING,
    SCHEME,
    ForeignWord,
    folded_word,
    foreign_words,
    tongues,
)
from graph.text.catalogue import LANGUAGES
from graph.text.sentences import inner
from graph.text.wording import FRENCH as FRENCH_SPEAKER
from graph.text.wording import Phrase, Speaker, Spoken

READ_AS = Phrase("Écrit en {language} ; nous avons lu : {words}.")
STEMMERS = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "it": "italian", "nl": "dutch",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "tr": "turkish",
}  # fmt: skip
"""By language, the name of its stemmer (Snowball)."""
ENDINGS = {"uk": ("ами", "ями", "ові", "ому", "ого", "ими", "их", "ів", "еи", "ам", "ям", "ах", "ях", "ом", "ем", "ою",
                  "ею", "а", "е", "є", "и", "і", "о", "у", "ю", "я", "ь")}  # fmt: skip
"""Endings of words as they are folded, longest first, where there is no stemmer."""
COMPOUNDS = ("de", "nl")
"""Languages that write two words as one: « Mitgliederversammlung »."""
SHORTEST, SHORTEST_PART = 5, 4
"""Letters of what begins another word (fewer in what has no stemmer), and of what ends a compound."""
GAP = 2
"""How many words may stand between two of a phrase."""
MOST_WORDS = 200


@dataclass(frozen=True)
class Piece:
    """French words, and where in the text the words that they were made of are."""

    french: str
    start: int
    end: int


@dataclass(frozen=True)
class Gloss:
    """A text and what its words make in French. Without pieces, none of them is in the table of its language."""

    code: str
    text: str
    pieces: tuple[Piece, ...] = ()
    little: frozenset[str] = frozenset()
    """Words of that language that ask for nothing."""
    language: Choice | None = None
    """None where only its letters are known."""
    tables: tuple[WordTable, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it has a word by which something is asked for in its language."""
        table = next((table for table in self.tables if table.code == self.code), None)
        asking = _asking(table) if table else frozenset[str]()
        return any(word.folded in asking for word in foreign_words(self.text))

    def keeping(self, names: Iterable[str]) -> Gloss:
        """With names that are no words of that language, as they are and where they are."""
        found = [(name, self.text.find(name)) for name in names]
        kept = [Piece(name, start, start + len(name)) for name, start in found if start >= 0]
        return replace(self, pieces=tuple(sorted((*self.pieces, *kept), key=lambda piece: piece.start)))

    def means(self, said: str) -> bool:
        """Whether words of the text are words of that language rather than a name."""
        start = self.text.find(said)
        alone = any(start <= piece.start and piece.end <= start + len(said) for piece in self.pieces)
        return alone or any(word.folded in self.little for word in foreign_words(said))

    def covers(self, said: str) -> bool:
        """Whether something was made of some words of the text, or none of them asks for anything."""
        start = self.text.find(said)
        little = all(word.folded in self.little for word in foreign_words(said))
        return little or any(piece.start < start + len(said) and start < piece.end for piece in self.pieces)

    def word_before(self, said: str) -> str:
        """The word of the text before some of its words, folded; "" where there is none."""
        before = [word.folded for word in foreign_words(self.text[: max(self.text.find(said), 0)])]
        return before[-1] if before else ""

    @property
    def french(self) -> str:
        """What its words make, one after the other."""
        return " ".join(piece.french for piece in self.pieces)

    @property
    def of_the_site(self) -> bool:
        """Whether pages are in that language: what can be asked for has names and examples in it too."""
        return self.code in LANGUAGES

    @property
    def heard(self) -> str:
        """What is read: the French, after the text itself where that says something here."""
        return f"{self.text} {self.french}" if self.of_the_site else self.french

    @property
    def words(self) -> tuple[str, ...]:
        """What its words make, each once, but for what binds the others."""
        said = (piece.french for piece in self.pieces)
        return tuple(dict.fromkeys(one for one in said if any(not word.little for word in words_of(one))))

    def told(self) -> Spoken | None:
        """In which language it is written, and what was read; None where nothing was."""
        if self.language is None or not self.words:
            return None
        return READ_AS(language=_LanguageName(self.language), words=_ReadWords(self))

    def words_in(self, lang: str) -> tuple[str, ...]:
        """These words in a language of the site, in French where its table has none."""
        table = next((table for table in self.tables if table.code == lang), None)
        lines = (line.partition(MEANS) for line in (table.lines if table else ()))
        said = {french.strip(): phrases.split(COMMA)[0].strip() for french, _, phrases in lines}
        return tuple(said.get(word, word) for word in self.words)

    def original(self, query: str) -> str:
        """The words of the text that some of what was read was made of; the whole text where that is not told."""
        start = self.french.find(query)
        if query in self.text or start < 0:
            return query if query in self.text else self.text
        found, at = [], 0
        for piece in self.pieces:
            if at < start + len(query) and start < at + len(piece.french):
                found.append(piece)
            at += len(piece.french) + 1
        return self.text[min(piece.start for piece in found) : max(piece.end for piece in found)]


@dataclass(frozen=True, slots=True)
class _Key:
    """A word as it is compared: folded, and its stem."""

    folded: str
    stem: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word or phrase of a table; `whole`: its little words too must be there, one after the other."""

    french: str
    words: tuple[_Key, ...]
    whole: bool


@dataclass(frozen=True, eq=False)
class _Glossary:
    """The table of one language, by the first words of its entries, those of most words first."""

    code: str
    little: frozenset[str]
    stem: Callable[[str], str]
    entries: Mapping[str, tuple[_Entry, ...]]

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """What the words of a text make, in their order."""
        words = list(foreign_words(text))[:MOST_WORDS]
        keys = [_Key(word.folded, self.stem(text[word.start : word.end].casefold())) for word in words]
        said = [place for place, word in enumerate(words) if word.folded not in self.little]
        taken: set[int] = set()
        made: dict[int, list[Piece]] = defaultdict(list)
        found = [(entry, places) for start in range(len(words)) for entry, places in self._at(start, keys, said)]
        for entry, places in sorted(found, key=lambda one: (-len(one[1]), one[1])):
            if taken.isdisjoint(places):
                taken.update(places)
                made[places[0]].append(_piece(entry.french, words, places))
        for place, word in enumerate(words):
            if place not in taken and word.folded not in self.little:
                made[place] += [_piece(french, words, (place,)) for french in self._within(word.folded)]
        pieces = (piece for place in sorted(made) for piece in made[place])
        return _once(piece for piece in pieces if piece.french)

    def _at(self, start: int, keys: Sequence[_Key], said: Sequence[int]) -> Iterator[tuple[_Entry, tuple[int, ...]]]:
        """The entries that begin with a word."""
        key = keys[start]
        entries = dict.fromkeys([*self.entries.get(key.folded, ()), *self.entries.get(key.stem, ())])
        for entry in entries:
            places = _run(entry, start, keys) if entry.whole else _scattered(entry, start, keys, said)
            if places:
                yield entry, places

    def _within(self, folded: str) -> Iterator[str]:
        """What a word begins with, and what it ends with in a language that makes one word of two."""
        least = SHORTEST if self.code in STEMMERS else SHORTEST - 1
        first = self._longest(folded[:end] for end in range(len(folded), least - 1, -1))
        if first:
            yield first.french
        if self.code in COMPOUNDS:
            last = self._longest(folded[start:] for start in range(3, len(folded) - SHORTEST_PART + 1))
            if last and (first is None or last.french != first.french):
                yield last.french

    def _longest(self, parts: Iterator[str]) -> _Entry | None:
        for part in parts:
            for entry in self.entries.get(part, ()):
                if len(entry.words) == 1:
                    return entry
        return None


def glossed(model: Model, text: str) -> Gloss | None:
    """What a text of another language makes; None where it is in French, or nobody can tell."""
    code = tongues(model).of(text)
    return glossed_as(model, text, code) if code and code != FRENCH else None


def glossed_as(model: Model, text: str, code: str) -> Gloss:
    """What a text makes that is known to be of a language."""
    little = tongues(model).little.get(code, frozenset())
    table = next((table for table in model.tables if table.code == code), None)
    pieces = _glossary(table, little).pieces(text) if table else ()
    return Gloss(code, text, pieces, little, model.choices.get(f"{VOCABULARY}{SCHEME}/{code}"), model.tables)


@dataclass(frozen=True)
class _LanguageName(Spoken):
    """A language within a sentence: `espagnol`, `Spanish`."""

    language: Choice

    def text(self, speaker: Speaker = FRENCH_SPEAKER) -> str:
        """The name, with the first letter that names of languages have."""
        name = self.language.label(speaker.lang)
        return inner(name) if speaker.lang == FRENCH else name


@dataclass(frozen=True)
class _ReadWords(Spoken):
    """The words that were read, between commas."""

    gloss: Gloss

    def text(self, speaker: Speaker = FRENCH_SPEAKER) -> str:
        """The words in the language of the speaker."""
        return ", ".join(self.gloss.words_in(speaker.lang))


@lru_cache(maxsize=64)
def _glossary(table: WordTable, little: frozenset[str]) -> _Glossary:
    stem = _stemmer(table.code)
    entries: dict[str, dict[_Entry, None]] = defaultdict(dict)
    for line in table.lines:
        french, _, phrases = line.partition(MEANS)
        for phrase in () if french.strip() == ASKING else phrases.split(COMMA):
            entry = _entry(french.strip().strip(NOTHING), phrase, little, stem)
            if entry.words:
                for key in {entry.words[0].folded, entry.words[0].stem}:
                    entries[key][entry] = None
    return _Glossary(table.code, little, stem, {key: tuple(found) for key, found in entries.items()})


@lru_cache(maxsize=64)
def _asking(table: WordTable) -> frozenset[str]:
    lines = (line.partition(MEANS) for line in table.lines)
    said = (phrases for french, _, phrases in lines if french.strip() == ASKING)
    return frozenset(word.folded for phrases in said for word in foreign_words(phrases))


def _entry(french: str, phrase: str, little: frozenset[str], stem: Callable[[str], str]) -> _Entry:
    keys = [_Key(word.folded, stem(phrase[word.start : word.end].casefold())) for word in foreign_words(phrase)]
    said = [key for key in keys if key.folded not in little]
    whole = len(said) < 2 and len(keys) > len(said)
    return _Entry(french, tuple(keys if whole else said), whole)


def _stemmer(code: str) -> Callable[[str], str]:
    if code in STEMMERS:
        return _Snowball(STEMMERS[code]).stem
    return lambda word: _without(folded_word(word), ENDINGS.get(code, ()))


def _without(folded: str, endings: Sequence[str]) -> str:
    """A word without its ending, of which something is to be left."""
    ending = next((one for one in endings if folded.endswith(one) and len(folded) - len(one) >= SHORTEST - 2), "")
    return folded.removesuffix(ending)


class _Snowball:
    """The stemmer of a language."""

    def __init__(self, name: str) -> None:
        self._stemmer = Stemmer.Stemmer(name)

    def stem(self, word: str) -> str:
        """The stem of a word, folded."""
        return folded_word(self._stemmer.stemWord(word))


def _run(entry: _Entry, start: int, keys: Sequence[_Key]) -> tuple[int, ...]:
    """Where the words of an entry follow one another, () where they do not."""
    here = keys[start : start + len(entry.words)]
    same = len(here) == len(entry.words) and all(map(_same, entry.words, here))
    return tuple(range(start, start + len(here))) if same else ()


def _scattered(entry: _Entry, start: int, keys: Sequence[_Key], said: Sequence[int]) -> tuple[int, ...]:
    """Where the words of an entry are in this order, with few others between, () where one is missing."""
    places = [start]
    for word in entry.words[1:]:
        near = [place for place in said if place > places[-1]][: GAP + 1]
        place = next((place for place in near if _same(word, keys[place])), None)
        if place is None:
            return ()
        places.append(place)
    return tuple(places)


def _same(one: _Key, other: _Key) -> bool:
    return one.folded == other.folded or one.stem == other.stem


def _piece(french: str, words: Sequence[ForeignWord], places: Sequence[int]) -> Piece:
    return Piece(french, words[places[0]].start, words[places[-1]].end)


def _once(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Each French once, but for what binds: words that mean the same say no more."""
    kept: dict[str, Piece] = {}
    for piece in pieces:
        kept.setdefault(piece.french, piece)
    return tuple(kept.values())
