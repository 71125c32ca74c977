# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records as things: what has a place here in its field, the rest as it is said, and nothing of any person."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from graph.errors import TisserandError
from graph.model.exchange import Exchange
from graph.namespaces import SCHEMA, XSD
from graph.sources._hsds.record import (
    MANY,
    ONE,
    ORGANIZATION,
    SERVICE,
    Fields,
    HsdsRecord,
    address_text,
    part_of,
    rows_of,
    text_of,
    texts_of,
)
from graph.sources._reading import SourceEntity, SourceFault, SourceTerms, SourceValue
from graph.territory import LEVELS, Territory
from graph.text import opening
from graph.text.folding import fold
from graph.text.official_numbers import is_right, register
from graph.text.schedules import opening_of, tells_all

NO_NAME = "cette ligne n’a pas de nom : donnez-en un, ou retirez-la."
FRANCE = ("", "FR", "FRANCE", "FRA")
# Addresses of territories: those of any instance, and those that INSEE made of codes.
TERRITORY = re.compile(r"(?:/id/territory/|//id\.insee\.fr/geo/)(commune|epci|departement|region)[-/](\w{2,9})$")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
MAIL = re.compile(r"[^@\s]+@[^@\s][^@\s.]*\.[^@\s]+")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")
YEAR = re.compile(r"(\d{4})(?:\.0)?")
# A row holds such fields to tie it to others.
TIES = ("id", "link_id", "resource_id")
UNSAID = ("id", "organization_id", "program_id")


