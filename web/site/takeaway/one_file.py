# SPDX-License-Identifier: AGPL-3.0-or-later
"""A view of the map as one page that needs nothing else: its data as pyvis has them, vis-network, and what it tells."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

from flask import render_template
from markupsafe import Markup
from pyoxigraph import Literal

from exports.maps import (
    TakenMap,
    cut_line,
    date_line,
    label_of,
    marks_of,
    plain,
    sentence_of,
    updated_line,
)
from graph.layout.strokes import beside
from graph.namespaces import FOAF, SCHEMA, TIS
from graph.readings.contacts import reach
from graph.referral.answer import Contact
from graph.referral.mention import Ref
from graph.text.sentences import sentence
from web.app.ecosystem import current_ecosystem
from web.app.files import static_text
from web.app.filters import HARD, french
from web.site.map.drawing import NetworkLook, library, options, script_json, warm
from web.site.map.svg import kind_styles, look_styles
from web.site.takeaway.page import sources_of

if TYPE_CHECKING:
    from graph.mindmaps import Node
    from graph.rdf.dataset import Value
    from web.site.map.page import MapPage

SCRIPT, SHEET = "takeaway/one-file.js", "takeaway/one-file.css"
REACHED_BY = (FOAF.homepage, SCHEMA.url, TIS.contactPage, SCHEMA.email, SCHEMA.telephone)
LONGEST = 600  # letters of what is said of a thing


def one_file(page: MapPage, taken: TakenMap) -> bytes:
    """The whole branch with all that it needs inside."""
    # Browsers read every end of line as one sign, and count what they have read.
    drawing = library().read_bytes().partition(b"//# sourceMappingURL=")[0].replace(b"\r\n", b"\n")
    scripts = [drawing.decode(), static_text(SCRIPT)]
    style = look_styles() + kind_styles(taken.model) + static_text(SHEET)
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return render_template(
        "takeaway/one-file.html",
        taken=taken,
        policy=policy,
        style=_element("style", style),
        scripts=[_element("script", script) for script in scripts],
        # Guillemets are never parted from what they hold.
        data=script_json(_data(page, taken)).replace("« ", f"«{HARD}").replace(" »", f"{HARD}»"),
        day=date_line(taken),
        updated=updated_line(taken),
        cut=cut_line(taken),
        licence=current_ecosystem().observatory.licence,
    ).encode()


def policy_of(content: bytes) -> str:
    """The policy that such a page states of itself."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', content[:2000].decode(errors="ignore"))
    assert found is not None  # noqa: S101 - each has one
    return unescape(found[1])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _element(name: str, text: str) -> Markup:
    """A script or a stylesheet of ours, as it is: one that could end its own element is refused."""
    if f"</{name}" in text.lower() or "<!--" in text:
        raise ValueError(f"this {name} would end its element")
    return Markup(f"<{name}>{text}</{name}>")  # noqa: S704 - our own file, checked above


def _data(page: MapPage, taken: TakenMap) -> dict[str, Any]:
    """The Network of pyvis, and what its page says of each thing."""
    mindmap = taken.mindmap
    network, look = warm()(directed=True, cdn_resources="local"), NetworkLook(taken.model)
    network.nodes = [_node(node, taken, look) for node in mindmap.nodes]
    network.edges = [
        look.branch(node, (edge, *beside(mindmap, node, edge)))
        for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True)
    ]
    network.set_options(json.dumps(options("tree") | {"groups": look.groups()}))
    nodes, edges, *_, said = network.get_network_data()
    relations = _relations(page, taken)
    sources = list(dict.fromkeys(iri for *_, said_by in relations for iri in said_by))
    ranks = {iri: rank for rank, iri in enumerate(sources)}
    things = _things(page, taken)
    return {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(said),
        "kinds": {cls.kind: sentence(cls.label(taken.lang)) for cls in taken.model.classes if cls.kind},
        "relations": [(s, o, text, [ranks[iri] for iri in said_by]) for s, o, text, said_by in relations],
        "sources": [page.here.label(iri) for iri in sources],
        "things": {iri: told for iri, told in things.items() if told},
    }


def _node(node: Node, taken: TakenMap, look: NetworkLook) -> dict[str, Any]:
    """What a thing is, and its look by day; by night the page takes the dark tones of the same."""
    known: dict[str, Any] = {"id": node.key, "label": label_of(node), "group": node.kind, "level": node.depth}
    known |= {"parent": node.parent} if node.parent else {}
    known |= {"iri": node.iri} if node.iri != node.key else {}
    known |= {"shut": 1} if taken.folded(node.key) else {}
    marks = ", ".join(marks_of(node, taken))
    known |= {"marks": french(marks) if taken.lang == "fr" else marks} if marks else {}
    known |= {"state": node.state} if node.state else {}
    box = taken.drawing.by_key.get(node.key)
    left = node.theme % 2 if box is None else box.x < 0
    known |= {"theme": node.theme, "left": int(left)} if node.depth == 1 else {}
    return known | look.plain(node)


def _relations(page: MapPage, taken: TakenMap) -> list[tuple[str, str, str, list[str]]]:
    """Everything said between two things of the map: both, the sentence, who says so."""
    mindmap = taken.mindmap
    among = [edge for edge in (*mindmap.edges, *mindmap.cross_links) if {edge.s, edge.o} <= mindmap.by_iri.keys()]
    said_by = sources_of(among)
    found = {(edge.s, edge.o, sentence_of(edge, taken)): said_by[edge.s, edge.p, edge.o] for edge in among}
    return [(*key, said_by) for key, said_by in found.items()]


def _things(page: MapPage, taken: TakenMap) -> dict[str, dict[str, str]]:
    """What the cards of all things say."""
    iris = taken.mindmap.by_iri.keys()
    said = {path: page.here.dataset.values_of(iris, path) for path in REACHED_BY}
    return {iri: _thing(page, taken, iri, {path: values[iri] for path, values in said.items()}) for iri in iris}


def _thing(page: MapPage, taken: TakenMap, iri: str, said: dict[str, list[Value]]) -> dict[str, str]:
    """What its card says: what it is for, how to reach it (`said`, by property), where to read more."""

    def first(*paths: str) -> str | None:
        for value in (value for path in paths for value in said[path]):
            return value.value if isinstance(value, Literal) else value
        return None

    site, page_made = first(FOAF.homepage, SCHEMA.url), first(TIS.contactPage)
    contact = Contact(site, first(SCHEMA.email), first(SCHEMA.telephone), Ref(iri, ""), page_made)
    way = reach(contact)
    found = {
        "about": plain(page.here.caption(iri))[:LONGEST],
        "reach": way.text if way else "",
        "href": way.href if way else "",
        "card": taken.links.card(iri),
    }
    return {name: text for name, text in found.items() if text}
