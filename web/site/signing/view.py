# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in by mail: the same page whatever the address; opening the link shows a button, pressing it uses the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from graph.entry.invitations import Gone
from graph.entry.roles import READ
from graph.entry.sessions import OWN
from graph.errors import InvalidInput, TisserandError
from graph.people.account import email_of
from graph.people.signing import LASTS
from web.app.accounts import device
from web.app.afterwards import afterwards
from web.app.errors import problem_of
from web.app.guard import TRAP, Allowance, opened_by_a_person, refuse_other_sites, sealed, sealed_again
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.sessions import PATH, give, leave, private
from web.site.signing.letter import sign_in_letter

blueprint = Blueprint("signing", __name__)
asks(PUBLIC)(blueprint)
blueprint.after_request(private)
START = "/connexion"
# Where browsers show the session that was open before, so that it is ended: over plain http, nowhere else.
INSIDE = f"{PATH}/connexion"
ASKING = "tisserand-demande"
NAME = "sign-ins"
# A room of forty people who each ask, copy a code badly and try again has one address. What protects a code is counted
# for the account and for the browser that asked.
TRIES, SECONDS = 200, 1200


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    cast(Flask, state.app).extensions[NAME] = Allowance(lambda: TRIES, SECONDS)


@blueprint.get(START)
@reads()
def show() -> str:
    """Asks for an address."""
    return first_page()


@blueprint.post(START)
def ask() -> BaseResponse | tuple[str, int]:
    """Notes that a browser asks; who has the address is looked for once the answer has left."""
    refuse_other_sites()
    tries().use()
    query = Parameters(request.form, ("courriel", "jeton", TRAP))
    try:
        email = email_of(query.text("courriel"))
        opened_by_a_person(NAME, request.form)
    except InvalidInput as error:
        return first_page(error), error.status
    return asked(email)


def asked(email: str, role: str = "") -> BaseResponse:
    """The answer to whoever asks to come in, which is the same whoever has the address; `role`: of an invitation."""
    browser = ecosystem().people.ask()
    afterwards(_mailing(browser, email, role))
    response = redirect(url_for("signing.sent"), 303, Response)
    path = url_for("signing.enter_by_code", lang=None)
    response.set_cookie(
        ASKING, browser, max_age=LASTS, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def _mailing(browser: str, email: str, role: str) -> Callable[[], None]:
    """What is done once the answer has left; all that it needs of the request is taken now."""
    people, outbox, spoken = ecosystem().people, ecosystem().outbox, language()
    pattern = f"{url_for('signing.show', _external=True, lang=None)}/lien/@"

    def mail() -> None:
        found = people.ticket(browser, email, role)
        if found is not None:
            outbox.queue(sign_in_letter(*found, pattern, spoken))

    return mail


@blueprint.get(f"{START}/envoye")
@reads()
def sent() -> str:
    """What to do now, and where to type the code."""
    return _sent()


@blueprint.post(f"{INSIDE}/code")
def enter_by_code() -> BaseResponse | tuple[str, int]:
    """Lets in by the code that was mailed, in the browser that asked."""
    refuse_other_sites()
    tries().use()
    query = Parameters(request.form, ("code", "partage", "jeton"))
    typed, shared = "".join(query.text("code").split()), query.flag("partage")
    try:
        secret = ecosystem().people.enter_by_code(request.cookies.get(ASKING, ""), typed, device(), shared=shared)
    except InvalidInput as error:
        return _sent(error), error.status
    return inside(secret, shared=shared)


@blueprint.get(f"{START}/lien/<token>")
@asks(BY_LINK)
@reads()
def link(token: str) -> str:
    """The button; programs that open links before people do not use it."""
    ecosystem().people.check_link(token)
    return render_template("signing/link.html", token=token)


@blueprint.post(f"{INSIDE}/lien/<token>")
@asks(BY_LINK)
def enter(token: str) -> BaseResponse:
    """Uses the link: a session is open, under a secret that nobody had before."""
    refuse_other_sites()
    shared = Parameters(request.form, ("partage",)).flag("partage")
    return inside(ecosystem().people.enter_by_link(token, device(), shared=shared), shared=shared)


@blueprint.errorhandler(Gone)
def gone(error: Gone) -> tuple[str, int]:
    """A link that opens no more: the same page, where to ask for another."""
    return first_page(error), error.status


def inside(secret: str, *, shared: bool) -> BaseResponse:
    """The answer to whoever proved to be there: a session of its own, and the page where they go on."""
    leave()  # of whoever was there before, in this browser
    found = ecosystem().people.session(secret)
    home = "professionals.show" if found and found.may(READ) else "account.show"
    response = redirect(url_for(home), 303, Response)
    assert isinstance(response, Response)  # noqa: S101 - the class that was asked for
    give(response, secret, seconds=None if shared else OWN.most)
    response.delete_cookie(ASKING, path=url_for("signing.enter_by_code", lang=None))
    return response


def tries() -> Allowance:
    """What is left to each visitor who tries to come in."""
    found: Allowance = current_app.extensions[NAME]
    return found


def first_page(error: TisserandError | None = None) -> str:
    """Where one asks to come in, with what went wrong."""
    return render_template(
        "signing/show.html",
        problem=problem_of(error) if error else None,
        seal=sealed_again(NAME, error) if request.method == "POST" and "jeton" in request.form else sealed(NAME),
        typed=request.form.get("courriel", "")[:300],
        provider=ecosystem().settings.oidc_name,
    )


def _sent(error: TisserandError | None = None) -> str:
    problem = problem_of(error) if error else None
    return render_template("signing/sent.html", problem=problem, leaves=ecosystem().outbox.leaves)
