# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections from other sites in the OpenAPI description: what is sent, and what is told of it."""

from __future__ import annotations

from graph.contributions.tables import LONGEST_PROPOSAL, LONGEST_SAID
from graph.forms.receiving import LONGEST_VALUE, MOST_FIELDS, MOST_VALUES
from web.api._examples import ExampleValues
from web.api._parts import IRI, STRING, Schema, operation, query, strict

SUMMARY = "Ce qu’est devenue une correction proposée par un autre site"
DESCRIPTION = (
    "« follow » est la marque rendue quand la correction a été reçue. Elle attend qu’une personne la relise : demandez "
    "au plus une fois par quart d’heure."
)
SENT = (
    "Le document d’une contribution : la fiche, ce que ses champs disaient et ce qu’ils devraient dire, un mot. Elle "
    "est relue avant d’être en ligne, comme celle de n’importe qui. Envoyée deux fois, elle garde son numéro. « from » "
    f"est l’adresse de la fiche d’où elle vient. {LONGEST_PROPOSAL} octets au plus."
)
MARK: Schema = {"type": "string", "pattern": r"^[1-9]\d{0,8}-[0-9a-f]{32}$"}
EXAMPLE = f"12-{'0' * 32}"
LONG: Schema = {"type": "string", "maxLength": LONGEST_VALUE}


def path(examples: ExampleValues) -> Schema:
    """What `/proposals` takes and gives."""
    mark = query("follow", "La marque d’une correction.", MARK, EXAMPLE, required=True)
    told = operation("proposals", SUMMARY, [mark], "FollowedProposal", ["404"])["get"]
    answers = operation("propose", "Proposer une correction", [], "FollowedProposal", ["404", "409", "413"])["get"]
    received = answers["responses"].pop("200")
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Proposal"}}}}
    sent = {**answers, "responses": {"201": received, **answers["responses"]}, "requestBody": body}
    return {"get": {**told, "description": DESCRIPTION}, "post": {**sent, "description": SENT}}


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    said = {"anyOf": [strict(iri=LONG), strict(value=LONG, language=STRING), strict(value=LONG, datatype=IRI)]}
    values: Schema = {"type": "array", "items": said, "maxItems": MOST_VALUES}
    fields = {"type": "array", "items": strict(property=IRI, before=values, after=values), "maxItems": MOST_FIELDS}
    proposal = strict(
        kind=STRING,
        subject=IRI,
        is_new={"type": "boolean", "const": False},
        fields=fields,
        others={"type": "array", "maxItems": 0, "items": {"type": "object", "additionalProperties": True}},
        seen_at={"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
        comment={"type": "string", "maxLength": 2_000},
        page={"type": "string", "maxLength": 300},
    )
    proposal["properties"]["from"] = {"type": "string", "maxLength": 300, "description": "La fiche d’où elle vient."}
    state: Schema = {"type": "string", "enum": ["waiting", "accepted", "refused"]}
    number: Schema = {"type": "integer", "minimum": 1}
    reason: Schema = {"type": "string", "maxLength": LONGEST_SAID}
    told = strict(number=number, follow=IRI, state=state, reason=reason, card=STRING)
    return {"Proposal": proposal, "FollowedProposal": told}
