# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences in the language of who reads: French templates that the catalogue translates, values worded when shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol

from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from graph.text.catalogue import catalogue, plural_form, translated
from graph.text.days import (
    AFTER,
    DAY,
    EARLIEST,
    LATEST,
    MONTH,
    YEAR,
    EdgeDay,
    bound,
    ended,
    is_exact,
    precision,
)
from graph.text.elision import fitted
from graph.text.sentences import inner

MONTHS_IN_YEAR = 12


class Speaker(Protocol):
    """Who words a sentence: in which language, and how things are named in it (`graph.entity.Reader` is one)."""

    @property
    def lang(self) -> str:
        """One of `graph.text.catalogue.LANGUAGES`."""

    def name(self, iri: str, known: str) -> str:
        """The name of a thing in that language when it is not French; its French name is known."""


@dataclass(frozen=True)
class Plain:
    """A speaker that leaves to things the name already known."""

    lang: str = "fr"

    def name(self, iri: str, known: str) -> str:
        """The name that is known."""
        return known


FRENCH = Plain("fr")


class Named(Protocol):
    """A thing that a sentence names."""

    @property
    def iri(self) -> str: ...

    @property
    def label(self) -> str: ...


class Spoken:
    """What can be worded in any language."""

    __slots__ = ()

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The words, in the language of a speaker."""
        raise NotImplementedError

    def plain(self, lang: str) -> str:
        """The words in a language, things under the names already known."""
        return self.text(Plain(lang))


Value = str | int | date | Spoken | Named
AS_IT_IS = (str, int)


class Label(NamedTuple):
    """A text of the product without blanks: a title, a label. French is its key in the catalogue."""

    fr: str

    def __call__(self, lang: str = "fr") -> str:
        """The text in a language."""
        return translated(self.fr, lang)


class Template(Protocol):
    """A sentence with `{blanks}` in several languages."""

    @property
    def fr(self) -> str:
        """The French sentence."""

    def template(self, lang: str) -> str:
        """The sentence of a language, its blanks not filled."""


class Phrase(NamedTuple):
    """A sentence of the product with `{blanks}`; calling it fills them. French is its key in the catalogue."""

    fr: str

    def __call__(self, **values: Value) -> Said:
        """The sentence with its values."""
        return Said(self, values)

    def template(self, lang: str) -> str:
        """The sentence of a language, its blanks not filled."""
        return translated(self.fr, lang)


class Plural(NamedTuple):
    """A sentence that agrees with its `{count}`, in French for one and for several; the first is its key."""

    one: str
    many: str

    def __call__(self, count: int) -> Counted:
        """The sentence for a count."""
        return Counted(self, count)


class Said(Spoken):
    """A phrase with its values; its French text is kept, as one verdict serves many answers."""

    __slots__ = ("_french", "phrase", "values")

    def __init__(self, phrase: Template, values: Mapping[str, Value]) -> None:
        self.phrase = phrase
        self.values = values
        self._french: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and (self.phrase, self.values) == (other.phrase, other.values)

    def __hash__(self) -> int:
        return hash(self.phrase)

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The sentence."""
        if speaker.lang != "fr":
            return self._filled(speaker)
        if self._french is None:
            self._french = self._filled(speaker)
        return self._french

    def _filled(self, speaker: Speaker) -> str:
        template = self.phrase.template(speaker.lang)
        return filled(template, {name: worded(value, speaker) for name, value in self.values.items()}, speaker.lang)


@dataclass(frozen=True)
class Quoted(Spoken):
    """`« a », « b » et « c »`: things named one after the other."""

    items: tuple[Named, ...]

    def text(self, speaker: Speaker = FRENCH) -> str:
        """Each in quotation marks."""
        return listed((QUOTED(name=item).text(speaker) for item in self.items), speaker.lang)


@dataclass(frozen=True)
class Neither(Spoken):
    """`ni sur a, ni sur b`, `a or b`: things of which none is meant, each put as a phrase with a `{name}`."""

    items: tuple[Named, ...]
    each: Phrase

    def text(self, speaker: Speaker = FRENCH) -> str:
        """One after the other."""
        names = [self.each(name=item).text(speaker) for item in self.items]
        return ", ".join(names) if speaker.lang == "fr" else listed(names, speaker.lang, "or")


@dataclass(frozen=True)
class Lower(Spoken):
    """The name of a thing within a sentence: `à distance`."""

    thing: Named

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The name with a small first letter."""
        return inner(worded(self.thing, speaker))


@dataclass(frozen=True)
class Counted(Spoken):
    """A sentence in the form that its count takes in each language."""

    plural: Plural
    count: int

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The sentence for that count."""
        return plural_form(*self.plural, self.count, speaker.lang).format(count=self.count)


