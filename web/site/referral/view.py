# SPDX-License-Identifier: AGPL-3.0-or-later
"""The advisor's desk: one page to ask, all at once or one question at a time, and the explained answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request

from graph.errors import Ambiguous, TisserandError
from web.app.errors import problem_of
from web.app.kept_pages import each_time, kept_page
from web.app.pages import reader
from web.app.parameters import Parameters, reads
from web.site.card.tools import exits, suggested
from web.site.referral.asking import corrections_of, ladder, missing_of
from web.site.referral.compare import chosen
from web.site.referral.dates import dates_of
from web.site.referral.gaps import gaps_of, record_gaps
from web.site.referral.page import answering, heading, is_past, place_note, stale, summary
from web.site.referral.read import Read, read
from web.site.referral.request import NAMES, Answered, answered, choices, parameters, rescue, typed, understood
from web.site.referral.steps import STEPS, at_fault, step_of
from web.site.referral.text import draft, plain_text
from web.site.referral.why import why

blueprint = Blueprint("referral", __name__)
Page = str | tuple[str, int]
WHOLE = {"form": "referral/form.html", "answers": "referral/show.html", "compare": "referral/compare.html"}
PART = {"form": "referral/part.html", "answers": "referral/part.html", "compare": "referral/part.html"}


@blueprint.get("/orientation")
@kept_page
@reads(*NAMES)
def show() -> Page:
    """The form on a first visit, a step where one is named, else the answers; nothing typed is ever lost."""
    if not set(request.args) - {"lang"}:
        return render_template("referral/form.html", form=typed(), modes=choices("access-mode"), problem=None)
    return _page(WHOLE)


@blueprint.get("/orientation/reponses")
@kept_page
@reads(*NAMES)
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
        step = query.choice("pas", STEPS)
        if step:
            return _step(query, step)
        found = answered(query)
        gaps = gaps_of(found.referral)
        if gaps and not query.text("saisie"):  # what is still being typed is not yet asked
            each_time(partial(record_gaps, gaps))
        chosen_ones = chosen(found, query.texts("comparer"))
        reasons = why(found.situation, query.text("pourquoi"))
    except TisserandError as error:
        return _problem(error, templates["form"])
    if chosen_ones.table:
        told = summary(found.groups, found.situation)
        return render_template(templates["compare"], **_around(found), table=chosen_ones.table, summary=told)
    text = render_template(
        templates["answers"], **_around(found), **_beside(found, query.text("saisie")), why=reasons, choice=chosen_ones
    )
    return (text, 400) if chosen_ones.problem else text


def _problem(error: TisserandError, template: str) -> Page:
    """What is wrong, what may have been meant, all that was typed, and somebody to call meanwhile."""
    if error.status >= 500:
        raise error
    problem, step = problem_of(error), request.args.get("pas", "")
    known = {
        "problem": problem,
        "choices": problem.suggestions if problem.field == "commune" else (),
        "ambiguous": isinstance(error, Ambiguous),
        "form": typed(),
        "modes": choices("access-mode"),
        "rescue": rescue(),
    }
    if step in STEPS:
        page = step_of(at_fault(problem.field, step), None)
        return render_template("referral/step.html", page=page, **known, read=Read(), corrections=()), error.status
    return render_template(template, **known), error.status


def _step(query: Parameters, slug: str) -> str:
    """One question, with what was said so far."""
    situation = understood(query, welcome=True)
    return render_template(
        "referral/step.html",
        page=step_of(slug, situation),
        form=typed(situation),
        modes=choices("access-mode"),
        read=read(reader(), situation, typed(situation)),
        corrections=corrections_of(situation),
        problem=None,
    )


def _around(found: Answered) -> dict[str, Any]:
    """What every page of answers shows of the request."""
    return {
        "form": typed(found.situation),
        "modes": choices("access-mode"),
        "situation": found.situation,
        "heading": heading(found.situation),
        "kept": found.kept,
        "address": found.address,
        "problem": None,
    }


def _beside(found: Answered, typing: str) -> dict[str, Any]:
    """The answers and what goes with them; words still being typed are not yet said wrong."""
    situation, referral = found.situation, found.referral
    return {
        "groups": found.groups,
        "referral": referral,
        "summary": summary(found.groups, situation),
        "place_note": place_note(situation),
        "answering": answering(found.groups),
        "exits": exits(reader(), referral.advice),
        "text": plain_text(found),
        "draft": draft(found),
        "past": is_past(situation.day),
        "read": read(reader(), situation, typed(situation), typing),
        "corrections": corrections_of(situation, but=typing),
        "missing": missing_of(referral),
        "suggested": suggested(reader(), situation),
        "stale": stale(found.groups, situation.day),
        "ladder": ladder(found.groups),
        "dated": len(dates_of(found)),
    }
