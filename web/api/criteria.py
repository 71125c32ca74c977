# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria of the ranking in the OpenAPI description: their path, and the schema of what it answers."""

from __future__ import annotations

from graph.referral.weights import MOST
from web.api._examples import ExampleValues
from web.api._parts import STRING, YES_OR_NO, Schema, operation
from web.api._parts import many as _list
from web.api._parts import strict as _object

SUMMARY = "Ce qui classe les réponses : chaque critère, ce qu’il pèse et pourquoi"
DESCRIPTION = (
    "Les critères dans leur ordre, avec les poids du territoire du site. « own » : ce territoire a choisi le poids ; "
    "« shipped_weight » est celui des autres. Un critère de poids 0 ne compte pas, mais peut toujours écarter."
)


def path(examples: ExampleValues) -> Schema:
    """What `/criteria` gives."""
    told = operation("criteria", SUMMARY, [], "Criteria")
    return {"get": {**told["get"], "description": DESCRIPTION}}


def schemas() -> Schema:
    """The schema to add to those of the description."""
    weight: Schema = {"type": "number", "minimum": 0, "maximum": MOST}
    criterion = _object(
        criterion=STRING,
        label=STRING,
        weight=weight,
        shipped_weight=weight,
        own=YES_OR_NO,
        looks_at=STRING,
        reason=STRING,
        example=STRING,
    )
    return {"Criteria": _object(most=weight, criteria=_list(criterion))}
