# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any RDF in the terms of others: ORG, schema.org, FOAF, vCard, PAIR, CPSV-AP; what is not known is kept as said."""

from __future__ import annotations

from graph.sources._rdf.document import read_document
from graph.sources._rdf.mapped import mapped_reading
from graph.sources._rdf.writings import writing_of
from graph.sources._reading import SourceContent, SourceFormat, SourceReading, SourceTerms
from graph.text.wording import Label


def recognises(content: SourceContent) -> bool:
    """Whether it is written in one of the ways of RDF."""
    return writing_of(content) is not None


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """Its things, by the table of terms."""
    return mapped_reading(read_document(content, terms.background.base), terms)


source = SourceFormat(
    slug="rdf",
    label=Label("Autre RDF (Turtle, JSON-LD, RDF/XML, TriG, N-Quads)"),
    order=80,
    recognises=recognises,
    read=read,
)
