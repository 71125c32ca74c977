# SPDX-License-Identifier: AGPL-3.0-or-later
"""The advisor's desk: one page to ask, all at once or one question at a time, and the explained answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import Ambiguous, TisserandError
from graph.readings.referral import ReferralReading
from graph.readings.referral.comparison import Ticked, compare
from graph.readings.referral.whynot import read_absence
from web.app.errors import correctable
from web.app.kept_pages import each_time, for_a_moment, kept_page
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.rights import PUBLIC, asks
from web.app.urgent import in_danger
from web.site.referral.addresses import (
    alone,
    calendar_address,
    choice_address,
    map_address,
    slip_address,
    tool_address,
    without,
)
from web.site.referral.gaps import record_gaps
from web.site.referral.heard import CHOICE, WORDS, after_choice, chosen_value, read_choice, record_choice, record_words
from web.site.referral.names import NAMES, REFINED
from web.site.referral.request import (
    ALSO,
    Answered,
    answered,
    choices,
    further,
    parameters,
    rescue,
    sentence_of,
    typed,
    understood,
)
from web.site.referral.steps import STEPS, at_fault, known_step, step_of
from web.site.referral.text import mail_address, mail_text, texts

if TYPE_CHECKING:
    from graph.readings.referral.understanding import RequestReading

blueprint = Blueprint("referral", __name__)
asks(PUBLIC)(blueprint)
TOLD = (
    alone,
    calendar_address,
    choice_address,
    tool_address,
    chosen_value,
    mail_address,
    mail_text,
    map_address,
    slip_address,
    without,
)
for address in TOLD:
    blueprint.add_app_template_global(address)
Page = str | tuple[str, int]
WHOLE = {"form": "referral/form.html", "answers": "referral/show.html", "compare": "referral/compare.html"}
PART = {"form": "referral/part.html", "answers": "referral/part.html", "compare": "referral/part.html"}


@blueprint.get("/orientation")
@kept_page
@reads(*NAMES, also=ALSO)
def show() -> Page:
    """The form on a first visit, a step where one is named, else the answers; nothing typed is ever lost."""
    if not set(request.args) - {"lang"}:
        return render_template("referral/form.html", **_asking(None), problem=None)
    return _page(WHOLE)


@blueprint.get("/orientation/choix")
@reads(*NAMES, CHOICE, WORDS)
def choose() -> BaseResponse:
    """Leads to the request with what was chosen; the words that it was chosen for are counted, and left behind."""
    field, slug = read_choice(request.args.get(CHOICE, ""))
    if field and not in_danger():
        record_choice(request.args.get(WORDS, ""), field, slug)
    response = redirect(after_choice(field, slug), 303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/orientation/reponses")
@kept_page
@reads(*NAMES, also=ALSO)
def answers() -> Page:
    """The answers alone, for a page that puts them beside the form while one types.

    Nothing (204) for what is half typed, which is no mistake yet.
    """
    page = _page(PART)
    half_typed = isinstance(page, tuple) and request.args.get("saisie") in NAMES
    return ("", 204) if half_typed else page


def _page(templates: Mapping[str, str]) -> Page:
    try:
        query = parameters()
        if step := known_step(query.text("pas")):
            return _step(query, step)
        found = answered(query)
        reading = found.reading
        if not query.text("saisie"):  # what is still being typed is not yet asked
            _count(reading)
        if any(caller.hours for caller in reading.desk.callers):
            for_a_moment()
        ticked = compare(reader(), reading.desk, query.texts("comparer"))
        why = read_absence(reader(), ecosystem().public.surroundings, reading.situation, query.text("pourquoi"))
    except TisserandError as error:
        return _problem(error, templates["form"])
    if ticked.table:
        return render_template(templates["compare"], **_around(found), table=ticked.table)
    text = render_template(templates["answers"], **_around(found), **_beside(found, ticked), why=why)
    return (text, 400) if ticked.problem else text


def _count(reading: ReferralReading) -> None:
    """Counts what this answer leaves uncovered, where it is plain what is asked, and the words it was not understood
    from; nothing of what somebody in danger wrote."""
    if in_danger():
        return
    if reading.unmet and all(thing.sure for thing in reading.request.read):
        each_time(partial(record_gaps, reading.unmet))
    if reading.request.words:
        each_time(partial(record_words, reading.request))


def _problem(error: TisserandError, template: str) -> Page:
    """What is wrong, what may have been meant, all that was typed, and somebody to call meanwhile."""
    problem, step = correctable(error), request.args.get("pas", "")
    words = error.words if isinstance(error, Ambiguous) else ""
    moved = bool(words) and words in (place := request.args.get("commune", "").strip()) and words != place
    known = {
        "problem": problem,
        "choices": problem.suggestions if problem.field == "commune" else (),
        "ambiguous": words,
        **_asking(None, moved=moved),
        "rescue": rescue(),
    }
    if step in STEPS:
        page = step_of(at_fault(problem.field, step), None)
        return render_template("referral/step.html", page=page, **known, asked=None), error.status
    return render_template(template, **known), error.status


def _step(query: Parameters, slug: str) -> str:
    """One question, with what was said so far."""
    asked = understood(query)
    return render_template(
        "referral/step.html",
        page=step_of(slug, asked),
        **_asking(asked),
        asked=asked,
        problem=None,
    )


def _asking(asked: RequestReading | None, *, moved: bool = False) -> dict[str, Any]:
    """The request as a page shows it: as a form, as one sentence, and what may be chosen."""
    return {
        "form": typed(asked, moved=moved),
        "bar": sentence_of(asked, moved=moved),
        "modes": choices("access-mode"),
    }


def _around(found: Answered) -> dict[str, Any]:
    """What every page of answers shows of the request."""
    return {
        **_asking(found.reading.request),
        "head": found.head,
        "kept": found.kept,
        "address": found.address,
        "problem": None,
    }


def _beside(found: Answered, ticked: Ticked) -> dict[str, Any]:
    """The answers and what goes with them."""
    reading, (text, mail) = found.reading, texts(found)
    # What is ticked may stand far down the list, or among what is left of it.
    looked_at = [(name, value) for name in ("suite", "rayon", *REFINED) for value in request.args.getlist(name)]
    return {
        "reading": reading,
        "asked": reading.request,
        "text": text,
        "draft": mail,
        "further": further(found.view),
        "looked_at": looked_at,
        "choice": ticked,
    }
