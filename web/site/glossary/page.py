# SPDX-License-Identifier: AGPL-3.0-or-later
"""The glossary: what people think each acronym is beside what it really is, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.entity import Mention, Reader, Source
from graph.namespaces import DCT, ORG, PROV, RDF, SCHEMA, SKOS, SKOSXL, TIS, local_name
from graph.text.folding import filed
from web.app.acronyms import Acronym
from web.app.filters import long_date
from web.app.measure import width
from web.app.values import State, interval


@dataclass(frozen=True)
class Definition:
    """One definition and whom it is attributed to."""

    text: str
    said_by: tuple[Mention, ...]


@dataclass(frozen=True)
class Fact:
    """One line of the entry's small table: its name, its values."""

    name: str
    mentions: tuple[Mention, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Term:
    """An entry: letters, expansions, the two kinds of definitions, facts, open questions, sources."""

    iri: str
    letters: str
    anchor: str
    expansions: tuple[str, ...]
    perceived: tuple[Definition, ...]
    actual: tuple[Definition, ...]
    bearers: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    sources: tuple[Source, ...]
    state: State | None

    @property
    def brief(self) -> bool:
        """Whether nobody defined it: a line is then enough."""
        return not self.perceived and not self.actual


def terms(reader: Reader, day: date) -> tuple[Term, ...]:
    """Every acronym of the dataset, in alphabetical order."""
    iris = {fact.s for fact in reader.dataset.facts(p=RDF.type, o=TIS.Acronym)}
    return tuple(sorted((_term(reader, iri, day) for iri in iris), key=lambda term: filed(term.letters)))


def _term(reader: Reader, iri: str, day: date) -> Term:
    data = reader.dataset
    letters = data.text(iri, SKOSXL.literalForm, reader.lang) or reader.label(iri)
    bearers = tuple(reader.mention(bearer) for bearer in data.links(iri, TIS.acronymOf))
    about = [iri, *(bearer.iri for bearer in bearers)]
    found = sorted({definition for thing in about for definition in data.subjects(TIS.defines, thing)})
    sources = {fact.source for subject in (iri, *found) for fact in data.facts(s=subject, p=SKOS.prefLabel)}
    first = bearers[0].iri if bearers else iri
    return Term(
        iri, letters, Acronym(letters, "", "", "").anchor,
        tuple(data.texts(iri, TIS.expansion, reader.lang)),
        _definitions(reader, found, "perceived"), _definitions(reader, found, "actual"),
        bearers,
        tuple(_changes(reader, about)),
        tuple(data.texts(iri, SKOS.note, reader.lang)), tuple(data.texts(iri, TIS.openQuestion, reader.lang)),
        tuple(reader.source(source) for source in sorted(sources) if source),
        interval(data.day(first, SCHEMA.startDate), data.day(first, SCHEMA.endDate), day),
    )  # fmt: skip


def _definitions(reader: Reader, found: list[str], viewpoint: str) -> tuple[Definition, ...]:
    kept = [
        iri for iri in found if viewpoint in {local_name(view) for view in reader.dataset.links(iri, TIS.viewpoint)}
    ]
    return tuple(
        Definition(text, tuple(reader.mention(who) for who in reader.dataset.links(iri, PROV.wasAttributedTo)))
        for iri in kept
        for text in reader.dataset.texts(iri, SKOS.definition, reader.lang)
    )


def _changes(reader: Reader, about: list[str]) -> list[Fact]:
    """What became of it or where it comes from: the change events of its groups, dated."""
    data = reader.dataset
    units = {unit for thing in about for unit in (thing, *data.subjects(ORG.unitOf, thing))}
    events = {
        event
        for unit in units
        for path in (ORG.originalOrganization, ORG.resultingOrganization)
        for event in data.subjects(path, unit)
    }
    dated = sorted((data.day(event, DCT.date) or date.max, event) for event in events)
    return [Fact(long_date(day) if day != date.max else "", (reader.mention(event),)) for day, event in dated]


@dataclass(frozen=True)
class Box:
    """A unit in the drawing of changes."""

    mention: Mention
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Thread:
    """What moves from one unit to another; `label` is the group that moves, "" when it is the whole unit."""

    path: str
    tint: int
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Changes:
    """The drawing of partial mergers: boxes, threads, the years of both sides, and its sentence."""

    boxes: tuple[Box, ...]
    threads: tuple[Thread, ...]
    before: str
    after: str
    height: float
    summary: str


@dataclass(frozen=True)
class _Move:
    origin: str
    group: str
    target: str
    day: date | None


ROW, RIGHT = 62, 640


def changes(reader: Reader) -> Changes | None:
    """The drawing of the change events of the dataset, None when there is none."""
    moves = _moves(reader)
    if not moves:
        return None
    targets = list(dict.fromkeys(move.target for move in moves))
    rows = {target: 52.0 + ROW * index for index, target in enumerate(targets)}
    origins = list(dict.fromkeys(move.origin for move in moves))
    heights = {origin: _mean([rows[move.target] for move in moves if move.origin == origin]) for origin in origins}
    boxes = [_box(reader, origin, 2, heights[origin]) for origin in origins]
    boxes += [_box(reader, target, RIGHT, rows[target]) for target in targets]
    widths = {box.mention.iri: box.width for box in boxes}
    threads = tuple(
        _thread(move, index, (widths[move.origin], heights[move.origin], rows[move.target]))
        for index, move in enumerate(moves)
    )
    days = [move.day for move in moves if move.day]
    year = min(days).year if days else 0
    events = [reader.label(event) for event in reader.dataset.instances(ORG.ChangeEvent)]
    before, after = (str(year - 1), str(year)) if year else ("", "")
    return Changes(tuple(boxes), threads, before, after, ROW * len(targets) + 46, " ; ".join(events))


def _moves(reader: Reader) -> list[_Move]:
    """One move for each pair of units (the whole that a group belongs to), by date then name."""
    data = reader.dataset
    found: dict[tuple[str, str], _Move] = {}
    for event in data.instances(ORG.ChangeEvent):
        for group in data.links(event, ORG.originalOrganization):
            for result in data.links(event, ORG.resultingOrganization):
                origin, target = _whole(reader, group), _whole(reader, result)
                label = "" if origin == group else reader.label(group)
                found.setdefault((group, target), _Move(origin, label, target, data.day(event, DCT.date)))
    return sorted(found.values(), key=lambda move: (not move.group, move.day or date.max, reader.label(move.target)))


def _whole(reader: Reader, unit: str) -> str:
    return reader.dataset.link(unit, ORG.unitOf) or unit


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _box(reader: Reader, iri: str, x: float, y: float) -> Box:
    mention = reader.mention(iri)
    return Box(mention, x, y, width(mention.label, 16, bold=True) + 48)


def _thread(move: _Move, index: int, place: tuple[float, float, float]) -> Thread:
    left, start, end = place
    begin = start + (4 if end > start else -4 if end < start else 0)
    curve = f"C{left + 80:.0f} {begin:.0f} {left + 90:.0f} {end:.0f} {left + 170:.0f} {end:.0f}"
    path = f"M{left - 6:.0f} {begin:.0f}{curve}H{RIGHT + 4}"
    return Thread(path, index % 7 + 1, move.group, left + 178, end - 10)
