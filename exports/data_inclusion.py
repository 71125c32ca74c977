# SPDX-License-Identifier: AGPL-3.0-or-later
"""data·inclusion: structures and services in its version 1, as one JSON document of two lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from exports._standard import StandardWriter
from exports._types import Export, LeftOut, Publication
from graph.model.exchange import PAGES, ExchangeField
from graph.namespaces import SCHEMA, TIS
from graph.text.official_numbers import register
from graph.text.wording import Label

SLUG = "data-inclusion"
ORGANISATION, SERVICE = "organisation", "service"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
PAGE = re.compile(r"https?://\S{1,2075}")
POSTCODE, COMMUNE = re.compile(r"\d{5}", re.ASCII), re.compile(r"\w{5}", re.ASCII)
NAME, TEXT = range(3, 151), range(5, 10_001)


def render(publication: Publication) -> bytes:
    """`{"structures": [...], "services": [...]}`; what is not known is not written."""
    found = document(publication, LeftOut())
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def left_out(publication: Publication) -> LeftOut:
    """The structures and services that lack what the standard requires."""
    found = LeftOut()
    document(publication, found)
    return found


def document(publication: Publication, aside: LeftOut) -> dict[str, list[dict[str, Any]]]:
    """Both lists; what cannot be said is counted.

    Where things were chosen: those structures and services that are, and the structures of these services.
    """
    writer = _Writer(publication)
    structures = dict(writer.structures(aside))
    roles = writer.form.roles
    return {
        roles["organisations"]: list(structures.values()),
        roles["services"]: list(writer.services(structures, aside)),
    }


class _Writer(StandardWriter):
    """Says organisations and services as records of JSON."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication, SLUG)
        self._publisher = publication.observatory.slug

    def structures(self, aside: LeftOut) -> Iterator[tuple[str, dict[str, Any]]]:
        """The organisations that can be said, by their IRI."""
        table, roles = self.form.roles[ORGANISATION], self.form.roles
        services = self.things(SERVICE)
        offering = {provider for service in services for provider in self.data.links(service, SCHEMA.provider)}
        for iri in self.bodies(ORGANISATION, offering):
            numbers = [text for text in self.texts(self.role("number", table), iri) if register(text) == "SIRET"]
            record = self._record(iri, table) | {roles["number"]: next(iter(numbers), "")}
            if not self._lacks(record, ("name", "modified"), aside):
                yield iri, _known(record)

    def services(self, structures: dict[str, dict[str, Any]], aside: LeftOut) -> Iterator[dict[str, Any]]:
        """The services of these organisations that can be said."""
        table, roles = self.form.roles[SERVICE], self.form.roles
        for iri in self.things(SERVICE):
            providers = [own for own in self.data.links(iri, SCHEMA.provider) if own in structures]
            record = self._record(iri, table) | {
                roles["provider"]: structures[providers[0]][roles["id"]] if providers else "",
                roles["area"]: self.codes_of_places(self.role("area", table), iri),
            }
            if not self._lacks(record, ("provider", "name", "description", "modified"), aside):
                yield _known(record)

    def _lacks(self, record: dict[str, Any], required: tuple[str, ...], aside: LeftOut) -> bool:
        """Whether a record lacks what the standard requires."""
        return aside.count([name for role in required if not record.get(name := self.form.roles[role])])

    def _record(self, iri: str, table: str) -> dict[str, Any]:
        """What the fields of a table say of a thing; some are empty."""
        roles = self.form.roles
        found = {
            name.partition(".")[2]: self._value(own, iri)
            for name, own in self.form.fields.items()
            if name.startswith(f"{table}.") and own.kind and not own.former
        }
        name, text = self.data.label(iri), str(found[roles["description"]] or "")
        parts, code = self.address(iri, table), self.commune_code(iri, table)
        return found | {
            roles["id"]: found[roles["id"]] or f"{self._publisher}--{iri.rpartition('/')[2]}",
            roles["publisher"]: found[roles["publisher"]] or self._publisher,
            roles["name"]: name if len(name) in NAME else "",
            roles["modified"]: self.updated(iri),
            roles["description"]: text if len(text) in TEXT else "",
            roles["street"]: parts.street,
            roles["complement"]: parts.complement,
            roles["postcode"]: parts.postcode if POSTCODE.fullmatch(parts.postcode) else "",
            roles["town"]: parts.town,
            roles["town_code"]: code if COMMUNE.fullmatch(code) else "",
        }

    def _value(self, own: ExchangeField, iri: str) -> Any:
        """What a field says, as the standard has it: a list, a number, or one text."""
        texts = [text for text in self.texts(own.name, iri) if _fits(own, text)]
        if own.several:
            everyone = self.form.roles["everyone"]
            return [everyone] if everyone in texts else texts
        if own.name in self.form.codes and len(self.data.values(iri, own.path)) > 1:
            return None  # one only can be said, and none is truer than the others
        if own.path == TIS.condition:
            return "\n".join(texts)
        return _number(texts[0]) if texts and own.number else next(iter(texts), None)


def _fits(own: ExchangeField, text: str) -> bool:
    """Whether the standard takes a text for the address of a page, or of e-mail."""
    if own.path == SCHEMA.email:
        return EMAIL.fullmatch(text) is not None
    return own.path not in PAGES or PAGE.fullmatch(text) is not None


def _known(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in (None, "", [])}


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


export = Export(
    slug=SLUG,
    label=Label("data·inclusion, pour les services d’insertion"),
    media_type="application/json",
    extension="data-inclusion.json",
    order=47,
    render=render,
    cut=True,
    left_out=left_out,
)
