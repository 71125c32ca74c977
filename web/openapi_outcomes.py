# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outcomes in the OpenAPI description: their path, and the schemas of what it answers."""

from __future__ import annotations

from typing import Any

from graph.slips.figures import LEAST
from graph.slips.results import OUTCOMES, UNANSWERED
from web.language import LANGUAGES

Schema = dict[str, Any]
SUMMARY = "Ce que sont devenues les orientations notées, et les demandes restées sans réponse, en nombres"
DESCRIPTION = (
    f"Aucun nombre au-dessous de {LEAST}, et aucun qui se déduise des autres. Les lignes ne se recouvrent pas : elles "
    "s’additionnent. Une ligne dont une clé vaut null compte toutes les réponses à cette clé ; si « others » nomme une "
    "clé, elle compte ce qui reste de cette clé, mis ensemble. Une orientation pour deux besoins compte pour chacun."
)
COUNT: Schema = {"type": "integer", "minimum": LEAST, "examples": [12]}
YEAR: Schema = {"type": "integer", "examples": [2026]}


def path() -> Schema:
    """What `/outcomes` takes and gives."""
    languages: Schema = {"type": "string", "enum": list(LANGUAGES)}
    lang = {"name": "lang", "in": "query", "description": "Langue des textes.", "required": False, "schema": languages}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Outcomes"}}}
    problems = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in ("400", "429", "503")}
    return {
        "get": {
            "operationId": "outcomes",
            "summary": SUMMARY,
            "description": DESCRIPTION,
            "parameters": [lang],
            "responses": {"200": {"description": SUMMARY, "content": content}, **problems},
        }
    }


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    least: Schema = {"type": "integer", "const": LEAST}
    rows = {"outcomes": _rows(OUTCOMES), "unanswered": _rows(UNANSWERED)}
    return {"Outcomes": _object(least=least, **rows), "OutcomeAnswer": _answer()}


def _rows(questions: tuple[str, ...]) -> Schema:
    answer: Schema = {"oneOf": [{"$ref": "#/components/schemas/OutcomeAnswer"}, {"type": "null"}]}
    others: Schema = {"enum": [*questions[1:], None]}
    row = _object(year=YEAR, **dict.fromkeys(questions[1:], answer), count=COUNT, others=others)
    return {"type": "array", "items": row}


def _answer() -> Schema:
    return _object(iri={"type": ["string", "null"], "format": "iri"}, label={"type": "string"})


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}
