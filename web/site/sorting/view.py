# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards sorted one after the other, by keys, by touch or by plain buttons; nothing is erased, each choice is undone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.contributions.sender import ACCOUNT, LINK, Sender
from graph.errors import InvalidInput, TisserandError
from graph.text.wording import Label
from web.app.doors import REVIEW, led_to
from web.app.errors import Problem, correctable, problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import MODERATION, asks, author
from web.app.rooms import once_in
from web.app.sessions import PATH, private, session
from web.app.values import displays
from web.site.sorting import desk
from web.site.sorting.page import (
    FILTERS,
    card_asked,
    chosen_filters,
    filter_choices,
    sorting_page,
    to_improve,
)
from web.site.sorting.words import DONE, NOT_SAID, NOTHING_CHOSEN, SAID, WRONGS

SEAL, LIST = "sorting", "sorting list"
ASKS = ("ameliorer", "faux")
FIELDS = ("fiche", "verdict", "mot", "suite", "jeton", *FILTERS)
blueprint = Blueprint("sorting", __name__, url_prefix=f"{PATH}/tri")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
once_in(blueprint, desk.register)


@blueprint.get("")
@led_to(REVIEW, 20, Label("Tri rapide"))
@reads(*FILTERS, "fiche", "demande", "fait")
def show() -> str:
    """The card to judge now; `demande`: what is asked of it, to be improved or wrong."""
    query = Parameters(request.args, (*FILTERS, "fiche", "demande", "fait"))
    asked, done = query.choice("demande", ASKS), query.choice("fait", DONE)
    return _page(chosen_filters(query), query.text("fiche"), asked=asked, done=done)


@blueprint.post("")
def judge() -> BaseResponse | tuple[str, int] | str:
    """Takes in what is said of a card; with `suite`, answers with the cards that follow and nothing else."""
    refuse_other_sites()
    try:
        query = Parameters(request.form, FIELDS, letters=("mot",))
        opened(SEAL, query.text("jeton"))
        filters = chosen_filters(query)
        card = _judged(query)
    except TisserandError as error:
        return _again(error)
    if query.flag("suite"):
        return render_template("sorting/batch.html", **_told(filters))
    done = "defait" if card else "fait"
    address: dict[str, Any] = {"fiche": card or None, "fait": done, **filters}
    return redirect(url_for("sorting.show", **address, _anchor="card"), 303)


def _judged(query: Parameters) -> str:
    """Notes a verdict, and gives the path of a card that comes back, "" for none; raises TisserandError."""
    verdict, who, words = query.text("verdict"), author(MODERATION), query.text("mot")
    if verdict == "defaire":
        return desk.sorting_desk().take_back(who).card
    iri = card_asked(query.text("fiche"))
    if verdict == "juste":
        desk.sorting_desk().right(iri, who)
    elif verdict == "ameliorer":
        desk.sorting_desk().improve(iri, who, words)
    elif verdict == "passer":
        desk.sorting_desk().leave(iri, who)
    elif verdict in WRONGS:
        if verdict == "autre" and not words:
            raise InvalidInput(NOT_SAID(), field="mot")
        why = WRONGS[verdict].fr
        desk.sorting_desk().wrong(iri, who, _sender(), f"{why} : {words}" if words else why)
    else:
        raise InvalidInput(NOTHING_CHOSEN(), field="verdict")
    return ""


def _sender() -> Sender:
    found = session()
    if found is None:
        return Sender()
    return Sender(LINK, found.invitation) if found.account is None else Sender(ACCOUNT, found.account)


@blueprint.get("/a-ameliorer")
@reads("fait")
def improve() -> str:
    """The cards that somebody said are to be improved."""
    done = Parameters(request.args, ("fait",)).choice("fait", DONE)
    return _list(done=done)


@blueprint.post("/a-ameliorer")
def improved() -> BaseResponse | tuple[str, int]:
    """Says that one of them was."""
    refuse_other_sites()
    try:
        query = sealed_form(LIST, "numero")
        desk.sorting_desk().verdicts.settle(query.number("numero", 0, 1, 2**31 - 1))
    except TisserandError as error:
        return _list(problem=correctable(error)), error.status
    return redirect(url_for("sorting.improve", fait="ameliore"), 303)


def _list(*, done: str = "", problem: Problem | None = None) -> str:
    return render_template(
        "sorting/list.html",
        cards=tuple(to_improve()),
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        seal=sealed(LIST),
        open=session(),
    )


def _again(error: TisserandError) -> tuple[str, int]:
    """The same card with what is wrong, and what was typed; to a script, what is wrong alone."""
    if request.form.get("suite"):
        return render_template("sorting/problem.html", problem=correctable(error)), error.status
    asked = "ameliorer" if request.form.get("verdict") == "ameliorer" else "faux" if request.form.get("mot") else ""
    asked = "faux" if request.form.get("verdict") in WRONGS else asked
    return _page({}, request.form.get("fiche", "")[:300], asked=asked, problem=problem_of(error)), error.status


def _page(
    filters: dict[str, str], first: str, *, asked: str = "", done: str = "", problem: Problem | None = None
) -> str:
    return render_template(
        "sorting/show.html",
        **_told(filters, first),
        choices=filter_choices(),
        asked=asked,
        typed=request.form.get("mot", "") if problem else "",
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        open=session(),
    )


def _told(filters: dict[str, str], first: str = "") -> dict[str, object]:
    lang = language()
    return {
        "page": sorting_page(filters, first),
        "filters": filters,
        "seal": sealed(SEAL),
        "said": {key: text(lang) for key, text in SAID.items()},
        "wrongs": {key: text(lang) for key, text in WRONGS.items()},
        "displays": displays,
    }
