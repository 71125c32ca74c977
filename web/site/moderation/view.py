# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of moderators: what is to be read, one thing at a time; words are accepted in one click, or refused."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import TisserandError, UnknownThing
from graph.slips.kept import finish, keep, public_cases
from graph.slips.waves import KEPT, WITHDRAWN
from graph.text.wording import Label
from web.app.doors import REVIEW, led_to
from web.app.errors import Problem, correctable
from web.app.guard import refuse_other_sites, sealed
from web.app.language import translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import MODERATION, asks, author
from web.app.rooms import once_in
from web.app.sessions import PATH, private, session
from web.site.moderation import counts
from web.site.moderation.page import CARD, WAVE, WORDS, cards, learn, moderation_page, vocabulary
from web.site.moderation.words import DECIDED, DONE, NOT_SAID
from web.site.slip.slips import counter

blueprint = Blueprint("moderation", __name__, url_prefix=f"{PATH}/moderation")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
once_in(blueprint, counts.register)


@blueprint.get("")
@led_to(REVIEW, 30, Label("Mots et signalements"))
@reads("quoi", "fait")
def show() -> str:
    """What is to be read, and the one that was asked for, else the first."""
    query = Parameters(request.args, ("quoi", "fait"))
    return _page(query.text("quoi"), done=query.choice("fait", DONE))


@blueprint.post("/mots")
def decide_words() -> BaseResponse | tuple[str, int]:
    """Accepts words for what they mean, refuses them, or takes accepted ones back."""
    refuse_other_sites()
    try:
        query = sealed_form(WORDS, "code", "geste", "sens", "mots")
        gesture = query.choice("geste", ("accepter", "refuser", "retirer"))
        done = _decide(query, gesture)
    except TisserandError as error:
        return _again(error, f"{WORDS}/{request.form.get('code', '')}")
    return redirect(url_for("moderation.show", fait=done), 303)


def _decide(query: Parameters, gesture: str) -> str:
    desk = vocabulary()
    if gesture == "refuser":
        desk.refuse(query.text("code"))
        return "refuse"
    if gesture == "retirer":
        desk.withdraw(query.text("mots"), query.text("sens"), author(MODERATION))
        return "retire"
    desk.accept(query.text("code"), query.text("sens"), author(MODERATION), clock.today())
    learn()
    return "accepte"


@blueprint.post("/fiches")
def decide_card() -> BaseResponse | tuple[str, int]:
    """Says that a card was checked, or has what is reported of it said to everybody until somebody has."""
    refuse_other_sites()
    try:
        query = sealed_form(CARD, "code", "geste", "fiche")
        done = _settle(query, query.choice("geste", ("verifie", "dire", "corrige")))
    except TisserandError as error:
        return _again(error, f"{CARD}/{request.form.get('code', '')}")
    return redirect(url_for("moderation.show", fait=done), 303)


def _settle(query: Parameters, gesture: str) -> str:
    repository, desk, today = ecosystem().repository, cards(), clock.today()
    with counter().agreeing:
        if gesture == "corrige":
            said = next((one for one in public_cases(repository.full, desk) if one.iri == query.text("fiche")), None)
            if said is None:
                raise UnknownThing(NOT_SAID())
            finish(repository, desk, said.code, today, author(MODERATION))
            return "corrige"
        item = desk.one(query.text("code"), today)
        if gesture == "dire":
            keep(repository, desk, item, today, author(MODERATION))
            return "dire"
        desk.check(item.code, today)
        return "verifie"


@blueprint.post("/vagues")
def decide_wave() -> BaseResponse | tuple[str, int]:
    """Takes all anonymous reports of a wave back, lets them count, or takes that decision back."""
    refuse_other_sites()
    try:
        query = sealed_form(WAVE, "code", "geste")
        gesture = query.choice("geste", tuple(DECIDED)) or "retirer"
        desk, code = cards(), query.text("code")
        if gesture == "retablir":
            desk.decide_no_more(code)
        else:
            desk.decide(code, KEPT if gesture == "garder" else WITHDRAWN, clock.today())
    except TisserandError as error:
        return _again(error, WAVE)
    return redirect(url_for("moderation.show", fait=DECIDED[gesture]), 303)


def _again(error: TisserandError, wanted: str) -> tuple[str, int]:
    """The page with what is wrong."""
    return _page(wanted, problem=correctable(error)), error.status


def _page(wanted: str, *, done: str = "", problem: Problem | None = None) -> str:
    return render_template(
        "moderation/show.html",
        page=moderation_page(wanted[:60]),
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        seals={kind: sealed(kind) for kind in (WORDS, CARD, WAVE)},
        open=session(),
    )
