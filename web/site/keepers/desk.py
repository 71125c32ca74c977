# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one process holds of those who keep a card: where they are, who asked too often, and how letters are sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, request, url_for
from pyoxigraph import Literal

from graph.entity import Mention
from graph.errors import InvalidInput
from graph.keepers.confirming import answers_for
from graph.keepers.letters import CONSENT, asking_letter, link_letter
from graph.keepers.store import Keepers
from graph.keepers.tables import ASKING
from graph.namespaces import SCHEMA
from graph.people.account import email_of
from graph.rdf.dataset import Dataset
from graph.text.wording import Phrase
from web.app.guard import Allowance
from web.app.opened import OpenedStore
from web.app.pages import ecosystem, reader

NAME = "keepers"
LANG = "fr"
"""In which language somebody is written to who chose none."""
ASKED_OF_A_ROOM, AN_HOUR = 40, 3600.0


class KeeperDesk:
    """The keepers of an application, opened when first used, and what is left to each visitor."""

    kept = OpenedStore(lambda: Keepers(ecosystem().settings.database_url))
    """Where they are."""

    def __init__(self) -> None:
        self.asked = Allowance(lambda: ASKED_OF_A_ROOM, AN_HOUR)


def register(app: Flask) -> None:
    """Gives the application its desk."""
    app.extensions[NAME] = KeeperDesk()


def desk() -> KeeperDesk:
    """The desk of the application at work."""
    return cast(KeeperDesk, current_app.extensions[NAME])


def consent_for(name: str) -> str:
    """What one agrees to for a card of that name, in the language of the page."""
    return CONSENT(name=name).text(reader())


def keepers_of(dataset: Dataset, iri: str) -> int | None:
    """How many agreed to keep a card; None for one of which nobody can answer alone."""
    path = iri.removeprefix(f"{dataset.base}/id/")
    return len(desk().kept.of_card(path)) if answers_for(dataset, iri) else None


def link_mailing(iri: str, path: str) -> Callable[[], None]:
    """What sends the link of a card to those who may have it; all that it needs of the request is taken now."""
    kept, outbox, full = desk().kept, ecosystem().outbox, ecosystem().full.dataset
    name, start = reader().mention(iri).label, address_of("")

    def mail() -> None:
        spoken = {one.email: one.language for one in kept.of_card(path)}
        for email in dict.fromkeys((*spoken, *_addresses(full, iri))):
            secret = kept.link(path, email)
            if secret:
                outbox.queue(link_letter(email, name, start + secret, spoken.get(email, LANG)))

    return mail


def asking_mailing(mention: Mention, path: str, email: str, why: Phrase, lang: str = LANG) -> Callable[[], None]:
    """What asks an address by mail whether it agrees to keep a card, why it is asked, and in which language."""
    kept, outbox, start = desk().kept, ecosystem().outbox, address_of("")
    page = f"{ecosystem().settings.base_url}/fiche/{path}"

    def mail() -> None:
        secret = kept.link(path, email, ASKING)
        if secret:
            outbox.queue(asking_letter(email, mention.label, (start + secret, page), why, lang))

    return mail


def address_of(secret: str) -> str:
    """The whole address of a link, as letters have it."""
    path = url_for("keepers.show", secret=secret or "x", lang=None).removeprefix(request.root_path)
    return f"{ecosystem().settings.base_url}{path.removesuffix('x') if not secret else path}"


def _addresses(full: Dataset, iri: str) -> list[str]:
    """The addresses that a card says, or the card of who answers for it: those too that not everybody may read."""
    found = []
    for one in dict.fromkeys((iri, answers_for(full, iri))):
        for value in full.values(one, SCHEMA.email) if one else ():
            try:
                found.append(email_of(value.value.removeprefix("mailto:") if isinstance(value, Literal) else value))
            except InvalidInput:  # what a card says need not be an address
                continue
    return found
