# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences in the two languages of the answers: templates side by side, with values that are worded when shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from graph.text.days import DAY, MONTH, YEAR, precision

MONTHS_IN_YEAR = 12
MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
AND = {"fr": "et", "en": "and"}
QUOTES = {"fr": ("« ", " »"), "en": ("“", "”")}


class Speaker(Protocol):
    """Who words a sentence: in which language, and how things are named in it (`graph.entity.Reader` is one)."""

    @property
    def lang(self) -> str:
        """`fr` or `en`."""

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
    """What can be worded in either language."""

    __slots__ = ()

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The words, in the language of a speaker."""
        raise NotImplementedError


Value = str | int | date | Spoken | Named
AS_IT_IS = (str, int)


class Phrase(NamedTuple):
    """One sentence in both languages, with the same `{blanks}`; calling it fills them."""

    fr: str
    en: str

    def __call__(self, **values: Value) -> Said:
        """The sentence with its values."""
        return Said(self, values)

    def template(self, lang: str) -> str:
        """The sentence of a language, its blanks not filled."""
        return self.en if lang == "en" and self.en else self.fr


class Said(Spoken):
    """A phrase with its values; its French text is kept, as one verdict serves many answers."""

    __slots__ = ("_french", "phrase", "values")

    def __init__(self, phrase: Phrase, values: Mapping[str, Value]) -> None:
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
        return template.format_map({name: worded(value, speaker) for name, value in self.values.items()})


@dataclass(frozen=True)
class Quoted(Spoken):
    """`« a », « b » et « c »`: things named one after the other."""

    items: tuple[Named, ...]

    def text(self, speaker: Speaker = FRENCH) -> str:
        """Each in quotation marks."""
        before, after = QUOTES[speaker.lang]
        return listed((f"{before}{worded(item, speaker)}{after}" for item in self.items), AND[speaker.lang])


@dataclass(frozen=True)
class Neither(Spoken):
    """`ni sur a, ni sur b`, `a or b`: things of which none is meant, each put as a phrase with a `{name}`."""

    items: tuple[Named, ...]
    each: Phrase

    def text(self, speaker: Speaker = FRENCH) -> str:
        """One after the other."""
        names = [self.each(name=item).text(speaker) for item in self.items]
        return ", ".join(names) if speaker.lang == "fr" else listed(names, "or")


@dataclass(frozen=True)
class Lower(Spoken):
    """The name of a thing within a sentence: `à distance`."""

    thing: Named

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The name in small letters."""
        return worded(self.thing, speaker).lower()


@dataclass(frozen=True)
class Counted(Spoken):
    """A phrase that agrees with its `{count}`: French counts 0 and 1 as singular, English only 1."""

    one: Phrase
    many: Phrase
    count: int

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The phrase for that count."""
        alone = self.count == 1 or (self.count == 0 and speaker.lang == "fr")
        return (self.one if alone else self.many)(count=self.count).text(speaker)


@dataclass(frozen=True)
class Month(Spoken):
    """`mai 2021`, for a `month_number`."""

    number: int

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The month and its year."""
        return f"{MONTHS[speaker.lang][self.number % MONTHS_IN_YEAR]} {self.number // MONTHS_IN_YEAR}"


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
    """`1er mai 2021`, `1 May 2021`; `mai 2021` or `2021` where no more is known."""
    known = precision(day)
    if known == YEAR:
        return str(day.year)
    month = f"{MONTHS[lang][day.month - 1]} {day.year}"
    if known == MONTH:
        return month
    return f"{'1er' if day.day == 1 and lang == 'fr' else day.day} {month}"


# How a sentence leads to a date: in French to a whole day, then to a month or a year; in English likewise.
ON = (("le ", "on "), ("en ", "in "))
SINCE = (("depuis le ", "since "), ("depuis ", "since "))
UNTIL = (("jusqu’au ", "until "), ("jusqu’en ", "until "))
FROM = (("à partir du ", "from "), ("à partir de ", "from "))
FOR = (("pour le ", "on "), ("pour ", "in "))
ONLY = (("que le ", "on "), ("qu’en ", "in "))
Leading = tuple[tuple[str, str], tuple[str, str]]


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
    words, said = leading[precision(day) != DAY][lang != "fr"], day_text(day, lang)
    return f"{words[:-2]}’{said}" if words.endswith("de ") and said[0] in "ao" else words + said


def month_number(day: date) -> int:
    """Months since year 0: the difference of two is an age in months."""
    return day.year * MONTHS_IN_YEAR + day.month - 1


def listed(items: Iterable[str], link: str) -> str:
    """`a, b et c`."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} {link} {last}" if first else last
