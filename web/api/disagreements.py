# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disagreements of sources in the OpenAPI description: their path, and the schemas of what it answers."""

from __future__ import annotations

from web.api._examples import ExampleValues
from web.api._parts import IRI, REF, SAID_DAY, STRING, WORDS, Schema, many, operation, or_null, query, strict

SUMMARY = "Ce que deux sources disent différemment d’une même fiche"
DESCRIPTION = (
    "Une réponse est affichée partout, l’autre est gardée : « shown » et « other ». Sans valeur dans « shown », la "
    "source affichée décrit la fiche sans rien dire de tel, par exemple sans lui connaître de fin. « why » dit "
    "pourquoi : le rang de la source, puis sa date, puis la confirmation."
)


def path(examples: ExampleValues) -> Schema:
    """What `/disagreements` takes and gives."""
    one = query("id", "Une seule fiche : son IRI, ou « nature/nom ».", WORDS, examples.asked("neighbours", "id"))
    told = operation("disagreements", SUMMARY, [one], "Disagreements", ["404"])
    return {"get": {**told["get"], "description": DESCRIPTION}}


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    day = or_null(SAID_DAY) | {"description": "Date de la source ; null quand elle n’en a pas."}
    answer = strict(values=many(STRING), source=REF, date=day)
    side: Schema = {"$ref": "#/components/schemas/SourcedAnswer"}
    found = strict(thing=REF, field=IRI, label=STRING, shown=side, other=side, why=STRING)
    return {
        "SourcedAnswer": answer,
        "Disagreement": found,
        "Disagreements": strict(disagreements=many({"$ref": "#/components/schemas/Disagreement"})),
    }
