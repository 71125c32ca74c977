# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OpenAPI 3.1 description of the API; lists of values come from the model."""

from __future__ import annotations

from graph.model import Model
from graph.referral.situation import ASKERS, ASSOCIATION
from web import openapi_coverage, openapi_outcomes
from web.language import LANGUAGES
from web.openapi_schemas import DAY, Schema, problems, schemas

# Characters that do not show are refused; WORDS also have one that is not a space.
HIDDEN = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\uffff\ue000-\uf8ff"
HIDDEN += "\U000e0000-\U0010ffff"
TEXT: Schema = {"type": "string", "maxLength": 200, "pattern": f"^[^{HIDDEN}]*$"}
SHOWN = rf"[^\s\u00ad\u200b-\u200d\ufeff{HIDDEN}]"
WORDS: Schema = {**TEXT, "pattern": f"{TEXT['pattern'][:-1]}{SHOWN}[^{HIDDEN}]*$"}


def document(base_url: str, model: Model) -> Schema:
    """The whole document for an instance."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tisserand",
            "version": "1.0.0",
            "summary": "Vers qui orienter une association, et le graphe qui le dit.",
            "description": "Réponses en JSON, textes en français ou en anglais ; erreurs selon la RFC 9457.",
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
            "/coverage": openapi_coverage.path(),
            "/outcomes": openapi_outcomes.path(),
            "/openapi.json": _get("openapi", "Cette description", [], "Description"),
        },
        "components": {"schemas": {**schemas(model), **_more_schemas()}, "responses": problems()},
    }


def _more_schemas() -> Schema:
    return {**openapi_coverage.schemas(), **openapi_outcomes.schemas()}


def _get(name: str, summary: str, parameters: list[Schema], schema: str) -> Schema:
    responses: Schema = {
        "200": {
            "description": summary,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
    }
    for status in ("400", "404", "429", "503"):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    asked = "Langue des textes ; sans elle, celle que demande Accept-Language, sinon le français."
    language = _query("lang", asked, {"type": "string", "enum": list(LANGUAGES)})
    return {
        "get": {"operationId": name, "summary": summary, "parameters": [*parameters, language], "responses": responses}
    }


def _query(name: str, description: str, schema: Schema, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "description": description, "required": required, "schema": schema}


def _many(name: str, description: str) -> Schema:
    texts = {"type": "array", "items": TEXT, "maxItems": 20}
    return _query(name, description, texts) | {"style": "form", "explode": True}


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
    askers = {"type": "string", "enum": list(ASKERS), "default": ASSOCIATION}
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
