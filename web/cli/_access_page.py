# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/access.md: every route with what it asks for, and who meets that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask

from graph.entry.roles import Grant, roles
from graph.entry.sessions import Session
from web.app.rights import DUTIES, routes
from web.cli._french import Refusal

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOT_SAID = "On ne sait pas qui peut demander {endpoint} : dites-le à côté de la vue, par asks(…) de web/app/rights.py."


def access_page(app: Flask) -> str:
    """The matrix as Markdown; raises Refusal where nobody said who may ask for a route."""
    return "\n".join(_lines(app)) + "\n"


def _lines(app: Flask) -> Iterator[str]:
    people = {"nobody": None, **{slug: _with_account(slug) for slug in roles()}}
    yield "# Who may do what\n"
    yield "Written by `flask --app app docs` from what each page says it asks for (`asks(…)`, `web/app/rights.py`), and"
    yield "that is what is enforced, and from the roles of `ontology/vocabularies/entry-role.ttl`; do not edit.\n"
    yield "## What is asked for, and who meets it\n"
    yield f"| asks for | {' | '.join(people)} |\n|---|{'---|' * len(people)}"
    for duty in DUTIES:
        yield f"| {duty.slug} | {' | '.join('yes' if duty.opens_to(found) else '–' for found in people.values())} |"
    yield "\n## Every route\n"
    yield "| address | methods | asks for |\n|---|---|---|"
    for route in routes(app):
        if route.duty is None:
            raise Refusal(NOT_SAID.format(endpoint=route.endpoint))
        yield f"| `{route.rule}` | {', '.join(route.methods)} | {route.duty.slug} |"


def _with_account(role: str) -> Session:
    """Somebody who has that role everywhere, where it can be had so."""
    return Session(0, "", LONG_AGO, LONG_AGO, LONG_AGO, account=1, grants=(Grant(role),))
