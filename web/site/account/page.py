# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody may do, as it is shown: each role with where it holds, and the place that somebody types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.entity import Reader
from graph.entity.kinds import STRUCTURES
from graph.entry.roles import CONTRIBUTE, Grant, Right, Role, rights, roles
from graph.errors import InvalidInput
from graph.text.folding import fold
from web.app.language import language
from web.app.pages import ecosystem
from web.site.account.words import NO_PLACE
from web.site.keepers.desk import consent_for, desk

if TYPE_CHECKING:
    from datetime import date

    from graph.people.account import Account
    from graph.people.linking import OpenIdName

KINDS = ("network", "organisation", "territory")


@dataclass(frozen=True)
class ShownGrant:
    """A role that somebody has; `where` is the name of where it holds, "" everywhere."""

    grant: Grant
    role: Role
    where: str


def grants_shown(grants: Iterable[Grant]) -> list[ShownGrant]:
    """What somebody was given, with the names of places."""
    known = (grant for grant in grants if grant.role in roles())
    return [ShownGrant(grant, roles()[grant.role], place_name(grant.scope)) for grant in known]


@dataclass(frozen=True)
class CardOfOne:
    """A card (its path and name) that somebody keeps: what they agreed to and when; None: `consent` is asked."""

    card: str
    name: str
    consent: str
    agreed_on: date | None = None


def cards_of(account: Account, grants: Iterable[Grant]) -> list[CardOfOne]:
    """The cards of which somebody is asked once a year, then those that they may keep right and are not asked about."""
    start = f"{ecosystem().full.dataset.base}/id/"
    asked = {
        one.card: CardOfOne(one.card, place_name(start + one.card), one.consent, one.agreed_on)
        for one in desk().kept.of_address(account.email)
    }
    own = {grant.scope.removeprefix(start): grant for grant in grants if grant.scope.startswith(start)}
    free = [
        CardOfOne(card, name := place_name(grant.scope), consent_for(name))
        for card, grant in own.items()
        if card.partition("/")[0] in STRUCTURES and card not in asked and grant.may(CONTRIBUTE, {grant.scope})
    ]
    return [*asked.values(), *free]


def rights_lacking(grants: Iterable[Grant]) -> list[Right]:
    """What none of these gives, anywhere."""
    given = {right for grant in grants if grant.role in roles() for right in roles()[grant.role].rights}
    return [right for slug, right in rights().items() if slug not in given]


def linked_to(names: Iterable[OpenIdName]) -> list[tuple[OpenIdName, str]]:
    """Each provider that knows an account, and how it is called: that of this site by its name, others by theirs."""
    settings = ecosystem().settings
    own = {settings.oidc_issuer: settings.oidc_name}
    return [(one, own.get(one.issuer) or urlsplit(one.issuer).hostname or one.issuer) for one in names]


def place_name(iri: str) -> str:
    """What a network, a territory or a card is called; its address where nothing is known of it any more."""
    here = ecosystem()
    label = here.full.dataset.label(iri) if iri else ""
    return Reader(here.full.dataset, here.model, language()).name(iri, label) if iri else ""


def place_of(text: str) -> str:
    """The IRI of the network, territory or card that somebody named, by its address or its name; "" for none.

    Raises InvalidInput.
    """
    if not text:
        return ""
    here = ecosystem()
    base = here.full.dataset.base
    path = text.removeprefix(base).strip("/").removeprefix("fiche/").removeprefix("id/")
    if (iri := f"{base}/id/{path}") in here.repository.full:
        return iri
    for hit in here.full.search.search(text, 5, KINDS):
        if fold(here.full.dataset.label(hit.iri)) == fold(text) or fold(hit.label) == fold(text):
            return hit.iri
    raise InvalidInput(NO_PLACE(text=text[:80]), field="limite")
