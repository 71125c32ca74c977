# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record of the standard with all that hangs on it, whatever file it comes from, and the names of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ORGANIZATION, SERVICE = "organization", "service"
# The key under which rows of a table hang on what they belong to: many of them, or one.
MANY = {
    "accessibility": "accessibility",
    "addresses": "address",
    "attributes": "attribute",
    "contacts": "contact",
    "cost_options": "cost_option",
    "funding": "funding",
    "languages": "language",
    "locations": "location",
    "metadata": "metadata",
    "organization_identifiers": "organization_identifier",
    "phones": "phone",
    "programs": "program",
    "required_documents": "required_document",
    "schedules": "schedule",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "services": SERVICE,
}
ONE = {
    "location": "location",
    ORGANIZATION: ORGANIZATION,
    "program": "program",
    SERVICE: SERVICE,
    "taxonomy_detail": "taxonomy",
    "taxonomy_term": "taxonomy_term",
}
# What hangs on a row of each table.
PARTS = {
    ORGANIZATION: (
        "funding", "contacts", "phones", "locations", "programs", "organization_identifiers", "services", "attributes",
    ),
    SERVICE: (
        "phones", "schedules", "service_areas", "service_at_locations", "languages", "funding", "cost_options",
        "required_documents", "contacts", "attributes",
    ),
    "service_at_location": ("contacts", "phones", "schedules", "attributes"),
    "location": ("languages", "addresses", "contacts", "accessibility", "phones", "schedules", "attributes"),
    "phone": ("languages",),
    "contact": ("phones",),
}  # fmt: skip
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class HsdsRecord:
    """An organisation or a service: its table, its fields with what hangs on it as lists and mappings, its line."""

    table: str
    fields: Fields
    row: int


def text_of(value: object) -> str:
    """A single value as it is written, "" for none and for what is no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else ""


def texts_of(fields: Fields) -> dict[str, str]:
    """The single values of a row that say something, by name."""
    found = {name: text_of(value) for name, value in fields.items()}
    return {name: text for name, text in found.items() if text}


def rows_of(fields: Fields, key: str) -> list[Fields]:
    """The rows that hang under a key; none where there is anything else."""
    found = fields.get(key)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def part_of(fields: Fields, key: str) -> Fields:
    """The one row that hangs under a key, empty where there is none."""
    found = fields.get(key)
    return found if isinstance(found, dict) else {}


def columns_of(table: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """Every `table.field` that a record says something under, with what it says."""
    for name, value in fields.items():
        own = MANY.get(name) or ONE.get(name)
        if own and isinstance(value, dict | list):
            for row in value if isinstance(value, list) else [value]:
                if isinstance(row, dict):
                    yield from columns_of(own, row)
        elif text := text_of(value):
            yield f"{table}.{name}", text
        elif isinstance(value, dict | list) and value:
            yield f"{table}.{name}", ""


def address_text(row: Fields) -> str:
    """An address on one line, as it is written in France: the street, then postal code and town."""
    said = texts_of(row)
    town = " ".join(said[name] for name in ("postal_code", "city") if name in said)
    return ", ".join(filter(None, (said.get("address_1"), said.get("address_2"), town)))
