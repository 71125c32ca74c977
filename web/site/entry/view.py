# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entrance for professionals: opening the link shows a button, pressing the button uses the link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.entry.invitations import Refused
from graph.entry.sessions import OWN
from web.app.guard import Foreign, refuse_other_sites
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.sessions import count_guess, give, private

blueprint = Blueprint("entry", __name__)
blueprint.after_request(private)


@blueprint.get("/entrer/<token>")
@reads()
def show(token: str) -> str:
    """The button, or why the link opens nothing; programs that open links before people do not use it."""
    with _guesses_counted():
        ecosystem().gate.check(token)
    return render_template("entry/show.html", token=token)


@blueprint.post("/entrer/<token>")
def enter(token: str) -> BaseResponse:
    """Uses the link: a session is open."""
    refuse_other_sites()
    shared = Parameters(request.form, ("partage",)).flag("partage")
    with _guesses_counted():
        secret = ecosystem().gate.enter(token, shared=shared)
    response = redirect(url_for("professionals.show"), 303, Response)
    assert isinstance(response, Response)  # noqa: S101 - the class that was asked for
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


def _told(detail: str, status: int) -> tuple[str, int]:
    return render_template("entry/refused.html", detail=detail), status
