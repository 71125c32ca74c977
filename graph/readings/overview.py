# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole at a glance: the needs that are best answered, what changed lately, how many there are of each kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from heapq import merge, nsmallest
from itertools import chain
from typing import NamedTuple

from graph.entity import Mention, Reader
from graph.entity.existence import PLANNED, STOPPED, planned
from graph.entity.ties import Ties, ties_of
from graph.model import Choice, EntityClass
from graph.namespaces import DCT, ORG, SCHEMA, SKOS, TIS
from graph.rdf.subjects import subjects_of
from graph.text.days import Span
from graph.text.sentences import first_sentence, inner
from graph.text.wording import Label

MOST, LOCAL = 6, 3
PLENTY = 5  # tools beyond which one more changes nothing: the list of needs gives the order
NAMED = 30  # of a kind that answers a need: the drawing picks among them
# What answers a need, nearest to the person first.
ANSWERS = (TIS.meetsNeed, TIS.worksOn, DCT.subject)
LATEST, SAME_KIND, SAME_DAY = 7, 3, 2
ENDED, BEGAN, UNSURE = Label("Fin :"), Label("Début :"), Label("à confirmer")


@dataclass(frozen=True)
class News:
    """One dated thing that happened, or will: `lead` says of it what no verb has to agree with."""

    day: date
    lead: str
    mention: Mention
    text: str
    more: str


@dataclass(frozen=True)
class KindFigure:
    """How many entries of a kind, and how many of them hold today (None when that says nothing)."""

    entity_class: EntityClass
    count: int
    active: int | None


@dataclass(frozen=True)
class _Answering:
    """What answers one need on a day, by kind of thing."""

    choice: Choice
    by_kind: Mapping[str, tuple[str, ...]]

    @property
    def people(self) -> int:
        """How many are someone to call, or what they offer."""
        return sum(len(self.by_kind.get(kind, ())) for kind in (ORG.FormalOrganization, SCHEMA.Service))

    @property
    def ready(self) -> int:
        """How many tools answer, up to PLENTY; one that is open online counts double, it can be tried today."""
        installed, online = (self.by_kind.get(it, ()) for it in (SCHEMA.SoftwareApplication, SCHEMA.WebApplication))
        return min(PLENTY, len(installed) + 2 * len(online))

    @property
    def all(self) -> int:
        """How many answer."""
        return sum(map(len, self.by_kind.values()))


def answered_needs(reader: Reader, today: date) -> tuple[tuple[Mention, tuple[Mention, ...]], ...]:
    """The needs that most people of the territory answer, then those that most tools do; one of each theme.

    Of what answers each: of every kind some with the shortest names, in the order of kinds.
    """
    choices = reader.model.scheme("need").choices
    tops = {choice.iri for choice in choices if not choice.broader}
    ties, data = ties_of(reader.dataset, reader.model), reader.dataset
    # Proprietary tools are known so that one can leave them, not to be shown first.
    owned = {it for it in subjects_of(data, "licences", [TIS.freeSoftware]) if data.flag(it, TIS.freeSoftware) is False}
    left_out = owned | _gone(reader, today)
    # Needs of the first rank are those that associations name; narrower ones are details of these.
    found = [_answering(ties, choice, left_out) for choice in choices if set(choice.broader) & tops]
    by_people = sorted(found, key=lambda it: (-it.people, -it.all, it.choice.order))
    by_tools = sorted(found, key=lambda it: (-it.ready, it.choice.order))
    kept = _distinct([it for it in by_people if it.people], [], LOCAL)
    kept += _distinct([it for it in by_tools if it.ready], kept, MOST - len(kept))
    names = ties.order(reader.lang)
    return tuple((reader.mention(it.choice.iri), tuple(_shortest(reader, it, names))) for it in kept)


def _answering(ties: Ties, choice: Choice, left_out: Collection[str]) -> _Answering:
    """What says that it answers a need: services, actors, networks and tools, each once."""
    by_kind: dict[str, list[str]] = {}
    links = [ties.tables.links(path).subjects.get(choice.iri, ()) for path in ANSWERS]
    for iri in dict.fromkeys(chain.from_iterable(links)):
        own = ties.classes.get(iri)
        if own is not None and own.directory and iri not in left_out:
            by_kind.setdefault(own.iri, []).append(iri)
    return _Answering(choice, {kind: tuple(iris) for kind, iris in by_kind.items()})


def _shortest(reader: Reader, found: _Answering, names: Mapping[str, str]) -> list[Mention]:
    """Some of each kind that answers: those with short names, which a drawing has room for."""
    some = [
        reader.mention(iri)
        for iris in found.by_kind.values()
        for iri in nsmallest(NAMED, iris, key=lambda iri: (len(names.get(iri, "")), iri))
    ]
    return sorted(some, key=lambda it: (it.entity_class.order if it.entity_class else 0, len(it.label), it.label))


def _gone(reader: Reader, today: date) -> frozenset[str]:
    """All that has not begun or has ended that day."""
    start, end = (reader.dataset.tables.days(path) for path in (SCHEMA.startDate, SCHEMA.endDate))
    dated = start.keys() | end.keys()
    return frozenset(iri for iri in dated if not Span(start.get(iri), end.get(iri)).holds(today))


