# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts, for administrators: who may do what, given and taken back, everywhere or in one place."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.entry.roles import Grant, roles
from graph.errors import TisserandError
from graph.mail.outbox import KEPT_DAYS
from graph.text.wording import Label
from web.app.doors import OWN, led_to
from web.app.errors import Problem, correctable
from web.app.guard import refuse_other_sites, sealed
from web.app.language import translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import ADMINISTRATION, asks
from web.app.rooms import short_address
from web.app.sessions import PATH, private, session
from web.site.account.page import grants_shown, place_of
from web.site.account.words import DONE

blueprint = Blueprint("accounts", __name__, url_prefix=f"{PATH}/comptes")
asks(ADMINISTRATION)(blueprint)
blueprint.after_request(private)
NAME = "accounts"
short_address(blueprint, "/comptes")


@blueprint.get("")
@led_to(OWN, 30, Label("Comptes"))
@reads("fait")
def show() -> str:
    """Every account with what it may do."""
    return _page(done=Parameters(request.args, ("fait",)).choice("fait", DONE))


@blueprint.post("")
def make() -> BaseResponse | tuple[str, int]:
    """Opens an account for somebody."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "courriel", "role", "limite")
        grant = Grant(query.text("role"), place_of(query.text("limite")))
        ecosystem().people.make(query.text("courriel"), grant)
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("accounts.show", fait="ouvert"), 303)


@blueprint.post("/<int(max=2147483647):number>/donner")
def give(number: int) -> BaseResponse | tuple[str, int]:
    """Gives somebody a role."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "role", "limite")
        ecosystem().people.give(number, Grant(query.text("role"), place_of(query.text("limite"))))
    except TisserandError as error:
        return _again(error, number)
    return redirect(url_for("accounts.show", fait="donne"), 303)


@blueprint.post("/<int(max=2147483647):number>/retirer")
def take_back(number: int) -> BaseResponse | tuple[str, int]:
    """Takes a role back."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "role", "portee")
        ecosystem().people.take_back(number, Grant(query.text("role"), query.text("portee")))
    except TisserandError as error:
        return _again(error, number)
    return redirect(url_for("accounts.show", fait="repris"), 303)


def _again(error: TisserandError, number: int = 0) -> tuple[str, int]:
    """The page with what is wrong, beside the account at fault, and what was typed."""
    return _page(problem=correctable(error), at=number), error.status


def _page(*, done: str = "", problem: Problem | None = None, at: int = 0) -> str:
    outbox = ecosystem().outbox
    return render_template(
        "accounts/show.html",
        open=session(),
        accounts=[(one, grants_shown(grants)) for one, grants in ecosystem().people.accounts()],
        roles=roles().values(),
        typed=request.form if problem else {},
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        at=at,
        seal=sealed(NAME),
        letters=outbox.counts(),
        leaves=outbox.leaves,
        days=KEPT_DAYS,
    )
