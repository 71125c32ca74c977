# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places of digital mediation, as the MedNum standard has them: a CSV or a JSON of places."""

from __future__ import annotations

from collections.abc import Iterator

from graph.model.exchange import exchange
from graph.namespaces import DCT, SCHEMA, SKOS
from graph.sources._reading import (
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.sources._standard import StandardReader
from graph.sources._streamed import StreamedRecord, first_names, streamed
from graph.text.wording import Label

SLUG = "mednum"
PLACE, HELP = "organisation", "service"
# What tells the standard from any other table of places.
ITS_OWN = frozenset({"id", "pivot", "nom", "date_maj"})
HELP_NAME = "Médiation numérique – {name}"
NEEDED = "le champ « {name} » est vide : le standard le demande. Complétez-le, ou retirez cette ligne."


def _recognises(content: SourceContent) -> bool:
    """Whether the first record has the fields of the standard."""
    _, names = first_names(content)
    return names >= ITS_OWN


def _read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    reader = StandardReader(exchange(SLUG), terms)
    survey = reader.survey(content, lambda _: "")
    return SourceReading(_things(content, reader), reader.columns(survey), publisher=survey.publisher)


def _things(content: SourceContent, reader: StandardReader) -> Iterator[SourceEntity | SourceFault]:
    for record in streamed(content):
        if isinstance(record, StreamedRecord):
            yield from _place(record, reader)
        else:
            yield record


def _place(record: StreamedRecord, reader: StandardReader) -> Iterator[SourceEntity | SourceFault]:
    """A place, and the help that it gives where the file says which."""
    key, name = (reader.said(record, role) for role in ("id", "name"))
    if not key or not name:
        missing = reader.form.roles["name" if key else "id"]
        yield SourceFault(record.row, missing, "", NEEDED.format(name=missing))
        return
    doubt = reader.doubt(record, "")
    if doubt is not None:
        yield doubt
    helps = bool(reader.said(record, "helps"))
    values = reader.values(record, "", as_said="" if helps else HELP)
    own, given = values.get(PLACE, []), values.get(HELP, [])
    yield SourceEntity(PLACE, key, tuple(own if helps else [*own, *given]), record.row)
    if helps:
        days = [value for value in own if value.path == DCT.modified]
        column = reader.form.roles["name"]
        named = SourceValue(SKOS.prefLabel, HELP_NAME.format(name=name), column)
        provider = SourceValue(SCHEMA.provider, key, reader.form.roles["id"], link=True)
        yield SourceEntity(HELP, key, (named, provider, *given, *days), record.row)


source = SourceFormat(
    slug=SLUG, label=Label("Lieux de médiation numérique (MedNum)"), order=30, recognises=_recognises, read=_read
)
