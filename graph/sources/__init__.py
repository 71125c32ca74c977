# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the field as sources of facts: one import format a module, whose object is called `source`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError
from graph.model import Model
from graph.plugins import discover
from graph.sheets import read_rows
from graph.sources._hsds.record import MANY as HSDS_MANY
from graph.sources._hsds.record import ONE as HSDS_ONE
from graph.sources._hsds.record import address_text
from graph.sources._mapping import cell_option, mapping_of, read_mapping, write_mapping
from graph.sources._reading import (
    CardOfOthers,
    LinkedName,
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceMapping,
    SourceReading,
    SourceTerms,
    SourceValue,
    exact_value,
)

if TYPE_CHECKING:
    from graph.storage.derivation import Background
    from graph.storage.loading import Loaded

__all__ = [
    "HSDS_MANY",
    "HSDS_ONE",
    "CardOfOthers",
    "LinkedName",
    "SourceColumn",
    "SourceContent",
    "SourceEntity",
    "SourceFault",
    "SourceFormat",
    "SourceMapping",
    "SourceReading",
    "SourceTerms",
    "SourceValue",
    "address_text",
    "cell_option",
    "column_choices",
    "exact_value",
    "format_of",
    "mapping_of",
    "read_card",
    "read_mapping",
    "read_table",
    "source_formats",
    "write_mapping",
    "write_template",
]

# What gzip, bzip2, xz, Zstandard, 7-Zip and RAR begin with; a ZIP may be a workbook or a directory.
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!")
LOOKED_AT = 1024
UNPACK_FIRST = "ce fichier est compressé : décompressez-le d’abord, puis apportez ce qu’il contient."
A_PAGE = (
    "c’est une page web, pas un fichier de données, quel que soit son nom. Ouvrez-la : un lien y mène peut-être au "
    "fichier à télécharger."
)
UNKNOWN = "nous ne savons pas lire ce fichier. La liste des formats est dans le guide « Apporter vos données »."


@cache
def source_formats() -> tuple[SourceFormat, ...]:
    """Every import format, in the order to try them."""
    return tuple(discover("graph.sources", "source", lambda source: source.order))


def format_of(content: SourceContent) -> SourceFormat:
    """The format of a content; raises DataError where none is its own."""
    head = content.head(LOOKED_AT)
    if head.startswith(PACKED):
        raise DataError(UNPACK_FIRST, file=content.name)
    from graph.sources._rdf.writings import is_page  # what stands under RDF is for those who bring a file

    if is_page(head):
        raise DataError(A_PAGE, file=content.name)
    found = next((item for item in source_formats() if item.recognises(content)), None)
    if found is None:
        raise DataError(UNKNOWN, file=content.name)
    return found


def read_card(content: SourceContent, terms: SourceTerms, *, alone: bool) -> CardOfOthers | None:
    """The thing that the content of an address is about; None for what is no RDF, or is about several things.

    `alone`: it was given as the data of one page, so that a thing without that address may be meant. Raises DataError
    where nothing is, or which of several cannot be told.
    """
    from graph.sources._rdf.one import card_in  # seldom wanted

    return card_in(content, terms, alone=alone)


def column_choices(model: Model) -> dict[str, str]:
    """What a column of any table may be taken as, « kind path » as in a mapping, with its words in French; the fields
    of organisations come first."""
    from graph.sources._table.places import ACTOR, places_to_choose

    found: dict[str, str] = {}
    for place in places_to_choose(model):
        before = "" if place.kind == ACTOR else f"{model.kind(place.kind).label.fr} : "
        found[place.said] = before + place.label
    return found


def read_table(path: Path, model: Model, background: Background, licence: str) -> Loaded:
    """The facts of a workbook of actors that was filled in, all said by a source of its own, under a licence.

    Raises DataError with the row of the first fault, TooLarge.
    """
    from graph.sources._filled.facts import facts_of  # formats do without what stands under a loading

    return facts_of(read_rows(path), model, background, licence)


def write_template(path: Path, model: Model) -> None:
    """Writes the workbook of actors to fill in."""
    from graph.sources._filled.workbook import write  # what writes workbooks is heavy, and seldom wanted

    write(path, model)
