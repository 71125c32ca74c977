# SPDX-License-Identifier: AGPL-3.0-or-later
"""Some facts as one document in any of the ways in which RDF is written."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyoxigraph as ox

from exports.jsonld import node
from exports.turtle import grouped, turtle
from graph.namespaces import PREFIXES
from graph.rdf.dataset import Fact, to_quad
from graph.rdf.forms import JSON_LD, N3, TURTLE, Form


def written(facts: Iterable[Fact], form: Form) -> str:
    """The document, in stable order; facts that several sources say are written once where sources are not told."""
    if form in (TURTLE, N3):  # all Turtle is N3
        return turtle(facts, PREFIXES)
    if form == JSON_LD:
        return jsonld(facts)
    quads = sorted({to_quad(fact) for fact in facts}, key=str)
    said: list[ox.Quad] | list[ox.Triple] = quads
    if not form.graphs:
        said = sorted({quad.triple for quad in quads}, key=str)
    if form.media_type.startswith("application/n-"):
        return "".join(f"{statement} .\n" for statement in said)
    text = ox.serialize(said, format=ox.RdfFormat.from_extension(form.extension), prefixes=PREFIXES)
    return (text or b"").decode()


def jsonld(facts: Iterable[Fact]) -> str:
    """JSON-LD with a context of its own: nothing is fetched to read it."""
    nodes = [node(subject, found) for subject, found in grouped(facts).items()]
    return json.dumps({"@context": PREFIXES, "@graph": nodes}, ensure_ascii=False)
