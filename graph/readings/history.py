# SPDX-License-Identifier: AGPL-3.0-or-later
"""The versions of a card in time: what changed, when, how that is known, and any two of them field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from graph.chronicle import UNDO
from graph.namespaces import MERGED, RDF, TIS
from graph.rdf.dataset import Fact, Value, spoken
from graph.readings.disagreements import answer_text
from graph.readings.news.lines import UNTOLD, may_be_told
from graph.readings.sources import cited
from graph.storage.merging import read_with
from graph.text.days import ZONE
from graph.text.sentences import inner, sentence
from graph.text.wording import Label, Phrase, listed

if TYPE_CHECKING:
    from pyoxigraph import Literal

    from graph.entity import Mention, Reader, Source
    from graph.model import Field
    from graph.storage.access import Access
    from graph.storage.journal import Change, Journal

SOURCE, PEOPLE, BACK = "source", "people", "back"
CREATED = Label("La fiche arrive sur ce site")
JOINED = Label("Une autre fiche l’a rejointe")
CONFIRMED = Label("La fiche est confirmée")
REVIEWED = Label("La fiche est relue, sans changement")
DETAILS = Label("Des détails ont changé")
CHANGED = Phrase("Ce qui change : {fields}")
WITHHELD = Label("Un texte qui n’est plus montré")
WAYS = {
    "load": (SOURCE, Label("écrit dans une source")),
    "import": (SOURCE, Label("apporté par un fichier")),
    "merge": (PEOPLE, Label("fiches comparées par une personne")),
    "undo": (BACK, Label("retour en arrière")),
    "correction": (PEOPLE, Label("signalé, puis relu")),
    "confirmation": (PEOPLE, Label("dit exact par la structure elle-même")),
    "review": (PEOPLE, Label("relu par la modération")),
}
# Of some, whoever may is online at once: nobody else has read it.
BY_PEOPLE = PEOPLE, Label("proposé par une personne")
MOST_NAMED = 4


@dataclass(frozen=True)
class CardVersion:
    """A version: its place (from 1), when, what changed, how it came (sign and words) and who says so.

    `number` and `author` are those of the change in the journal, `about` the IRI of which it speaks: for moderators.
    """

    place: int
    at: datetime
    title: str
    sign: str
    way: str
    sources: tuple[Source, ...]
    number: int
    author: str
    about: str

    @property
    def day(self) -> date:
        """The day on the clocks here."""
        return self.at.astimezone(ZONE).date()


@dataclass(frozen=True)
class VersionField:
    """A field that two versions do not answer alike; nothing said gives no text."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class CardHistory:
    """The versions of a card, the latest first, and two of them compared (None where there is one version)."""

    thing: Mention
    versions: tuple[CardVersion, ...]
    one: CardVersion | None
    other: CardVersion | None
    fields: tuple[VersionField, ...]