@dataclass(frozen=True)
class Month(Spoken):
    """`mai 2021`, for a `month_number`."""

    number: int

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The month and its year."""
        return month_text(self.number // MONTHS_IN_YEAR, self.number % MONTHS_IN_YEAR + 1, speaker.lang)


def filled(template: str, values: Mapping[str, object], lang: str) -> str:
    """A sentence of a language with its blanks filled, elided and contracted where French wants it."""
    if lang == "fr":
        template, values = fitted(template, values)
    return template.format_map(values)


def worded(value: Value, speaker: Speaker) -> str:
    """A value as it stands in a sentence."""
    if isinstance(value, Spoken):
        return value.text(speaker)
    if isinstance(value, AS_IT_IS):
        return str(value)
    if isinstance(value, date):
        return day_text(value, speaker.lang)
    return value.label if speaker.lang == "fr" else speaker.name(value.iri, value.label)


def named(iri: str, french: str, speaker: Speaker) -> str:
    """The name of a thing: the French one is at hand, any other is asked for."""
    return french if speaker.lang == "fr" else speaker.name(iri, french)


def day_text(day: date, lang: str = "fr") -> str:
    """`1er mai 2021`, `1 May 2021`; `mai 2021`, `2021` or `au plus tard le 1er mai 2021` where no more is known."""
    side = bound(day)
    if side == AFTER:
        return dated(ended(day), PAST, lang)
    return dated(_within(day), ALONE[side], lang) if side else _within_text(day, lang)


def _within_text(day: date, lang: str) -> str:
    known = precision(day)
    if known == YEAR:
        return str(day.year)
    if known == MONTH:
        return month_text(day.year, day.month, lang)
    return _day_text(day.toordinal(), lang)


def _within(day: date) -> date:
    """The day, month or year that is written of a bound."""
    return EdgeDay(day.year, day.month, day.day, precision(day))


@lru_cache(maxsize=4096)
def _day_text(ordinal: int, lang: str) -> str:
    day = date.fromordinal(ordinal)
    text = format_date(day, "long", locale=catalogue(lang).locale)
    return f"1er{text[1:]}" if lang == "fr" and day.day == 1 else text


@lru_cache(maxsize=4096)
def month_text(year: int, month: int, lang: str = "fr") -> str:
    """`mai 2021`."""
    return format_skeleton("yMMMM", date(year, month, 1), locale=catalogue(lang).locale)


QUOTED = Phrase("« {name} »")
# How a sentence leads to a date: to a whole day, then to a month or a year.
ON = Phrase("le {day}"), Phrase("en {day}")
SINCE = Phrase("depuis le {day}"), Phrase("depuis {day}")
UNTIL = Phrase("jusqu’au {day}"), Phrase("jusqu’en {day}")
FROM = Phrase("à partir du {day}"), Phrase("à partir de {day}")
FOR = Phrase("pour le {day}"), Phrase("pour {day}")
ONLY = Phrase("que le {day}"), Phrase("qu’en {day}")
AT = Phrase("au {day}"), Phrase("en {day}")
PAST = Phrase("après le {day}"), Phrase("après {day}")
NOT_AFTER = Phrase("au plus tard le {day}"), Phrase("au plus tard en {day}")
# A bound, alone and after the words that lead to its date.
ALONE = {LATEST: NOT_AFTER, EARLIEST: FROM}
BOUNDED = {LATEST: Phrase("{date} au plus tard"), EARLIEST: Phrase("{date} au plus tôt")}
EXACT_PERIOD, PERIOD = Phrase("du {since} au {day}"), Phrase("{since} → {day}")
Leading = tuple[Phrase, Phrase]


@dataclass(frozen=True)
class DateWords(Spoken):
    """A date with the words that lead to it: `depuis le 3 mai 2021`, `depuis mai 2021`, `depuis 2021`."""

    day: date
    leading: Leading

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The words and the date."""
        return dated(self.day, self.leading, speaker.lang)


def dated(day: date, leading: Leading, lang: str = "fr") -> str:
    """A date with the words that lead to it, in a language."""
    side = bound(day)
    if side == AFTER:
        return day_text(day, lang)
    said = filled(leading[precision(day) != DAY].template(lang), {"day": _within_text(day, lang)}, lang)
    return BOUNDED[side].template(lang).format(date=said) if side else said


def period(since: date, day: date, lang: str = "fr") -> str:
    """`du 4 février 2021 au 1er mai 2021`; `2020 → mai 2021` where a day is not known."""
    words = {"since": day_text(since, lang), "day": day_text(day, lang)}
    return (EXACT_PERIOD if is_exact(since) and is_exact(day) else PERIOD).template(lang).format_map(words)


def month_number(day: date) -> int:
    """Months since year 0: the difference of two is an age in months."""
    return day.year * MONTHS_IN_YEAR + day.month - 1


def listed(items: Iterable[str], lang: str = "fr", style: Literal["standard", "or"] = "standard") -> str:
    """`a, b et c`, or with `or` `a, b ou c`."""
    return format_list(list(items), style=style, locale=catalogue(lang).locale)
