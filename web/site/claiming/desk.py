# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one process holds of claims: where they are, who may make one of which card, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app
from pyoxigraph import Literal

from graph.claims.claim import CardClaim
from graph.claims.letters import keeper_letter
from graph.claims.store import Claims
from graph.entity.kinds import STRUCTURES
from graph.entry.roles import CONTRIBUTE
from graph.errors import UnknownThing
from graph.namespaces import SCHEMA
from web.app.ecosystem import current_ecosystem
from web.app.opened import OpenedStore
from web.app.pages import ecosystem, reader
from web.site.contributing.page import NO_CARD, card_iri
from web.site.keepers.desk import desk

NAME = "claims"
MOST_TOLD = 5


class ClaimDesk:
    """The claims of an application, opened when first used."""

    kept = OpenedStore(lambda: Claims(current_ecosystem().settings.database_url))
    """Where claims are kept."""


def register(app: Flask) -> None:
    """Gives the application its desk, and pages the word whether a card is to be claimed, and how many claims wait."""
    app.extensions[NAME] = ClaimDesk()
    app.add_template_global(is_unkept)
    app.add_template_global(lambda: len(claims().waiting()), "claims_waiting")


def claims() -> Claims:
    """The claims of the application at work."""
    return cast(ClaimDesk, current_app.extensions[NAME]).kept


def is_unkept(kind: str, slug: str) -> bool:
    """Whether a card is of a structure, and tells no address of mail to everybody."""
    here = reader()
    values = here.dataset.values(f"{here.dataset.base}/id/{kind}/{slug}", SCHEMA.email)
    return kind in STRUCTURES and not any(isinstance(value, Literal) for value in values)


def claimed_card(kind: str, slug: str) -> str:
    """The path (`kind/slug`) of a card that may be claimed; raises UnknownThing."""
    if kind not in STRUCTURES:
        raise UnknownThing(NO_CARD())
    return card_iri(kind, slug).removeprefix(f"{reader().dataset.base}/id/")


def iri_of(card: str) -> str:
    """The IRI of a card by its path."""
    return f"{ecosystem().repository.base}/id/{card}"


def telling_keepers(claim: CardClaim, name: str) -> Callable[[], None]:
    """What tells those who keep a card that it is claimed; all that it needs of the request is taken now."""
    here, iri, contact, keepers = ecosystem(), iri_of(claim.card), ecosystem().observatory.contact, desk().kept

    def tell() -> None:
        kept = [
            account.email
            for account, grants in here.people.accounts()
            if any(grant.scope == iri and grant.may(CONTRIBUTE, {iri}) for grant in grants)
        ]
        kept += [one.email for one in keepers.of_card(claim.card)]
        for email in [one for one in dict.fromkeys(kept) if one != claim.email][:MOST_TOLD]:
            here.outbox.queue(keeper_letter(email, claim, name, contact))

    return tell
