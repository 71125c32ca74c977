# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral pages: the form, the explained answers, the sheet to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from graph.errors import Ambiguous, TisserandError, UnknownThing
from graph.referral.answer import Referral
from graph.referral.missing import is_not_understood
from graph.referral.situation import ASSOCIATION, PROFESSIONAL, Query, Situation, Unresolved
from web.errors import problem_of
from web.language import translate
from web.pages import ecosystem, reader
from web.parameters import Parameters
from web.presenters.qr import qr_code
from web.presenters.referral import Group, groups, situation_of, stale
from web.presenters.referral_page import (
    Correction,
    Form,
    Why,
    corrections,
    form,
    heading,
    is_past,
    plain_text,
    sheet_title,
    summary,
    why,
)
from web.presenters.tools import display_of, exits, suggested
from web.presenters.values import Display

blueprint = Blueprint("referral", __name__)
MANY = ("besoin", "outil", "public")
ONE = ("commune", "question", "mode", "date", "gratuit", "professionnel", "pourquoi")
ALIKE = 0.6  # how near a name must be to what was typed to be shown as what was perhaps meant
SHOWN = 10


@dataclass(frozen=True)
class Answered:
    """A request answered."""

    situation: Situation
    referral: Referral
    groups: tuple[Group, ...]


@blueprint.get("/orientation")
def show() -> str | tuple[str, int]:
    """The form alone on a first visit, then the answers; what is not understood comes back with all that was typed."""
    if not set(request.args) - {"lang"}:
        return render_template("referral/form.html", form=_typed(), modes=_choices("access-mode"), problem=None)
    try:
        answered, query = _answered()
        reasons = _why(answered.situation, query.text("pourquoi"))
    except TisserandError as error:
        if error.status >= 500:
            raise
        problem = problem_of(error)
        choices = problem.suggestions if problem.field == "commune" else ()
        template = render_template(
            "referral/form.html", form=_typed(), modes=_choices("access-mode"), problem=problem, choices=choices,
            ambiguous=isinstance(error, Ambiguous),
        )  # fmt: skip
        return template, error.status
    return render_template("referral/show.html", **_page(answered, _typed(answered.situation)), why=reasons)


@blueprint.get("/orientation/fiche")
def sheet() -> str:
    """The answers on one A4 page."""
    answered, _ = _answered()
    page = _page(answered, _typed(answered.situation)) | {"sheet_title": sheet_title(answered.situation)}
    return render_template("referral/sheet.html", **page, qr=qr_code(page["address"]))


def _answered() -> tuple[Answered, Parameters]:
    query = Parameters(request.args, (*MANY, *ONE))
    day = query.day("date")
    situation = situation_of(
        ecosystem(),
        Query(
            commune=query.text("commune"),
            needs=query.texts("besoin"),
            tools=query.texts("outil"),
            audiences=query.texts("public"),
            question=query.text("question"),
            free=query.flag("gratuit"),
            mode=query.text("mode"),
            date=day.isoformat() if day else "",
            asker=PROFESSIONAL if query.flag("professionnel") else ASSOCIATION,
            limit=SHOWN,
        ),
    )
    referral = ecosystem().referral.answer(situation)
    return Answered(situation, referral, groups(reader(), referral)), query


def _page(answered: Answered, shown: Form) -> dict[str, Any]:
    situation, found = answered.situation, answered.groups
    kept: dict[str, Any] = {
        name: request.args.getlist(name) for name in (*MANY, *ONE) if name != "pourquoi" and request.args.get(name)
    }
    kept["date"] = [situation.day.isoformat()]
    address = url_for("referral.show", _external=True, **kept)
    return {
        "form": shown,
        "modes": _choices("access-mode"),
        "situation": situation,
        "groups": found,
        "referral": answered.referral,
        "heading": heading(situation),
        "summary": summary(found, situation),
        "exits": exits(reader(), answered.referral.advice),
        "text": plain_text(found, situation, address),
        "address": address,
        "kept": kept,
        "past": is_past(situation.day),
        "corrections": _corrections(situation),
        "missing": _missing(answered.referral),
        "suggested": suggested(reader(), situation),
        "stale": stale(found, situation.day),
    }


def _corrections(situation: Situation) -> tuple[Correction, ...]:
    """What was not understood, with the cards that bear that name although they are no need and no tool."""
    named = {words.query: tuple(map(_card, _bearers(words))) for words in situation.unresolved}
    return corrections(situation.unresolved, named)


def _bearers(words: Unresolved) -> tuple[str, ...]:
    """What these words name, else what bears nearly that name: three at most."""
    hits = [] if words.named else [hit for hit in ecosystem().search.search(words.query, 3) if hit.score >= ALIKE]
    return tuple(dict.fromkeys([ref.iri for ref in words.named] or [hit.iri for hit in hits]))


def _card(iri: str) -> Display:
    return display_of(reader(), iri)


def _missing(referral: Referral) -> tuple[str, ...]:
    """What was asked and not found, but for the words not understood: they are told above the answers."""
    return tuple(said.text(reader()) for said in referral.missing if not is_not_understood(said))


def _typed(situation: Situation | None = None) -> Form:
    """The form filled with what was sent, however wrong, cut to what a field can hold."""
    args: MultiDict[str, str] = request.args
    lists = {name: tuple(value[:200] for value in args.getlist(name)[:20] if value.strip()) for name in MANY}
    texts = {name: args.get(name, "")[:200] for name in ONE}
    return form(lists, texts, situation)


def _choices(slug: str) -> list[tuple[str, str]]:
    here = reader()
    return [
        (choice.slug, choice.label(here.lang))
        for scheme in here.model.schemes
        if scheme.slug == slug
        for choice in scheme.choices
    ]


def _why(situation: Situation, name: str) -> Why | None:
    """Why not the actor of that name, None when nobody asks."""
    if not name:
        return None
    here = reader()
    engine = ecosystem().referral
    hits = [hit.iri for hit in ecosystem().search.search(name, 10)]
    # The first thing of that name which can be judged: an acronym or a tool cannot.
    for iri in hits:
        try:
            return why(here, engine.why_not(situation, iri))
        except UnknownThing:
            continue
    return Why(Display(name), translate("Aucun acteur ni service de ce nom n’est connu ici."), ())
