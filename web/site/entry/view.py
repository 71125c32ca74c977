# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entrance for professionals: opening the link shows a button, pressing the button uses the link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.entry.invitations import Refused
from graph.entry.sessions import OWN
from graph.errors import InvalidInput
from graph.people.account import email_of
from web.app.errors import problem_of
from web.app.guard import Foreign, refuse_other_sites, sealed
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, asks
from web.app.sessions import PATH, count_guess, give, leave, private
from web.site.signing.view import NAME as SIGNING
from web.site.signing.view import asked

blueprint = Blueprint("entry", __name__)
asks(BY_LINK)(blueprint)
blueprint.after_request(private)


@blueprint.get("/entrer/<token>")
@reads()
def show(token: str) -> str:
    """The button, or why the link opens nothing; programs that open links before people do not use it."""
    with _guesses_counted():
        ecosystem().gate.check(token)
    return _page(token)


@blueprint.post("/entrer/<token>")  # of pages that were opened before; the next one is the one that pages have
@blueprint.post(f"{PATH}/entrer/<token>")
def enter(token: str) -> BaseResponse | tuple[str, int]:
    """Uses the link: a session is open. Whoever gives an address is mailed what makes an account of it."""
    refuse_other_sites()
    query = Parameters(request.form, ("partage", "courriel"))
    shared, email = query.flag("partage"), query.text("courriel")
    try:
        email = email and email_of(email)
    except InvalidInput as error:
        return _page(token, error), error.status
    with _guesses_counted():
        secret = ecosystem().gate.enter(token, shared=shared)
    opened = ecosystem().gate.session(secret)
    response = redirect(url_for("professionals.show"), 303, Response)
    if email and opened:
        response = asked(email, opened.role)
    assert isinstance(response, Response)  # noqa: S101 - the class that was asked for
    leave()
    give(response, secret, seconds=None if shared else OWN.most)
    return response


@contextmanager
def _guesses_counted() -> Iterator[None]:
    """Counts the links that were not signed here; a good one opens however many wrong ones came before."""
    try:
        yield
    except Refused as error:
        if error.forged:
            count_guess()
        raise


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> tuple[str, int]:
    """Why the link opens nothing, and how to have another."""
    return _told(error.told(language()), error.status)


@blueprint.errorhandler(Foreign)
def foreign(error: Foreign) -> tuple[str, int]:
    """The form was sent from elsewhere."""
    return _told(error.told(language()), error.status)


def _page(token: str, error: InvalidInput | None = None) -> str:
    typed = request.form.get("courriel", "")[:300]
    return render_template(
        "entry/show.html",
        token=token,
        problem=problem_of(error) if error else None,
        typed=typed,
        seal=sealed(SIGNING),
        provider=ecosystem().settings.oidc_name,
    )


def _told(detail: str, status: int) -> tuple[str, int]:
    return render_template("entry/refused.html", detail=detail), status
