# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a card for moderators: every fact, each change taken back, the week of its author together."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.entity import Reader
from graph.errors import Conflict, TisserandError, UnknownThing
from graph.readings.history import HistoryReader
from graph.readings.week import author_week
from graph.text.wording import Label, Phrase
from web.app.doors import REVIEW, led_to
from web.app.errors import Problem, correctable, problem_of
from web.app.guard import refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.reach import refuse_others
from web.app.rights import MODERATION, OWN_MODERATION, asks, author
from web.app.sessions import PATH, private, session
from web.site.history.page import NAMES, compared
from web.site.keepers.desk import keepers_of

blueprint = Blueprint("versions", __name__, url_prefix=f"{PATH}/histoire")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
SEAL, WEEK = "histoire", "semaine"
MOST = 2**31
SHOWN = 50
NO_HISTORY = Phrase("Aucun changement n’est noté pour cette fiche.")
OTHERS = Phrase("D’autres changements sont arrivés depuis : relisez la liste, puis recommencez.")
DONE = {"defait": Phrase("C’est défait. Si c’était une erreur, cela se défait aussi.")}


@blueprint.get("")
@led_to(REVIEW, 50, Label("Derniers changements"))
@reads("page", "fait")
def latest() -> str:
    """The latest changes of the whole journal."""
    return _latest()


@blueprint.post("")
def undo_whole() -> BaseResponse | tuple[str, int]:
    """Takes back all that a change said."""
    refuse_other_sites()
    try:
        query = sealed_form(SEAL, "numero")
        ecosystem().repository.undo(query.number("numero", 0, 1, MOST), author(MODERATION))
    except TisserandError as error:
        return _latest(problem=correctable(error)), error.status
    return redirect(url_for("versions.latest", fait="defait"), 303)


@blueprint.get("/fiche/<kind>/<path:slug>")
@asks(OWN_MODERATION)
@reads(*NAMES, "fait")
def show(kind: str, slug: str) -> str:
    """The versions, restricted facts too."""
    return _page(kind, slug)


@blueprint.post("/fiche/<kind>/<path:slug>")
@asks(OWN_MODERATION)
def undo(kind: str, slug: str) -> BaseResponse | tuple[str, int]:
    """Takes back what a change said of this card."""
    refuse_other_sites()
    try:
        query = sealed_form(SEAL, "numero", "fiche")
        number, card = query.number("numero", 0, 1, MOST), _reader().iri(kind, slug)
        about = query.text("fiche") or card
        for iri in {card, about}:
            refuse_others(iri)
        ecosystem().repository.undo(number, author(MODERATION), about)
    except TisserandError as error:
        return _page(kind, slug, problem=correctable(error)), error.status
    return redirect(url_for("versions.show", kind=kind, slug=slug, fait="defait"), 303)


@blueprint.get("/semaine/<int(max=2147483647):number>")
@reads("fait")
def week(number: int) -> str:
    """What the author of a change did in the week that ends with it: what would go, what stays."""
    return _week(min(number, MOST))


@blueprint.post("/semaine/<int(max=2147483647):number>")
def undo_week(number: int) -> BaseResponse | tuple[str, int]:
    """Takes all of it back, as one change."""
    refuse_other_sites()
    try:
        query = sealed_form(WEEK, "numeros")
        found = author_week(_reader(), ecosystem().repository, min(number, MOST))
        if query.text("numeros") != _numbers(found.numbers):
            raise Conflict(OTHERS())
        ecosystem().repository.take_back(found.numbers, author(MODERATION), found.summary)
    except TisserandError as error:
        if error.status >= 500 or isinstance(error, UnknownThing):
            raise
        return _week(min(number, MOST), problem=problem_of(error)), error.status
    return redirect(url_for("versions.week", number=number, fait="defait"), 303)


def _reader() -> Reader:
    return Reader(ecosystem().full.dataset, ecosystem().model, language())


def _page(kind: str, slug: str, *, problem: Problem | None = None) -> str:
    here = _reader()
    one, other = (0, 0) if problem else compared(Parameters(request.args, (*NAMES, "fait")))
    refuse_others(here.iri(kind, slug))
    found = HistoryReader(here, ecosystem().repository.journal, None).history(here.iri(kind, slug), one, other)
    if not found.versions:
        raise UnknownThing(NO_HISTORY())
    return render_template(
        "history/moderated.html",
        history=found,
        action=url_for("versions.show", kind=kind, slug=slug),
        keepers=keepers_of(here.dataset, here.iri(kind, slug)),
        problem=problem,
        **_shared(SEAL),
    )


def _latest(*, problem: Problem | None = None) -> str:
    page = 1 if problem else Parameters(request.args, ("page", "fait")).number("page", 1, 1, 100_000)
    last = ecosystem().repository.journal.last_number()
    headers = ecosystem().repository.journal.headers(SHOWN, before=last + 1 - SHOWN * (page - 1))
    return render_template(
        "history/latest.html",
        changes=headers,
        page=page,
        pages=max(1, -(-last // SHOWN)),
        problem=problem,
        **_shared(SEAL),
    )


def _week(number: int, *, problem: Problem | None = None) -> str:
    found = author_week(_reader(), ecosystem().repository, number)
    return render_template(
        "history/week.html",
        week=found,
        number=number,
        numbers=_numbers(found.numbers),
        problem=problem,
        **_shared(WEEK),
    )


def _shared(seal: str) -> dict[str, object]:
    done = DONE.get(request.args.get("fait", ""))
    return {"seal": sealed(seal), "open": session(), "done": translate(done.fr) if done else ""}


def _numbers(numbers: frozenset[int]) -> str:
    return " ".join(map(str, sorted(numbers)))
