# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the files of the OpenAPI description are made of: texts, strict objects, parameters and operations."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.text.catalogue import LANGUAGES
from graph.text.typed import LONGEST_LETTER, LONGEST_TEXT

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
# What a box sends when it is ticked, or not.
FLAG: Schema = {"type": "string", "enum": ["0", "1", "", "false", "true", "non", "oui", "on"], "default": "0"}
YES_OR_NO: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date", "examples": ["2021-06-01"]}
# A date as facts say it: a month or a year where no more is known.
SAID_DAY: Schema = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "examples": ["2021-06-01", "2021-06"]}
IRI: Schema = {"type": "string", "format": "iri"}
REF: Schema = {"$ref": "#/components/schemas/Reference"}
# Characters that do not show are refused; WORDS also have one that is not a space.
CONTROLS = r"\u0000-\u001f\u007f-\u009f"
SPACELESS = r"\u00ad\u200b-\u200d\u2060\ufeff"
# Told apart: programs that make texts after a pattern go through all that a set leaves out.
FORMATS = r"\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200e\u200f\u202a-\u202e\u2061-\u2064\u2066-\u206f"
FORMATS += "\ue000-\uf8ff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
FORMATS += "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000f0000-\U000ffffd\U00100000-\U0010fffd"
BARE = f"(?!.*[{FORMATS}])[^{CONTROLS}]*"
TEXT: Schema = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": f"^{BARE}$"}
# What is longer than a name may have lines: the letter of an association.
LONG: Schema = {
    "type": "string",
    "minLength": LONGEST_TEXT + 1,
    "maxLength": LONGEST_LETTER,
    "pattern": f"^(?![\\s\\S]*[{FORMATS}])[^{CONTROLS.replace('u001f', 'u0008')}\\u000b\\u000c\\u000e-\\u001f]*$",
}
LETTER: Schema = {"anyOf": [TEXT, LONG]}
WORDS: Schema = {**TEXT, "pattern": rf"^{BARE}[^\s{SPACELESS}{CONTROLS}][^{CONTROLS}]*$"}
# A parameter that is there with nothing in it is as one that is not there.
DATE: Schema = {"anyOf": [DAY, {"type": "string", "const": ""}]}
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
    return query("lang", asked, {"type": "string", "enum": [*LANGUAGES, ""]}, "fr")


def operation(name: str, summary: str, parameters: list[Schema], schema: str, also: Collection[str] = ()) -> Schema:
    """The path item of one GET; `also` are the statuses that it gives beyond those of every call."""
    content: Schema = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
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
