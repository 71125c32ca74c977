# SPDX-License-Identifier: AGPL-3.0-or-later
"""The schemas of what the API answers; lists of values come from the model."""

from __future__ import annotations

from typing import Any

from graph.model import Model
from graph.referral._types import KINDS, MET, UNKNOWN, UNMET
from web.errors import PROBLEM

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
IRI: Schema = {"type": "string", "format": "iri"}
REF: Schema = {"$ref": "#/components/schemas/Reference"}
EDGE: Schema = {"$ref": "#/components/schemas/Edge"}


def schemas(model: Model) -> Schema:
    """Those of every answer, by name."""
    kind = {"type": "string", "examples": [own.kind for own in model.classes][:4]}
    hit = _object(iri=IRI, label=STRING, kind=kind, matched=STRING, score={"type": "number"})
    node = _object(iri=IRI, label=STRING, kind=kind, depth={"type": "integer"})
    return {
        "Reference": {**_object(iri=IRI, label=STRING), "required": ["iri", "label"]},
        "Edge": _object(s=IRI, p=IRI, o=IRI, text=STRING, source=IRI),
        "SearchResults": _object(query=STRING, results=_list(hit)),
        "Neighbourhood": _object(centre=IRI, nodes=_list(node), edges=_list(EDGE), truncated={"type": "boolean"}),
        "Path": _object(**{"from": IRI, "to": IRI, "length": {"type": "integer"}, "path": _list(EDGE)}),
        "Description": {"type": "object", "description": "Un document OpenAPI 3.1."},
        "Situation": _situation(),
        "Reason": _reason(),
        "Result": _result(),
        "Advice": _advice(),
        "Referral": _referral(),
        "Problem": _problem(),
    }


def _situation() -> Schema:
    place = _object(iri=IRI, label=STRING, code=STRING, level=STRING)
    unresolved = _object(query=STRING, field=STRING, suggestions=_list(REF), named=_list(REF))
    asked = _object(iri=IRI, label=STRING, query=STRING)
    tool = _object(iri=IRI, label=STRING, query=STRING, service=_or_null(REF), closed=_or_null(DAY))
    return _object(
        commune=_or_null(place),
        needs=_list(asked),
        tools=_list(tool),
        audiences=_list(asked),
        free={"type": "boolean"},
        mode=_or_null(asked),
        asker=STRING,
        date=DAY,
        unresolved=_list(unresolved),
    )


def _reason() -> Schema:
    state = {"type": "string", "enum": [MET, UNMET, UNKNOWN]}
    return _object(criterion=STRING, label=STRING, score={"type": "number"}, state=state, text=STRING)


def _result() -> Schema:
    return _object(
        rank={"type": "integer", "minimum": 1},
        kind={"type": "string", "enum": list(KINDS)},
        actor=REF,
        provider=REF,
        service=_or_null(REF),
        score={"type": "number", "minimum": 0, "maximum": 1},
        reasons=_list({"$ref": "#/components/schemas/Reason"}),
        path=_list(EDGE),
        verified=_or_null(DAY),
        contact=_object(url=_or_null(STRING), email=_or_null(STRING), telephone=_or_null(STRING)),
        details=_list(_object(field=IRI, label=STRING, values=_list(STRING))),
    )


def _hosting() -> Schema:
    return _object(
        instance=REF,
        host=_or_null(REF),
        url=_or_null(STRING),
        opened=_or_null(DAY),
        closed=_or_null(DAY),
        condition=STRING,
        open={"type": "boolean"},
        to_confirm={"type": "boolean"},
    )


def _advice() -> Schema:
    hosting = _hosting()
    way = _object(
        iri=IRI,
        label=STRING,
        closeness=_or_null(REF),
        effort=_or_null(STRING),
        licence=STRING,
        condition=STRING,
        first_step=STRING,
        url=_or_null(STRING),
        hosts=_list(hosting),
        closed=_list(hosting),
        helpers=_list(_object(actor=REF, service=REF, score={"type": "number"})),
        resources=_list(REF),
    )
    return _object(
        tool=REF,
        free=_or_null({"type": "boolean"}),
        alternatives=_list(way),
        resources=_list(REF),
        readings=_list(REF),
    )


def _referral() -> Schema:
    document = _object(
        situation={"$ref": "#/components/schemas/Situation"},
        results=_list({"$ref": "#/components/schemas/Result"}),
        missing=_list(STRING),
        advice=_list({"$ref": "#/components/schemas/Advice"}),
        gaps=_list(REF),
        elapsed_ms={"type": "number"},
    )
    return {**document, "required": ["situation", "results", "advice", "gaps", "elapsed_ms"]}


def _problem() -> Schema:
    suggestion = _object(iri=STRING, label=STRING)
    said = dict.fromkeys(("type", "title", "detail", "instance", "parameter"), STRING)
    return _object(status={"type": "integer"}, suggestions=_list(suggestion), **said)


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def problems() -> Schema:
    """The answers to a call that is wrong or comes too soon."""
    said = {
        "400": "Un paramètre manque, est inconnu ou ne se lit pas ; `parameter` le nomme.",
        "404": "Rien ne porte cet identifiant ; `suggestions` dit ce qui s’en approche.",
        "429": "Trop de demandes ; `Retry-After` dit quand recommencer.",
        "503": "Les données ne peuvent pas être lues pour l’instant ; `Retry-After` dit quand recommencer.",
    }
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wait = {"Retry-After": {"description": "Secondes.", "schema": {"type": "integer"}}}
    return {
        f"Problem{status}": {
            "description": text,
            "content": content,
            **({"headers": wait} if status in {"429", "503"} else {}),
        }
        for status, text in said.items()
    }
