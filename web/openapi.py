# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OpenAPI 3.1 description of the API; lists of values come from the model."""

from __future__ import annotations

from typing import Any

from graph.model import Model
from web.errors import PROBLEM

Schema = dict[str, Any]
# Characters that do not show are refused; WORDS also have one that is not a space.
HIDDEN = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\uffff\ue000-\uf8ff"
HIDDEN += "\U000e0000-\U0010ffff"
TEXT: Schema = {"type": "string", "maxLength": 200, "pattern": f"^[^{HIDDEN}]*$"}
SHOWN = rf"[^\s\u00ad\u200b-\u200d\ufeff{HIDDEN}]"
WORDS: Schema = {**TEXT, "pattern": f"{TEXT['pattern'][:-1]}{SHOWN}[^{HIDDEN}]*$"}
STRING: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
IRI: Schema = {"type": "string", "format": "iri"}
REF: Schema = {"$ref": "#/components/schemas/Reference"}
EDGE: Schema = {"$ref": "#/components/schemas/Edge"}


def document(base_url: str, model: Model) -> Schema:
    """The whole document for an instance."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tisserand",
            "version": "1.0.0",
            "summary": "Vers qui orienter une association, et le graphe qui le dit.",
            "description": "Réponses en JSON, textes en français ; erreurs selon la RFC 9457.",
            "license": {
                "name": "Licence Ouverte 2.0 (données)",
                "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            },
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": {
            "/search": _get("search", "Chercher une fiche par son nom", _search_parameters(model), "SearchResults"),
            "/referrals": _get(
                "referrals", "Vers qui orienter une association", _referral_parameters(model), "Referral"
            ),
            "/neighbours": _get(
                "neighbours", "Ce qui entoure une fiche", [_id("id"), _number("depth", 1, 1, 3)], "Neighbourhood"
            ),
            "/path": _get("path", "Un plus court chemin entre deux fiches", [_id("from"), _id("to")], "Path"),
            "/openapi.json": _get("openapi", "Cette description", [], "Description"),
        },
        "components": {"schemas": _schemas(model), "responses": _problems()},
    }


def _get(name: str, summary: str, parameters: list[Schema], schema: str) -> Schema:
    responses: Schema = {
        "200": {
            "description": summary,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
    }
    for status in ("400", "404", "429", "503"):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    language = _query("lang", "Langue des textes.", {"type": "string", "enum": ["fr", "en"], "default": "fr"})
    return {
        "get": {"operationId": name, "summary": summary, "parameters": [*parameters, language], "responses": responses}
    }


def _query(name: str, description: str, schema: Schema, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "description": description, "required": required, "schema": schema}


def _many(name: str, description: str) -> Schema:
    return {
        **_query(name, description, {"type": "array", "items": TEXT, "maxItems": 20}),
        "style": "form",
        "explode": True,
    }


def _number(name: str, default: int, low: int, high: int) -> Schema:
    return _query(name, f"De {low} à {high}.", {"type": "integer", "minimum": low, "maximum": high, "default": default})


def _id(name: str) -> Schema:
    return _query(name, "L’IRI d’une fiche, ou « nature/nom » comme network/can.", WORDS, required=True)


def _search_parameters(model: Model) -> list[Schema]:
    kinds = [own.kind for own in model.classes if not own.restricted]
    kind = _query(
        "kind", "Nature de fiche ; peut être répété.", {"type": "array", "items": {"type": "string", "enum": kinds}}
    )
    return [
        _query("q", "Les mots cherchés.", WORDS, required=True),
        _number("limit", 10, 1, 100),
        kind,
    ]


def _referral_parameters(model: Model) -> list[Schema]:
    modes = [choice.slug for scheme in model.schemes if scheme.slug == "access-mode" for choice in scheme.choices]
    askers = {"type": "string", "enum": ["association", "professional"], "default": "association"}
    return [
        _query("commune", "Nom, code postal ou code INSEE de la commune.", TEXT),
        _many("need", "Besoin : mot, IRI ou nom court. Un besoin, un outil ou une question est nécessaire."),
        _many("tool", "Outil utilisé, à quitter ou qui bloque."),
        _many("audience", "Public concerné."),
        _query("question", "La demande en une phrase.", TEXT),
        _query("free", "Seulement ce qui est gratuit.", {"type": "integer", "enum": [0, 1], "default": 0}),
        _query("mode", "Comment l’aide est donnée.", {"type": "string", "examples": modes}),
        _query("date", "À quelle date (aujourd’hui par défaut).", DAY),
        _query("asker", "Qui demande.", askers),
        _number("limit", 10, 1, 50),
    ]


def _schemas(model: Model) -> Schema:
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
    unresolved = _object(query=STRING, field=STRING, suggestions=_list(REF))
    asked = _object(iri=IRI, label=STRING, query=STRING)
    return _object(
        commune=_or_null(place),
        needs=_list(asked),
        tools=_list(asked),
        audiences=_list(asked),
        free={"type": "boolean"},
        mode=_or_null(asked),
        asker=STRING,
        date=DAY,
        unresolved=_list(unresolved),
    )


def _reason() -> Schema:
    state = {"type": "string", "enum": ["met", "unmet", "unknown"]}
    return _object(criterion=STRING, label=STRING, score={"type": "number"}, state=state, text=STRING)


def _result() -> Schema:
    return _object(
        rank={"type": "integer", "minimum": 1},
        kind={"type": "string", "enum": ["direct", "indirect", "entry-point", "nearby", "animator"]},
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


def _advice() -> Schema:
    hosting = _object(
        instance=REF,
        host=_or_null(REF),
        url=_or_null(STRING),
        opened=_or_null(DAY),
        closed=_or_null(DAY),
        condition=STRING,
    )
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
    return _object(tool=REF, free=_or_null({"type": "boolean"}), alternatives=_list(way), resources=_list(REF))


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


def _problems() -> Schema:
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
