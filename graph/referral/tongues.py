# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which language a text is written, by its letters and its words: those of French are the words of its examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.model import Choice, Letters, Model, WordTable
from graph.text.folding import fold

SCHEME = "tongue"
FRENCH = "fr"
OTHER_SCRIPT = "other"
LEAST = 2
"""Words of a language from which a text is in it, when it has fewer of any other."""
FEW, LONG = 4, 5
"""Up to how many words a text may be told by one of them, where none is French: one that asks for
something by itself, or beside others a long one."""
MOST_FOREIGN = 2
"""How many French examples tell that a word is French, for each other that holds it: these are far fewer."""
MOST_LETTERS = 2_000
MEANS, COMMA, NOTHING, ASKING = "|", ",", "-", "?"
"""What stands in a line of a table between French and the other language, between words, for French of no use, and for
words by which something is asked for."""

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640"
_WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{_MARKS}])*")
_MARK = re.compile(f"[{_MARKS}]")
_LATIN = re.compile(r"[a-zà-öø-ɏḀ-ỿ]")
_SCRIPTS = (re.compile(r"[\u0400-\u04ff]"), re.compile(r"[\u0600-\u06ff]"))
"""Those that are told from the Latin one by their letters alone: Cyrillic, Arabic."""


@dataclass(frozen=True, slots=True)
class ForeignWord:
    """One word of a text of another language: where it lies, and how it is compared."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, eq=False)
class _Alphabet:
    """The letters of a language as they are looked for; `foreign` is None where it lacks none that is told."""

    code: str
    own: re.Pattern[str]
    words: re.Pattern[str]
    """Words that have one of its letters."""
    foreign: re.Pattern[str] | None
    script: re.Pattern[str] | None
    """None for the Latin one."""


@dataclass(frozen=True, eq=False)
class Tongues:
    """Languages by their words: `french` has those of French, `others` the languages of any other word."""

    codes: tuple[str, ...]
    french: frozenset[str]
    others: Mapping[str, tuple[str, ...]]
    alone: Mapping[str, tuple[str, ...]]
    """The languages of which a word alone means something."""
    little: Mapping[str, frozenset[str]]
    """By language, the words that ask for nothing."""
    said: Mapping[str, frozenset[str]]
    """By language all its words that are known, some of which are French too."""
    alphabets: tuple[_Alphabet, ...] = ()

    def of(self, text: str) -> str:
        """The language of a text; OTHER_SCRIPT where only its letters are known, "" where nothing tells it."""
        text = text[:MOST_LETTERS].casefold()
        for script in () if text.isascii() else _SCRIPTS:
            if len(script.findall(text)) * 2 > sum(map(str.isalpha, text)):
                return self._of_script(text, [one for one in self.alphabets if one.script is script])
        letters = _LATIN.search(text)
        return self._by_words(text) if letters else OTHER_SCRIPT * any(map(str.isalpha, text))

    def _of_script(self, text: str, alphabets: list[_Alphabet]) -> str:
        known = [one for one in alphabets if one.code in self.codes and not (one.foreign and one.foreign.search(text))]
        told = Counter({one.code: len(one.own.findall(text)) for one in known})
        for word in foreign_words(text):
            told.update(code for code in self.others.get(word.folded, ()) if code in told)
        if known and known[0] is alphabets[0] and not any(one.own.search(text) for one in alphabets[1:]):
            told[known[0].code] += 1  # hardly a sentence of the others has none of their letters
        return max((one.code for one in known), key=lambda code: told[code], default=OTHER_SCRIPT)

    def _by_words(self, text: str) -> str:
        words = {_folded(word) for word in _WORD.findall(text)}
        french = words & self.french
        counts = Counter(code for word in words if word in self.others for code in self.others[word])
        for one in () if text.isascii() else self.alphabets:
            if one.script is None and one.code in self.codes:
                counts[one.code] += len(one.words.findall(text))
        if not any(counts.values()):
            return self._french(words)
        best = max(counts, key=lambda code: (counts[code], -self.codes.index(code)))
        french -= self.said.get(best, frozenset())
        if counts[best] <= len(french):
            return self._french(words)
        told = [word for word in words if best in self.others.get(word, ())]
        alone = any(best in self.alone.get(word, ()) for word in told)
        few = (
            not french and len(words) <= FEW and (alone or (len(words) > 1 and max(map(len, told), default=0) >= LONG))
        )
        return best if few or counts[best] >= LEAST else ""

    def _french(self, words: set[str]) -> str:
        return FRENCH if len(words & self.little.get(FRENCH, frozenset())) >= LEAST else ""


def tongues(model: Model) -> Tongues:
    """The languages of a model."""
    schemes = {scheme.slug: scheme.choices for scheme in model.schemes}
    return _tongues(schemes.get(SCHEME, ()), schemes.get("need", ()), model.tables, model.letters)


def foreign_words(text: str) -> Iterable[ForeignWord]:
    """The words of a text, whatever its letters; marks above and below them (Arabic vowels) apart."""
    for found in _WORD.finditer(text):
        yield ForeignWord(found.start(), found.end(), folded_word(found[0]))


def folded_word(word: str) -> str:
    """A word as it is compared: Turkish is often written without its own letters."""
    return _folded(word)


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    return fold(_MARK.sub("", word)).replace(" ", "").replace("ı", "i")


@lru_cache(maxsize=4)
def _tongues(
    languages: tuple[Choice, ...],
    needs: tuple[Choice, ...],
    tables: tuple[WordTable, ...],
    letters: tuple[Letters, ...],
) -> Tongues:
    little = {one.slug: frozenset(_words_of(one.examples)) for one in languages}
    codes = tuple(code for code in little if code != FRENCH)
    french = little.get(FRENCH, frozenset())
    french |= _french_of((text for one in needs for text in one.examples), french, frozenset().union(*little.values()))
    # What is a name here too tells nothing: « newsletter ».
    named = french | _words_of(name for one in needs for name in one.alternatives).difference(*little.values())
    said = {table.code: [line.partition(MEANS)[2] for line in table.lines] for table in tables}
    alone = {code: _alone(lines) - named - little.get(code, frozenset()) for code, lines in said.items()}
    every = {code: frozenset(_words_of(said.get(code, ()))) | words for code, words in little.items()}
    others = {code: words - named for code, words in every.items()}
    return Tongues(codes, french, _codes_of(others), _codes_of(alone), little, every, tuple(map(_alphabet, letters)))


def _alphabet(letters: Letters) -> _Alphabet:
    own, foreign = f"[{letters.own}]", f"[{letters.foreign}]"
    script = next((one for one in _SCRIPTS if one.search(letters.own)), None)
    lacked = re.compile(foreign) if letters.foreign else None
    return _Alphabet(letters.code, re.compile(own), re.compile(rf"\w*{own}\w*"), lacked, script)


def _alone(lines: Iterable[str]) -> set[str]:
    """The words of a table that are no part of a phrase only."""
    phrases = (list(foreign_words(phrase)) for line in lines for phrase in line.split(COMMA))
    return {words[0].folded for words in phrases if len(words) == 1}


def _codes_of(words: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, those in words.items():
        for word in those:
            found[word].append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def _french_of(texts: Iterable[str], french: frozenset[str], foreign: frozenset[str]) -> frozenset[str]:
    """The words of examples that are French: some examples are in English, and few words tell which."""
    counts: Counter[str] = Counter()
    for words in (_words_of([text]) for text in texts):
        told = len(words & french) - len(words & foreign - french)
        counts.update(dict.fromkeys(words, 1 if told > 0 else -MOST_FOREIGN if told < 0 else 0))
    return frozenset(word for word, count in counts.items() if count > 0)


def _words_of(texts: Iterable[str]) -> set[str]:
    return {_folded(word) for text in texts for word in _WORD.findall(text)}
