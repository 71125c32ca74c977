# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model as a readable page and as one Turtle document."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, render_template, request
from pyoxigraph import RdfFormat, serialize

from graph.model.ontology import ontology_facts
from graph.model.shapes import written_out
from graph.namespaces import PREFIXES
from web.app.negotiation import data_response, preferred_form
from web.app.pages import reader
from web.app.parameters import Parameters, reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("ontology", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/ontologie")
@reads()
def show() -> Response:
    """Classes, fields and lists of choices; Turtle for programs that prefer it."""
    form = preferred_form(request.accept_mimetypes)
    if form is not None:
        return data_response(_document(form.extension), form.media_type)
    response = Response(render_template("ontology/show.html", model=reader().model), mimetype="text/html")
    response.vary.add("Accept")
    return response


@blueprint.get("/ontologie.ttl")
def turtle() -> Response:
    """Every file of the ontology in one document, its shapes in standard SHACL."""
    Parameters(request.args, ())
    return data_response(_document("ttl"), "text/turtle")


@cache
def _document(extension: str) -> bytes:
    written = RdfFormat.from_extension(extension)
    if written is None:
        raise ValueError(extension)
    return serialize(written_out(ontology_facts()), format=written, prefixes=PREFIXES) or b""
