# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals report, under their session: who could not be reached, and what became of a slip."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import InvalidInput, UnknownThing
from graph.readings.slip import slip_history
from graph.slips.corrections import corrections
from graph.slips.kept import keep_agreed
from graph.slips.number import read_number, shown
from graph.slips.waves import minute_of
from web.app.errors import problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.rights import READING, asks, closed
from web.app.sessions import PATH, private, session
from web.site.moderation.page import cards
from web.site.slip.slips import counter, found, known_actor, references
from web.site.slip.words import TONES
from web.site.testimony.words import DONE

blueprint = Blueprint("testimony", __name__, url_prefix=PATH)
blueprint.after_request(private)
NOTED, TOLD, ALREADY = "note", "dit", "deja"
Answer = BaseResponse | tuple[str, int]


def _instead() -> str:
    """Where everybody may say the same, anonymously."""
    number = (request.view_args or {}).get("number")
    if number is not None:
        return url_for("slip.show", number=number)
    actor = request.values.get("acteur", "")
    return url_for("unreached.show", acteur=actor) if references().knows(actor) else ""


def _closed() -> Response:
    """Whoever has not come in is told how, and where to say it all the same."""
    return closed("testimony/closed.html", instead=_instead())


asks(READING, refused=_closed)(blueprint)


@blueprint.get("/injoignable")
@reads("acteur", "fait")
def unreached() -> str:
    """What is about to be said, and what it does; then what it did."""
    query = Parameters(request.args, ("acteur", "fait"))
    return _unreached(known_actor(query.text("acteur")), done=query.choice("fait", tuple(DONE)))


@blueprint.post("/injoignable")
def say_unreached() -> Answer:
    """Notes it, and says it to everybody once enough professionals agree."""
    refuse_other_sites()
    query = Parameters(request.form, ("acteur", "jeton"))
    actor = known_actor(query.text("acteur"))
    try:
        opened(actor, query.text("jeton"))
    except InvalidInput as error:
        return _unreached(actor, problem=error), error.status
    counter().slips.sign_unreached(actor, _invitation(), clock.today())
    return redirect(url_for("testimony.unreached", acteur=actor, fait=_told(actor)), 303)


@blueprint.get("/bon/<number>")
@reads("fait")
def slip(number: str) -> Answer:
    """A slip, to say in one's own name what became of it."""
    try:
        done = Parameters(request.args, ("fait",)).choice("fait", tuple(DONE))
        return _slip(read_number(number), done=done), 200
    except (InvalidInput, UnknownThing) as error:
        return _not_found(error)


@blueprint.post("/bon/<number>")
def mark(number: str) -> Answer:
    """Notes what became of a slip, and says it to everybody once enough professionals agree."""
    refuse_other_sites()
    try:
        query = Parameters(request.form, ("suite", "jeton"))
        kept = found(read_number(number))
        outcome = references().outcome(query.text("suite"))
    except (InvalidInput, UnknownThing) as error:
        return _not_found(error)
    try:
        opened(kept.number, query.text("jeton"))
    except InvalidInput as error:
        return _slip(kept.number, problem=error), error.status
    minute = minute_of(clock.now())
    counter().slips.mark(kept.number, outcome.slug, clock.today(), minute=minute, invitation=_invitation())
    return redirect(url_for("testimony.slip", number=kept.number, fait=_told(kept.slip.actor)), 303)


def _invitation() -> int:
    here = session()
    return here.signature if here else 0


def _told(actor: str) -> str:
    """Says to everybody what enough professionals agree on; whether something of this actor is said now, or was."""
    here = ecosystem()
    with counter().agreeing:
        new = keep_agreed(here.repository, cards(), clock.today(), here.gate.revoked())
    if any(case.actor == actor for case in new):
        return TOLD
    said = (item for item in corrections(here.repository.public) if item.done is None)
    return ALREADY if any(item.case.actor == actor for item in said) else NOTED


def _unreached(actor: str, *, done: str | None = None, problem: InvalidInput | None = None) -> str:
    here = reader()
    return render_template(
        "testimony/unreached.html",
        path=actor,
        actor=here.mention(f"{here.dataset.base}/id/{actor}"),
        done=translate(DONE[done].fr) if done else "",
        problem=problem_of(problem) if problem else None,
        seal=sealed(actor),
        open=session(),
    )


def _slip(number: str, *, done: str | None = None, problem: InvalidInput | None = None) -> str:
    """Raises UnknownThing."""
    kept = found(number)
    return render_template(
        "testimony/slip.html",
        page=slip_history(reader(), ecosystem().territories, kept),
        written=shown(kept.number),
        tones=TONES,
        done=translate(DONE[done].fr) if done else "",
        problem=problem_of(problem) if problem else None,
        seal=sealed(kept.number),
        open=session(),
    )


def _not_found(error: InvalidInput | UnknownThing) -> tuple[str, int]:
    return render_template("slip/enter.html", problem=problem_of(error), typed=""), error.status
