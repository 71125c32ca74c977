# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mind map: its page, the piece of page of a view, the same as JSON, and the files it is drawn with."""

from __future__ import annotations

import json
from dataclasses import replace

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import TisserandError
from web.app import errors, scripts
from web.app.dear import dear, dear_unless_kept
from web.app.files import static_text
from web.app.fonts import built_font
from web.app.keeping import FOR_EVER, kept_by_browsers
from web.app.kept_pages import kept_page
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.app.urgent import in_danger
from web.site.map.drawing import library
from web.site.map.finding import meant, named, tied, where
from web.site.map.page import MapPage, document, page_of
from web.site.map.panel import Panel
from web.site.map.parts import parts
from web.site.map.qr import qr_of
from web.site.map.query import NAMES, read_query
from web.site.map.rescue import lost_page
from web.site.map.svg import drawing_styles, kind_styles, look_styles

blueprint = Blueprint("map", __name__)
asks(PUBLIC)(blueprint)
SCRIPT = "map/scripts/main.js"
SHEETS = ("map/style.css", "map/time.css", "map/side.css", "map/tree.css", "map/workshop.css")
# What only a page of their own shows: an error of theirs has no map to lead to.
PIECES = ("map.vis_network", "map.font", "map.kinds", "map.script", "map.style")


@blueprint.get("/carte")
@kept_page
@dear
@reads(*NAMES)
def show() -> str:
    """The page: the drawing, the same map as data for the canvas, and as an outline; a form while an end is missing."""
    page = _page()
    return _drawn(page, "map/show.html") if page.asked.complete else render_template("map/ends.html", page=page)


@blueprint.get("/carte/vue")
@kept_page
@dear
@reads(*NAMES)
def view() -> str:
    """What changes of the page from one view to another: a piece of page, which a script puts in its place."""
    return _drawn(_page(), "map/view.html")


def _drawn(page: MapPage, template: str) -> str:
    return render_template(template, **parts(page))


@blueprint.get("/carte.json")
@dear
def as_json() -> Response:
    """The view with its positions, in the drawing's units."""
    page = _page()
    text = json.dumps(document(page, page.drawing()), ensure_ascii=False)
    return kept_by_browsers(Response(text, mimetype="application/json"))


@blueprint.get("/carte/fiche")
@dear_unless_kept
@reads(*NAMES)
def panel() -> str:
    """What the panel says of one node: a piece of page."""
    parameters = asked_of_page()
    query = read_query(reader(), ecosystem(), parameters)
    if query.choice is None:
        parameters.required("centre")
        query = replace(query, centre=None, choice=query.centre)
    page = page_of(reader(), query)
    return render_template("map/panel.html", page=page, panel=Panel(page, str(query.choice)))


@blueprint.get("/carte/trouver")
@dear_unless_kept
@reads(*NAMES, "q")
def find() -> BaseResponse:
    """Leads to the view in which what is sought (`q`, a name, or `choix`, an id) is drawn; without one, to the search
    of that name, or to the same map."""
    parameters = asked_of_page()
    page = page_of(reader(), read_query(reader(), ecosystem(), parameters))
    text = parameters.text("q")
    choice = page.asked.choice or ""
    hits = named(ecosystem().public.resolver, text) if text else [choice, *tied(reader(), choice)]
    sought = None if in_danger() else next((iri for hit in hits if (iri := meant(reader(), hit))), None)
    otherwise = url_for("search.show", q=text) if text else page.address(choix="")
    address = where(page, sought) if sought else otherwise
    if request.accept_mimetypes.best == "application/json":
        return jsonify(address=address, found=sought is not None)
    return redirect(address, 303)


@blueprint.get("/carte/qr.svg")
@dear_unless_kept
def qr() -> Response:
    """The address of a view as a code that a room can read from the screen."""
    return Response(qr_of(_page()), mimetype="image/svg+xml")


@blueprint.get("/carte/carte.js")
def script() -> BaseResponse:
    """Leads pages made when the scripts of the map were one file to the first of them."""
    return redirect(scripts.script(SCRIPT))


@blueprint.get("/carte/vis-network.js")
def vis_network() -> Response:
    """vis-network, from the installed pyvis package, without the name of a map of its sources that nobody has."""
    text = library().read_bytes().partition(b"//# sourceMappingURL=")[0]
    return kept_by_browsers(Response(text, mimetype="text/javascript"), FOR_EVER)


@blueprint.get("/carte/carte.css")
def style() -> Response:
    """The stylesheets of the map as one, which the first drawing waits for."""
    sheets = (drawing_styles(reader().model), static_text(*SHEETS))
    return kept_by_browsers(Response("".join(sheets), mimetype="text/css"))


@blueprint.get("/carte/natures.css")
def kinds() -> Response:
    """The colour of each kind, from the model, and what else a drawing outside the map's own page is painted with."""
    return kept_by_browsers(Response(kind_styles(reader().model) + look_styles(), mimetype="text/css"))


@blueprint.get("/static/built/inter.woff2")
def font() -> Response:
    """The font of the pages; made on the first request of a fresh installation."""
    return kept_by_browsers(Response(built_font().read_bytes(), mimetype="font/woff2"), FOR_EVER)


@blueprint.errorhandler(TisserandError)
def lost(error: TisserandError) -> Response:
    """What is wrong with an address, and the nearest views that can be drawn: never an empty canvas."""
    return lost_page(error) if request.endpoint not in PIECES else errors.respond(errors.problem_of(error))


def _page() -> MapPage:
    return page_of(reader(), read_query(reader(), ecosystem(), Parameters(request.args, NAMES)))
