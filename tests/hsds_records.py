# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of the Human Services Data Specification made for tests: every field, every code, nobody real."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from graph.model.exchange import exchange
from graph.namespaces import TIS, VOCABULARY
from graph.sources import HSDS_MANY, HSDS_ONE

Row = dict[str, Any]
EXCHANGE = exchange("hsds")
TOWNS = (("Tours", "37000"), ("Chinon", "37500"), ("Amboise", "37400"), ("Loches", "37600"))
# Ours as they are, one that ours are close to, one of others.
TERMS = (
    f"{VOCABULARY}need/website", f"{VOCABULARY}audience/seniors", f"{VOCABULARY}service-kind/workshop",
    str(TIS.openToAssociations), "https://terms.example.org/food",
)  # fmt: skip
# What a record cannot say again: see docs/formats.md. The rest is compared.
LEFT = {"contacts", "attention", "metadata", "assurer_email", "parent_id"}
COUNT = 60
MOSTLY = 0.6


def records(count: int = COUNT) -> list[Row]:
    """So many organisations, the same ones each time."""
    return [_organization(Random(number), number) for number in range(count)]


def compared(row: Mapping[str, Any], *, keeps: bool = True) -> Row:
    """What is to be found again: without identifiers of rows that only hang on others, nor what is said to be left.

    Lists are sorted; numbers are numbers, however they were written.
    """
    found: Row = {}
    for name, value in row.items():
        if name in LEFT or (name.endswith("_id") and name not in ("parent_organization_id", "tax_id")):
            continue
        if name == "id":
            found |= {name: value} if keeps else {}
        elif isinstance(value, list):
            parts = [compared(part, keeps=name == "services") for part in value]
            found |= {name: sorted(parts, key=lambda part: json.dumps(part, sort_keys=True))} if parts else {}
        elif isinstance(value, dict):
            found[name] = compared(value, keeps=False)
        elif name == "link_entity":
            continue
        elif name in ("opens_at", "closes_at"):  # with seconds in tables
            found[name] = value[:5]
        else:
            found[name] = value
    return found


def faults(organization: Mapping[str, Any]) -> Iterator[str]:
    """What the standard does not allow in an organisation as its API gives it: fields it lacks, values, types."""
    yield from _faults("organization", organization)


def _faults(table: str, row: Mapping[str, Any]) -> Iterator[str]:
    columns = {column.name: column for column in EXCHANGE.tables[table].columns}
    needed = {name for name, column in columns.items() if column.required and not name.endswith("_id")}
    # Where a row hangs on another, the standard does without what says on which.
    yield from (f"{table}.{name} is missing" for name in needed - {"link_entity"} if name not in row)
    for name, value in row.items():
        own = HSDS_MANY.get(name) or HSDS_ONE.get(name)
        if own and isinstance(value, list | dict):
            for part in value if isinstance(value, list) else [value]:
                yield from _faults(own, part)
        elif name not in columns:
            yield f"{table}.{name} is not in the standard"
        else:
            yield from (f"{table}.{name}: {value!r}" for _ in range(not _right(columns[name], value)))


def _right(column: Any, value: object) -> bool:
    if column.kind == "number":
        return isinstance(value, int | float)
    if not isinstance(value, str) or not value:
        return False
    if column.kind == "uuid":
        return str(uuid.UUID(value)) == value
    if column.kind == "uri":
        return value.startswith(("http://", "https://"))
    return not column.values or value in column.values


