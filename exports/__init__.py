# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways out, one format a file: a dataset becomes a publication, and each format renders that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports._catalogue import catalogue_facts, titles
from exports._licensed import ALL, EVERYTHING, LICENCE, ExportChoice, LicenceShare, LicensedPart, licensed_part
from exports._types import Export, Publication
from exports._writing import jsonld, written
from graph.entity.said_again import going_out, sources_named
from graph.plugins import discover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.model import Model
    from graph.observatory import Observatory
    from graph.rdf.dataset import Dataset, Fact
    from graph.settings import Settings
    from graph.text.wording import Label

__all__ = [
    "ALL",
    "EVERYTHING",
    "LICENCE",
    "Export",
    "ExportChoice",
    "LicenceShare",
    "catalogue",
    "fact_key",
    "file_name",
    "files",
    "formats",
    "jsonld",
    "licensed",
    "publish",
    "titles",
    "write",
    "written",
]


def fact_key(fact: Fact) -> tuple[str, str, str, str]:
    """The order of facts in every export."""
    return fact.s, fact.p, str(fact.o), fact.source


def formats() -> list[Export]:
    """Every export, in the order to offer them."""
    found: list[Export] = discover("exports", "export", lambda export: export.order)
    return found


def file_name(export: Export, observatory: Observatory) -> str:
    """How the file of a format is called."""
    return f"{observatory.slug}.{export.extension}"


def files(observatory: Observatory, *, table: bool | None = None, cut: bool = False) -> dict[str, Label]:
    """What each file that pages offer is for, by its name, in the order to offer them; `table`: only those that are
    made for a spreadsheet, or only the others; `cut`: only those that can be cut to what the directory shows."""
    offered = (export for export in formats() if export.offered and table in (None, export.table) and export.cut >= cut)
    return {file_name(export, observatory): export.label for export in offered}


def write(export: Export, dataset: Dataset, model: Model, settings: Settings, observatory: Observatory) -> bytes:
    """The file of this dataset in this format; give the public one, nothing is filtered here."""
    return export.render(publish(dataset, model, settings, observatory))


def catalogue(dataset: Dataset, model: Model, settings: Settings, observatory: Observatory) -> tuple[Fact, ...]:
    """What the published dataset says of itself: its files, its licence and its figures."""
    return publish(dataset, model, settings, observatory).catalogue


def licensed(dataset: Dataset, observatory: Observatory, asked: Sequence[str] = ()) -> LicensedPart:
    """What goes out under the licences that are asked for, and the licences of all sources; raises InvalidInput."""
    return licensed_part(dataset, observatory.licence, ExportChoice(tuple(asked)))


def publish(
    dataset: Dataset, model: Model, settings: Settings, observatory: Observatory, choice: ExportChoice = EVERYTHING
) -> Publication:
    """The publication of what is chosen of a dataset; the same dataset always gives the same publication.

    Raises InvalidInput for a licence that nothing has.
    """
    part = licensed_part(dataset, observatory.licence, choice)
    facts = tuple(sorted(going_out(part.dataset, part.dataset.facts()), key=fact_key))
    provenance = tuple(sources_named(part.dataset, facts))
    described = catalogue_facts(part, observatory, choice, (*facts, *provenance), formats())
    ordered = tuple(sorted(described, key=fact_key))
    return Publication(
        part.dataset, model, observatory, facts, provenance, ordered, settings.base_is_default,
        part.licence, part.shares, choice.things,
    )  # fmt: skip
