# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON API for other programs; described by its OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from graph import clock
from graph.entity import Edge
from graph.entity.paths import neighbours, shortest_path
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.readings.disagreements import all_disputed, disagreement_document, disputed
from graph.readings.ranking import ranking_document
from graph.readings.referral.by_need import by_need
from graph.readings.referral.cards import CardShelf
from graph.readings.referral.desk import DeskView, read_desk
from graph.readings.referral.document import referral_document
from graph.readings.urgent import urgency_document
from graph.referral.request import query_of
from graph.referral.situation import ASKERS, ASSOCIATION
from graph.storage.merging import kept_instead
from graph.text.folding import key
from graph.text.typed import LETTERS
from web.api import document
from web.api._examples import shown
from web.app.language import translate
from web.app.pages import ecosystem, kept, reader
from web.app.parameters import Parameters
from web.app.rights import PUBLIC, asks
from web.app.urgent import urgency_here

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
asks(PUBLIC)(blueprint)
REFERRAL = ("commune", "need", "tool", "audience", "free", "mode", "date", "asker", "question", "limit")


@blueprint.get("/search")
def search() -> Response:
    """Entities by their names, best first."""
    query = Parameters(request.args, ("q", "limit", "kind"))
    kinds = query.texts("kind")
    for kind in kinds:
        reader().model.kind(kind)
    hits = ecosystem().search.search(query.required("q"), query.number("limit", 10, 1, 100), kinds or None)
    results = [
        {
            "iri": hit.iri,
            "label": reader().name(hit.iri, hit.label),
            "kind": hit.kind,
            "matched": hit.matched,
            "score": round(hit.score, 4),
        }
        for hit in hits
    ]
    return jsonify(query=query.text("q"), results=results)


@blueprint.get("/referrals")
def referrals() -> Response:
    """Where to refer an association, ranked and explained."""
    query = Parameters(request.args, REFERRAL, LETTERS)
    day = query.day("date")
    asked = query_of(
        {
            "commune": query.text("commune"), "needs": query.texts("need"), "tools": query.texts("tool"),
            "audiences": query.texts("audience"), "question": query.text("question"), "free": query.flag("free"),
            "mode": query.text("mode"), "date": day.isoformat() if day else "",
            "asker": query.choice("asker", ASKERS) or ASSOCIATION, "limit": query.number("limit", 10, 1, 50),
        }
    )  # fmt: skip
    here, around = reader(), ecosystem().public.surroundings
    found = around.answer(asked)
    desk = read_desk(
        here, around.engine, found, kept("cards of answers", CardShelf), DeskView(asked.limit, asked.limit)
    )
    document = referral_document(found, here)
    return jsonify({**document, "by_need": by_need(desk), "urgent": urgency_document(urgency_here())})


@blueprint.get("/neighbours")
def around() -> Response:
    """What is within some steps of an entity."""
    query = Parameters(request.args, ("id", "depth"))
    found = neighbours(reader(), _iri("id", query.required("id")), query.number("depth", 1, 1, 3))
    nodes = [
        {
            "iri": node.iri,
            "label": node.label,
            "kind": node.entity_class.kind if node.entity_class else "",
            "depth": depth,
        }
        for node, depth in found.nodes
    ]
    return jsonify(
        centre=found.centre, nodes=nodes, edges=[_edge(edge) for edge in found.edges], truncated=found.truncated
    )


@blueprint.get("/path")
def path() -> Response:
    """A shortest path between two entities, as facts that exist."""
    query = Parameters(request.args, ("from", "to"))
    start, end = _iri("from", query.required("from")), _iri("to", query.required("to"))
    found = shortest_path(reader(), start, end)
    if found is None:
        raise UnknownThing(translate("Aucun chemin ne relie ces deux fiches dans ce qui est connu."), field="to")
    return jsonify({"from": start, "to": end, "length": len(found), "path": [_edge(edge) for edge in found]})


@blueprint.get("/disagreements")
def disagreements() -> Response:
    """What two sources say differently, of one thing or of all."""
    query = Parameters(request.args, ("id",))
    asked, here, today = query.text("id"), reader(), clock.today()
    found = disputed(here, _iri("id", asked), today) if "id" in request.args else all_disputed(here, today)
    return jsonify(disagreement_document(found))


@blueprint.get("/criteria")
def criteria() -> Response:
    """What ranks answers: each criterion with its weight and the reason for it."""
    Parameters(request.args, ())
    return jsonify(ranking_document(ecosystem().criteria, reader().lang))


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of this API."""
    Parameters(request.args, ())
    here = ecosystem()
    examples = shown(here.observatory, here.territories)
    described = document(here.settings.base_url, here.model, examples, here.observatory.licence)
    # No character written as two halves, which readers of YAML stop at.
    return Response(json.dumps(described, ensure_ascii=False), mimetype="application/json")


def _iri(name: str, value: str) -> str:
    """The IRI of an entity given by its IRI, by `kind/slug`, or by its name; raises when it is unknown."""
    here = reader()
    kind, slash, slug = value.partition("/")
    iri = here.iri(kind, slug) if slash and "://" not in value and "/" not in slug else value
    if _readable(name, iri) and (iri in here.model.choices or iri in here.dataset):
        return kept_instead(here.dataset, iri) or iri
    hits = ecosystem().search.search(value, 5)
    near = [Suggestion(hit.iri, here.name(hit.iri, hit.label)) for hit in hits]
    if "://" not in value and hits and key(hits[0].label) == key(value):
        return hits[0].iri
    advice = translate(
        "« {text} » n’est pas connu : donnez l’IRI d’une fiche, ou « nature/nom » comme organisation/framasoft."
    )
    raise UnknownThing(advice.format(text=value), field=name, suggestions=near)


def _readable(name: str, iri: str) -> bool:
    """Whether a text can be an IRI at all."""
    if iri.lower().startswith("javascript:"):
        raise InvalidInput(translate("Une adresse commençant par « javascript: » n’est pas acceptée."), field=name)
    return "://" in iri and not set(iri) & set('<>"{}|\\^` ')


def _edge(edge: Edge) -> dict[str, Any]:
    return {"s": edge.s.iri, "p": edge.p, "o": edge.o.iri, "text": edge.text, "source": edge.source}
