# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looks after a contribution: whoever takes it, or to whom it is given, while they may moderate."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from graph.contributions.taker_tables import ACCOUNT, LINK
from graph.contributions.takers import Taker, Takers
from graph.entry.roles import MODERATE
from graph.entry.roles import may as may_at_all
from graph.errors import InvalidInput
from graph.text.wording import Phrase, Plain
from web.app.language import language
from web.app.opened import OpenedStore
from web.app.pages import ecosystem
from web.app.sessions import session

NAME = "contribution takers"
NOBODY = Phrase("Choisissez à qui la confier : une personne qui modère ici.")
OF_ACCOUNT, OF_LINK, NAMED = Phrase("compte n° {n}"), Phrase("invitation {n}"), Phrase("{name}, compte n° {n}")


class TakersHolder:
    """What one process holds of who looks after what: where it is."""

    takers = OpenedStore(lambda: Takers(ecosystem().settings.database_url))
    """Where it is kept."""


def register(app: Flask) -> None:
    """Gives the application its takers, and pages how many contributions wait."""
    app.extensions[NAME] = TakersHolder()
    app.add_template_global(lambda: ecosystem().contributions.count_open(), "contributions_waiting")


def takers() -> Takers:
    """Who looks after what in the application at work."""
    return cast(TakersHolder, current_app.extensions[NAME]).takers


def taker_of_session() -> Taker | None:
    """Whoever asks, as they look after something; None for nobody."""
    found = session()
    if found is None:
        return None
    return Taker(LINK, found.invitation) if found.account is None else Taker(ACCOUNT, found.account)


def moderators() -> tuple[tuple[int, str], ...]:
    """The accounts that may moderate, by number, each under its name where it has told one."""
    found = ecosystem().people.accounts()
    may = (one for one, grants in found if any(grant.may(MODERATE) for grant in grants))
    plain = Plain(language())
    return tuple(
        (one.number, (NAMED if one.name else OF_ACCOUNT)(name=one.name, n=one.number).text(plain)) for one in may
    )


def standing_takers() -> dict[int, Taker]:
    """Who looks after each, but for accounts that may moderate nothing any more: theirs are free."""
    found = ecosystem().people.accounts()
    may = {one.number for one, grants in found if any(may_at_all(grant.role, MODERATE) for grant in grants)}
    return {number: one for number, one in takers().all().items() if one.kind == LINK or one.holder in may}


def taker_text(found: Taker | None) -> str:
    """Who it is, by a number; "" for nobody."""
    if found is None:
        return ""
    return (OF_ACCOUNT if found.kind == ACCOUNT else OF_LINK)(n=found.holder).text(Plain(language()))


def hand_over(contribution: int, chosen: str) -> None:
    """Gives a contribution to the account of a number; raises InvalidInput."""
    number = next((number for number, _ in moderators() if str(number) == chosen), None)
    if number is None:
        raise InvalidInput(NOBODY(), field="confiee")
    takers().take(contribution, Taker(ACCOUNT, number), takers().all().get(contribution))
