# SPDX-License-Identifier: AGPL-3.0-or-later
"""The glossary: what people think each acronym is beside what it really is, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.entity import Mention, Reader, Source
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, SKOSXL, TIS, local_name
from graph.rdf.dataset import ORIGINS
from graph.readings.states import State, interval
from graph.text.folding import filed


@dataclass(frozen=True)
class Definition:
    """One definition and whom it is attributed to."""

    text: str
    said_by: tuple[Mention, ...]


@dataclass(frozen=True)
class Term:
    """An entry: letters, expansions, the two kinds of definitions, dated changes, open questions, sources."""

    iri: str
    letters: str
    expansions: tuple[str, ...]
    perceived: tuple[Definition, ...]
    actual: tuple[Definition, ...]
    bearers: tuple[Mention, ...]
    changes: tuple[tuple[date | None, Mention], ...]
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
    sources = {fact.source for subject in (iri, *found) for fact in data.shown(s=subject, p=SKOS.prefLabel)}
    first = bearers[0].iri if bearers else iri
    return Term(
        iri, letters,
        tuple(data.texts(iri, TIS.expansion, reader.lang)),
        _definitions(reader, found, "perceived"), _definitions(reader, found, "actual"),
        bearers,
        tuple(_changes(reader, about)),
        tuple(data.texts(iri, SKOS.note, reader.lang)), tuple(data.texts(iri, TIS.openQuestion, reader.lang)),
        tuple(reader.source(source) for source in sorted(sources) if source),
        interval(data.day(first, SCHEMA.startDate), data.day(first, SCHEMA.endDate), day, reader.lang),
    )  # fmt: skip


def _definitions(reader: Reader, found: list[str], viewpoint: str) -> tuple[Definition, ...]:
    kept = [
        iri for iri in found if viewpoint in {local_name(view) for view in reader.dataset.links(iri, TIS.viewpoint)}
    ]
    return tuple(
        Definition(
            text, tuple(reader.mention(origin) for path in ORIGINS for origin in reader.dataset.links(iri, path))
        )
        for iri in kept
        for text in reader.dataset.texts(iri, SKOS.definition, reader.lang)
    )


def _changes(reader: Reader, about: list[str]) -> Iterator[tuple[date | None, Mention]]:
    """What became of it or where it comes from: the change events of its groups, by date."""
    data = reader.dataset
    parts = (part for thing in about for part in data.subjects(ORG.subOrganizationOf, thing))
    units = {*about, *(part for part in parts if _is_group(reader, part))}
    paths = (ORG.originalOrganization, ORG.resultingOrganization)
    events = {event for unit in units for path in paths for event in data.subjects(path, unit)}
    for day, event in sorted((data.day(event, DCT.date) or date.max, event) for event in events):
        yield None if day == date.max else day, reader.mention(event)


@dataclass(frozen=True)
class Move:
    """A group that an event of change takes from one unit to another; `group` is "" when it is the whole unit."""

    origin: Mention
    group: str
    target: Mention
    day: date | None


@dataclass(frozen=True)
class Mergers:
    """What the change events of the dataset moved, the year of the first (0 when none is dated), and their names."""

    moves: tuple[Move, ...]
    year: int
    summary: str


def mergers(reader: Reader) -> Mergers | None:
    """What moved from one unit to another, None when there is no event of change."""
    moves = _moves(reader)
    if not moves:
        return None
    years = [move.day.year for move in moves if move.day]
    events = [reader.label(event) for event in reader.dataset.instances(ORG.ChangeEvent)]
    return Mergers(moves, min(years, default=0), " ; ".join(events))


def _moves(reader: Reader) -> tuple[Move, ...]:
    """One move for each pair of units (the whole that a group belongs to), by date then name."""
    data = reader.dataset
    found: dict[tuple[str, str], Move] = {}
    for event in data.instances(ORG.ChangeEvent):
        for group in data.links(event, ORG.originalOrganization):
            for result in data.links(event, ORG.resultingOrganization):
                origin, target = reader.mention(_whole(reader, group)), reader.mention(_whole(reader, result))
                label = "" if origin.iri == group else reader.label(group)
                move = Move(origin, label, target, data.day(event, DCT.date))
                found.setdefault((group, target.iri), move)
    return tuple(sorted(found.values(), key=lambda move: (not move.group, move.day or date.max, move.target.label)))


def _whole(reader: Reader, unit: str) -> str:
    whole = reader.dataset.link(unit, ORG.subOrganizationOf) if _is_group(reader, unit) else None
    return whole or unit


def _is_group(reader: Reader, iri: str) -> bool:
    return ORG.OrganizationalUnit in reader.dataset.types(iri)
