# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links of the OpenAPI description: what an answer gives that another call takes."""

from __future__ import annotations

from typing import NamedTuple

from web.api._parts import Schema


class Link(NamedTuple):
    """From the answer of a path to an operation: the name of the link, what it gives, and parameters read there."""

    path: str
    name: str
    operation: str
    description: str
    parameters: dict[str, str]


LINKS = (
    Link("/search", "autour", "neighbours", "Ce qui entoure la première fiche.", {"id": "results/0/iri"}),
    Link("/search", "besoin", "referrals", "Vers qui orienter pour cela.", {"need": "results/0/iri"}),
    Link("/referrals", "autour", "neighbours", "Ce qui entoure qui répond.", {"id": "results/0/actor/iri"}),
    Link("/neighbours", "chemin", "path", "Du centre à une voisine.", {"from": "centre", "to": "nodes/0/iri"}),
    Link("/path", "autour", "neighbours", "Ce qui entoure le bout du chemin.", {"id": "to"}),
    Link("/coverage", "orientation", "referrals", "La réponse pour ce besoin.", {"need": "cells/0/need"}),
)


def linked(paths: Schema) -> Schema:
    """The same paths, with the links of their answers."""
    for link in LINKS:
        answer = paths[link.path]["get"]["responses"]["200"]
        answer.setdefault("links", {})[link.name] = {
            "operationId": link.operation,
            "description": link.description,
            "parameters": {name: f"$response.body#/{pointer}" for name, pointer in link.parameters.items()},
        }
    return paths
