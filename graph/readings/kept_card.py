# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of whoever keeps a card, « toujours exact ? »: its lines, and those of what the structure offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.entity import FieldValues, Mention, Reader
from graph.entity.reading import read_entity
from graph.keepers.confirming import answers_for, offered_by
from graph.namespaces import FOAF, RDF, SCHEMA, SKOS, TIS
from graph.storage.merging import kept_instead

UNASKED = {RDF.type, SKOS.prefLabel, SKOS.hiddenLabel, SCHEMA.provider, TIS.openQuestion}
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
