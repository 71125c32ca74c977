# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of others as fields of ours: what a field can hold is given to it, what it cannot is kept as it is said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from graph.errors import InvalidInput, UnknownThing
from graph.model import Choice, EntityClass, Field
from graph.namespaces import SCHEMA, SKOS, XSD, compact
from graph.rdf.dates import is_right
from graph.sources._rdf.hours import SPECIFICATIONS, hours_of
from graph.sources._rdf.meanings import Meanings
from graph.sources._reading import SourceTerms, SourceValue
from graph.text.folding import key

_AS_TEXT = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_OFFICIAL = re.compile(r"https?://id\.insee\.fr/geo/(commune|departement|region)/([0-9AB]{2,5})")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)?(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")
_DAYS = {XSD.date, XSD.gYearMonth, XSD.gYear}
FRENCH = "fr"  # what a text without a language is taken to be in


class TermValue(NamedTuple):
    """A value as the document has it: the properties that lead to it, its text, its language or its type, the node it
    was found in, the property of ours that it means ("" for none); `is_link`: an address, or the key of a thing."""

    chain: tuple[str, ...]
    text: str
    lang: str
    datatype: str
    node: str
    path: str = ""
    is_link: bool = False


def taken(said: Iterable[TermValue], own: EntityClass, terms: SourceTerms, meanings: Meanings) -> Iterator[SourceValue]:
    """The values of a thing: of a field that holds one, the first in the order of the table; of a name, the others are
    other names."""
    held: dict[tuple[str, str], str] = {}
    order = meanings.order
    for one in sorted(_addressed(_timed(said)), key=lambda one: (order.get(one.chain[-1], -1), one.lang != FRENCH)):
        path, found = _place(one, own), one
        if path is None or (read := _read(found, path, terms, meanings)) is None:
            yield _as_said(one, own, meanings)
            continue
        for value in read:
            first = held.setdefault((path.path, value.lang or FRENCH), value.text) if path.is_single else value.text
            if first == value.text:
                yield value
            elif path.path == SKOS.prefLabel:
                yield SourceValue(SKOS.altLabel, value.text, value.column, value.lang)
            else:
                yield _as_said(one, own, meanings)


def _place(one: TermValue, own: EntityClass) -> Field | None:
    return own.field(one.path) if one.path else None


def _as_said(one: TermValue, own: EntityClass, meanings: Meanings) -> SourceValue:
    datatype = "" if one.lang or one.is_link else one.datatype
    return SourceValue(meanings.elsewhere(own, one.chain), one.text, _column(one), one.lang, one.is_link, datatype)


def _column(one: TermValue) -> str:
    return "/".join(map(compact, one.chain))


def _timed(said: Iterable[TermValue]) -> Iterator[TermValue]:
    """The same, hours that are said day by day put together, where all of them is understood."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    parts: list[TermValue] = []
    for one in said:
        if len(one.chain) == 2 and one.chain[0] in SPECIFICATIONS:
            nodes[one.node][one.chain[1]].append(one.text)
            parts.append(one)
        else:
            yield one
    hours = hours_of(list(nodes.values()))
    if hours:
        yield TermValue(parts[0].chain[:1], hours, "", XSD.string, "", SCHEMA.openingHours)
    else:
        yield from parts


def _addressed(said: Iterable[TermValue]) -> list[TermValue]:
    """The same, the parts of a postal address put together: number and way, postal code and commune; the commune with
    its postal code."""
    nodes: dict[str, dict[str, TermValue]] = defaultdict(dict)
    found: list[TermValue] = []
    for one in said:
        if len(one.chain) > 1 and one.path in (SCHEMA.address, SCHEMA.postalCode, SCHEMA.location):
            nodes[one.node].setdefault(one.path, one)
        else:
            found.append(one)
    for parts in nodes.values():
        code, town, way = (parts.get(path) for path in (SCHEMA.postalCode, SCHEMA.location, SCHEMA.address))
        place = " ".join(one.text.strip() for one in (code, town) if one)
        if way:
            found.append(way._replace(text=", ".join(text for text in (way.text.strip(), place) if text)))
        if town or code:
            found.append((town or code)._replace(text=place, path=SCHEMA.location))  # type: ignore[union-attr]
    return found


def _read(one: TermValue, place: Field, terms: SourceTerms, meanings: Meanings) -> tuple[SourceValue, ...] | None:
    """What a field takes of a value, None when it cannot hold it."""
    column = _column(one)
    if choices := meanings.choices(place.path, one.text.lower()):
        return tuple(SourceValue(place.path, choice, column, link=True) for choice in choices)
    if place.scheme and SKOS.Concept in place.targets:
        choice = _choice(one, place, terms)
        if choice or not one.is_link or len(place.targets) == 1:
            return (SourceValue(place.path, choice, column, link=True),) if choice else None
    if SCHEMA.AdministrativeArea in place.targets:
        iri = _territory(one, terms, meanings)
        return (SourceValue(place.path, iri, column, link=True),) if iri else None
    if place.is_link:
        return (SourceValue(place.path, one.text, column, link=True),) if one.is_link else None
    return _plain(one, place, column)


def _plain(one: TermValue, place: Field, column: str) -> tuple[SourceValue, ...] | None:
    """Texts, addresses and days; a number or an address in a text of ours is no such text."""
    if one.is_link:
        text = unquote(_AS_TEXT.sub("", one.text, count=1)) if _AS_TEXT.match(one.text) else one.text
        if place.datatypes and text == one.text:
            return None
        return (SourceValue(place.path, text, column),)
    day = _day(one.text.strip(), place) if not _DAYS.isdisjoint(place.datatypes) else ""
    text = _AS_TEXT.sub("", one.text.strip(), count=1)
    if not day and not is_right(one.text, one.datatype):
        return None  # as it is said it is a fault, of a kind that is told once
    if not text or (place.pattern and not day and re.match(place.pattern, text) is None):
        return None
    return (SourceValue(place.path, day or text, column, one.lang),)


def _day(text: str, place: Field) -> str:
    """The day of a moment, with its hour where the field holds one; "" for what is no moment."""
    found = _MOMENT.fullmatch(text)
    if found is None or not is_right(found[1], XSD.date):
        return ""
    moment = f"{found[1]}T{found[2]}{found[3] or ':00'}{found[4] or ''}"
    return moment if XSD.dateTime in place.datatypes and is_right(moment, XSD.dateTime) else found[1]


def _choice(one: TermValue, place: Field, terms: SourceTerms) -> str:
    """The choice that a value is, or that bears its name; "" for none."""
    if one.text in terms.model.choices:
        return one.text
    scheme = next((item for item in terms.model.schemes if item.iri == place.scheme), None)
    if scheme is None or one.is_link:
        return ""
    wanted = key(one.text)
    named = (choice for choice in scheme.choices for name in _names(choice) if key(name) == wanted)
    found = {choice.iri for choice in named}
    return found.pop() if len(found) == 1 else ""


def _names(choice: Choice) -> tuple[str, ...]:
    return *choice.label.languages.values(), *choice.alternatives


def _territory(one: TermValue, terms: SourceTerms, meanings: Meanings) -> str:
    """The territory that a value names for sure, "" for none."""
    official = _OFFICIAL.fullmatch(one.text)
    if one.is_link and official is None and not terms.background.is_territory(one.text):
        return ""
    text = f"{official[1]}-{official[2]}" if official else one.text
    if text not in meanings.places:
        meanings.places[text] = _found(text, terms)
    return meanings.places[text]


def _found(text: str, terms: SourceTerms) -> str:
    try:
        place = terms.background.territories.resolve(text)
    except (InvalidInput, UnknownThing):
        return ""
    return f"{terms.background.base}/id/territory/{place.key}"
