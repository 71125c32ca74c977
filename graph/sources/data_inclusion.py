# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures and services as data·inclusion exchanges them, in its versions 0 and 1: JSON, lines of JSON, or CSV."""

from __future__ import annotations

from collections.abc import Iterator

from graph.model.exchange import exchange
from graph.sources._reading import (
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
)
from graph.sources._standard import StandardReader, StandardSurvey
from graph.sources._streamed import StreamedRecord, first_names, streamed
from graph.text.wording import Label

SLUG = "data-inclusion"
ORGANISATION, SERVICE = "organisation", "service"
REQUIRED = frozenset({"id", "source", "nom", "date_maj"})
NEEDED = "le champ « {name} » est vide : le standard le demande. Complétez-le, ou retirez cette fiche."
NO_PROVIDER = "la structure « {key} » n’est pas dans ce fichier : apportez structures et services ensemble, en JSON."


def _recognises(content: SourceContent) -> bool:
    """Whether the first record has the fields that both versions require, and others of theirs."""
    group, names = first_names(content)
    roles = exchange(SLUG).roles
    if group in (roles["organisations"], roles["services"]):
        return names >= {roles["id"], roles["name"]}
    return names >= REQUIRED and len(names & _known()) >= len(names) / 2


def _known() -> frozenset[str]:
    return frozenset(name.partition(".")[2] for name in exchange(SLUG).fields)


def _read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    reader = StandardReader(exchange(SLUG), terms)
    survey = reader.survey(content, lambda record: _table(record, reader))
    return SourceReading(_things(content, reader, survey), reader.columns(survey), publisher=survey.publisher)


def _table(record: StreamedRecord, reader: StandardReader) -> str:
    """Whether a record is of the structures or of the services."""
    roles = reader.form.roles
    is_service = record.group == roles["services"] or roles["provider"] in record.texts
    return roles[SERVICE if is_service else ORGANISATION]


def _things(
    content: SourceContent, reader: StandardReader, survey: StandardSurvey
) -> Iterator[SourceEntity | SourceFault]:
    for record in streamed(content):
        if isinstance(record, StreamedRecord):
            yield from _thing(record, reader, survey)
        else:
            yield record


def _thing(
    record: StreamedRecord, reader: StandardReader, survey: StandardSurvey
) -> Iterator[SourceEntity | SourceFault]:
    table = _table(record, reader)
    kind = SERVICE if table == reader.form.roles[SERVICE] else ORGANISATION
    missing = next((role for role in _needed(kind) if not reader.said(record, role)), "")
    column = reader.form.roles[missing or "provider"]
    column = f"{record.group}.{column}" if record.group else column
    if missing:
        yield SourceFault(record.row, column, "", NEEDED.format(name=column))
        return
    provider = reader.said(record, "provider")
    if kind == SERVICE and provider not in survey.keys:
        yield SourceFault(record.row, column, provider, NO_PROVIDER.format(key=provider))
        return
    doubt = reader.doubt(record, table)
    if doubt is not None:
        yield doubt
    values = reader.values(record, table).get(kind, [])
    yield SourceEntity(kind, reader.said(record, "id"), tuple(values), record.row)


def _needed(kind: str) -> tuple[str, ...]:
    return ("id", "name", "provider") if kind == SERVICE else ("id", "name")


source = SourceFormat(
    slug=SLUG, label=Label("Structures et services de data·inclusion"), order=31, recognises=_recognises, read=_read
)
