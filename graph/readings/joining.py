# SPDX-License-Identifier: AGPL-3.0-or-later
"""How to join somebody: call, write, come, and whether it is open now; each with how it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.knowledge import Knowledge
from graph.entity.known import strongest
from graph.namespaces import FOAF, SCHEMA, TIS, WGS
from graph.readings.contacts import Reach, telephone
from graph.readings.states import OLD, State, proof
from graph.text.days import ZONE
from graph.text.opening import DayHours, open_now, week
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.rdf.dataset import Fact, Value

TOLD = (
    *(SCHEMA.telephone, SCHEMA.email, TIS.contactPage, FOAF.homepage, SCHEMA.address, SCHEMA.openingHours),
    *(TIS.accessibilityPage, WGS.lat, WGS.long),
)
"""The fields that this tells."""
OPEN, CLOSED = Label("Ouvert maintenant"), Label("Fermé maintenant")
# Said long ago, or on no known day: hours may have changed since.
OPEN_THEN, CLOSED_THEN = Label("En principe ouvert"), Label("En principe fermé")
PLACE = "https://www.openstreetmap.org/?mlat={lat}&mlon={long}#map=17/{lat}/{long}"
# Before the postal code, an address goes to the next line.
LINES = re.compile(r", (?=\d{5} )", re.ASCII)


@dataclass(frozen=True)
class Ways:
    """Ways to reach of one sort, and how they are known."""

    ways: tuple[Reach, ...]
    state: State


@dataclass(frozen=True)
class Venue:
    """Where to come: the address in lines, a page with its map and one on access ("" without), how it is known."""

    lines: tuple[str, ...]
    on_map: str
    accessibility: str
    state: State


@dataclass(frozen=True)
class Hours:
    """The opening hours: open or closed at the moment (None when they do not tell), what is next, the week.

    `written` is what they say where no week can be made of it, "" otherwise.
    """

    open: bool | None
    now: str
    next: str
    week: tuple[DayHours, ...]
    written: str
    state: State


@dataclass(frozen=True)
class Joining:
    """How to join somebody; None where nothing is known of a part."""

    call: Ways | None
    write: Ways | None
    place: Venue | None
    hours: Hours | None


def joining(reader: Reader, iri: str, moment: datetime) -> Joining | None:
    """How to join a thing of a class that can be joined; None when nobody said."""
    own = reader.class_of(iri)
    if own is None or own.field(SCHEMA.telephone) is None:
        return None
    here = moment.astimezone(ZONE)
    call = _ways(reader, iri, (SCHEMA.telephone,), here)
    write = _ways(reader, iri, (SCHEMA.email, TIS.contactPage, FOAF.homepage), here)
    place, hours = _place(reader, iri, here), hours_at(reader, iri, here)
    return Joining(call, write, place, hours) if call or write or place or hours else None


def _ways(reader: Reader, iri: str, paths: Iterable[str], here: datetime) -> Ways | None:
    facts = [fact for path in paths for fact in _facts(reader, iri, path)]
    ways = tuple(dict.fromkeys(_reach(fact.p, _text(fact.o)) for fact in facts))
    return Ways(ways, _known(reader, facts, here)) if ways else None


def _reach(path: str, text: str) -> Reach:
    if path == SCHEMA.telephone:
        return Reach(telephone(text), f"tel:{text.replace(' ', '')}")
    if path == SCHEMA.email:
        return Reach(text, f"mailto:{text}")
    return Reach(text.split("://", 1)[-1].rstrip("/"), text, external=True)


def _place(reader: Reader, iri: str, here: datetime) -> Venue | None:
    address, access = _facts(reader, iri, SCHEMA.address), _facts(reader, iri, TIS.accessibilityPage)
    lat, long = (next(iter(reader.dataset.texts(iri, path)), "") for path in (WGS.lat, WGS.long))
    if not address and not access and not (lat and long):
        return None
    points = [*_facts(reader, iri, WGS.lat), *_facts(reader, iri, WGS.long)]
    return Venue(
        lines=tuple(line for fact in address for line in LINES.split(_text(fact.o))),
        on_map=PLACE.format(lat=lat, long=long) if lat and long else "",
        accessibility=_text(access[0].o) if access else "",
        state=_known(reader, address or access or points, here),
    )


def hours_at(reader: Reader, iri: str, here: datetime) -> Hours | None:
    """The opening hours at a moment of our clocks; None where nobody said."""
    facts = _facts(reader, iri, SCHEMA.openingHours)
    if not facts:
        return None
    written, state = _text(facts[0].o), _known(reader, facts[:1], here)
    found, lines = open_now(written, here, reader.lang), week(written, reader.lang)
    sure = state.sign != OLD and Knowledge.now(reader.dataset).of_fact(facts[0]).on is not None
    names = (OPEN, CLOSED) if sure else (OPEN_THEN, CLOSED_THEN)
    return Hours(
        open=found.open if found else None,
        now=names[0 if found.open else 1](reader.lang) if found else "",
        next=found.next if found else "",
        week=lines,
        written="" if lines else written,
        state=state,
    )


def _facts(reader: Reader, iri: str, path: str) -> list[Fact]:
    """What is said of a property, each value once, the best known first."""
    known = Knowledge.now(reader.dataset)
    found: dict[Value, Fact] = {}
    for fact in sorted(reader.dataset.shown(iri, path), key=lambda fact: (known.of_fact(fact).weakness, _text(fact.o))):
        found.setdefault(fact.o, fact)
    return list(found.values())


def _known(reader: Reader, facts: Iterable[Fact], here: datetime) -> State:
    """How the first of these is known: it is the one to use."""
    knowledge = Knowledge.now(reader.dataset)
    return proof(reader, strongest(knowledge.of_fact(fact) for fact in facts), here.date())


def _text(value: Value) -> str:
    return value.value if isinstance(value, Literal) else value
