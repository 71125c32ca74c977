# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tools and online services whose state nobody has looked at for a year: nothing is wrong, somebody should look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graph.entity.closing import CLOSED, closing_of
from graph.namespaces import SCHEMA
from graph.text.days import months_between

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

MONTHS = 12
WATCHED = (SCHEMA.SoftwareApplication, SCHEMA.WebApplication)


class Unwatched(NamedTuple):
    """What should be looked at again, and when it last was; None when it never was."""

    iri: str
    seen: date | None


def unwatched(dataset: Dataset, kind: str, day: date) -> list[Unwatched]:
    """The things of a class whose state was not looked at for a year, the longest ago first; what closed is left."""
    known = {iri: closing_of(dataset, iri) for iri in dataset.instances(kind)}
    found = [
        Unwatched(iri, said.seen)
        for iri, said in known.items()
        if said.at(day) != CLOSED and (said.seen is None or months_between(said.seen, day) > MONTHS)
    ]
    return sorted(found, key=lambda item: (item.seen is not None, item.seen or date.min, item.iri))
