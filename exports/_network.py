# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network of nodes and links with what is said of each, and how GraphML writes it.

Written part by part here, as the server never loads what reads such files: networkx takes 27 MB with what it brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from exports._types import Publication
from graph.model import EntityClass
from graph.namespaces import SCHEMA

Said = dict[str, str | int | float | bool]
TYPES = {str: "string", int: "int", float: "double", bool: "boolean"}
HEAD = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


@dataclass
class LinkNetwork:
    """Nodes by their name, directed links from one to another, and what is said of the whole; in the order given."""

    said: Said = field(default_factory=dict)
    nodes: dict[str, Said] = field(default_factory=dict)
    links: list[tuple[str, str, Said]] = field(default_factory=list)

    @property
    def ends(self) -> Iterator[str]:
        """Nodes of which nothing was said, that links have at an end."""
        found = {end: None for s, o, _ in self.links for end in (s, o) if end not in self.nodes}
        yield from found


def network(publication: Publication) -> LinkNetwork:
    """Nodes are entities of the model, links those between two of them.

    Of nodes: label, kind, family, colour, start, end ("" when open). Of links: label, property, source.
    """
    found = LinkNetwork()
    kinds = _kinds(publication)
    for iri in sorted(kinds):
        item = kinds[iri]
        known: Said = {
            "label": publication.dataset.label(iri),
            "kind": item.kind,
            "family": item.family,
            "colour": item.colour,
        }
        found.nodes[iri] = known | _period(publication, iri)
    for fact in publication.facts:
        if isinstance(fact.o, str) and fact.s in kinds and fact.o in kinds:
            own = publication.model.field_of(kinds[fact.s].kind, fact.p)
            said: Said = {"label": own.name() if own else fact.p, "property": fact.p, "source": fact.source}
            found.links.append((fact.s, fact.o, said))
    return found


def _kinds(publication: Publication) -> dict[str, EntityClass]:
    found = {}
    for iri, facts in publication.by_subject.items():
        item = publication.class_of(facts)
        if item:
            found[iri] = item
    return found


def _period(publication: Publication, iri: str) -> Said:
    start, end = (publication.dataset.day(iri, path) for path in (SCHEMA.startDate, SCHEMA.endDate))
    return {"start": start.isoformat() if start else "", "end": end.isoformat() if end else ""}


def graphml(drawn: LinkNetwork) -> bytes:
    """One UTF-8 document: what may be said of what (keys), then the graph."""
    return "".join(_graphml(drawn)).encode()


def _graphml(drawn: LinkNetwork) -> Iterator[str]:
    keys: dict[tuple[str, str, str], str] = {}
    links = [said for *_, said in drawn.links]
    for scope, every in (("graph", [drawn.said]), ("node", drawn.nodes.values()), ("edge", links)):
        for said in every:
            for name, value in said.items():
                keys.setdefault((scope, name, TYPES[type(value)]), f"d{len(keys)}")
    yield HEAD
    for (scope, name, kind), key in keys.items():
        yield f'  <key id="{key}" for="{scope}" attr.name={quoteattr(name)} attr.type="{kind}" />\n'
    yield '  <graph edgedefault="directed">\n'
    yield from _data(keys, "graph", drawn.said)
    for node in (*drawn.nodes, *drawn.ends):
        yield f"    <node id={quoteattr(node)}>\n"
        yield from _data(keys, "node", drawn.nodes.get(node, {}))
        yield "    </node>\n"
    between: dict[tuple[str, str], int] = {}
    for s, o, said in drawn.links:
        number = between[s, o] = between.get((s, o), -1) + 1
        yield f'    <edge source={quoteattr(s)} target={quoteattr(o)} id="{number}">\n'
        yield from _data(keys, "edge", said)
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def _data(keys: Mapping[tuple[str, str, str], str], scope: str, said: Said) -> Iterator[str]:
    for name, value in said.items():
        text = str(value).lower() if isinstance(value, bool) else escape(str(value))
        yield f'      <data key="{keys[scope, name, TYPES[type(value)]]}">{text}</data>\n'
