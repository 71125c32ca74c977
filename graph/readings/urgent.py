# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is no request: words of somebody in danger, and the national numbers that answer them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from graph.entity import Source
from graph.model.ontology import example_lines
from graph.namespaces import DCT, PROV, SCHEMA, TIS
from graph.readings.sources import cited
from graph.referral.question_words import Word, root_of, words_of
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.model import Choice, Scheme

SCHEME = "distress"
BETWEEN = 2
"""Words that may stand between two of a saying: « mon mari, ivre, me frappe »."""
OR = "/"
LONG_NUMBER, SHORT_NUMBER = 4, 3
"""Digits from which a number is told in a sentence, where « le 119 » may be anything, and those of one that is told
alone; « 18 » alone is a département too."""
CALLED = "called.txt"
"""Where it is said what stands before a number that is called."""
LAST = 1_000_000

WHOLE = "."
"""Ends a saying that is all that is written: « au secours » in a longer sentence is often no more than a sigh."""
MOST_LETTERS = 2_000


@dataclass(frozen=True)
class Saying:
    """For each word of a saying, the roots of which one is enough; `whole`: nothing else is written."""

    words: tuple[frozenset[str], ...]
    whole: bool


@dataclass(frozen=True)
class HelpNumber:
    """A number to call: for what, when it answers, who says so (its page, and the day on which it was read; `copied`:
    on which a copy of it was)."""

    mention: Mention
    number: str
    about: str
    when: str
    source: Source | None
    page: str
    read: date | None
    copied: bool

    @property
    def dialled(self) -> str:
        """The number without spaces."""
        return self.number.replace(" ", "")


@dataclass(frozen=True)
class Urgency:
    """What somebody seems to live through, with the numbers to tell; not `sure`: it is only what is spoken of."""

    sure: bool
    situations: tuple[Choice, ...]
    numbers: tuple[HelpNumber, ...]


@dataclass(frozen=True)
class DangerWords:
    """What is listened for about one kind of distress: what people in it say, and what the subject is called."""

    choice: Choice
    said: tuple[Saying, ...]
    spoken_of: tuple[Saying, ...]


def urgency(reader: Reader, texts: Iterable[str]) -> Urgency | None:
    """What these texts tell of somebody in danger; None for nearly all, and where no number is known."""
    scheme = next((scheme for scheme in reader.model.schemes if scheme.slug == SCHEME), None)
    if scheme is None:
        return None
    told = [words_of(text[:MOST_LETTERS]) for text in texts]
    listened, numbered = _listened(scheme), any(word.folded.isdecimal() for words in told for word in words)
    found = [heard.choice for heard in listened if _says(told, heard.said)]
    lines = _numbers(reader) if numbered or found else []
    called = [line for line in lines if _names(told, line.dialled)]
    sure = bool(found or called)
    found = found if sure else [heard.choice for heard in listened if _says(told, heard.spoken_of)]
    if not sure and not found:
        return None
    answering = {iri for choice in found for iri in reader.dataset.subjects(TIS.answersDistress, choice.iri)}
    known = [line for line in lines or _numbers(reader) if line in called or line.mention.iri in answering]
    return Urgency(sure, tuple(found), tuple(known)) if known else None


def urgency_document(found: Urgency | None) -> dict[str, Any] | None:
    """The same for programs; None where nothing of the kind was told."""
    if found is None:
        return None
    numbers = [
        {
            "iri": line.mention.iri,
            "label": line.mention.label,
            "number": line.number,
            "about": line.about,
            "when": line.when or None,
            "source": {"label": line.source.label if line.source else None, "url": line.page or None},
            "read": line.read.isoformat() if line.read else None,
        }
        for line in found.numbers
    ]
    return {"sure": found.sure, "situations": [choice.iri for choice in found.situations], "numbers": numbers}


@cache
def _called() -> frozenset[str]:
    return frozenset(example_lines(CALLED))


@lru_cache(maxsize=4)
def _listened(scheme: Scheme) -> tuple[DangerWords, ...]:
    return tuple(
        DangerWords(
            choice,
            tuple(map(_saying, choice.examples)),
            tuple(_saying(name) for name in (*choice.label.languages.values(), *choice.alternatives)),
        )
        for choice in scheme.choices
    )


def _saying(text: str) -> Saying:
    """A saying, where « / » parts the words of which one is enough."""
    parts = text.replace("’", " ").removesuffix(WHOLE).split()
    return Saying(tuple(_roots(part.split(OR)) for part in parts), text.endswith(WHOLE))


def _roots(words: Iterable[str]) -> frozenset[str]:
    return frozenset(root_of(word.replace(" ", "")) for word in map(fold, words) if word)


def _says(told: Iterable[Sequence[Word]], sayings: Sequence[Saying]) -> bool:
    rooted = [[word.root for word in words] for words in told]
    return any(_holds(words, saying) for words in rooted for saying in sayings)


def _holds(words: Sequence[str], saying: Saying) -> bool:
    """Whether the words of a saying come in this order, with few others between two of them."""
    if any(wanted.isdisjoint(words) for wanted in saying.words):
        return False
    if saying.whole:
        return len(words) == len(saying.words) and all(map(frozenset.__contains__, saying.words, words))
    reached = [place for place, word in enumerate(words) if word in saying.words[0]]
    for wanted in saying.words[1:]:
        reached = [place for place in _after(words, reached) if words[place] in wanted]
    return bool(reached)


def _after(words: Sequence[str], places: Iterable[int]) -> list[int]:
    near = {place + step for place in places for step in range(1, BETWEEN + 2)}
    return sorted(place for place in near if place < len(words))


def _names(told: Iterable[Sequence[Word]], number: str) -> bool:
    """Whether a number is written, alone or as one that is called: « je suis au 3919 », « 39 19 »."""
    written = [[word.folded for word in words] for words in told]
    return any(_calls(words, place, number) for words in written for place in range(len(words)))


def _calls(words: Sequence[str], place: int, number: str) -> bool:
    for end in range(place + 1, min(place + 4, len(words)) + 1):
        if "".join(words[place:end]) == number:
            alone = place == 0 and end == len(words)
            before = place > 0 and words[place - 1] in _called()
            return before or alone if len(number) >= LONG_NUMBER else alone and len(number) == SHORT_NUMBER
    return False


def _numbers(reader: Reader) -> list[HelpNumber]:
    """Every number, in the order in which they are to be told."""
    lines = reader.dataset.instances(TIS.HelpLine)
    return [_number(reader, iri) for iri in sorted(lines, key=lambda iri: (_rank(reader, iri), iri))]


def _rank(reader: Reader, iri: str) -> int:
    text = reader.dataset.text(iri, TIS.callOrder) or ""
    return int(text) if text.isascii() and text.isdecimal() else LAST


def _number(reader: Reader, iri: str) -> HelpNumber:
    data = reader.dataset
    source = next((fact.source for fact in data.facts(s=iri, p=SCHEMA.telephone)), "")
    read, copied = (data.day(source, path) if source else None for path in (TIS.readOn, TIS.copyReadOn))
    return HelpNumber(
        mention=reader.mention(iri),
        number=data.text(iri, SCHEMA.telephone) or "",
        about=data.text(iri, DCT.description, reader.lang) or "",
        when=data.text(iri, TIS.condition, reader.lang) or "",
        source=next(iter(cited(reader, [source])), None) if source else None,
        page=data.link(source, PROV.wasDerivedFrom) or "" if source else "",
        read=read or copied,
        copied=read is None,
    )
