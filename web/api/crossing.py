# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources crossed in the OpenAPI description: the path, and the schemas of what it answers."""

from __future__ import annotations

from graph.territory.names import MAX_LENGTH
from web.api._examples import ExampleValues
from web.api._parts import (
    COUNT,
    IRI,
    REF,
    SAID_DAY,
    STRING,
    TEXT,
    YES_OR_NO,
    Schema,
    many,
    number,
    operation,
    or_null,
    query,
    strict,
)

SUMMARY = "Deux sources croisées : ce que l’une a et pas l’autre, et ce qu’elles ne disent pas de la même façon"
DESCRIPTION = (
    "« only_theirs » n’a pas été trouvé dans l’autre source, ou dans nos fiches : cela ne dit pas que cela n’y est "
    "pas, et « sought » dit comment c’est cherché. « perhaps » est à regarder, et n’est compté d’aucun côté. Une "
    "réponse sans valeur vient d’une source qui décrit la fiche sans dire qu’elle est fermée."
)
USUAL, MOST = 100, 1000
PLACE = {**TEXT, "maxLength": MAX_LENGTH}


def path(_: ExampleValues) -> Schema:
    """What `/crossing` takes and gives."""
    parameters = [
        query("source", "La source à croiser : nom, nom court ou IRI ; sinon la première.", TEXT, ""),
        query("with", "L’autre source ; sinon toutes les autres, c’est-à-dire nos fiches.", TEXT, ""),
        query("kind", "Nature de fiche ; sinon qui agit, ou tout ce que dit la source.", TEXT, "organisation"),
        query("area", "Commune, intercommunalité, département : nom, code ou clé.", PLACE, ""),
        number("limit", USUAL, 0, MOST),
    ]
    told = operation("crossing", SUMMARY, parameters, "Crossing")
    return {"get": {**told["get"], "description": DESCRIPTION}}


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    place, side = or_null(_schema("CrossedPlace")), _schema("CrossedAnswer")
    pair: dict[str, Schema] = {
        "theirs": REF, "ours": REF, "one_card": YES_OR_NO, "twice": YES_OR_NO, "score": COUNT, "place": place,
    }  # fmt: skip
    difference = strict(field=IRI, label=STRING, theirs=side, ours=side, advice=STRING)
    return {
        "CrossedPlace": strict(label=STRING, code=STRING),
        "CrossingCounts": strict(only_theirs=COUNT, perhaps=COUNT, both=COUNT, differing=COUNT, only_ours=COUNT),
        "CrossedAnswer": strict(values=many(STRING), source=REF, date=or_null(SAID_DAY), known=STRING),
        "CrossedThing": strict(iri=IRI, label=STRING, place=place, known=STRING),
        "CrossedPair": strict(**pair),
        "CrossedMatch": strict(**pair, differences=many(difference), brings=many(STRING), lacks=many(STRING)),
        "Crossing": _crossing(place),
    }


def _crossing(place: Schema) -> Schema:
    things, matches, counts = many(_schema("CrossedThing")), many(_schema("CrossedMatch")), _schema("CrossingCounts")
    return strict(
        theirs=REF,
        ours=or_null(REF),
        kinds=many(STRING),
        area=place,
        sought=STRING,
        counts=counts,
        areas=many(strict(area=place, counts=counts)),
        unplaced=COUNT,
        only_theirs=things,
        perhaps=many(_schema("CrossedPair")),
        differing=matches,
        agreeing=matches,
        only_ours=things,
    )


def _schema(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
