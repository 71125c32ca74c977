# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of whoever keeps a card, « toujours exact ? »: its lines, and those of what the structure offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph import clock
from graph.entity import FieldValues, Mention, Reader, Shown
from graph.entity.reading import read_entity
from graph.keepers.confirming import answers_for, offered_by
from graph.namespaces import FOAF, RDF, SCHEMA, SKOS, TIS, XSD
from graph.rdf.dates import DATES
from graph.storage.merging import kept_instead
from graph.text.moments import date_text, day_to_come_text
from graph.text.sentences import sentence
from graph.text.wording import Label

UNASKED = {RDF.type, SKOS.prefLabel, SKOS.hiddenLabel, SCHEMA.provider, TIS.openQuestion}
UNSAID, YES, NO = Label("Non renseigné"), Label("oui"), Label("non")
# Worth showing that nobody said it.
MISSING = (SCHEMA.areaServed, FOAF.homepage)


@dataclass(frozen=True)
class KeptPart:
    """A thing to confirm, with the lines that are told of it."""

    mention: Mention
    lines: tuple[FieldValues, ...]


@dataclass(frozen=True)
class KeptCard:
    """A card as who keeps it reads it again: its own part first. `moved`: another card is read instead of theirs.

    `confirmable`: whether somebody can say that it is right; nobody answers for a tool.
    """

    parts: tuple[KeptPart, ...]
    moved: bool
    confirmable: bool

    @property
    def mention(self) -> Mention:
        """The card."""
        return self.parts[0].mention

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.mention.iri

    @property
    def things(self) -> tuple[str, ...]:
        """What is confirmed with it."""
        return tuple(part.mention.iri for part in self.parts)


def kept_card(reader: Reader, path: str) -> KeptCard | None:
    """The card of a path, or that which is read instead of it; None for one that is there no more."""
    own = f"{reader.dataset.base}/id/{path}"
    iri = kept_instead(reader.dataset, own) or own
    if iri not in reader.dataset or reader.class_of(iri) is None:
        return None
    parts = tuple(_part(reader, one) for one in (iri, *offered_by(reader.dataset, iri)))
    return KeptCard(parts, iri != own, bool(answers_for(reader.dataset, iri)))


def _part(reader: Reader, iri: str) -> KeptPart:
    return KeptPart(reader.mention(iri), tuple(_lines(reader, iri)))


def _lines(reader: Reader, iri: str) -> Iterator[FieldValues]:
    """The fields that say something, and the few of which the absence matters."""
    for section in read_entity(reader, iri).sections:
        if section.group is not None and section.group.iri == TIS.ProvenanceGroup:
            continue
        for line in section.fields:
            if line.field.path not in UNASKED and (line.values or line.field.path in MISSING):
                yield line


def plain_lines(reader: Reader, card: KeptCard) -> tuple[str, ...]:
    """The lines of a card as a letter has them, each thing that is offered under its name."""
    told: list[str] = []
    for part in card.parts:
        told += [] if part is card.parts[0] else ["", f"{part.mention.label} :"]
        told += [f"{sentence(line.field.name(reader.lang))} : {_said(reader, line)}" for line in part.lines]
    return tuple(told)


def _said(reader: Reader, line: FieldValues) -> str:
    return " ; ".join(" ".join(_text(one, line.field.path, reader.lang).split()) for one in line.values) or UNSAID(
        reader.lang
    )


def _text(one: Shown, path: str, lang: str) -> str:
    value = one.literal
    if value is None:
        return one.text.removeprefix("mailto:").removeprefix("tel:")
    kind = value.datatype.value
    if path == TIS.nextDate:
        return day_to_come_text(value.value, clock.today(), lang)
    if kind == XSD.boolean:
        return (YES if value.value in {"true", "1"} else NO)(lang)
    return date_text(value.value, lang) if kind in DATES else value.value
