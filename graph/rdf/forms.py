# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways in which RDF is written here: how each is called, asked for and named as a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """One way of writing facts; with `graphs` each fact is told with its source. `aliases`: what clients also send."""

    name: str
    media_type: str
    extension: str
    aliases: tuple[str, ...] = ()
    graphs: bool = False


TURTLE = Form("Turtle", "text/turtle", "ttl", ("application/x-turtle",))
JSON_LD = Form("JSON-LD", "application/ld+json", "jsonld", ("application/json",))
N_TRIPLES = Form("N-Triples", "application/n-triples", "nt", ("text/plain",))
RDF_XML = Form("RDF/XML", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))
TRIG = Form("TriG", "application/trig", "trig", ("application/x-trig",), graphs=True)
N_QUADS = Form("N-Quads", "application/n-quads", "nq", ("text/x-nquads",), graphs=True)
N3 = Form("N3", "text/n3", "n3", ("text/rdf+n3",))
# Of several that a reader likes as much, the first is given.
FORMS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS, N3)
BY_EXTENSION = {form.extension: form for form in FORMS}
