# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outcomes in the OpenAPI description: their path, and the schemas of what it answers."""

from __future__ import annotations

from graph.slips.figures import LEAST
from graph.slips.results import OUTCOMES, UNANSWERED
from web.api._examples import ExampleValues
from web.api._parts import STRING, Schema, many, operation, or_null, strict

SUMMARY = "Ce que sont devenues les orientations que suivent des professionnels, et les demandes sans réponse : nombres"
DESCRIPTION = (
    f"Aucun nombre au-dessous de {LEAST}, et aucun qui se déduise des autres. Les lignes ne se recouvrent pas : elles "
    "s’additionnent. Une ligne dont une clé vaut null compte toutes les réponses à cette clé ; si « others » nomme une "
    "clé, elle compte ce qui reste de cette clé, mis ensemble. Les suites ne sont dites ni par besoin ni par lieu : on "
    "devinerait de quel acteur il s’agit. Seul compte ce que des professionnels ont dit sous leur session, et non les "
    "retours anonymes. Une demande sans réponse compte une fois par jour pour une même adresse, et trois en tout."
)
COUNT: Schema = {"type": "integer", "minimum": LEAST, "examples": [12]}
YEAR: Schema = {"type": "integer", "examples": [2026]}


def path(_: ExampleValues) -> Schema:
    """What `/outcomes` takes and gives."""
    told = operation("outcomes", SUMMARY, [], "Outcomes")
    return {"get": {**told["get"], "description": DESCRIPTION}}


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    least: Schema = {"type": "integer", "const": LEAST}
    rows = {"outcomes": _rows(OUTCOMES), "unanswered": _rows(UNANSWERED)}
    answer = strict(iri={"type": ["string", "null"], "format": "iri"}, label=STRING)
    return {"Outcomes": strict(least=least, **rows), "OutcomeAnswer": answer}


def _rows(questions: tuple[str, ...]) -> Schema:
    answer = or_null({"$ref": "#/components/schemas/OutcomeAnswer"})
    others: Schema = {"enum": [*questions[1:], None]}
    return many(strict(year=YEAR, **dict.fromkeys(questions[1:], answer), count=COUNT, others=others))
