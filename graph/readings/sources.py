# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sources as readers know them: the graph of our own lists bears a name that means something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.model.ontology import ONTOLOGY_SOURCE
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Reader, Source

OUR_LISTS = Label("Listes de choix de Tisserand")


def cited(reader: Reader, iris: Iterable[str]) -> tuple[Source, ...]:
    """The sources of these named graphs."""
    return tuple(named(map(reader.source, iris), reader.lang))


def named(sources: Iterable[Source], lang: str = "fr") -> tuple[Source, ...]:
    """The sources, the graph of our own lists under its name."""
    return tuple(
        replace(source, label=OUR_LISTS(lang)) if source.iri == ONTOLOGY_SOURCE else source for source in sources
    )
