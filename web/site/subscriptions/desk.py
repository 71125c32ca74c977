# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one process holds of subscriptions to the news: where they are, and who asked too often."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from graph.subscriptions.order import CONSENT, RHYTHMS
from graph.subscriptions.store import Subscriptions
from web.app.guard import Allowance, sealed
from web.app.language import language
from web.app.opened import OpenedStore
from web.app.pages import ecosystem

NAME = "subscriptions"
ASKED_OF_A_ROOM, AN_HOUR = 40, 3600.0


class SubscriptionDesk:
    """The subscriptions of an application, opened when first used, and what is left to each visitor."""

    kept = OpenedStore(lambda: Subscriptions(ecosystem().settings.database_url))
    """Where subscriptions are kept."""

    def __init__(self) -> None:
        self.asked = Allowance(lambda: ASKED_OF_A_ROOM, AN_HOUR)


def register(app: Flask) -> None:
    """Gives the application its desk, and the pages that show the form its seal, its choices and its words."""
    app.extensions[NAME] = SubscriptionDesk()
    app.add_template_global(lambda: sealed(NAME), "news_seal")
    app.add_template_global(lambda: [(slug, label(language())) for slug, label in RHYTHMS.items()], "news_rhythms")
    app.add_template_global(lambda: CONSENT(language()), "news_consent")


def desk() -> SubscriptionDesk:
    """The desk of the application at work."""
    return cast(SubscriptionDesk, current_app.extensions[NAME])


def followed(email: str) -> list[dict[str, object]]:
    """What an address asked for, for its holder to take away."""
    names = ("nature", "reseau", "epci", "besoin")
    return [
        {
            **dict(zip(names, one.order.choices, strict=True)),
            "rythme": one.order.rhythm,
            "accord": one.consent,
            "demande": one.asked,
            "confirme": one.confirmed,
        }
        for one in desk().kept.all_of(email)
    ]