def _organization(chance: Random, number: int) -> Row:
    own = _id("organization", number)
    main = _location(chance, number, TOWNS[number % 4])
    far = {**_location(chance, number + 1000, TOWNS[(number + 1) % 4]), "name": "Permanence"}
    row: Row = {
        "id": own,
        "name": f"Association {number}",
        "alternate_name": f"A{number}",
        "description": f"Ce que fait l’association {number}.",
        "email": f"contact@a{number}.example.org",
        "website": f"https://a{number}.example.org/",
        "tax_status": "exonérée",
        "tax_id": f"T{number}",
        "year_incorporated": 1950 + number,
        "legal_status": "association loi 1901",
        "logo": f"https://a{number}.example.org/logo.png",
        "uri": f"https://registre.example.org/{number}",
        "funding": [{"id": _id("funding", number), "source": "Subvention de la commune"}],
        "phones": _phones(chance, number),
        "locations": [main, far] if number % 3 else [main],
        "programs": [_program(number)],
        "organization_identifiers": _identifiers(number),
        "attributes": [_attribute(number, "https://terms.example.org/food", "organization")],
        "contacts": [{"id": _id("contact", number), "name": "Camille Exemple", "email": "camille@example.org"}],
    }
    if number:
        row["parent_organization_id"] = _id("organization", 0)
    row["services"] = [_service(chance, 10 * number + rank, main, far) for rank in range(number % 3 + 1)]
    # Some say little: what is not there must not appear.
    optional = [name for name in row if name not in ("id", "name", "description", "services", "programs")]
    return (
        row if number % 2 == 0 else {name: row[name] for name in row if name not in optional or chance.random() < 0.6}
    )


def _some(chance: Random, row: Row, optional: list[str]) -> Row:
    return {name: row[name] for name in row if name not in optional or chance.random() < MOSTLY}


