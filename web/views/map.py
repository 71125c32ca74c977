# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mind map: its page, the same view as JSON and as SVG, the panel of one node, and the files it is drawn with."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request

from graph.entity_reading import read_entity
from graph.layout import NARROW_FRAME
from graph.mindmaps import Reader as Relations
from web.drawing import library, network_data, script_json
from web.fonts import built_font
from web.language import language
from web.pages import ecosystem, reader
from web.parameters import Parameters
from web.presenters.map import MapPage, document
from web.presenters.map_query import NAMES, read_query, resolved
from web.recent import recent
from web.svg import SHAPES, STYLE, kind_styles, svg, svg_file

blueprint = Blueprint("map", __name__)
FOREVER = 31_536_000


@blueprint.get("/carte")
def show() -> str:
    """The page: drawings for a wide and a narrow screen, the same map as data for the canvas, and as an outline."""
    page = _page()
    # The same address in the same language gives the same page until the facts, or the day, change.
    key = (request.full_path, language(), page.asked.day, date.today(), ecosystem().repository.number)
    return recent(current_app, "map-pages").get(key, lambda: _rendered(page))


def _rendered(page: MapPage) -> str:
    wide, narrow = page.drawing(page.asked.wide_frame), page.drawing(NARROW_FRAME)
    drawings = {
        name: svg(drawing, page.here.model, page.addresses(drawing), page.caption(name))
        for name, drawing in (("wide", wide), ("narrow", narrow))
    }
    refs = {box.node.iri: page.short(box.node.iri) for box in wide.boxes}
    shapes = {cls.kind: SHAPES[cls.shape] for cls, _ in page.legend if cls.shape in SHAPES}
    families = {cls.kind: cls.family for cls, _ in page.legend}
    data = script_json({**network_data(wide), "refs": refs, "shapes": shapes, "families": families})
    return render_template("map/show.html", page=page, drawings=drawings, data=data, form=wide.form)


@blueprint.get("/carte.json")
def as_json() -> Response:
    """The view with its positions, in the drawing's units."""
    page = _page()
    text = json.dumps(document(page, page.drawing()), ensure_ascii=False)
    return _cached(Response(text, mimetype="application/json"))


@blueprint.get("/carte.svg")
def as_svg() -> Response:
    """The view as a file: to print, to put in a document, to read without a script."""
    page = _page()
    drawing = page.drawing()
    text = svg_file(drawing, page.here.model, page.addresses(drawing), page.caption("map"))
    response = _cached(Response(text, mimetype="image/svg+xml"))
    # The file carries its own styles: only these very bytes may apply.
    style = STYLE.read_text(encoding="utf-8") + kind_styles(page.here.model)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'self'"
    response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.get("/carte/fiche")
def panel() -> str:
    """What the panel says of one node: a piece of page."""
    parameters = Parameters(request.args, NAMES)
    asked = read_query(reader(), ecosystem(), parameters)
    iri = resolved(reader(), ecosystem(), parameters.required("centre"), "centre")
    relations = Relations(reader().dataset, reader().model, language())
    links = [link for link in relations.links(iri) if link.span.holds(asked.day)]
    page = MapPage(reader(), asked)
    entity = read_entity(reader(), iri)
    return render_template("map/panel.html", page=page, entity=entity, links=links, relations=relations, iri=iri)


@blueprint.get("/carte/vis-network.js")
def vis_network() -> Response:
    """vis-network, from the installed pyvis package."""
    return _file(library(), "text/javascript")


@blueprint.get("/carte/natures.css")
def kinds() -> Response:
    """The colour of each kind, from the model."""
    return _cached(Response(kind_styles(reader().model), mimetype="text/css"))


@blueprint.get("/static/built/inter.woff2")
def font() -> Response:
    """The font of the pages; made on the first request of a fresh installation."""
    return _file(built_font(), "font/woff2")


def _page() -> MapPage:
    return MapPage(reader(), read_query(reader(), ecosystem(), Parameters(request.args, NAMES)))


def _cached(response: Response) -> Response:
    """Lets browsers ask whether anything changed instead of sending it again."""
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _file(path: Path, mimetype: str) -> Response:
    """A file that changes only with the installation."""
    response = Response(path.read_bytes(), mimetype=mimetype)
    response.add_etag()
    response.make_conditional(request)
    response.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
    return response