class ThingReader:
    """Reads records: its exchange says where fields go, the model what choices there are, the territories what places.

    An organisation comes once, the first time that it is met.
    """

    def __init__(self, terms: SourceTerms, exchange: Exchange, organisations: Collection[str]) -> None:
        """`organisations`: the identifiers of those that the file describes."""
        self._terms = terms
        self._organisations = organisations
        self._exchange = exchange
        self._met: set[str] = set()
        self._looked_up: dict[tuple[str, tuple[str, ...]], list[Territory]] = {}

    def things(self, record: HsdsRecord) -> Iterator[SourceEntity | SourceFault]:
        """The organisation of a record and its services; or a service and its organisation."""
        if record.table == ORGANIZATION:
            yield from self._organisation(record.fields, record.row)
            for service in rows_of(record.fields, "services"):
                yield from self._service(service, record.row, text_of(record.fields.get("id")), record.fields)
            return
        own = part_of(record.fields, ORGANIZATION)
        if own:
            yield from self._organisation(own, record.row)
        key = text_of(own.get("id")) or text_of(record.fields.get("organization_id"))
        yield from self._service(record.fields, record.row, key, own)

    def _organisation(self, fields: Fields, row: int) -> Iterator[SourceEntity | SourceFault]:
        key = text_of(fields.get("id"))
        if not key or key in self._met:
            return
        if not text_of(fields.get("name")):
            yield SourceFault(row, "organization.name", key, NO_NAME)
            return
        self._met.add(key)
        found = [
            *self._single(ORGANIZATION, fields),
            *self._numbers(fields),
            *self._reached(fields),
            *self._places(fields),
            *self._terms_of(ORGANIZATION, fields),
            *self._said(fields, "funding", "programs"),
        ]
        yield SourceEntity(self._kind(ORGANIZATION), key, _distinct(found), row)

    def _service(
        self, fields: Fields, row: int, organisation: str, owner: Fields
    ) -> Iterator[SourceEntity | SourceFault]:
        key = text_of(fields.get("id"))
        if not key or not text_of(fields.get("name")):
            yield SourceFault(row, f"service.{'name' if key else 'id'}", key, NO_NAME)
            return
        provider = [SourceValue(SCHEMA.provider, organisation, "service.organization_id", link=True)]
        found = [
            *self._single(SERVICE, fields),
            *(provider if organisation else []),
            *self._reached(fields),
            *self._sites(fields, owner),
            *self._areas(fields),
            *self._spoken(fields),
            *self._costs(fields),
            *self._terms_of(SERVICE, fields),
            *self._said(fields, "funding", "required_documents"),
            *self._program(fields),
        ]
        yield SourceEntity(self._kind(SERVICE), key, _distinct(found), row)

    def _kind(self, table: str) -> str:
        return self._exchange.fields[f"{table}.name"].kind

    def _single(self, table: str, fields: Fields) -> Iterator[SourceValue]:
        """The single values of a row, each in its field or as it is said; its identifier is the key of the thing."""
        columns = {column.name for column in self._exchange.tables[table].columns}
        for name, text in texts_of(fields).items():
            column = f"{table}.{name}"
            if name not in columns or column in self._exchange.aside or name in UNSAID:
                continue
            place = self._exchange.fields.get(column)
            value = self._placed(name, column, text) if place and place.path else None
            if value is not None:
                yield value
            if value is None or (name == "last_modified" and value.text != text):
                yield self._kept(column, text)

    def _placed(self, name: str, column: str, text: str) -> SourceValue | None:
        """The value in its field; None where what is said does not fit there."""
        path = self._exchange.fields[column].path
        if name == "status":
            choices = self._exchange.codes["status"].get(text, ())
            return SourceValue(path, choices[0], column) if choices else None
        if name == "parent_organization_id":
            return SourceValue(path, text, column, link=True) if text in self._organisations else None
        if name in ("website", "url", "uri"):
            return SourceValue(path, text, column) if WEB.fullmatch(text) else None
        if name in ("year_incorporated", "last_modified"):
            found = (YEAR if name == "year_incorporated" else DAY).fullmatch(text)
            return SourceValue(path, found[1], column) if found else None
        if name == "email":
            return SourceValue(path, text, column) if MAIL.fullmatch(text) else None
        return SourceValue(path, text, column)

    def _numbers(self, fields: Fields) -> Iterator[SourceValue]:
        """Official numbers in their field; with a scheme, or of another country, also as they are said."""
        for row in rows_of(fields, "organization_identifiers"):
            number = re.sub(r"[\s.]", "", text_of(row.get("identifier")))
            own = register(number) if is_right(number) else ""
            if own:
                yield SourceValue(
                    self._path("organization_identifier.identifier"), number, "organization_identifier.identifier"
                )
            if texts_of(_plain(row)) != {"identifier": number, "identifier_type": own}:
                yield self._row("organization_identifier", row)

    def _reached(self, fields: Fields) -> Iterator[SourceValue]:
        """Telephones and e-mails of the body, and of contacts that name nobody."""
        contacts = [row for row in rows_of(fields, "contacts") if not text_of(row.get("name"))]
        for row in contacts:
            if email := text_of(row.get("email")):
                yield SourceValue(SCHEMA.email, email, "contact.email")
        for row in [*rows_of(fields, "phones"), *(phone for own in contacts for phone in rows_of(own, "phones"))]:
            if number := text_of(row.get("number")).strip('"'):
                yield SourceValue(self._path("phone.number"), number, "phone.number")
                if texts_of(_plain(row)).keys() - {"number"} or rows_of(row, "languages"):
                    yield self._row("phone", row)

    def _places(self, fields: Fields) -> Iterator[SourceValue]:
        """Where an organisation is: the first of its places that can be gone to; others as they are said."""
        places = rows_of(fields, "locations")
        main = _main(places)
        for row in places:
            if row is main:
                yield from self._main_place(row)
            else:
                yield self._row("location", row)

    def _main_place(self, row: Fields) -> Iterator[SourceValue]:
        rest: dict[str, Any] = {name: text for name, text in _public(row).items() if name != "location_type"}
        for name in ("latitude", "longitude"):
            if text := text_of(row.get(name)):
                yield SourceValue(self._path(f"location.{name}"), text, f"location.{name}")
                rest.pop(name, None)
        for address in rows_of(row, "addresses"):
            yield SourceValue(self._path("address.address_1"), address_text(address), "address.address_1")
            yield from self._commune(address)
        hours, exact = self._hours(rows_of(row, "schedules"))
        yield from hours
        if exact:
            rest.pop("schedules", None)
        for page in rows_of(row, "accessibility"):
            if WEB.fullmatch(text_of(page.get("url"))):
                yield SourceValue(self._path("accessibility.url"), text_of(page.get("url")), "accessibility.url")
                if texts_of(_plain(page)).keys() == {"url"}:
                    rest["accessibility"] = [one for one in rest["accessibility"] if one != _public(page)]
        yield from [self._kept("location", _json(found))] if (found := _filled(rest)) else []

    def _commune(self, address: Fields) -> Iterator[SourceValue]:
        """The commune of an address of France, where one and no other bears its name and its postal code."""
        city, postcode = text_of(address.get("city")), text_of(address.get("postal_code"))
        if text_of(address.get("country")).upper() not in FRANCE or not city:
            return
        found = self._named(city, "commune")
        if postcode:
            found = [place for place in found if postcode in place.postcodes]
        if len(found) == 1:
            yield SourceValue(self._path("address.city"), found[0].code, "address.city")

    def _named(self, text: str, *levels: str) -> list[Territory]:
        """The territories that a text may name; looked up once, as most rows of a file name the same few."""
        if (text, levels) not in self._looked_up:
            try:
                found = self._terms.background.territories.candidates(text, levels or LEVELS)
            except TisserandError:  # a text that cannot be a name
                found = []
            self._looked_up[text, levels] = [place for place in found if fold(place.name) == fold(text)]
        return self._looked_up[text, levels]

    def _hours(self, rows: list[Fields]) -> tuple[list[SourceValue], bool]:
        """The hours of some schedules, and whether they tell all that these say."""
        said = [texts_of(_plain(row)) for row in rows]
        hours = opening_of(said)
        if (
            not hours
            and len(said) == 1
            and said[0].keys() == {"description"}
            and opening.is_right(said[0]["description"])
        ):
            hours = said[0]["description"]
            return [SourceValue(self._path("schedule.byday"), hours, "schedule.description")], True
        if not hours:
            return [], False
        return [SourceValue(self._path("schedule.byday"), hours, "schedule.byday")], all(map(tells_all, said))

    def _sites(self, fields: Fields, owner: Fields) -> Iterator[SourceValue]:
        """Where and when a service is offered. At the main place of its organisation, nothing more is to be said."""
        own = rows_of(fields, "schedules")
        sites = rows_of(fields, "service_at_locations")
        hours, exact = self._hours(own)
        yield from hours
        if not exact:
            yield from (self._row("schedule", row) for row in own)
        main = _main(rows_of(owner, "locations"))
        for site in sites:
            place = part_of(site, "location")
            communes = [value for address in rows_of(place, "addresses") for value in self._commune(address)]
            yield from communes
            at_home = bool(main) and _same(place, main or {}, text_of(site.get("location_id")))
            rest = _filled({name: value for name, value in _public(site).items() if name != "location" or not at_home})
            if not own and len(sites) == 1:
                hours, exact = self._hours(rows_of(site, "schedules"))
                yield from hours
            at = "main" if at_home else f"commune-{communes[0].text}" if communes else ""
            if rest or not at_home or not communes:
                yield self._kept("service_at_location", _json(_filled({**rest, "at": at})))

    def _areas(self, fields: Fields) -> Iterator[SourceValue]:
        for row in rows_of(fields, "service_areas"):
            said = texts_of(_plain(row))
            place = self._area(said)
            if place:
                column = "service_area.uri" if "uri" in said else "service_area.name"
                yield SourceValue(self._path("service_area.uri"), place, column)
            ours = self._terms.background.base in said.get("uri", self._terms.background.base)
            if not place or not ours or said.keys() - {"uri", "name"}:
                yield self._kept("service_area", _json(_filled({**_public(row), "at": place})))

    def _area(self, said: Mapping[str, str]) -> str:
        """The key of the territory that a row names, by its address first; "" where it is none, or not for sure."""
        coded = TERRITORY.search(said.get("uri", ""))
        if coded:
            try:
                return self._terms.background.territories.by_code(coded[1], coded[2]).key
            except TisserandError:
                return ""
        found = self._named(said["name"]) if "name" in said else []
        return found[0].key if len(found) == 1 else ""

    def _spoken(self, fields: Fields) -> Iterator[SourceValue]:
        for row in rows_of(fields, "languages"):
            said = texts_of(_plain(row))
            choices = self._exchange.codes["language"].get(said.get("code", "").lower(), ())
            if choices:
                yield SourceValue(self._path("language.code"), choices[0], "language.code")
            if not choices or "note" in said or len(said.get("code", "")) != len(choices[0].rsplit("/", 1)[-1]):
                yield self._row("language", row)

    def _costs(self, fields: Fields) -> Iterator[SourceValue]:
        """Free of charge where every amount is nothing; amounts are kept as they are said."""
        rows = [texts_of(_plain(row)) for row in rows_of(fields, "cost_options")]
        amounts = {str(int(float(row["amount"]))) if _is_whole(row.get("amount", "")) else "" for row in rows}
        choices = self._exchange.codes["amount"].get(next(iter(amounts)), ()) if len(amounts) == 1 else ()
        if choices:
            yield SourceValue(self._path("cost_option.amount"), choices[0], "cost_option.amount")
        for row in rows:
            if not choices or row.keys() != {"amount"}:
                yield self._kept("cost_option", _json(row))

    def _terms_of(self, table: str, fields: Fields) -> Iterator[SourceValue]:
        """Terms that are choices of ours, or that ours correspond to, in their field; others as they are said."""
        for row in rows_of(fields, "attributes"):
            term = part_of(row, "taxonomy_term")
            iri, value = text_of(term.get("term_uri")), text_of(row.get("value"))
            if iri in self._yes_or_no(table):
                yield SourceValue(iri, value or "true", "taxonomy_term.term_uri")
                continue
            meant = self._meant(table).get(iri, ())
            for path, choice in meant:
                yield SourceValue(path, choice, "taxonomy_term.term_uri")
            if not meant or meant[0][1] != iri or value:
                yield self._row("attribute", row)

    @cached_property
    def _choices(self) -> dict[str, list[str]]:
        """Our choices by their own address, and by those of other lists to which they correspond."""
        found: dict[str, list[str]] = {}
        for choice in self._terms.model.choices.values():
            for iri in (choice.iri, *choice.exact, *choice.close):
                found.setdefault(iri, []).append(choice.iri)
        return found

    def _meant(self, table: str) -> dict[str, list[tuple[str, str]]]:
        """The fields and choices of a table by the address of a term."""
        return self._meanings[table]

    @cached_property
    def _meanings(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        model, found = self._terms.model, {}
        for table in (ORGANIZATION, SERVICE):
            paths: dict[str, str] = {}
            for field in model.by_kind[self._kind(table)].fields:
                if field.scheme:
                    paths.setdefault(field.scheme, field.path)
            found[table] = {
                iri: [(paths[model.choices[own].scheme], own) for own in owns if model.choices[own].scheme in paths]
                for iri, owns in self._choices.items()
            }
        return found

    def _yes_or_no(self, table: str) -> frozenset[str]:
        fields = self._terms.model.by_kind[self._kind(table)].fields
        return frozenset(field.path for field in fields if XSD.boolean in field.datatypes)

    def _program(self, fields: Fields) -> Iterator[SourceValue]:
        program = part_of(fields, "program")
        if program:
            yield self._row("program", program)

    def _said(self, fields: Fields, *keys: str) -> Iterator[SourceValue]:
        """The rows under these keys, as they are said: one value alone, several as JSON."""
        for key in keys:
            for row in rows_of(fields, key):
                yield self._row(MANY[key], row)

    def _row(self, table: str, row: Fields) -> SourceValue:
        return self._kept(table, _json(_filled(_public(row))))

    def _kept(self, name: str, text: str) -> SourceValue:
        return SourceValue(self._exchange.elsewhere(name), text, name)

    def _path(self, column: str) -> str:
        return self._exchange.fields[column].path


def _main(places: list[Fields]) -> Fields | None:
    """The first place that can be gone to."""
    return next((row for row in places if text_of(row.get("location_type")) in ("", "physical")), None)


def _same(place: Fields, main: Fields, key: str) -> bool:
    own = text_of(place.get("id")) or key
    return own == text_of(main.get("id")) if own else _public(place) == _public(main)


def _plain(row: Fields) -> dict[str, Any]:
    """A row without what ties it to others."""
    return {name: value for name, value in row.items() if name not in TIES and not name.endswith("_id")}


def _public(row: Fields) -> dict[str, Any]:
    """A row without ties, and without what tells of persons: named contacts, to whose attention, who changed what."""
    found: dict[str, Any] = {}
    for name, value in _plain(row).items():
        if name in ("attention", "metadata", "assurer_email"):
            continue
        if name in MANY and isinstance(value, list):
            rows = [part for part in value if isinstance(part, dict)]
            kept = [part for part in rows if name != "contacts" or not text_of(part.get("name"))]
            found[name] = [public for part in kept if (public := _filled(_public(part)))]
        elif name in ONE and isinstance(value, dict):
            found[name] = _filled(_public(value))
        else:
            found[name] = text_of(value)
    return found


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value}


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"\d{1,9}(?:\.0+)?", text) is not None


def _distinct(values: list[SourceValue]) -> tuple[SourceValue, ...]:
    """Each value once, in order."""
    found = {(value.path, value.text, value.link): value for value in reversed(values)}
    return tuple(reversed(found.values()))