def _service(chance: Random, number: int, main: Row, far: Row) -> Row:
    place = main if number % 2 else far
    at: Row = {"id": _id("service_at_location", number), "location": place}
    if number % 3 == 0:
        at |= {"description": "Au premier étage", "schedules": [_schedule(chance, number + 7, exact=True)]}
    row: Row = {
        "id": _id("service", number),
        "name": f"Service {number}",
        "alternate_name": f"S{number}",
        "description": f"Ce que fait le service {number}.",
        "url": f"https://service{number}.example.org/",
        "email": f"service{number}@example.org",
        "status": ("active", "inactive", "defunct", "temporarily closed")[number % 4],
        "interpretation_services": "LSF sur demande",
        "application_process": "Appeler",
        "fees_description": "Selon le quotient familial",
        "wait_time": "deux semaines",
        "fees": "variables",
        "accreditations": "aucune",
        "eligibility_description": "Habiter la commune",
        "minimum_age": 12,
        "maximum_age": 99.5,
        "assured_date": "2026-01-02",
        "assurer_email": "qui@example.org",
        "licenses": "aucune",
        "alert": "Fermé le 15 août",
        "last_modified": f"2026-03-0{number % 9 + 1}T10:30:45.123Z",
        "phones": _phones(chance, number),
        "schedules": [_schedule(chance, number, exact=bool(number % 2))],
        "service_areas": _areas(number),
        "service_at_locations": [at],
        "languages": _languages(number),
        "funding": [{"id": _id("funding-s", number), "source": "Département"}],
        "cost_options": _costs(number),
        "program": _program(number // 10),
        "required_documents": [
            {"id": _id("document", number), "document": "Justificatif", "uri": "https://d.example.org/"}
        ],
        "attributes": [_attribute(number, term, "service") for term in TERMS],
    }
    optional = [name for name in row if name not in ("id", "name", "status")]
    return (
        row if number % 2 == 0 else {name: row[name] for name in row if name not in optional or chance.random() < 0.6}
    )


def _location(chance: Random, number: int, town: tuple[str, str]) -> Row:
    city, postcode = town
    address = {
        "id": _id("address", number),
        "address_1": f"{number + 1} rue du Moulin",
        "city": city,
        "state_province": "Indre-et-Loire",
        "postal_code": postcode,
        "country": "FR",
        "address_type": "physical",
    }
    if number % 4 == 0:
        address |= {"address_2": "Bâtiment B", "region": "Centre-Val de Loire", "attention": "Camille Exemple"}
    row: Row = {
        "id": _id("location", number),
        "location_type": "physical",
        "addresses": [address],
        "latitude": 47.0 + number / 10_000,
        "longitude": 0.5 + number / 10_000,
        "schedules": [_schedule(chance, number, exact=bool(number % 2))],
        "accessibility": [{"id": _id("accessibility", number), "url": f"https://acces.example.org/{number}"}],
    }
    if number % 5 == 0:
        row |= {
            "name": "Maison", "alternate_name": "La Maison", "description": "En face de la gare",
            "transportation": "Bus 2", "url": "https://lieu.example.org/", "external_identifier": "37A",
            "external_identifier_type": "cadastre",
            "languages": [{"id": _id("language-l", number), "name": "Anglais", "code": "en"}],
            "phones": _phones(chance, number + 50),
        }  # fmt: skip
        row["accessibility"][0] |= {"description": "De plain-pied", "details": "Boucle magnétique"}
    return row


def _schedule(chance: Random, number: int, *, exact: bool) -> Row:
    row: Row = {"id": _id("schedule", number + chance.randrange(10**6))}
    row |= {"freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": f"0{number % 9}:30", "closes_at": "12:00"}
    if exact:
        return row
    return {
        **row, "valid_from": "2026-01-01", "valid_to": "2026-12-31", "dtstart": "2026-01-05", "timezone": 1,
        "until": "2026-12-01", "count": 3, "wkst": "MO", "interval": 2, "byweekno": "41,42", "bymonthday": "2,3",
        "byyearday": "2", "description": "Un lundi sur deux", "schedule_link": "https://agenda.example.org/",
        "attending_type": "sur place", "notes": "Sonner",
    }  # fmt: skip


def _phones(chance: Random, number: int) -> list[Row]:
    plain = {"id": _id("phone", number), "number": f"+3324700{number:04}"}
    if number % 2:
        return [plain]
    told = {"id": _id("phone-2", number), "number": f"+3324711{number:04}", "extension": 12, "type": "voice"}
    spoken = [{"id": _id("language-p", number + chance.randrange(10**6)), "name": "Ourdou", "code": "ur"}]
    return [plain, {**told, "description": "Le matin", "languages": spoken}]


def _identifiers(number: int) -> list[Row]:
    abroad = {"identifier_scheme": "GB-COH", "identifier_type": "Company number", "identifier": f"{number:07}"}
    own = {"identifier_type": "RNA", "identifier": f"W37{number:07}"}
    return [{"id": _id("identifier", number), **own}, {"id": _id("identifier-2", number), **abroad}]


def _areas(number: int) -> list[Row]:
    row = {"id": _id("area", number), "name": "Chinon", "uri": "http://localhost:5000/id/territory/commune-37072"}
    far = {"name": "Là où il faut", "description": "Autour", "extent": "{}", "extent_type": "geojson"}
    return [row, {"id": _id("area-2", number), **far, "uri": "https://lieux.example.org/1"}]


def _languages(number: int) -> list[Row]:
    rows = [{"name": "Anglais", "code": "en"}, {"name": "Ourdou", "code": "ur", "note": "le mardi"}]
    return [{"id": _id(f"language-{rank}", number), **row} for rank, row in enumerate(rows)]


def _costs(number: int) -> list[Row]:
    if number % 3 == 0:
        return [{"id": _id("cost", number), "amount": 0}]
    told = {"valid_from": "2026-01-01", "valid_to": "2026-12-31", "option": "Moins de 18 ans", "currency": "EUR"}
    return [{"id": _id("cost", number), **told, "amount": 3.5, "amount_description": "la séance"}]


def _program(number: int) -> Row:
    row = {"name": f"Programme {number}", "alternate_name": f"P{number}", "description": "Ensemble de services"}
    return {"id": _id("program", number), **row}


def _attribute(number: int, term: str, table: str) -> Row:
    detail = {"name": "Liste", "description": "Une liste", "uri": "https://terms.example.org/", "version": "2"}
    said: Row = {"code": "c", "name": "Terme", "description": "Un terme", "taxonomy": "Liste", "language": "fr"}
    said |= {"id": _id("term", number), "term_uri": term, "taxonomy_detail": {"id": _id("list", 0), **detail}}
    row: Row = {
        "id": _id(f"attribute {term}", number),
        "link_type": "sujet",
        "link_entity": table,
        "taxonomy_term": said,
    }
    return {**row, "value": "true"} if term == str(TIS.openToAssociations) else row


def _id(table: str, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://records.example.org/{table}/{number}"))
