# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed since a number in the OpenAPI description: its path, and the schemas of what it answers."""

from __future__ import annotations

from graph.readings.changes import HIGHEST, MOST_TIES
from graph.storage.steps import MOST_STEPS, MOST_THINGS
from web.api._examples import ExampleValues
from web.api._parts import IRI, REF, STRING, YES_OR_NO, Schema, many, operation, query, strict

SUMMARY = "Ce qui a changé depuis un numéro : fiches de plus, changées, et qui ne sont plus là"
DESCRIPTION = (
    "Chaque changement de ce que le public voit a un numéro. Demandez d’abord sans « since », puis avec le dernier "
    "« number » reçu. Il est aussi l’ETag : avec If-None-Match, la réponse est 304 tant que rien n’a changé. « reset » "
    f"vrai : il y a trop à dire (plus de {MOST_THINGS} fiches ou de {MOST_STEPS} changements, ou ce site a redémarré "
    "depuis) ; relisez tout. Appelez au plus une fois par seconde."
)
NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": HIGHEST}


def path(_: ExampleValues) -> Schema:
    """What `/changes` takes and gives."""
    since = query("since", "Le dernier « number » reçu ; sans lui, celui d’aujourd’hui.", NUMBER, 1)
    told = operation("changes", SUMMARY, [since], "Changes")
    responses = told["get"]["responses"]
    responses["200"]["headers"]["ETag"] = {"description": "Le dernier numéro.", "schema": STRING}
    responses["304"] = {"description": "Rien n’a changé depuis le numéro que donne If-None-Match."}
    return {"get": {**told["get"], "description": DESCRIPTION}}


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    places, links = many(REF), many(strict(p=IRI, o=REF))
    card = strict(iri=IRI, label=STRING, kind=STRING, places=_at_most(places), links=_at_most(links))
    cards = _at_most(many({"$ref": "#/components/schemas/ChangedCard"}), MOST_THINGS)
    found = strict(number=NUMBER, since=NUMBER, reset=YES_OR_NO, added=cards, changed=cards, gone=cards)
    return {"ChangedCard": card, "Changes": found}


def _at_most(schema: Schema, most: int = MOST_TIES) -> Schema:
    return {**schema, "maxItems": most}
