# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations and their services as objects of the Human Services Data Specification 3, nested as its API gives them.

What came from a file of the standard and has no place here goes out as it came, as long as it still says the same.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from exports._hsds_terms import HsdsTerms, Row
from graph.deliveries import KEY
from graph.model.exchange import Exchange, exchange
from graph.namespaces import ORG, SCHEMA, TIS, WGS
from graph.rdf.dataset import Dataset
from graph.sources import HSDS_MANY, HSDS_ONE, address_text
from graph.text.official_numbers import is_right, register
from graph.text.schedules import opening_of, rows_of

if TYPE_CHECKING:
    from exports._types import Publication
    from graph.model import EntityClass

SLUG = "hsds"
ORGANIZATION, SERVICE = "organization", "service"
ADDRESS = re.compile(r"(?P<address_1>.+?),? (?P<postal_code>\d{5}) (?P<city>[^,\d]+)")
COUNTRY = "FR"
DEPARTMENT = "departement"
MAIN = "main"


class HsdsWriter:
    """Reads the publication as the standard wants it; the same publication gives the same objects.

    Identifiers are those that an organisation or a service came with, else made of its IRI (UUID 5); those of rows
    that hang on them are made of what they say.
    """

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._data: Dataset = publication.dataset
        self._exchange: Exchange = exchange(SLUG)
        self._terms = HsdsTerms(publication.dataset, publication.model)

    def organizations(self) -> Iterator[Row]:
        """Every organisation that is not over, and every body that offers a service, with its services; sorted by IRI.

        Where things were chosen: those bodies that are, with those services, and the bodies of chosen services.
        """
        for iri, services in self._bodies.items():
            yield self._organization(iri, services)

    @cached_property
    def _bodies(self) -> dict[str, list[str]]:
        """Those that go out, each with its services."""
        found: dict[str, list[str]] = {iri: [] for iri in self._publication.still_there(self._class(ORGANIZATION))}
        for service in self._publication.instances(self._class(SERVICE)):
            for body in self._data.links(service, SCHEMA.provider):
                if body in found or self._data.name(body):
                    found.setdefault(body, []).append(service)
        return dict(sorted(found.items()))

    def _class(self, table: str) -> EntityClass:
        return self._publication.model.by_kind[self._exchange.fields[f"{table}.name"].kind]

    def _organization(self, iri: str, services: list[str]) -> Row:
        row = self._single(ORGANIZATION, iri)
        row["id"] = self._id(iri)
        row.setdefault("description", self._about(iri))
        row.setdefault("uri", iri)
        parent = self._data.link(iri, ORG.subOrganizationOf)
        if parent in self._bodies:
            row["parent_organization_id"] = self._id(parent)
        started = self._data.day(iri, SCHEMA.startDate)
        if started:
            row["year_incorporated"] = started.year
        main = self._main_place(iri)
        row["funding"] = self._kept("funding", iri)
        row["phones"] = self._phones(iri)
        row["locations"] = [*([main] if main else []), *self._kept("location", iri, other=True)]
        row["programs"] = self._kept("program", iri)
        row["organization_identifiers"] = self._numbers(iri)
        row["attributes"] = self._attributes(ORGANIZATION, iri)
        row["services"] = [self._service(service, iri, main) for service in services]
        return self._identified(row, ORGANIZATION)

    def _service(self, iri: str, body: str, main: Row | None) -> Row:
        row = self._single(SERVICE, iri)
        row["id"] = self._id(iri)
        row["status"] = self._status(iri, row.get("status"))
        end = next((value.value for value in self._data.values(iri, SCHEMA.endDate) if isinstance(value, Literal)), "")
        if end and "alert" not in row:
            row["alert"] = f"Fin : {end}"
        hours = self._hours(iri)
        sites = self._sites(iri, body, main)
        row["phones"] = self._phones(iri)
        row["schedules"] = [] if self._are_of_site(iri, sites) else hours
        row["service_areas"] = self._areas(iri)
        row["service_at_locations"] = sites
        row["languages"] = self._languages(iri)
        row["funding"] = self._kept("funding", iri)
        row["cost_options"] = self._costs(iri)
        row["required_documents"] = self._kept("required_document", iri)
        row["attributes"] = self._attributes(SERVICE, iri)
        program = self._kept("program", iri)
        if program:
            row["program"] = program[0]
        return row

    def _single(self, table: str, iri: str) -> Row:
        """The single values of a row: those of fields, else those that were kept as they were said."""
        row: Row = {}
        for column in self._exchange.tables[table].columns:
            place = self._exchange.fields.get(f"{table}.{column.name}")
            text = self._text(iri, place.path) if place and place.path and place.path not in LINKED else ""
            said = self._data.text(iri, self._exchange.elsewhere(f"{table}.{column.name}")) or ""
            if column.kind == "datetime":
                text = said if text and said.startswith(text) else f"{text}T00:00:00.000Z" if text else said
            text = text or said
            if text and column.name != "id":
                row[column.name] = _number(text) if column.kind == "number" else text
        return row

    def _text(self, iri: str, path: str) -> str:
        """The first value of a field: a text in French before others, an address as it is."""
        return self._data.text(iri, path) or self._data.link(iri, path) or ""

    def _id(self, iri: str) -> str:
        """The key under which a file brought it, where it is such an identifier; else one made of its IRI."""
        for said in self._texts(iri, KEY):
            try:
                return str(uuid.UUID(said))
            except ValueError:
                continue
        return str(uuid.uuid5(uuid.NAMESPACE_URL, iri))

    def _about(self, iri: str) -> str:
        """What the standard cannot do without: what it is for, of what kind it is."""
        purpose = self._data.text(iri, ORG.purpose)
        kinds = [self._data.label(kind) for kind in self._data.links(iri, ORG.classification)]
        own = self._publication.model.class_of(self._data.types(iri))
        return purpose or ", ".join(kinds) or (own.label.fr if own else self._data.label(iri))

    def _status(self, iri: str, said: str | None) -> str:
        """That of its state; where nobody told any, that of a thing which is there, unless its end is known."""
        state = self._data.link(iri, TIS.state) or ""
        written = self._exchange.codes_of("written-status", state)
        if written:
            return written[0]
        known = self._data.text(iri, self._exchange.elsewhere("service.status"))
        return known or ("inactive" if self._data.values(iri, SCHEMA.endDate) else "active")

    def _kept(self, table: str, iri: str, *, other: bool = False) -> list[Row]:
        """The rows of a table that were kept as they were said. A place without a kind is the rest of the main one."""
        texts = self._data.texts(iri, self._exchange.elsewhere(table))
        rows = [self._typed(table, row) for text in texts if isinstance(row := _read(text), dict)]
        return [row for row in rows if "location_type" in row] if other else rows

    def _typed(self, table: str, row: Mapping[str, Any]) -> Row:
        """A row that was kept as texts, its numbers as numbers again, and those of what hangs on it."""
        kinds = {column.name: column.kind for column in self._exchange.tables[table].columns}
        made: Row = {}
        for name, value in row.items():
            if isinstance(value, list):
                made[name] = [self._typed(HSDS_MANY[name], part) for part in value]
            elif isinstance(value, dict):
                made[name] = self._typed(HSDS_ONE[name], value)
            else:
                made[name] = _number(value) if kinds.get(name) == "number" else value
        return made

    def _phones(self, iri: str) -> list[Row]:
        """Each telephone, with what was said of it."""
        told = {row.get("number", "").strip('"'): row for row in self._kept("phone", iri)}
        numbers = self._texts(iri, SCHEMA.telephone)
        return [told.get(number, {"number": number}) for number in numbers]

    def _numbers(self, iri: str) -> list[Row]:
        numbers = self._texts(iri, ORG.identifier)
        came = [(_compact(row.get("identifier", "")), row) for row in self._kept("organization_identifier", iri)]
        told = {number for number, _ in came}
        own = [{"identifier_type": register(one) or "autre", "identifier": one} for one in numbers if one not in told]
        return [*(row for number, row in came if number in numbers or not is_right(number)), *own]

    def _main_place(self, iri: str) -> Row | None:
        """Where a body is, as far as it is told: its addresses, its position, its hours, who can come in."""
        rest = next((row for row in self._kept("location", iri) if "location_type" not in row), {})
        addresses = [row for text in self._texts(iri, SCHEMA.address) if (row := self._address(iri, text, rest))]
        latitude, longitude = (self._text(iri, path) for path in (WGS.lat, WGS.long))
        schedules = self._hours(iri, rest.get("schedules", []))
        pages = [page for page in rest.get("accessibility", []) if "url" not in page]
        told = {page["url"]: page for page in rest.get("accessibility", []) if "url" in page}
        pages += [told.get(page, {"url": page}) for page in self._data.links(iri, TIS.accessibilityPage)]
        unread = [text for text in self._texts(iri, SCHEMA.address) if not self._address(iri, text, rest)]
        commune = self._data.link(iri, SCHEMA.location)
        if not (rest or addresses or latitude or schedules or pages or unread or commune):
            return None
        row = {**rest, "location_type": "physical", "addresses": addresses, "schedules": schedules}
        if not addresses and "name" not in row:
            row["name"] = next(iter(unread), self._data.label(commune) if commune else self._data.label(iri))
        row |= {name: float(text) for name, text in (("latitude", latitude), ("longitude", longitude)) if text}
        row["accessibility"] = pages
        return {name: value for name, value in row.items() if value not in ("", [], {})}

    def _texts(self, iri: str, path: str) -> list[str]:
        return [value.value for value in self._data.values(iri, path) if isinstance(value, Literal)]

    def _address(self, iri: str, text: str, rest: Mapping[str, Any]) -> Row | None:
        """The address as it came, where it is still said; else read from the text, as written in France."""
        known = next((row for row in rest.get("addresses", []) if address_text(row) == text), None)
        if known is not None:
            return dict(known)
        found = ADDRESS.fullmatch(text)
        if not found:
            return None
        row = {name: part.strip() for name, part in found.groupdict().items()}
        return {**row, "state_province": self._department(iri), "country": COUNTRY, "address_type": "physical"}

    def _department(self, iri: str) -> str:
        """The département of a place, as a state or a province; the country where none is known."""
        todo = self._data.links(iri, SCHEMA.location)
        while todo:
            place = todo.pop()
            if f"/territory/{DEPARTMENT}-" in place:
                return self._data.label(place)
            todo += self._data.links(place, SCHEMA.containedInPlace)
        return COUNTRY

    def _hours(self, iri: str, said: list[Row] | None = None) -> list[Row]:
        """The rows that came, as long as they tell the hours of today; else rows that tell these, or their text."""
        hours = self._text(iri, SCHEMA.openingHours)
        known = self._kept("schedule", iri) if said is None else said
        if known and opening_of([_texts(row) for row in known]) in ("", hours):
            return known
        return rows_of(hours) or ([{"description": hours}] if hours else [])

    def _sites(self, iri: str, body: str, main: Row | None) -> list[Row]:
        """Where a service is offered: as it came, or at the place of its body, or in a commune and no more is known."""
        found: list[Row] = []
        home, places = (self._data.links(one, SCHEMA.location) for one in (body, iri))
        away = [place for place in places if place not in home]
        known = self._placed("service_at_location", iri, places)
        for at, row in known:
            site = {**row, "location": main if at == MAIN and main else row.get("location", {})}
            found.append({name: value for name, value in site.items() if value})
        if not known and main and not away and places:
            found.append({"location": main})
        elif not known:
            found += [{"location": {"location_type": "physical", "name": self._data.label(place)}} for place in away]
        return found

    def _are_of_site(self, iri: str, sites: list[Row]) -> bool:
        """Whether the hours of a service are those of the place where it is offered, and told there."""
        hours = self._text(iri, SCHEMA.openingHours)
        told = any(opening_of([_texts(row) for row in site.get("schedules", [])]) == hours for site in sites)
        return bool(hours) and told and not self._kept("schedule", iri)

    def _placed(self, table: str, iri: str, known: Collection[str]) -> list[tuple[str, Row]]:
        """The rows that came, each with where it was understood to be: those of a place that is known no more stay."""
        rows = [(row.pop("at", ""), row) for row in self._kept(table, iri)]
        place = f"{self._data.base}/id/territory/"
        return [(at, row) for at, row in rows if at in ("", MAIN) or place + at in known]

    def _areas(self, iri: str) -> list[Row]:
        """The places that are served; those that came with more than their name go out as they came."""
        places = self._data.links(iri, SCHEMA.areaServed)
        said = [row for _, row in self._placed("service_area", iri, places)]
        own = [{"name": self._data.label(place), "uri": place} for place in places]
        return [*said, *(row for row in own if row["name"] not in {one.get("name") for one in said})]

    def _languages(self, iri: str) -> list[Row]:
        codes, spoken = self._exchange.codes["language"], self._data.links(iri, TIS.speaks)
        came = [(row, codes.get(str(row.get("code", "")).lower(), ())[:1]) for row in self._kept("language", iri)]
        said = [row for row, choices in came if not choices or choices[0] in spoken]
        told = {choice for _, choices in came for choice in choices}
        own = [choice for choice in spoken if choice not in told]
        found = [(self._data.label(choice), self._exchange.codes_of("language", choice)) for choice in own]
        return [*said, *({"name": name, **({"code": names[0]} if names else {})} for name, names in found)]

    def _costs(self, iri: str) -> list[Row]:
        """The rows that came, as long as they are free of charge just where this is known; else what is known."""
        said, costs = self._kept("cost_option", iri), self._data.links(iri, TIS.cost)
        told = {str(row.get("amount", "")) for row in said}
        meant = self._exchange.codes["amount"].get(next(iter(told)), ()) if len(told) == 1 else ()
        if said and {*meant} == {choice for choice in costs if self._exchange.codes_of("amount", choice)}:
            return said
        found: list[Row] = []
        for choice in costs:
            amounts = self._exchange.codes_of("amount", choice)
            if amounts:
                found.append({"amount": _number(amounts[0])})
            else:
                found.append({"option": self._data.label(choice)})
        return found

    def _attributes(self, table: str, iri: str) -> list[Row]:
        """What the standard calls attributes: our choices, yes and no, then what came with more, or others."""
        return [{"link_entity": table, **row} for row in self._terms.rows(iri, self._kept("attribute", iri))]

    def _identified(self, row: Row, owner: str) -> Row:
        """Each row with an identifier made of what it says and of what it hangs on, empty lists left out."""
        made: Row = {}
        own = row.get("id") or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{owner} {json.dumps(row, sort_keys=True)}"))
        for name, value in {"id": own, **row}.items():
            if isinstance(value, list):
                if value:
                    made[name] = [self._identified(one, own if name not in SHARED else ORGANIZATION) for one in value]
            elif isinstance(value, dict):
                made[name] = self._identified(value, own if name not in SHARED else ORGANIZATION)
            else:
                made[name] = value
        return made


# Rows that several others share: their identifier is made of what they say alone.
SHARED = frozenset({"location", "locations", "taxonomy_term", "taxonomy_detail", "program", "programs"})
# Said by rows of their own.
LINKED = frozenset({SCHEMA.provider, ORG.subOrganizationOf, TIS.state, SCHEMA.startDate})


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items() if not isinstance(value, dict | list)}


def _compact(number: str) -> str:
    return re.sub(r"[\s.]", "", number)


def _number(text: Any) -> Any:
    """The number that a text is, a whole one without decimals; the text itself where it is none."""
    try:
        found = float(text)
    except (TypeError, ValueError):
        return text
    return int(found) if found.is_integer() else found