def _distinct(ranked: list[_Answering], before: list[_Answering], most: int) -> list[_Answering]:
    """The first needs of themes that no other has, so that the branches do not repeat themselves."""
    themes = {it.choice.broader[0] for it in before}
    kept: list[_Answering] = []
    for it in ranked:
        if it.choice.broader[0] not in themes and len(kept) < most:
            themes.add(it.choice.broader[0])
            kept.append(it)
    return kept


class _Dated(NamedTuple):
    """What may be told of one thing, put into words only where it is."""

    day: date
    iri: str
    own: EntityClass | None
    told: Callable[[], News]
    edge: bool = False
    """Whether it is told that it began or ended."""


def news(reader: Reader, today: date) -> tuple[News, ...]:
    """What changed, ended, began or is planned, latest first; not too many of one kind."""
    kept: list[_Dated] = []
    for item in _latest_first(reader, today):
        same = [other for other in kept if other.own == item.own]
        same_day = [other for other in kept if other.day == item.day]
        known = item.iri in {other.iri for other in kept}
        if len(same) < SAME_KIND and len(same_day) < SAME_DAY and not known and _is_lived(reader, item):
            kept.append(item)
        if len(kept) == LATEST:
            break
    return tuple(item.told() for item in kept)


def _latest_first(reader: Reader, today: date) -> Iterator[_Dated]:
    """All that may be told, in which on one day changes come before what they end."""
    edges = ((SCHEMA.endDate, ENDED), (SCHEMA.startDate, BEGAN))
    orders = [
        _ordered(_events(reader)),
        *(_ordered(_edges(reader, path, words(reader.lang), today)) for path, words in edges),
        _ordered(_plans(reader)),
    ]
    return merge(*orders, key=lambda item: item.day.toordinal(), reverse=True)


def _ordered(found: Iterable[_Dated]) -> Iterator[_Dated]:
    return iter(sorted(found, key=lambda item: (-item.day.toordinal(), item.iri)))


def _is_lived(reader: Reader, item: _Dated) -> bool:
    """Whether it may be told: what is only planned has neither begun nor ended for having a date."""
    return not (item.edge and planned(reader.dataset, item.iri))


def _events(reader: Reader) -> Iterator[_Dated]:
    own, data = reader.model.by_iri[ORG.ChangeEvent], reader.dataset
    for iri in data.instances(ORG.ChangeEvent):
        day = data.day(iri, DCT.date)
        if day:
            yield _Dated(day, iri, own, partial(_event, reader, iri, day))


def _event(reader: Reader, iri: str, day: date) -> News:
    return News(day, "", reader.mention(iri), "", _about(reader, iri))


def _edges(reader: Reader, path: str, words: str, today: date) -> Iterator[_Dated]:
    """What ended, or what began, before today."""
    classes = ties_of(reader.dataset, reader.model).classes
    for iri, day in reader.dataset.tables.days(path).items():
        own = classes.get(iri)
        if day <= today and own and own.directory and not own.scheme:
            yield _Dated(day, iri, own, partial(_edge, reader, iri, (day, path, words)), edge=True)


def _edge(reader: Reader, iri: str, said: tuple[date, str, str]) -> News:
    """An end that a question is open about is to be confirmed."""
    day, path, words = said
    unsure = reader.dataset.text(iri, TIS.openQuestion) and path == SCHEMA.endDate
    return News(day, words, reader.mention(iri), f"({UNSURE(reader.lang)})" if unsure else "", _about(reader, iri))


def _plans(reader: Reader) -> Iterator[_Dated]:
    own, data = reader.model.by_iri[SCHEMA.PlanAction], reader.dataset
    for iri in data.instances(SCHEMA.PlanAction):
        day = data.day(iri, SCHEMA.scheduledTime)
        if day:
            yield _Dated(day, iri, own, partial(_plan, reader, iri, day))


def _plan(reader: Reader, iri: str, day: date) -> News:
    states = ", ".join(inner(reader.label(state)) for state in reader.dataset.links(iri, TIS.state))
    return News(day, "", reader.mention(iri), f"({states})" if states else "", "")


def _about(reader: Reader, iri: str) -> str:
    return first_sentence(reader.dataset.text(iri, DCT.description, reader.lang) or "")


def figures(reader: Reader, today: date) -> tuple[KindFigure, ...]:
    """Counts of the main kinds of the directory, in the model's order."""
    found, tables = [], reader.dataset.tables
    gone = _gone(reader, today)
    dated = {iri for path in (SCHEMA.startDate, SCHEMA.endDate) for iri in tables.days(path)}
    states = tables.links(TIS.state).subjects
    elsewhere = {iri for state in PLANNED | STOPPED for iri in states.get(state, ())}
    for own in reader.model.classes:
        if not own.directory or own.restricted or own.scheme or own.iri in {SKOS.Concept, TIS.Competence}:
            continue
        iris = {iri for class_iri in own.classes for iri in tables.instances(class_iri)}
        active = None if dated.isdisjoint(iris) else len(iris - gone - elsewhere)
        if iris:
            found.append(KindFigure(own, len(iris), active))
    return tuple(found[:8])
