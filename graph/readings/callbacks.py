# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who calls back those who ask for it on this site, and where they are written to."""

from __future__ import annotations

from pyoxigraph import Literal

from graph.entity import Reader
from graph.namespaces import SCHEMA, TIS


def written_to(reader: Reader, iri: str) -> str:
    """The address of mail of an actor that said it calls back, "" for any other."""
    dataset = reader.dataset
    if not any(isinstance(value, Literal) and value.value == "true" for value in dataset.values(iri, TIS.callsBack)):
        return ""
    found = (value.value for value in dataset.values(iri, SCHEMA.email) if isinstance(value, Literal))
    return next(found, "").removeprefix("mailto:")
