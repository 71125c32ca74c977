# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in through a provider: the browser goes there with a secret of its own, and only it can come back with it."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import TisserandError
from graph.openid.identity import MOST_MINUTES, Departure, OpenIdError, OpenIdIdentity, not_proven
from web.app.accounts import device
from web.app.guard import opened, refuse_other_sites
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.provider import BACK, NAME, noted_by_log, provider, provider_of
from web.app.rights import PUBLIC, asks
from web.app.sessions import HOST, SECURE, private
from web.site.signing.view import NAME as ASKING
from web.site.signing.view import first_page, inside, tries

blueprint = Blueprint("openid", __name__)
blueprint.after_request(private)
asks(PUBLIC)(blueprint)
COOKIE, MARK = "tisserand-depart", "~"
Answer = BaseResponse | tuple[str, int]


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions[NAME] = provider_of(app.extensions["tisserand"].settings)


@blueprint.post("/connexion/ailleurs")
def depart() -> Answer:
    """Sends the browser to the provider, by a page of ours: what a form leads to stays on this site."""
    refuse_other_sites()
    there = provider()
    tries().use()
    query, departure = Parameters(request.form, ("partage", "jeton")), Departure.new()
    try:
        opened(ASKING, query.text("jeton"))
        place = there.way(departure)
    except TisserandError as error:
        return _again(error)
    response = onward(place, leaving=False)
    kept = MARK.join((departure.state, departure.nonce, departure.verifier, "1" if query.flag("partage") else ""))
    name, path = _cookie()
    response.set_cookie(
        name, kept, max_age=60 * MOST_MINUTES, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


@blueprint.get(BACK)
@reads("code", "state", "error", "iss")
def arrive() -> Answer:
    """Lets in whoever comes back in the browser that left: a session is open, under a secret that nobody had before."""
    there = provider()
    tries().use()
    query = Parameters(request.args, ("code", "state", "error", "iss"))
    answer = {name: query.text(name) for name in ("code", "state", "error", "iss") if query.text(name)}
    try:
        kept = request.cookies.get(_cookie()[0], "").split(MARK)
        if len(kept) != 4:
            raise not_proven("no departure in this browser")
        found = there.who(Departure(*kept[:3]), answer)
    except OpenIdError as error:
        return _over(make_response(*_again(error)))
    return _over(make_response(_let_in(found, shared=bool(kept[3]))))


def _let_in(found: OpenIdIdentity, *, shared: bool) -> BaseResponse | Response:
    opens = ecosystem().people.enter_by_provider(found, device(), shared=shared)
    if opens:
        return inside(opens, shared=shared)
    doubted = found.email and not found.verified
    page = render_template(
        f"openid/{'doubted' if doubted else 'unknown'}.html",
        email=found.email[:254],
        name=_name(),
        told=found.verified is not None,
    )
    return make_response(page, 403)


def _over(response: Response) -> Response:
    """What the browser kept serves once."""
    name, path = _cookie()
    response.delete_cookie(name, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def onward(place: str, *, leaving: bool) -> Response:
    """The page by which a browser goes to the provider, by itself or by a link."""
    return make_response(render_template("openid/onward.html", place=place, leaving=leaving, name=_name()))


def _again(error: TisserandError) -> tuple[str, int]:
    if isinstance(error, OpenIdError):
        noted_by_log(error)
    return first_page(error), error.status


def _name() -> str:
    return ecosystem().settings.oidc_name


def _cookie() -> tuple[str, str]:
    """The name of what the browser keeps, which no other site of the same domain can put there, and where it goes."""
    if request.is_secure and not request.root_path:
        return f"{HOST}{COOKIE}", "/"
    return f"{SECURE if request.is_secure else ''}{COOKIE}", f"{request.root_path}{BACK}"
