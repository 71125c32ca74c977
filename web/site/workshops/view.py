# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workshops of the facilitators of an instance: each is opened, led and closed here."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import InvalidInput, TisserandError
from graph.text.moments import hour_text
from graph.text.wording import Label
from graph.workshops.workshop import Workshop, WorkshopAim
from web.app.doors import FACILITATE, led_to
from web.app.errors import Problem, correctable
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import FACILITATION, asks
from web.app.sessions import PATH, private, session
from web.site.room.desk import desk, known_already, room_mark
from web.site.workshops.deciding import GESTURES, JOIN, UNDO, last_decided, refuse_elsewhere
from web.site.workshops.page import console_page, group_of, text_of, things
from web.site.workshops.words import DONE, NOTHING_CHOSEN, TONES, state_text

blueprint = Blueprint("workshops", __name__, url_prefix=f"{PATH}/ateliers")
blueprint.after_request(private)
asks(FACILITATION)(blueprint)
SEAL = "workshops"
NUMBER = "<int(max=2147483647):number>"


@blueprint.get("")
@led_to(FACILITATE, 10, Label("Ateliers"))
@reads()
def index() -> str:
    """The workshops, and how to open one."""
    return _index()


@blueprint.post("")
def begin() -> BaseResponse | tuple[str, int]:
    """Opens a workshop."""
    refuse_other_sites()
    try:
        query = sealed_form(SEAL, "titre", "groupe", "quoi", "relire", "gris")
        known = {one.slug for one in things()}
        kinds = tuple(slug for slug in query.texts("quoi") if slug in known)
        before, greyed = query.choice("relire", ("avant", "apres")) != "apres", query.flag("gris")
        aim = WorkshopAim(query.text("titre"), group_of(query.text("groupe")), kinds, before, greyed)
        found = session()
        made = desk().kept.begin(aim, found.who if found else "", ecosystem().repository.number)
    except TisserandError as error:
        return _index(correctable(error)), error.status
    return redirect(url_for("workshops.show", number=made.number, fait="ouverte"), 303)


@blueprint.get(f"/{NUMBER}")
@reads("numero", "fait")
def show(number: int) -> str:
    """What came in a workshop, to be decided of."""
    query = Parameters(request.args, ("numero", "fait"))
    workshop = desk().kept.find(number)
    done = query.choice("fait", DONE)
    return _console(workshop, _number(query), done=DONE[done](language()) if done else "")


@blueprint.get(f"/{NUMBER}/arrivees")
@reads("numero")
def arrivals(number: int) -> Response:
    """The part of the console that grows; 304 for who has it already, before anything is read."""
    workshop = desk().kept.find(number)
    mark = room_mark(workshop)
    if answer := known_already(mark):
        return answer
    page = console_page(workshop, _number(Parameters(request.args, ("numero",))))
    response = make_response(render_template("workshops/arrivals.html", page=page, **_words()))
    response.set_etag(mark)
    return response


@blueprint.post(f"/{NUMBER}")
def decide(number: int) -> BaseResponse | tuple[str, int]:
    """Does with one addition what its button says."""
    refuse_other_sites()
    workshop = desk().kept.find(number)
    asked = 0
    try:
        query = sealed_form(SEAL, "geste", "avec")
        gesture, asked, joined = _gesture(query.text("geste"))
        joined = query.text("avec") if gesture == JOIN else joined
        if gesture == UNDO and not asked:
            asked = last_decided(workshop)
        refuse_elsewhere(workshop, asked)
        page = console_page(workshop, asked)
        done = GESTURES[gesture](asked, joined)
    except TisserandError as error:
        return _again(workshop, asked, error)
    following = asked if gesture == UNDO else page.next or page.previous
    return redirect(url_for("workshops.show", number=number, numero=following or None, fait=done, _anchor="one"), 303)


def _gesture(text: str) -> tuple[str, int, str]:
    """What a button says: what to do, with which addition, and the key of the card that it is (`accepter:12:a/b`)."""
    gesture, number, joined = (*text.split(":", 2), "", "")[:3]
    if gesture not in GESTURES or not (number or "0").isdecimal() or len(number) > 9:
        raise InvalidInput(NOTHING_CHOSEN(), field="geste")
    return gesture, int(number or 0), joined


@blueprint.post(f"/{NUMBER}/reglages")
def settle(number: int) -> BaseResponse | tuple[str, int]:
    """Changes whether additions are read before the wall, whether it shows what waits, and whether the door is open."""
    refuse_other_sites()
    workshop = desk().kept.find(number)
    try:
        query = sealed_form(SEAL, "gris", "relire", "ferme")
        said = workshop.aim
        flags = {"before": query.flag("relire"), "greyed": query.flag("gris"), "shut": query.flag("ferme")}
        desk().kept.settle(number, WorkshopAim(said.title, said.group, said.kinds, **flags))
    except TisserandError as error:
        return _again(workshop, 0, error)
    return redirect(url_for("workshops.show", number=number, fait="reglee"), 303)


@blueprint.post(f"/{NUMBER}/finir")
def end(number: int) -> BaseResponse | tuple[str, int]:
    """Closes a workshop, and forgets the first names that were given in it."""
    refuse_other_sites()
    workshop = desk().kept.find(number)
    try:
        opened(SEAL, request.form.get("jeton", ""))
        desk().kept.end(number)
    except TisserandError as error:
        return _again(workshop, 0, error)
    return redirect(url_for("workshops.show", number=number, fait="finie"), 303)


def _number(query: Parameters) -> int:
    return query.number("numero", 0, 0, 2**31 - 1) if query.text("numero") else 0


def _words() -> dict[str, object]:
    return {
        "text_of": text_of,
        "hour_text": hour_text,
        "state_text": lambda one: state_text(one, language()),
        "tones": TONES,
    }


def _again(workshop: Workshop, number: int, error: TisserandError) -> tuple[str, int]:
    return _console(desk().kept.find(workshop.number), number, problem=correctable(error)), error.status


def _console(workshop: Workshop, number: int, *, done: str = "", problem: Problem | None = None) -> str:
    return render_template(
        "workshops/console.html",
        page=console_page(workshop, number),
        done=done,
        problem=problem,
        seal=sealed(SEAL),
        open=session(),
        **_words(),
    )


def _index(problem: Problem | None = None) -> str:
    return render_template(
        "workshops/show.html",
        workshops=desk().kept.all(),
        things=things(),
        problem=problem,
        typed=request.form if problem else MultiDict(),
        seal=sealed(SEAL),
        open=session(),
    )
