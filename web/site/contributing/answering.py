# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sent a contribution is answered by mail: that it is online, that it was not taken, or that something is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask import Flask, current_app, request, url_for

from graph.contributions.publishing import made_by
from graph.contributions.replies import Replies, Reply
from graph.contributions.reply_letters import AnsweredContribution
from graph.contributions.sender import ACCOUNT
from graph.contributions.store import Contribution
from graph.contributions.tables import ACCEPTED, ASKED, REFUSED
from graph.errors import TisserandError, UnknownThing
from graph.people.account import email_of
from graph.text.days import ZONE
from web.app.opened import OpenedStore
from web.app.pages import ecosystem

NAME = "replies"


class RepliesHolder:
    """What one process holds of the addresses left to be answered: where they are."""

    replies = OpenedStore(lambda: Replies(ecosystem().settings.database_url))
    """Where they are kept."""


def register(app: Flask) -> None:
    """Gives the application its addresses."""
    app.extensions[NAME] = RepliesHolder()


def replies() -> Replies:
    """The addresses of the application at work."""
    return cast(RepliesHolder, current_app.extensions[NAME]).replies


def typed_email() -> str:
    """The address that a form asks to be answered at, "" for none; raises InvalidInput."""
    text = request.form.get("courriel", "").strip()
    return email_of(text) if text else ""


def answer(numbers: Iterable[int]) -> None:
    """Mails what was decided of contributions to those who can be answered; fails nothing that was decided."""
    for number in numbers:
        try:
            found = ecosystem().contributions.find(number)
            to = address_of(found)
            if to:
                _mail(found, to)
        except TisserandError as error:
            ecosystem().hindered_by(error)


def can_be_answered(found: Contribution) -> bool:
    """Whether there is an address to answer at; it is shown to nobody."""
    return bool(address_of(found))


def address_of(found: Contribution) -> str:
    """Where a contribution is answered: the address that was left, else that of the account; "" for none."""
    left = replies().find(found.number)
    if left is not None and left.email:
        return left.email
    if found.sender.kind != ACCOUNT:
        return ""
    try:
        return ecosystem().people.account(found.sender.number).email
    except UnknownThing:
        return ""


def reply_to(found: Contribution) -> Reply | None:
    """The question that was asked, and what was said to it."""
    return replies().find(found.number)


def _mail(found: Contribution, to: str) -> None:
    left = replies().find(found.number)
    day, has_account = found.received.astimezone(ZONE).date(), not (left and left.email)
    who = AnsweredContribution(to, found.number, day, ecosystem().settings.base_url, has_account)
    if found.state == ASKED:
        replies().keep(found.number, "")
        secret = replies().ask(found.number, found.reason)
        letter = who.asked(found.reason, _here(url_for("contributing.question", secret=secret, lang=None)))
    elif found.state == REFUSED:
        letter = who.refused(found.reason)
    elif found.state == ACCEPTED:
        letter = who.online(_card(found))
    else:
        return
    ecosystem().outbox.queue(letter)
    if found.state != ASKED:
        replies().answered(found.number)


def _card(found: Contribution) -> str:
    """The address of the card that says it, "" where nothing was written or where not everybody may see it."""
    if not found.change or found.proposal is None:
        return ""
    change = ecosystem().repository.journal.get(found.change)
    iri = made_by(change, found.proposal) if found.proposal.is_new else found.proposal.subject
    path = ecosystem().repository.public.relative(iri)
    if not path or iri not in ecosystem().repository.public:
        return ""
    kind, _, slug = path.partition("/")
    return _here(url_for("card.show", kind=kind, slug=slug, lang=None))


def _here(address: str) -> str:
    return f"{ecosystem().settings.base_url}{address.removeprefix(request.root_path)}"
