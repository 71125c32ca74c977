# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where somebody says of two cards whether they are the same; one pair at a time, each choice taken back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from exports._studio import Bounds, Studio
from graph.errors import InvalidInput, TisserandError
from graph.identity.waiting import WaitingPairs
from graph.text.wording import Label
from web.app.doors import REVIEW, led_to
from web.app.errors import Problem, correctable
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import translate
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import MODERATION, asks, author
from web.app.rooms import short_address
from web.app.sessions import PATH, private, session
from web.site.merging.page import NAME, desk, iri_of, merging_page, sources_chosen, waiting
from web.site.merging.words import DONE, NOTHING_CHOSEN, NOTHING_TO_UNDO

blueprint = Blueprint("merging", __name__, url_prefix=f"{PATH}/rapprochements")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
# Fifteen thousand actors weigh 100 MB there; who decides for an hour has what comes next compared at once.
STUDIO = Studio(Bounds(memory=600_000_000, seconds=600.0, idle=900.0))
GESTURES = ("meme", "autre", "tard")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.extensions[NAME] = WaitingPairs(lambda work, *given: STUDIO.do(work, *given).made)


short_address(blueprint, "/rapprochements")


@blueprint.get("")
@led_to(REVIEW, 40, Label("Rapprochements"))
@reads("un", "autre", "fait")
def show() -> str:
    """The pair that is asked for, the first thing being the one to keep; else the first that waits."""
    query = Parameters(request.args, ("un", "autre", "fait"))
    return _page(query.text("un"), query.text("autre"), done=query.choice("fait", DONE))


@blueprint.post("")
def decide() -> BaseResponse | tuple[str, int]:
    """Has two cards be one, or be told apart, or puts the pair off."""
    refuse_other_sites()
    one, other = request.form.get("un", ""), request.form.get("autre", "")
    try:
        opened(NAME, request.form.get("jeton", ""))
        gesture = request.form.get("choix", "")
        if gesture not in GESTURES:
            raise InvalidInput(NOTHING_CHOSEN(), field="choix")
        _decide(gesture, iri_of(one), iri_of(other))
    except TisserandError as error:
        return _again(error, one, other)
    return redirect(url_for("merging.show", fait=gesture), 303)


def _decide(gesture: str, one: str, other: str) -> None:
    if gesture == "tard":
        waiting().later(frozenset((one, other)))
    elif gesture == "autre":
        desk().part(one, other, author(MODERATION))
    else:
        desk().merge(one, other, author(MODERATION), sources_chosen(one, other, request.form))


@blueprint.post("/defaire")
def undo() -> BaseResponse | tuple[str, int]:
    """Takes back a decision by its number, else the last one of who asks."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "numero", "fiche")
        number = query.number("numero", 0, 0, 2**31) or _last()
        desk().undo(number, author(MODERATION), iri_of(query.text("fiche")))
    except TisserandError as error:
        return _again(error, "", "")
    return redirect(url_for("merging.show", fait="defait"), 303)


def _last() -> int:
    own = author(MODERATION)
    found = next((item.number for item in desk().decisions(limit=500) if item.author == own and not item.brought), 0)
    if not found:
        raise InvalidInput(NOTHING_TO_UNDO())
    return found


def _again(error: TisserandError, one: str, other: str) -> tuple[str, int]:
    """The same pair with what is wrong."""
    return _page(one, other, problem=correctable(error)), error.status


def _page(one: str, other: str, *, done: str = "", problem: Problem | None = None) -> str:
    return render_template(
        "merging/show.html",
        page=merging_page(one[:200], other[:200]),
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        seal=sealed(NAME),
        typed=request.form,
        open=session(),
    )
