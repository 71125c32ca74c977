# SPDX-License-Identifier: AGPL-3.0-or-later
"""What remains of a workshop: what was added, as a page and a PDF, the file that carries it, and its undoing."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exports.handouts import render
from graph.entity import Reader
from graph.entry.roles import FACILITATE, MODERATE
from graph.errors import Conflict, TisserandError
from graph.readings.workshop_report import WorkshopReport, workshop_report
from graph.text.wording import Phrase
from graph.travelling.carrying import carried
from graph.workshops.workshop import Workshop
from web.app.errors import Problem, correctable
from web.app.guard import refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import ENTERED, FACILITATION, MODERATION, Duty, asks, author
from web.app.sessions import PATH, private, session
from web.site.workshop_end.drawing import before_and_after
from web.site.workshop_end.handout import handout
from web.site.workshop_end.kept import workshops

blueprint = Blueprint("workshop_end", __name__, url_prefix=f"{PATH}/ateliers/<int(max=2147483647):number>")
asks(ENTERED)(blueprint)
blueprint.after_request(private)
SEAL = "bilan"
OTHERS = Phrase("D’autres changements sont arrivés depuis : relisez cette page, puis recommencez.")
NOT_YOURS = Phrase("Le bilan d’une séance est pour les personnes qui animent, et pour la modération.")
DONE = {
    "defaite": Phrase("C’est défait : les fiches sont comme avant la séance. Si c’était une erreur, cela se remet."),
    "remise": Phrase("C’est remis : les fiches disent de nouveau ce que la séance a réuni."),
}


class OthersReport(TisserandError):
    """Who asks neither facilitates nor moderates (403)."""

    status = 403


@blueprint.get("/bilan")
@reads("fait")
def show(number: int) -> str:
    """What was added, what waits, what was refused, and what can be done with it."""
    done = Parameters(request.args, ("fait",)).choice("fait", DONE)
    return _page(_mine(number), done=translate(DONE[done].fr) if done else "")


@blueprint.get("/bilan.pdf")
@reads()
def as_pdf(number: int) -> Response:
    """The same to print."""
    workshop = _mine(number)
    body = render(handout(_reader(), _report(workshop)))
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="atelier-{number}.pdf"'
    return response


@blueprint.get("/fichier")
@reads()
def file(number: int) -> Response:
    """The file that carries it to another instance of the same directory."""
    workshop, here = _mine(number), ecosystem()
    found = carried(workshop, workshops().additions(workshop.uid), here.contributions, here.repository)
    response = Response(found.to_json(here.settings.base_url), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="atelier-{workshop.uid[:8]}.json"'
    return response


@blueprint.post("/defaire")
def undo(number: int) -> BaseResponse | tuple[str, int]:
    """Takes back all that came of it, as one change; what changed since stays."""
    refuse_other_sites()
    workshop = _mine(number)
    try:
        query = sealed_form(f"{SEAL} {workshop.uid}", "numeros")
        found = _report(workshop)
        if query.text("numeros") != _numbers(found):
            raise Conflict(OTHERS())
        ecosystem().repository.take_back(found.numbers, author(_duty()), found.summary)
    except TisserandError as error:
        return _again(workshop, error)
    return redirect(url_for("workshop_end.show", number=number, fait="defaite"), 303)


@blueprint.post("/remettre")
def redo(number: int) -> BaseResponse | tuple[str, int]:
    """Undoes the undoing."""
    refuse_other_sites()
    workshop = _mine(number)
    try:
        sealed_form(f"{SEAL} {workshop.uid}")
        found = _report(workshop)
        if not found.undoing:
            raise Conflict(OTHERS())
        ecosystem().repository.undo(found.undoing, author(_duty()))
    except TisserandError as error:
        return _again(workshop, error)
    return redirect(url_for("workshop_end.show", number=number, fait="remise"), 303)


def _mine(number: int) -> Workshop:
    """A workshop; raises UnknownThing, or OthersReport for who neither facilitates nor moderates."""
    found, workshop = session(), workshops().find(number)
    if found is None or not (found.may(FACILITATE) or found.may(MODERATE)):
        raise OthersReport(NOT_YOURS())
    return workshop


def _duty() -> Duty:
    found = session()
    return MODERATION if found and found.may(MODERATE) else FACILITATION


def _reader() -> Reader:
    return Reader(ecosystem().full.dataset, ecosystem().model, language())


def _report(workshop: Workshop) -> WorkshopReport:
    here, additions = ecosystem(), workshops().additions(workshop.uid)
    return workshop_report(_reader(), here.repository, here.contributions, workshop, additions)


def _numbers(found: WorkshopReport) -> str:
    return " ".join(map(str, sorted(found.numbers)))


def _again(workshop: Workshop, error: TisserandError) -> tuple[str, int]:
    return _page(workshop, problem=correctable(error)), error.status


def _page(workshop: Workshop, *, done: str = "", problem: Problem | None = None) -> str:
    found, here = _report(workshop), _reader()
    return render_template(
        "workshop_end/show.html",
        report=found,
        pictures=before_and_after(found, language()) if found.branches else (),
        group=here.label(workshop.aim.group) if workshop.aim.group in here.dataset else workshop.aim.group,
        numbers=_numbers(found),
        done=done,
        problem=problem,
        seal=sealed(f"{SEAL} {workshop.uid}"),
        open=session(),
    )
