# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Mon compte »: what one may do, agreed to and is known of one, one's devices; to take away, or to erase for good."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.erasure.accounts import erase_account
from graph.erasure.keepers import forget_kept
from graph.errors import InvalidInput, TisserandError
from graph.keepers.store import ACCOUNT as BY_ACCOUNT
from graph.keepers.store import GivenAgreement
from graph.people.account import Account
from graph.people.people import known_of
from graph.skills.declaring import SUBJECT as SKILLS
from graph.text.wording import Label
from web.app.accounts import current_account
from web.app.doors import OWN, led_to
from web.app.errors import Problem, correctable
from web.app.guard import refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import ACCOUNT, asks, closed
from web.app.rooms import short_address
from web.app.sessions import PATH, private, session, take_back
from web.site.account.page import cards_of, grants_shown, linked_to, rights_lacking
from web.site.account.words import DEVICES, DONE, NO_HEIR, NOT_SURE, NOT_TICKED, NOT_YOURS, SURE
from web.site.keepers.desk import desk as keepers_desk
from web.site.skills.desk import desk as skills_desk
from web.site.skills.desk import told_of
from web.site.subscriptions.desk import desk, followed

blueprint = Blueprint("account", __name__, url_prefix=f"{PATH}/mon-compte")
blueprint.after_request(private)
NAME = "account"
short_address(blueprint, "/mon-compte")


def _without() -> Response:
    """Whoever came in by a link has no account yet: how to have one."""
    if session() is None:
        return closed()
    return Response(render_template("account/without.html", open=session()), 403)


asks(ACCOUNT, refused=_without)(blueprint)


def _mine() -> Account:
    found = current_account()
    if found is None:
        raise InvalidInput(NO_HEIR())
    return found


@blueprint.get("")
@led_to(OWN, 20, Label("Mon compte"))
@reads("fait")
def show() -> str:
    """The page."""
    return _page(done=Parameters(request.args, ("fait",)).choice("fait", DONE))


@blueprint.post("")
def change() -> BaseResponse | tuple[str, int]:
    """Writes what one tells of oneself."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "nom", "reseau")
        ecosystem().people.change(_mine().number, query.text("nom"), query.text("reseau"))
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("account.show", fait="note"), 303)


@blueprint.post("/appareil")
def end() -> BaseResponse | tuple[str, int]:
    """Ends one of one's sessions."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "appareil")
        ecosystem().people.end(_mine().number, query.text("appareil"))
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("account.show", fait="ferme"), 303)


@blueprint.post("/accord")
def withdraw() -> BaseResponse | tuple[str, int]:
    """Agrees no more to something."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "sujet")
        ecosystem().people.withdraw(_mine().number, query.text("sujet"))
        if query.text("sujet") == SKILLS:
            skills_desk().skills.forget(_mine().number, wholly=False)
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("account.show", fait="retire"), 303)


@blueprint.post("/fiche")
def keep() -> BaseResponse | tuple[str, int]:
    """Has one asked once a year whether a card is right, or no more."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "fiche", "tenir", "arreter")
        mine, card, stops = _mine(), query.text("fiche"), query.flag("arreter")
        found = {one.card: one for one in cards_of(mine, ecosystem().people.grants(mine.number))}.get(card)
        if found is None:
            raise InvalidInput(NOT_YOURS())
        if not stops and not query.flag("tenir"):
            raise InvalidInput(NOT_TICKED(), field=f"fiche {card}")
        if stops:
            forget_kept(ecosystem().settings, mine.email, card)
        else:
            given = GivenAgreement(found.consent, language())
            keepers_desk().kept.agree(card, mine.email, given, BY_ACCOUNT)
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("account.show", fait="arret" if stops else "question"), 303)


@blueprint.post("/delier")
def unlink() -> BaseResponse | tuple[str, int]:
    """Has a provider know one no more."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "emetteur")
        ecosystem().people.unlink(_mine().number, query.text("emetteur"))
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("account.show", fait="delie"), 303)


@blueprint.post("/emporter")
def take_away() -> BaseResponse | tuple[str, int]:
    """All that is known of one, as a file."""
    refuse_other_sites()
    try:
        sealed_form(NAME)
    except TisserandError as error:
        return _again(error)
    mine = _mine()
    known = {**known_of(ecosystem().people, mine.number), **told_of(mine.number), "news": followed(mine.email)}
    known["cards"] = [
        {"card": one.card, "agreed": one.agreed_on.isoformat(), "text": one.consent}
        for one in keepers_desk().kept.of_address(mine.email)
    ]
    text = json.dumps(known, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="mon-compte.json"'}
    return Response(f"{text}\n", mimetype="application/json", headers=headers)


@blueprint.post("/effacer")
def erase() -> BaseResponse | tuple[str, int]:
    """Erases one's account for good."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "sur", "relais")
        if query.text("sur").upper() not in SURE:
            raise InvalidInput(NOT_SURE(), field="sur")
        undone = erase_account(ecosystem().settings, _mine().number, _heir(query.text("relais")))
    except TisserandError as error:
        return _again(error)
    response = Response(render_template("account/erased.html", undone=undone), 200)
    take_back(response)
    return response


def _heir(email: str) -> int | None:
    """The number of whoever takes over; raises InvalidInput."""
    if not email:
        return None
    found = ecosystem().people.of_email(email)
    if found is None:
        raise InvalidInput(NO_HEIR(), field="relais")
    return found.number


def _again(error: TisserandError) -> tuple[str, int]:
    """The page with what is wrong, and what was typed."""
    return _page(problem=correctable(error)), error.status


def _page(*, done: str = "", problem: Problem | None = None) -> str:
    account, people = _mine(), ecosystem().people
    grants = people.grants(account.number)
    typed = request.form if problem else {}
    return render_template(
        "account/show.html",
        open=session(),
        account=account,
        name=typed.get("nom", account.name)[:120],
        network=typed.get("reseau", account.network)[:300],
        heir=typed.get("relais", ""),
        grants=grants_shown(grants),
        lacking=rights_lacking(grants),
        consents=people.consents(account.number),
        news=desk().kept.of_email(account.email),
        cards=cards_of(account, grants),
        devices=[(one, DEVICES[one.device](language())) for one in people.sessions(account.number)],
        linked=linked_to(people.openid_names(account.number)),
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        seal=sealed(NAME),
    )
