# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model as a readable page and as one Turtle document."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, render_template, request
from pyoxigraph import RdfFormat, serialize

from graph.dataset import to_quad
from graph.namespaces import PREFIXES
from graph.ontology import ontology_facts
from web.negotiation import data_response, preferred_form
from web.pages import reader
from web.parameters import Parameters

blueprint = Blueprint("ontology", __name__)


@blueprint.get("/ontologie")
def show() -> Response:
    """Classes, fields and lists of choices; Turtle for programs that prefer it."""
    Parameters(request.args, ())
    if preferred_form(request.accept_mimetypes) is not None:
        return turtle()
    response = Response(render_template("ontology/show.html", model=reader().model), mimetype="text/html")
    response.vary.add("Accept")
    return response


@blueprint.get("/ontologie.ttl")
def turtle() -> Response:
    """Every file of the ontology in one document."""
    return data_response(_document(), "text/turtle")


@cache
def _document() -> bytes:
    triples = sorted({to_quad(fact).triple for fact in ontology_facts()}, key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
