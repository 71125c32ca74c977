# SPDX-License-Identifier: AGPL-3.0-or-later
"""GEXF: the same network for Gephi, with the colours of kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from exports._network import LinkNetwork, Said, network
from exports._types import Export, Publication
from graph.text.wording import Label

HEAD = """<?xml version='1.0' encoding='utf-8'?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2">
  <meta>
    <creator>Tisserand</creator>
  </meta>
  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" name="">
"""
# What the element says itself; the rest are its values.
OWN = ("label", "start", "end")
NODE, EDGE = ("kind", "family"), ("property", "source")


def render(publication: Publication) -> bytes:
    """One UTF-8 document, without the day of writing, so that the same data give the same file."""
    return "".join(_document(network(publication))).encode()


def _document(drawn: LinkNetwork) -> Iterator[str]:
    yield HEAD
    keys = {name: str(number) for number, name in enumerate((*NODE, *EDGE))}
    for of, names in (("node", NODE), ("edge", EDGE)):
        yield f'    <attributes class="{of}" mode="static">\n'
        yield from (f'      <attribute id="{keys[name]}" title="{name}" type="string" />\n' for name in names)
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    for iri, said in drawn.nodes.items():
        red, green, blue = bytes.fromhex(str(said["colour"]).removeprefix("#"))
        yield f"      <node id={quoteattr(iri)}{_own(said)}>\n"
        yield f'        <viz:color r="{red}" g="{green}" b="{blue}" a="1.0" />\n'
        yield from _values(said, NODE, keys)
        yield "      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (s, o, said) in enumerate(drawn.links):
        yield f'      <edge id="{number}" source={quoteattr(s)} target={quoteattr(o)}{_own(said)}>\n'
        yield from _values(said, EDGE, keys)
        yield "      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _own(said: Said) -> str:
    return "".join(f" {name}={quoteattr(str(said[name]))}" for name in OWN if name in said)


def _values(said: Said, names: Iterable[str], keys: dict[str, str]) -> Iterator[str]:
    values = "".join(f'<attvalue for="{keys[name]}" value={quoteattr(str(said[name]))} />' for name in names)
    yield f"        <attvalues>{values}</attvalues>\n"


export = Export(
    slug="gexf",
    label=Label("GEXF, pour Gephi"),
    media_type="application/gexf+xml",
    extension="gexf",
    order=60,
    render=render,
)
