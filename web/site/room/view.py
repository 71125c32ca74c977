# SPDX-License-Identifier: AGPL-3.0-or-later
"""A telephone joins by a short code, without account, and sends what it knows to the wall."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import StorageError, TisserandError, UnknownThing
from graph.readings.workshops import ON_WALL
from graph.workshops.store import WorkshopOver
from graph.workshops.workshop import Workshop, WorkshopAddition
from web.app.errors import problem_of
from web.app.guard import refuse_other_sites, sealed
from web.app.language import language
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.rooms import once_in
from web.site.contributing.limits import SentTooOften
from web.site.contributing.sending import with_wait
from web.site.room import desk as room_desk
from web.site.room.desk import became_of, desk, group_name, seal_of
from web.site.room.page import RoomForm, opened, shown_again, subject_of
from web.site.room.sending import known_cards, known_sending, sent_to_wall, typed_in
from web.site.room.words import THANKS, TOO_MANY_CODES, sent_text

blueprint = Blueprint("room", __name__, url_prefix="/atelier")
asks(PUBLIC)(blueprint)
MOST_FOLLOWED = 60
"""Sendings of which a telephone asks at once what became."""
once_in(blueprint, room_desk.register)


@blueprint.after_request
def _keep_to_the_room(response: Response) -> Response:
    """A telephone that comes back while the room is out of reach may show again what it had; search engines may not."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.get("")
@reads("code")
def index() -> BaseResponse | str:
    """Where one types the code that is on the wall."""
    code = Parameters(request.args, ("code",)).text("code")
    if not code:
        return render_template("room/join.html", code="", problem=None)
    try:
        found = _found(code)
    except TisserandError as error:
        return _join(code, error)
    return redirect(url_for("room.show", code=found.code, lang=request.args.get("lang")), 303)


@blueprint.get("/<code>")
@reads("quoi", "fait")
@asks(BY_LINK)
def show(code: str) -> BaseResponse | str:
    """The short form of what is gathered; what to do once the workshop is over."""
    query = Parameters(request.args, ("quoi", "fait"))
    try:
        workshop = _found(code)
    except TisserandError as error:
        return _join(code, error)
    if not workshop.is_open:
        return _over(workshop)
    done = query.choice("fait", THANKS)
    return opened(workshop, query.text("quoi")).page(THANKS[done](language()) if done else "")


@blueprint.post("/<code>")
@asks(BY_LINK)
def send(code: str) -> BaseResponse | str | tuple[str, int]:
    """Takes in what a telephone sends; sent again, it is told the same."""
    refuse_other_sites()
    workshop = _found(code)
    try:
        if addition := known_sending(workshop):
            return _thanked(workshop, addition)
        subject = subject_of(workshop, request.form.get("quoi", ""))
        # A telephone with a script has asked while it was typed.
        done = sent_to_wall(workshop, subject, asked=not _for_script())
        if done.addition:
            return _thanked(workshop, done.addition)
        return _again(RoomForm(workshop, subject, done.form, kept=typed_in(subject).kept, alike=done.alike))
    except TisserandError as error:
        if isinstance(error, StorageError):
            raise
        return _refused(workshop, error)


@blueprint.post("/<code>/connus")
@asks(BY_LINK)
def known(code: str) -> str:
    """The known cards that what is being typed may be, as a part of the form; nothing is kept."""
    refuse_other_sites()
    subject = subject_of(_found(code), request.form.get("quoi", ""))
    return render_template("room/alike.html", found=known_cards(subject))


@blueprint.post("/<code>/etats")
@asks(BY_LINK)
def states(code: str) -> Response:
    """What became of what a telephone sent, by its marks; nothing is kept."""
    refuse_other_sites()
    workshop = _found(code)
    asked = set(request.form.getlist("envoi")[:MOST_FOLLOWED])
    known = [one for one in desk().kept.additions(workshop.uid) if one.token in asked]
    became = became_of(known)
    told = {
        one.token: {"state": now.state, "said": sent_text(now, language())}
        for one in known
        if (now := became.get(one.contribution))
    }
    return jsonify(open=workshop.is_open, takes=workshop.takes, sendings=told)


def _found(code: str) -> Workshop:
    """The workshop of a code; wrong ones are counted. Raises UnknownThing, SentTooOften."""
    try:
        desk().codes.check()
        return desk().kept.of_code(code)
    except UnknownThing:
        desk().codes.spend()
        raise
    except TooManyRequests as error:
        raise TooManyCodes(int(error.retry_after or 60)) from error  # type: ignore[arg-type]


class TooManyCodes(SentTooOften):
    """More codes were tried from there than a room mistypes (429)."""

    def __init__(self, seconds: int) -> None:
        TisserandError.__init__(self, TOO_MANY_CODES())
        self.seconds = seconds


def _join(code: str, error: TisserandError) -> BaseResponse:
    if error.status >= 500:
        raise error
    page = render_template("room/join.html", code=code[:12], problem=problem_of(error))
    return with_wait(make_response(page, error.status), error)


def _over(workshop: Workshop) -> str:
    return render_template("room/over.html", workshop=workshop, place=group_name(workshop))


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _thanked(workshop: Workshop, addition: WorkshopAddition) -> BaseResponse:
    now = became_of([addition]).get(addition.contribution)
    if _for_script():
        return jsonify(state=now.state if now else "", said=sent_text(now, language()) if now else "")
    done = "mur" if now and now.state == ON_WALL else "relu"
    slug = request.form.get("quoi") or None
    return redirect(url_for("room.show", code=workshop.code, quoi=slug, fait=done), 303)


def _again(shown: RoomForm) -> BaseResponse:
    """The form with what is to be corrected, or asked before it is sent."""
    status = 400 if shown.form.wrong or shown.error else 200
    if not _for_script():
        return make_response(shown.page(), shown.error.status if shown.error else status)
    said = shown.error.told(language()) if shown.error else ""
    answer = jsonify(form=shown.part(), said=said, seal=sealed(seal_of(shown.workshop)))
    answer.status_code = shown.error.status if shown.error else status
    return answer


def _refused(workshop: Workshop, error: TisserandError) -> BaseResponse | str | tuple[str, int]:
    if isinstance(error, WorkshopOver) and _for_script():
        return make_response(jsonify(over=not workshop.is_open, said=error.told(language())), error.status)
    if not workshop.is_open and not _for_script():
        return _over(workshop), error.status
    subject = subject_of(workshop, request.form.get("quoi", ""))
    return with_wait(cast(Response, _again(shown_again(workshop, subject, typed_in(subject), error))), error)
