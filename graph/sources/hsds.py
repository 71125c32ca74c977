# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Human Services Data Specification 3: organisations and services, as JSON or as tables in a zip or a folder."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator

from graph.model.exchange import Exchange, exchange
from graph.namespaces import compact
from graph.sources._hsds.documents import records_in
from graph.sources._hsds.packages import HsdsTables, table_of, tables_in
from graph.sources._hsds.record import ORGANIZATION, SERVICE, HsdsRecord, columns_of, part_of, text_of
from graph.sources._hsds.things import ThingReader
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
)
from graph.text.wording import Label

SLUG = "hsds"
SHOWN = 3
PLACED = "champ du standard HSDS"
PERSONS = "des noms de personnes : ils n’entrent pas ici"
CONTACT = "seulement quand le contact ne nomme personne"
ASIDE = {
    "meta_table_description": "décrit le fichier lui-même",
    "metadata": "dit qui a changé quoi : cela n’entre pas ici",
}
TIED = "uuid"
# Tables whose rows are kept with the body they hang on; others are, with the service.
OF_BODIES = frozenset(
    {ORGANIZATION, "accessibility", "address", "contact", "location", "organization_identifier", "phone", "program"}
)
TIE = "sert à relier les lignes entre elles"
KEPT = "gardé tel qu’il est dit : rien ici n’a exactement ce sens"
UNKNOWN = "n’est pas dans le standard HSDS 3.0"
ONE_PAGE = (
    "Ce fichier est la page {page} sur {pages} : les autres n’y sont pas. Apportez-les aussi, chacune comme un fichier "
    "qui complète le précédent."
)
# What the head of a file has when it is of this standard, and of no other of the field.
OWN_KEYS = (
    b"organization_identifiers", b"service_at_locations", b"service_at_location", b"parent_organization_id",
    b"year_incorporated", b"interpretation_services", b"eligibility_description", b"organization_id", b"cost_options",
    b"service_areas", b"total_items", b"alternate_name", b"legal_status", b"assured_date",
)  # fmt: skip


def recognises(content: SourceContent) -> bool:
    """A package that holds tables of the standard, one of these tables, or JSON with keys that only it has."""
    own = exchange(SLUG)
    if content.path.is_dir():
        return any(table_of(file.name, own) for file in content.path.iterdir())
    if zipfile.is_zipfile(content.path):
        return _is_package(content, own)
    head = content.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"{", b"["):
        return any(b'"' + key + b'"' in head for key in OWN_KEYS)
    if not table_of(content.name, own):
        return False
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").lower()
    names = {name.strip(' "\r') for name in first.split(",")}
    columns = {column.name for column in own.tables[table_of(content.name, own)].columns}
    return "id" in names and len(names & columns) > len(names) / 2


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The organisations and services of a file; raises DataError, TooLarge."""
    own = exchange(SLUG)
    head = b"" if content.path.is_dir() else content.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"{", b"["):
        seen, bodies = _seen(records_in(content.path, content.name))
        records = records_in(content.path, content.name)
        things = _things(records, ThingReader(terms, own, bodies))
        return SourceReading(things, _columns(seen, own), notices=tuple(_pages(head)))
    tables = tables_in(content.path, content.name, own)
    named = {f"{table}.{name}": () for table, heading in tables.headings.items() for name in heading}
    seen, bodies = _seen(tables.records())
    return SourceReading(_of_tables(tables, ThingReader(terms, own, bodies)), _columns({**named, **seen}, own))


def _pages(head: bytes) -> Iterator[str]:
    """That the answer of a service has other pages, where its head says so."""
    page, pages = (re.search(rb'"%s"\s*:\s*(\d{1,9})' % name, head) for name in (b"page_number", b"total_pages"))
    if head[:1] == b"{" and page and pages and int(pages[1]) > 1:
        yield ONE_PAGE.format(page=int(page[1]), pages=int(pages[1]))


def _things(records: Iterable[HsdsRecord | SourceFault], reader: ThingReader) -> Iterator[SourceEntity | SourceFault]:
    for record in records:
        if isinstance(record, SourceFault):
            yield record
        else:
            yield from reader.things(record)


def _of_tables(tables: HsdsTables, reader: ThingReader) -> Iterator[SourceEntity | SourceFault]:
    try:
        yield from tables.faults
        yield from _things(tables.records(), reader)
    finally:
        tables.close()


def _seen(records: Iterable[HsdsRecord | SourceFault]) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Every field that says something, with a few examples, and the identifiers of the organisations described.

    The whole is gone through: what is no JSON is told before anything is taken.
    """
    found: dict[str, tuple[str, ...]] = {}
    bodies: set[str] = set()
    for record in records:
        if isinstance(record, HsdsRecord):
            own = record.fields if record.table == ORGANIZATION else part_of(record.fields, ORGANIZATION)
            bodies.add(text_of(own.get("id")))
            for name, text in columns_of(record.table, record.fields):
                known = found.setdefault(name, ())
                if text and len(known) < SHOWN and text[:60] not in known:
                    found[name] = (*known, text[:60])
    return found, frozenset(bodies)


def _columns(seen: dict[str, tuple[str, ...]], own: Exchange) -> tuple[SourceColumn, ...]:
    return tuple(_column(name, examples, own) for name, examples in seen.items())


def _column(name: str, examples: tuple[str, ...], own: Exchange) -> SourceColumn:
    table, _, field = name.partition(".")
    place = own.fields.get(name)
    if name in own.aside or f"{table}.*" in own.aside:
        return SourceColumn(name, "", ASIDE.get(table, PERSONS))
    if place and place.path:
        return SourceColumn(name, f"{place.kind} {compact(place.path)}", PLACED, examples)
    known = next((column for column in own.tables[table].columns if column.name == field), None) if table else None
    if known is None:
        return SourceColumn(name, "", UNKNOWN)
    if known.kind == TIED:
        return SourceColumn(name, "", TIE)
    kind = own.fields[f"{ORGANIZATION if table in OF_BODIES else SERVICE}.name"].kind
    kept = f"{kind} {own.elsewhere(name if table in (ORGANIZATION, SERVICE) else table)}"
    return SourceColumn(name, kept, CONTACT if table == "contact" else KEPT, () if table == "contact" else examples)


def _is_package(content: SourceContent, own: Exchange) -> bool:
    try:
        with zipfile.ZipFile(content.path) as archive:
            return any(table_of(name, own) for name in archive.namelist()[:1000])
    except (zipfile.BadZipFile, OSError):
        return False


source = SourceFormat(slug=SLUG, label=Label("HSDS 3 (Open Referral)"), order=30, recognises=recognises, read=read)
