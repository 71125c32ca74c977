# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of a table of actors, named by the labels of the ontology; those of a service are « service : … »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.model import EntityClass, Field, Model
from graph.namespaces import DCT, FOAF, ORG, SCHEMA, SH, SKOS, TIS
from graph.text.folding import fold

ACTOR, SERVICE = "organisation", "service"
# What the template asks, in the order of its columns; any other field of these classes that holds no card may be added.
ASKED: dict[str, tuple[str, ...]] = {
    ACTOR: (
        SKOS.prefLabel, ORG.classification, DCT.description, TIS.entryPoint, TIS.worksOn, SCHEMA.areaServed,
        SCHEMA.location, SCHEMA.address, SCHEMA.openingHours, FOAF.homepage, TIS.contactPage, SCHEMA.email,
        SCHEMA.telephone, DCT.source,
    ),
    SERVICE: (
        SKOS.prefLabel, SCHEMA.serviceType, DCT.description, TIS.meetsNeed, SCHEMA.audience, TIS.cost, TIS.accessMode,
    ),
}  # fmt: skip
# What tables of an earlier release had and no table says any more: such a column is left aside.
FORMER = frozenset(map(fold, ("vérifié le", "service : vérifié le")))
CARDS_OF_THEIR_OWN = (SKOS.Concept, SCHEMA.AdministrativeArea)


@dataclass(frozen=True)
class SheetColumn:
    """A field of a class as a column."""

    kind: str
    field: Field
    title: str

    @property
    def is_place(self) -> bool:
        """Whether it names territories."""
        return SCHEMA.AdministrativeArea in self.field.targets

    @property
    def several(self) -> bool:
        """Whether a cell may hold several values: choices, places and addresses, but no text, where « ; » is usual."""
        return self.field.max_count != 1 and (self.field.is_link or self.field.node_kind == SH.IRI)


def columns(model: Model) -> dict[str, SheetColumn]:
    """Every column that can be read, by its folded title."""
    found = (column for kind in ASKED for column in _columns(model.kind(kind)))
    return {fold(column.title): column for column in found}


def template_columns(model: Model) -> list[SheetColumn]:
    """The columns that the template asks, in order."""
    by_path = {(column.kind, column.field.path): column for column in columns(model).values()}
    return [by_path[kind, path] for kind, paths in ASKED.items() for path in paths]


def _columns(item: EntityClass) -> Iterator[SheetColumn]:
    before = "" if item.kind == ACTOR else f"{item.label.fr} : "
    for field in item.fields:
        if not field.is_link or set(field.targets) <= set(CARDS_OF_THEIR_OWN):
            yield SheetColumn(item.kind, field, before + field.name.fr)
