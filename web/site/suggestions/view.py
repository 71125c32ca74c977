# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is offered while one types at the desk: places, words for what is asked, names of actors; and where communes
are, so that a browser finds its own without telling where it is."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from graph.namespaces import local_name
from graph.territory.centres import packed_centres
from graph.territory.types import LEVELS
from graph.text.folding import fold
from web.app.keeping import A_DAY, kept_by_browsers
from web.app.pages import ecosystem, kept, reader
from web.app.parameters import Parameters
from web.app.rights import PUBLIC, asks
from web.site.suggestions.natures import NATURES

blueprint = Blueprint("suggestions", __name__)
asks(PUBLIC)(blueprint)
OFFERED = 8


@blueprint.get("/orientation/lieux.json")
def places() -> Response:
    """Places whose name or code begins like the text; the note tells a former name, postal codes, or what it is."""
    text = Parameters(request.args, ("q",)).text("q")
    territories = ecosystem().territories
    found = territories.suggest(text, OFFERED) if text else []
    names = (choice.label(reader().lang) for choice in reader().model.scheme("territory-level").choices)
    levels = dict(zip(LEVELS, names, strict=True))
    results = []
    for place in found:
        note = territories.former_name(place, text) or ", ".join(place.postcodes[:3]) or levels.get(place.level, "")
        results.append({"label": place.label, "note": note})
    return _answer(results, 3600)


@blueprint.get("/orientation/mots.json")
def words() -> Response:
    """Needs, tools, audiences or actors by any of their names; the note is the other name that answers."""
    query = Parameters(request.args, ("q", "nature"))
    text, nature = query.text("q"), query.choice("nature", tuple(NATURES)) or "besoin"
    here = reader()
    results, seen = [], set()
    for hit in ecosystem().search.search(text, OFFERED + 4, NATURES[nature]) if text else []:
        label = here.name(hit.iri, hit.label)
        if hit.iri in seen:
            continue
        seen.add(hit.iri)
        value = "/".join(here.address(hit.iri) or (hit.iri,)) if nature == "acteur" else local_name(hit.iri)
        note = "" if fold(hit.matched) == fold(label) else hit.matched
        results.append({"label": label, "value": value, "note": note})
    return _answer(results[:OFFERED], 300)


@blueprint.get("/communes/centres.json")
def centres() -> Response:
    """The centre of every commune: codes, then latitudes and longitudes, each less the one before, in thousandths."""
    Parameters(request.args, ())
    response = Response(kept("centres", packed_centres), mimetype="application/json")
    return kept_by_browsers(response, A_DAY)


@blueprint.get("/communes/<code>.json")
def commune(code: str) -> Response:
    """The name of the commune that a code leads to today; raises UnknownThing."""
    Parameters(request.args, ())
    return kept_by_browsers(jsonify(label=ecosystem().territories.by_code("commune", code).label), A_DAY)


def _answer(results: list[dict[str, str]], seconds: int) -> Response:
    response = jsonify(results=results)
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response
