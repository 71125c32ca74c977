# SPDX-License-Identifier: AGPL-3.0-or-later
"""RDF/XML: the same statements for tools that read only XML."""

from __future__ import annotations

from exports._types import Export, Publication
from exports._writing import written
from graph.rdf.forms import RDF_XML
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """One UTF-8 document."""
    return written(publication.statements, RDF_XML).encode()


export = Export(
    slug="rdfxml",
    label=Label("RDF/XML, pour les outils qui ne lisent que XML"),
    media_type=RDF_XML.media_type,
    extension=RDF_XML.extension,
    order=70,
    render=render,
    offered=False,
)
