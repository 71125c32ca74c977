# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OpenAPI 3.1 description of the API; lists of values come from the model.

A file `web/api/<theme>.py` with the functions `path(examples)` and `schemas()` describes `/api/v1/<theme>`, is found.
"""

from __future__ import annotations

import json
import pkgutil
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from graph.licences import licence_name
from graph.model import Model
from graph.observatory import Examples
from graph.referral.situation import ASKERS, ASSOCIATION
from web.api._examples import ExampleValues
from web.api._links import linked
from web.api._parts import DATE, FLAG, LETTER, WORDS, Schema, number, operation, query
from web.api._schemas import problems, schemas

# Under which address the examples were written: they are given under that of the instance.
EXAMPLES_BASE = "http://localhost:5000"


@lru_cache(maxsize=4)
def document(base_url: str, model: Model, examples: ExampleValues, licence: str) -> Schema:
    """The whole document for an instance; made once, not to be changed."""
    described = _document(base_url, model, examples, licence)
    if base_url == EXAMPLES_BASE:
        return described
    moved: Schema = json.loads(json.dumps(described).replace(f"{EXAMPLES_BASE}/", f"{base_url}/"))
    return moved


def _document(base_url: str, model: Model, examples: ExampleValues, licence: str) -> Schema:
    themes = _themes()
    paths = {**_paths(model, examples), **{f"/{name}": module.path(examples) for name, module in themes.items()}}
    for path, item in paths.items():
        _answered(item["get"], examples.answer(path.removeprefix("/")))
    found = schemas(model)
    for module in themes.values():
        found |= module.schemas()
    return {
        "openapi": "3.1.0",
        "info": _about(licence),
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": linked(paths),
        "components": {"schemas": found, "responses": problems()},
    }


def _answered(operation: Schema, answer: Schema | None) -> None:
    """Adds an answer to the description of an operation."""
    if answer is not None:
        told = {"réponse": {"summary": operation["summary"], "value": answer}}
        operation["responses"]["200"]["content"]["application/json"]["examples"] = told


def _about(licence: str) -> Schema:
    return {
        "title": "Tisserand",
        "version": "1.0.0",
        "summary": "Vers qui orienter une association, et les données qui le disent.",
        "description": "Réponses en JSON, textes en français ou en anglais ; erreurs selon la RFC 9457. "
        "Un paramètre vide compte comme absent ; un paramètre inconnu est refusé.",
        "license": {
            "name": f"{licence_name(licence)} (données)",
            "url": licence,
        },
    }


def _themes() -> dict[str, ModuleType]:
    """The files that describe a path, by theme."""
    names = sorted(item.name for item in pkgutil.iter_modules(__path__) if not item.name.startswith("_"))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def _paths(model: Model, examples: ExampleValues) -> Schema:
    found, asked = _search(model, examples), _referral(model, examples.places)
    return {
        "/search": operation("search", "Chercher une fiche par son nom", found, "SearchResults", ["404"]),
        "/referrals": operation("referrals", "Vers qui orienter une association", asked, "Referral"),
        "/neighbours": operation(
            "neighbours",
            "Ce qui entoure une fiche",
            [_id("id", examples.asked("neighbours", "id")), number("depth", 1, 1, 3)],
            "Neighbourhood",
            ["404"],
        ),
        "/path": operation(
            "path",
            "Un plus court chemin entre deux fiches",
            [_id("from", examples.asked("path", "from")), _id("to", examples.asked("path", "to"))],
            "Path",
            ["404"],
        ),
        "/openapi.json": operation("openapi", "Cette description", [], "Description"),
    }


def _id(name: str, example: str) -> Schema:
    return query(name, f"L’IRI d’une fiche, ou « nature/nom » comme {example}.", WORDS, example, required=True)


def _many(name: str, description: str, example: list[str]) -> Schema:
    return query(name, description, {"type": "array", "items": LETTER, "maxItems": 20}, example)


def _search(model: Model, examples: ExampleValues) -> list[Schema]:
    kinds = [*(own.kind for own in model.classes if not own.restricted), ""]
    kind: Schema = {"type": "array", "items": {"type": "string", "enum": kinds}, "maxItems": 20}
    return [
        query("q", "Les mots cherchés.", WORDS, examples.asked("search", "q"), required=True),
        number("limit", 10, 1, 100),
        query("kind", "Nature de fiche ; peut être répété.", kind, ["organisation"]),
    ]


def _referral(model: Model, places: Examples) -> list[Schema]:
    choices = model.scheme("access-mode").choices
    modes = [text for choice in choices for text in (choice.slug, choice.iri, *choice.label.languages.values())]
    askers = {"type": "string", "enum": [*ASKERS, ""], "default": ASSOCIATION}
    need = "Besoin : mot, IRI ou nom court. Un besoin, un outil ou une question est nécessaire."
    return [
        query("commune", "Nom, code postal ou code INSEE de la commune.", LETTER, places.commune.name),
        _many("need", need, ["file-sharing"]),
        _many("tool", "Outil utilisé, à quitter ou qui bloque.", ["Gmail"]),
        _many("audience", "Public concerné.", ["associations"]),
        query("question", "La demande, en une phrase ou en une lettre.", LETTER, "quitter Gmail"),
        query("free", "Seulement ce qui est gratuit.", FLAG, "1"),
        query("mode", "Comment l’aide est donnée.", {"type": "string", "enum": [*modes, ""]}, modes[0]),
        query("date", "À quelle date (aujourd’hui par défaut).", DATE, "2021-06-01"),
        query("asker", "Qui demande.", askers, ASSOCIATION),
        number("limit", 10, 1, 50),
    ]
