# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this product publishes, whole or one card, from any base: in any of the ways of writing RDF, or as CSV."""

from __future__ import annotations

import re

from graph.sources._rdf.document import read_document
from graph.sources._rdf.mapped import mapped_reading
from graph.sources._rdf.own import base_of, own_reading
from graph.sources._rdf.published_table import is_published_table, read_published_table
from graph.sources._rdf.writings import writing_of
from graph.sources._reading import SourceContent, SourceFormat, SourceReading, SourceTerms
from graph.text.wording import Label

_SIGNS = re.compile(rb"w3id\.org/tisserand|/id/source/|\bsource:[\w-]|<id/[a-z-]+/")


def recognises(content: SourceContent) -> bool:
    """Whether it is RDF that names our terms or sources, or the table that we publish."""
    if is_published_table(content):
        return True
    return writing_of(content) is not None and _SIGNS.search(content.head()) is not None


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """Its things, under our base; what only uses our terms is read as any other RDF."""
    if is_published_table(content):
        return read_published_table(content, terms)
    document = read_document(content, terms.background.base)
    base = base_of(document)
    return own_reading(document, base, terms) if base else mapped_reading(document, terms)


source = SourceFormat(
    slug="tisserand",
    label=Label("Fichier d’un autre site Tisserand (Turtle, JSON-LD, N-Quads, TriG, RDF/XML, CSV)"),
    order=10,
    recognises=recognises,
    read=read,
)