class HistoryReader:
    """Reads the history of a card from the journal; with `access`, as anybody may see it."""

    def __init__(self, reader: Reader, journal: Journal, access: Access | None) -> None:
        self._reader = reader
        self._journal = journal
        self._access = access

    def history(self, iri: str, one: int = 0, other: int = 0) -> CardHistory:
        """The history, comparing two versions by place: by default the last one with the one before."""
        changes = _standing(self._changes(iri)) if self._access else list(self._changes(iri))
        states: list[frozenset[Fact]] = []
        versions: list[CardVersion] = []
        now: frozenset[Fact] = frozenset()
        for change in changes:
            before, now = now, (now - change.removed) | change.added
            title = self._title(iri, change, before)
            if title:
                versions.append(self._version(len(versions) + 1, change, title))
                states.append(now)
        last = len(versions)
        first, second = sorted((min(one, last) or max(1, last - 1), min(other, last) or last))
        if last < 2:
            return CardHistory(self._reader.mention(iri), tuple(versions), None, None, ())
        fields = tuple(self._compared(iri, states[first - 1], states[second - 1]))
        ends = versions[first - 1], versions[second - 1]
        return CardHistory(self._reader.mention(iri), tuple(reversed(versions)), *ends, fields)

    def _changes(self, iri: str) -> Iterator[Change]:
        """What each change says of the card and of what joined it, as said of the card."""
        data = self._reader.dataset
        joined = list(read_with(data, iri))
        for change in self._journal.about([iri, *joined]):
            removed, added = (self._seen(side, iri, joined) for side in (change.removed, change.added))
            if removed or added:
                yield replace(change, removed=removed, added=added)

    def _seen(self, facts: Iterable[Fact], iri: str, joined: list[str]) -> frozenset[Fact]:
        hides = self._access.hides if self._access else _nothing
        seen = (fact for fact in facts if not hides(fact))
        return frozenset(fact._replace(s=iri) if fact.s in joined and fact.p != MERGED else fact for fact in seen)

    def _version(self, place: int, change: Change, title: str) -> CardVersion:
        header = change.header
        sign, way = WAYS.get(header.kind, BY_PEOPLE)
        sources = sorted({fact.source for fact in change.added or change.removed})
        told = cited(self._reader, [one for one in sources if self._reader.dataset.types(one)])
        about = min((fact.s for fact in change.touched), default="")
        lang = self._reader.lang
        return CardVersion(place, header.at, title, sign, way(lang), told, change.number, header.author, about)

    def _title(self, iri: str, change: Change, before: frozenset[Fact]) -> str:
        """What a version changes, "" where nothing is told of it."""
        lang = self._reader.lang
        typed = any(fact.p == RDF.type for fact in change.added)
        if typed and not any(fact.p == RDF.type for fact in before):
            return CREATED(lang)
        if any(fact.p == MERGED for fact in change.added):
            return JOINED(lang)
        paths = {fact.p for fact in change.touched}
        names = [inner(field.name(lang)) for field in self._fields(iri) if field.path in paths]
        if names:
            return CHANGED(fields=listed(names[:MOST_NAMED], lang)).plain(lang)
        if TIS.confirmedOn in {fact.p for fact in change.added}:
            return CONFIRMED(lang)
        if paths == {TIS.reviewedOn}:
            return REVIEWED(lang)
        return "" if self._access else DETAILS(lang)

    def _fields(self, iri: str) -> tuple[Field, ...]:
        own = self._reader.class_of(iri)
        return tuple(field for field in own.fields if field.path not in UNTOLD) if own else ()

    def _compared(self, iri: str, one: frozenset[Fact], other: frozenset[Fact]) -> Iterator[VersionField]:
        for field in self._fields(iri):
            before, after = ({fact.o for fact in state if fact.p == field.path} for state in (one, other))
            if before != after:
                name = sentence(field.name(self._reader.lang))
                yield VersionField(name, self._texts(iri, field, before), self._texts(iri, field, after))

    def _texts(self, iri: str, field: Field, values: set[Value]) -> tuple[str, ...]:
        kept = (value for value in values if isinstance(value, str) or self._in_language(value, values))
        return tuple(dict.fromkeys(self._text(iri, field, value) for value in sorted(kept, key=str)))

    def _in_language(self, text: Literal, values: set[Value]) -> bool:
        """Whether a text is in the language that is read, else in French."""
        tongues = {spoken(value) for value in values if not isinstance(value, str)}
        return spoken(text) in ("", self._reader.lang if self._reader.lang in tongues else "fr")

    def _text(self, iri: str, field: Field, value: Value) -> str:
        reader = self._reader
        # What everybody reads today may be told of yesterday too; what was withdrawn is not repeated.
        held = self._access is None or next(reader.dataset.facts(iri, field.path, value), None) is not None
        if held or (self._access and may_be_told(reader, self._access, value)):
            return answer_text(reader, field.path, value)
        return WITHHELD(reader.lang)


def _nothing(_fact: Fact) -> bool:
    return False


def _standing(changes: Iterable[Change]) -> list[Change]:
    """The changes without what was taken back: neither what was, nor what took it."""
    kept: dict[int, Change] = {}
    for change in changes:
        now, before = change, _taken_back(change, kept)
        for other in before:
            kept[other.number] = replace(other, removed=other.removed - now.added, added=other.added - now.removed)
            now = replace(now, removed=now.removed - other.added, added=now.added - other.removed)
        _forget_between(kept, [other.number for other in before if kept[other.number] != other])
        kept[change.number] = now
    return [change for change in kept.values() if change.touched]


def _taken_back(change: Change, kept: dict[int, Change]) -> list[Change]:
    """The changes of which one may take something back, the latest first: the one that it names, else any."""
    header = change.header
    if header.undoes is not None:
        return [kept[header.undoes]] if header.undoes in kept else []
    return [*reversed(kept.values())] if header.kind == UNDO else []


def _forget_between(kept: dict[int, Change], numbers: list[int]) -> None:
    """Leaves out what changes, of which something was taken back together, said and unsaid among themselves."""
    added, removed = (
        {fact for number in numbers for fact in getattr(kept[number], side)} for side in ("added", "removed")
    )
    both = added & removed
    for number in numbers:
        kept[number] = replace(kept[number], removed=kept[number].removed - both, added=kept[number].added - both)
