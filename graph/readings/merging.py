# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two things that may be one, to be read side by side: each field, who says it, what it weighs, and what would show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.disagreements import DisagreementRule, is_asked
from graph.entity.sameness import any_same
from graph.identity.comparison import LOOK, MOST, SURE
from graph.identity.weights import weighed_criteria
from graph.namespaces import DCT, FOAF, ORG, RDF, SCHEMA, SKOS, TIS, WGS
from graph.rdf.dataset import Dataset, Fact, Value, spoken
from graph.readings.disagreements import answer_text
from graph.readings.sources import cited
from graph.text.sentences import sentence
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.entity import Mention, Reader, Source
    from graph.identity.comparison import SamenessPair, SamenessReason
    from graph.model import EntityClass, Field

# Of what a criterion speaks, so that its points stand beside it: the first that either thing has.
ABOUT = {
    "name": (SKOS.prefLabel,),
    "site": (FOAF.homepage, SCHEMA.url, TIS.contactPage, SCHEMA.email),
    "telephone": (SCHEMA.telephone,),
    "commune": (SCHEMA.location,),
    "address": (SCHEMA.address,),
    "identifier": (ORG.identifier,),
    "network": (ORG.memberOf, ORG.linkedTo, ORG.subOrganizationOf),
    "position": (WGS.lat,),
}
# What is told otherwise, or of the card more than of the thing.
UNTOLD = frozenset(
    {RDF.type, SKOS.hiddenLabel, DCT.modified, TIS.confirmedOn, TIS.confirmedBy, TIS.reviewedOn, TIS.openQuestion}
    | {TIS.unansweredSince}
)
MOST_ROWS = 30
LEVELS = {
    "same": Label("la même"),
    "likely": Label("sans doute la même"),
    "perhaps": Label("à regarder"),
    "other": Label("sans doute deux différentes"),
}
TOTAL = Label("total")
POINTS = Phrase("{points} : {why}")


@dataclass(frozen=True)
class SideAnswer:
    """What one thing has in a field: texts to read (none where nothing is said), who says it, whether it would show."""

    texts: tuple[str, ...]
    source: Source | None
    shown: bool


@dataclass(frozen=True)
class ComparedField:
    """A field of two things; `weighs` are the points with their reasons. `choice`: one of two answers is to be shown.

    `path` is its property, "" where only points are told.
    """

    path: str
    name: str
    one: SideAnswer
    other: SideAnswer
    same: bool
    choice: bool
    weighs: tuple[str, ...]


@dataclass(frozen=True)
class ComparedPair:
    """Two things side by side, the one to keep first; `score` out of `most`, with the bars of the gauge."""

    one: Mention
    other: Mention
    sources: tuple[tuple[Source, ...], tuple[Source, ...]]
    fields: tuple[ComparedField, ...]
    score: int
    level: str
    look: int = LOOK
    sure: int = SURE
    most: int = MOST


def compared_pair(reader: Reader, one: str, other: str, pair: SamenessPair) -> ComparedPair:
    """The pair, `one` the thing that would be kept."""
    own = reader.class_of(one)
    sides = _Sides(reader, one, other)
    rows = list(_rows(sides, own, pair.reasons))
    return ComparedPair(
        reader.mention(one),
        reader.mention(other),
        (_sources(reader, one), _sources(reader, other)),
        tuple(rows),
        pair.score,
        LEVELS[pair.level](reader.lang),
    )


class _Sides:
    """What both things have, and what would be shown of it."""

    def __init__(self, reader: Reader, one: str, other: str) -> None:
        self.reader = reader
        self.one, self.other = one, other
        self._aside = self._would_be_aside()

    def _would_be_aside(self) -> frozenset[tuple[str, Value]]:
        data = self.reader.dataset
        own = [fact._replace(s=self.one) for fact in chain(data.facts(s=self.one), data.facts(s=self.other))]
        told = [fact for source in {fact.source for fact in own} for fact in data.facts(s=source)]
        return (
            DisagreementRule(self.reader.model).ruling(Dataset.in_memory([*own, *told], data.base), self.one).set_aside
        )

    def answer(self, iri: str, path: str) -> SideAnswer:
        """What one thing has in a field."""
        data = self.reader.dataset
        values = list(self.values(iri, path))
        texts = tuple(answer_text(self.reader, path, value) for value in values)
        said = data.sources(iri, path, values[0])[:1] if values else []
        return SideAnswer(
            texts, next(iter(cited(self.reader, said)), None), any((path, value) not in self._aside for value in values)
        )

    def values(self, iri: str, path: str) -> Iterator[Value]:
        """The values of a field in the language that is read."""
        found = self.reader.dataset.values(iri, path)
        languages = {spoken(value) for value in found if isinstance(value, Literal)}
        kept = self.reader.lang if self.reader.lang in languages else "fr"
        return (value for value in found if not isinstance(value, Literal) or spoken(value) in ("", kept))


def _rows(sides: _Sides, own: EntityClass | None, reasons: Iterable[SamenessReason]) -> Iterator[ComparedField]:
    fields = [field for field in own.fields if field.path not in UNTOLD] if own else []
    held = [field for field in fields if _is_held(sides, field)]
    places = _places(held, reasons)
    names = {weighed.slug: weighed.told.label(sides.reader.lang) for weighed in weighed_criteria()}
    # What weighs comes first, as it explains the score.
    held.sort(key=lambda field: (field.path != SKOS.prefLabel, field.path not in places))
    for field in held[:MOST_ROWS]:
        yield _row(sides, field, tuple(_weighs(sides.reader, reason) for reason in places.get(field.path, ())))
    nothing = SideAnswer((), None, False)
    for reason in places.get("", ()):
        name = sentence(names.get(reason.criterion) or TOTAL(sides.reader.lang))
        yield ComparedField("", name, nothing, nothing, False, False, (_weighs(sides.reader, reason),))


def _is_held(sides: _Sides, field: Field) -> bool:
    return any(True for iri in (sides.one, sides.other) for _ in sides.values(iri, field.path))


def _places(held: list[Field], reasons: Iterable[SamenessReason]) -> dict[str, list[SamenessReason]]:
    """The reasons by the field beside which they stand, "" for those that have none."""
    paths = {field.path for field in held}
    found: dict[str, list[SamenessReason]] = {}
    for reason in reasons:
        place = next((path for path in ABOUT.get(reason.criterion, ()) if path in paths), "")
        found.setdefault(place, []).append(reason)
    return found


def _row(sides: _Sides, field: Field, weighs: tuple[str, ...]) -> ComparedField:
    one, other = sides.answer(sides.one, field.path), sides.answer(sides.other, field.path)
    values = [list(sides.values(iri, field.path)) for iri in (sides.one, sides.other)]
    same = all(values) and any_same(field.path, *values)
    asked = is_asked(field) and all(values) and not same and field.path != WGS.long
    return ComparedField(field.path, sentence(field.name(sides.reader.lang)), one, other, same, asked, weighs)


def _weighs(reader: Reader, reason: SamenessReason) -> str:
    sign = "+" if reason.points > 0 else "−" if reason.points else ""
    return POINTS(points=f"{sign} {abs(reason.points)}".strip(), why=reason.said).text(reader)


def _sources(reader: Reader, iri: str) -> tuple[Source, ...]:
    """Who describes a thing."""
    found: list[Fact] = list(reader.dataset.facts(s=iri, p=RDF.type))
    return cited(reader, sorted({fact.source for fact in found}))
