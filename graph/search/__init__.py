# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search over labels, other labels and acronyms: whatever the accents, the order of words or a typing error."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, islice, takewhile
from threading import RLock

from rapidfuzz import fuzz, process

from graph.search.entries import Entry, entries_about, entries_of
from graph.search.names import ENDINGS, LONG_ENOUGH, WholeNames, bare_words
from graph.search.words import PLAIN, WordMeanings, Words
from graph.text.characters import bare, hidden_in
from graph.text.folding import fold, fold_all

__all__ = ["Entry", "Hit", "SearchIndex", "entries_about", "entries_of"]

MAX_LENGTH = 200
MAX_WORDS = 12
# How many labels are looked at closely, and how many are compared as a whole before that.
_SHORTLIST = 30
_ENOUGH = 150
_MOST = 400
_MOST_TO_NARROW = 5000
_STARTS = 3
# How a name answers, from best to least; the likeness of the whole texts (0 to 1) tells names of one class apart.
_EXACT, _BEGINS_WITH_WORD, _BEGINS, _HAS_WORDS, _HAS_LIKE_WORDS, _HAS_SOME = 0.8, 0.7, 0.6, 0.5, 0.4, 0.2
_LIKENESS = 0.2
_KIND_STEP = 0.004
# The letters of small words that a whole name may have besides those typed.
_SMALL_WORDS = 12
# Beside a good answer, those worth less than this share of it are noise.
_NOISE = 0.3
# The share of the letters typed that a label must answer to be an answer at all.
_LEAST_COVER = 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `matched` is the form of its name that answers, `score` lies between 0 and 1."""

    iri: str
    label: str
    kind: str
    matched: str
    score: float


class SearchIndex:
    """Names in memory; changes one thing at a time. Threads may search while another replaces."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        given = list(entries)
        self._entries: list[Entry | None] = [*given]
        self._keys = fold_all(_one_line(entry.form) for entry in given) if given else []
        self._numbers: dict[str, list[int]] = {}
        for number, entry in enumerate(given):
            self._numbers.setdefault(entry.iri, []).append(number)
        self._sorted = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        self._words = Words()
        self._words.fill(enumerate(self._keys))
        self._whole = WholeNames()
        for number, key in enumerate(self._keys):
            self._whole.add(number, key)
        self._free: list[int] = []
        self._lock = RLock()

    def __len__(self) -> int:
        """How many names are indexed."""
        return len(self._entries) - len(self._free)

    def replace(self, iri: str, entries: Iterable[Entry] = ()) -> None:
        """Forgets every name of this IRI and takes these; without entries, the thing is gone from the index."""
        with self._lock:
            for number in self._numbers.pop(iri, ()):
                self._remove(number)
            for entry in entries:
                self._add(entry)

    def _add(self, entry: Entry) -> None:
        if self._free:
            number = self._free.pop()
        else:
            number = len(self._entries)
            self._entries.append(None)
            self._keys.append("")
        self._entries[number], self._keys[number] = entry, fold(_one_line(entry.form))
        self._numbers.setdefault(entry.iri, []).append(number)
        self._sorted.insert(self._place(self._keys[number]), number)
        self._words.add(number, self._keys[number])
        self._whole.add(number, self._keys[number])

    def _remove(self, number: int) -> None:
        key = self._keys[number]
        self._words.remove(number, key)
        self._whole.remove(number, key)
        del self._sorted[self._sorted.index(number, self._place(key))]
        self._entries[number], self._keys[number] = None, ""
        self._free.append(number)

    def _place(self, key: str) -> int:
        return bisect_left(self._sorted, key, key=self._keys.__getitem__)

    def search(self, query: str, limit: int = 10, kinds: Collection[str] | None = None) -> list[Hit]:
        """The things whose names answer best, at most one hit each; nothing for a text that cannot be a name."""
        text = _one_line(query[: MAX_LENGTH + 1])
        typed = [] if len(text) > MAX_LENGTH or hidden_in(text) else list(dict.fromkeys(fold(bare(text)).split()))
        if not typed or len(typed) > MAX_WORDS or limit < 1:
            return []
        with self._lock:
            best: dict[str, Hit] = {}
            for hit in self._hits(typed, kinds, max(limit, _SHORTLIST)):
                if hit.iri not in best or best[hit.iri].score < hit.score:
                    best[hit.iri] = hit
        least = _NOISE * max((hit.score for hit in best.values()), default=0.0)
        found = (hit for hit in best.values() if hit.score >= least)
        return nsmallest(limit, found, key=lambda hit: (-hit.score, hit.label, hit.iri))

    def named(self, text: str, kinds: Collection[str] | None = None, small: Collection[str] = frozenset()) -> list[Hit]:
        """The things whose whole name is this text, best first: plurals, the order of words and `small` words apart; a
        long one a typing error apart, if it has a word that no name has. Quicker than a search, which answers with
        names that the text is a part of."""
        key = fold(_one_line(text[: MAX_LENGTH + 1]))
        if not key or len(key) > MAX_LENGTH:
            return []
        with self._lock:
            answers = dict.fromkeys(self._made_of(key, small), _HAS_WORDS)
            if len(text) >= LONG_ENOUGH and any(word not in self._words.postings for word in key.split()):
                answers |= {number: _HAS_LIKE_WORDS + _LIKENESS * alike for number, alike in self._whole.alike(key)}
            answers |= {number: _EXACT for number in answers if self._keys[number] == key}
            best: dict[str, Hit] = {}
            for number in self._of(kinds, answers):
                entry = self._entries[number]
                if entry:
                    score = round(entry.weight * answers[number] - _KIND_STEP * entry.rank, 4)
                    if entry.iri not in best or best[entry.iri].score < score:
                        best[entry.iri] = Hit(entry.iri, entry.label, entry.kind, entry.form, score)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.label, hit.iri))

    def _made_of(self, key: str, small: Collection[str]) -> Iterator[int]:
        """The names made of these words: those that hold the rarest of them are looked at."""
        words = bare_words(key, small)
        forms = ([word + ending for ending in ENDINGS] for word in words)
        posted = [[self._words.postings[form] for form in each if form in self._words.postings] for each in forms]
        if not posted or not all(posted):
            return
        for number in chain.from_iterable(min(posted, key=lambda each: sum(map(len, each)))):
            name = self._keys[number]
            if len(name) <= len(key) + _SMALL_WORDS and bare_words(name, small) == words:
                yield number

    def _hits(self, typed: list[str], kinds: Collection[str] | None, most: int) -> Iterator[Hit]:
        key = " ".join(typed)
        groups = self._words.groups(typed)
        numbers = self._pool(groups, kinds) | set(self._begun(key, kinds))
        keys = {number: self._keys[number] for number in numbers}
        for number, likeness in _alike(key, keys, most).items():
            entry = self._entries[number]
            answer = _answer(key, self._keys[number], groups)
            if entry and answer:
                score = entry.weight * (answer + _LIKENESS * likeness / 100) - _KIND_STEP * entry.rank
                yield Hit(entry.iri, entry.label, entry.kind, entry.form, round(max(score, 0.0), 4))

    def _of(self, kinds: Collection[str] | None, numbers: Iterable[int]) -> Iterable[int]:
        """These names, or those of things of some kinds."""
        if kinds is None:
            return numbers
        entries = self._entries
        return (number for number in numbers if (entry := entries[number]) and entry.kind in kinds)

    def _begun(self, key: str, kinds: Collection[str] | None) -> Iterator[int]:
        """Names that begin so, in alphabetical order: the exact ones are first."""
        place = self._place(key)
        begun = takewhile(
            lambda number: self._keys[number].startswith(key), self._sorted[place : place + _MOST_TO_NARROW]
        )
        return islice(self._of(kinds, begun), _ENOUGH)

    def _pool(self, groups: list[WordMeanings], kinds: Collection[str] | None) -> set[int]:
        """Names that hold the rarest words and as many others as it takes to be few.

        Several starts, each from one of the rarest words: a typing error may turn a word into other real ones.
        """
        known = sorted((group for group in groups if group.meanings), key=self._words.count)
        pool: set[int] = set()
        for seed in known[:_STARTS]:
            if len(pool) > _ENOUGH:
                break
            found = set(islice(self._of(kinds, self._words.holding(seed)), _MOST_TO_NARROW))
            for group in known:
                if len(found) <= _ENOUGH:
                    break
                if group is not seed:
                    found = self._words.among(found, group) or found
            pool |= found if len(found) <= _MOST else set(nsmallest(_MOST, found, key=self._shortness))
        return pool

    def _shortness(self, number: int) -> tuple[int, int]:
        return len(self._keys[number]), number


def _alike(typed: str, keys: Mapping[int, str], most: int) -> dict[int, float]:
    """The names that look most like what was typed, as it is written and with the words sorted: likeness 0 to 100."""
    found: dict[int, float] = {}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for _, likeness, number in process.extract(typed, keys, scorer=scorer, limit=most):
            found[number] = max(likeness, found.get(number, 0.0))
    return found


def _answer(typed: str, key: str, groups: list[WordMeanings]) -> float:
    """How a name answers what was typed, 0 when it does not."""
    if key == typed:
        return _EXACT
    if key.startswith(typed):
        return _BEGINS_WITH_WORD if key[len(typed)] == " " else _BEGINS
    words = key.split()
    answers = [max((group.meanings.get(word, 0.0) for word in words), default=0.0) for group in groups]
    letters = [len(group.typed) for group in groups]
    cover = sum(good * length for good, length in zip(answers, letters, strict=True)) / sum(letters)
    if min(answers) >= PLAIN:
        return _HAS_WORDS * cover
    if min(answers) > 0:
        return _HAS_LIKE_WORDS * cover
    return _HAS_SOME * cover if cover >= _LEAST_COVER else 0.0


def _one_line(text: str) -> str:
    return " ".join(text.split())
