# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a card of another site was read: since when, what became of it there, and whom to write to about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyoxigraph import Literal

from graph.entity import FieldValues
from graph.entity.reading import shown
from graph.namespaces import CARD_THERE, DCT, DELIVERY, OWL, PROV, TIS, local_name

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.model import EntityClass

SAID_BY = CARD_THERE["said-by"]
# Nothing to correct: what is told of the reading itself.
OF_THE_READING = {OWL.sameAs, DCT.source, TIS.noLongerListedOn, TIS.openQuestion}


@dataclass(frozen=True)
class LinkedThere:
    """What a card leads to there and not here: by which field, the name of it, its address there ("" for none)."""

    field: str
    label: str
    address: str


@dataclass(frozen=True)
class CardHome:
    """The site that a card was read at.

    `source`: the IRI of the source that says it here. `host`: the site as people know it. `there`: the address of the
    thing there, `page` that which is read. `gone_on`: the day when it was there no more; `replaced_by`: the address of
    what it is there now, "" for nothing. `said_by`: who says it there. `contact`: a `mailto:`, "" where the site gives
    none. `said`: what is read there, field by field. `named`: only its name is here, as another card leads to it.
    """

    source: str
    host: str
    there: str
    page: str
    read_on: date | None
    gone_on: date | None = None
    replaced_by: str = ""
    said_by: tuple[str, ...] = ()
    linked: tuple[LinkedThere, ...] = ()
    contact: str = ""
    said: tuple[FieldValues, ...] = ()
    named: bool = False


def homes(reader: Reader, iri: str) -> tuple[CardHome, ...]:
    """The sites that a card was read at, none for one of here; where it was read comes before where it is named."""
    found = [_home(reader, iri, source, there) for there, source in _told(reader, iri, DELIVERY.card)]
    if not found:
        named = dict(reversed(_told(reader, iri, DELIVERY.named)))
        found = [_named(reader, there, source) for there, source in named.items()]
    return tuple(sorted(found, key=lambda home: (home.host, home.there)))


def _told(reader: Reader, iri: str, path: str) -> list[tuple[str, str]]:
    """Each address there, with the source that says it."""
    return sorted((fact.o, fact.source) for fact in reader.dataset.facts(iri, path) if isinstance(fact.o, str))


def _home(reader: Reader, iri: str, source: str, there: str) -> CardHome:
    data = reader.dataset
    replaced = [fact.o for fact in data.facts(iri, DELIVERY["replaced-by"], source=source)]
    gone = [fact.o for fact in data.facts(iri, TIS.noLongerListedOn, source=source)]
    own = reader.class_of(iri)
    return CardHome(
        source=source,
        host=urlsplit(there).netloc,
        there=there,
        page=data.link(source, PROV.wasDerivedFrom) or there,
        read_on=data.day(source, TIS.readOn),
        gone_on=next((_day(value) for value in gone), None),
        replaced_by=next((value for value in replaced if isinstance(value, str)), ""),
        said_by=tuple(sorted(_texts(reader, iri, SAID_BY, source))),
        linked=tuple(_linked(reader, iri, source, own)),
        contact=data.link(source, DELIVERY.contact) or "",
        said=tuple(_said(reader, iri, source, own)),
    )


def _named(reader: Reader, there: str, source: str) -> CardHome:
    return CardHome(source, urlsplit(there).netloc, there, there, reader.dataset.day(source, TIS.readOn), named=True)


def _texts(reader: Reader, iri: str, path: str, source: str) -> Iterator[str]:
    for fact in reader.dataset.facts(iri, path, source=source):
        if isinstance(fact.o, Literal):
            yield fact.o.value


def _linked(reader: Reader, iri: str, source: str, own: EntityClass | None) -> Iterator[LinkedThere]:
    names = {} if own is None else {local_name(field.path): field.name(reader.lang) for field in own.fields}
    for fact in sorted(reader.dataset.facts(iri, source=source), key=lambda fact: (fact.p, str(fact.o))):
        if not fact.p.startswith(CARD_THERE) or fact.p == SAID_BY:
            continue
        name = fact.p.removeprefix(CARD_THERE)
        if isinstance(fact.o, str):
            yield LinkedThere(names.get(name, name), fact.o, fact.o)
            continue
        label, bracket, address = fact.o.value.rpartition(" <")
        is_pair = bool(bracket) and address.endswith(">") and address.startswith(("https://", "http://"))
        yield LinkedThere(names.get(name, name), *((label, address[:-1]) if is_pair else (fact.o.value, "")))


def _said(reader: Reader, iri: str, source: str, own: EntityClass | None) -> Iterator[FieldValues]:
    """What the source says, field by field, in the order of the model."""
    for field in () if own is None else own.fields:
        values = sorted((fact.o for fact in reader.dataset.facts(iri, field.path, source=source)), key=str)
        if values and field.path not in OF_THE_READING:
            yield FieldValues(field, tuple(shown(reader, value) for value in values))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value.value) if isinstance(value, Literal) else None
    except ValueError:
        return None
