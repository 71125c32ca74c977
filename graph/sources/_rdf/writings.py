# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which way of writing RDF a content is in, by its name, what its sender called it, and how it begins."""

from __future__ import annotations

import re

import pyoxigraph as ox

from graph.rdf.forms import BY_EXTENSION, FORMS, JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Form
from graph.sources._reading import SourceContent

BOM = b"\xef\xbb\xbf"
PARSED_AS = {
    TURTLE: ox.RdfFormat.TURTLE,
    N3: ox.RdfFormat.TURTLE,  # rules have no facts to give
    TRIG: ox.RdfFormat.TRIG,
    N_QUADS: ox.RdfFormat.N_QUADS,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    JSON_LD: ox.RdfFormat.JSON_LD,
    RDF_XML: ox.RdfFormat.RDF_XML,
}
_ALSO_CALLED = {"owl": RDF_XML, "xrdf": RDF_XML, "nquads": N_QUADS, "turtle": TURTLE}
# Names and types that other contents bear too: these tell nothing without a look inside.
_VAGUE = {"application/json", "application/xml", "text/xml", "text/plain"}
_HTML = re.compile(rb"<!doctype html|<html|<head|<body", re.IGNORECASE)
_LINKED_JSON = re.compile(rb'"@(?:context|graph|id|type)"\s*:')
_DECLARED = re.compile(rb"^[ \t\r]*(?:@prefix|@base|prefix\s+[\w-]*:\s*<|base\s+<)", re.IGNORECASE | re.MULTILINE)
_STATEMENT = re.compile(rb"\s*(?:#[^\n]*\n\s*)*(?:<[^<>\s]*>|_:\S+)\s+<[^<>\s]+>\s+\S")


def writing_of(content: SourceContent) -> Form | None:
    """The way of writing of a content, None where it is no RDF; what is named as RDF is, whatever it holds."""
    ending = content.name.rpartition(".")[2].lower()
    named = BY_EXTENSION.get(ending) or _ALSO_CALLED.get(ending)
    if named is not None:
        return named
    called = content.media_type.partition(";")[0].strip().lower()
    typed = next((form for form in FORMS if called in (form.media_type, *form.aliases)), None)
    return typed if typed is not None and called not in _VAGUE else _begun(content.head())


def is_page(head: bytes) -> bool:
    """Whether it begins as a web page."""
    return _HTML.match(head.removeprefix(BOM).lstrip()) is not None


def _begun(head: bytes) -> Form | None:
    start = head.removeprefix(BOM).lstrip()
    if not start or b"\0" in start or is_page(start):
        return None
    if start.startswith((b"{", b"[")) and _LINKED_JSON.search(start):
        return JSON_LD
    if start.startswith(b"<?xml") or start.startswith(b"<rdf:RDF"):
        return RDF_XML if b"22-rdf-syntax-ns#" in start else None
    if _DECLARED.search(start):
        return TRIG  # all Turtle is TriG
    return N_QUADS if _STATEMENT.match(start) else None
