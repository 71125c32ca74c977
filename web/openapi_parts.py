# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the files of the OpenAPI description are made of: texts, strict objects, parameters and operations."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from web.language import LANGUAGES

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
YES_OR_NO: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date", "examples": ["2021-06-01"]}
IRI: Schema = {"type": "string", "format": "iri"}
REF: Schema = {"$ref": "#/components/schemas/Reference"}
# Characters that do not show are refused; WORDS also have one that is not a space.
HIDDEN = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\uffff\ue000-\uf8ff"
HIDDEN += "\U000e0000-\U0010ffff"
TEXT: Schema = {"type": "string", "maxLength": 200, "pattern": f"^[^{HIDDEN}]*$"}
SHOWN = rf"[^\s\u00ad\u200b-\u200d\ufeff{HIDDEN}]"
WORDS: Schema = {**TEXT, "pattern": f"{TEXT['pattern'][:-1]}{SHOWN}[^{HIDDEN}]*$"}
EXAMPLES = Path(__file__).resolve().parent / "openapi_examples.json"
# Calls too many and facts that cannot be read: any call may meet them.
ALWAYS = ("400", "429", "503")


def strict(**properties: Schema) -> Schema:
    """An object with all of these, and nothing else."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """That, or nothing."""
    return {"oneOf": [{"type": "null"}, schema]}


def query(name: str, description: str, schema: Schema, example: object = None, required: bool = False) -> Schema:
    """A parameter of the query; a list is given by repeating it."""
    found: Schema = {"name": name, "in": "query", "description": description, "required": required, "schema": schema}
    if example is not None:
        found["example"] = example
    return found | ({"style": "form", "explode": True} if schema.get("type") == "array" else {})


def number(name: str, default: int, low: int, high: int) -> Schema:
    """A whole number within bounds."""
    schema: Schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return query(name, f"De {low} à {high}.", schema, default)


def language() -> Schema:
    """The parameter that every operation takes."""
    asked = "Langue des textes ; sans elle, celle que demande Accept-Language, sinon le français."
    return query("lang", asked, {"type": "string", "enum": list(LANGUAGES)}, "fr")


def operation(name: str, summary: str, parameters: list[Schema], schema: str, also: Collection[str] = ()) -> Schema:
    """The path item of one GET; `also` are the statuses that it gives beyond those of every call."""
    content: Schema = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    answer = examples().get(name)
    if answer is not None:
        content["examples"] = {"réponse": {"summary": summary, "value": answer["value"]}}
    headers = {"Content-Language": {"description": "Langue des textes.", "schema": {"enum": list(LANGUAGES)}}}
    responses: Schema = {"200": {"description": summary, "headers": headers, "content": {"application/json": content}}}
    for status in sorted({*ALWAYS, *also}):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*parameters, language()],
            "responses": responses,
        }
    }


@cache
def examples() -> dict[str, dict[str, Any]]:
    """By operation: the request of its example and what was answered, as `python -m docs.examples` writes them."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
    return found
