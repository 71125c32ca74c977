# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between professionals: who knows a tool or a domain, from every fact, for those who entered; nothing for others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.entity import Reader
from graph.expertise import AskableColleagues, colleagues, may_be_asked, named_subjects, subjects, without_commonplace
from graph.model import Choice
from graph.readings.referral.document import referral_document
from graph.readings.referral.understanding import read_request
from graph.readings.urgent import urgency_document
from graph.referral.request import MAX_LIMIT
from graph.referral.situation import PROFESSIONAL, Query, Situation
from graph.text.typed import LETTERS
from graph.text.wording import Label
from web.app.doors import OWN, led_to
from web.app.errors import Problem, respond
from web.app.guard import Foreign, refuse_other_sites
from web.app.language import language, translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.provider import way_out
from web.app.reach import late
from web.app.rights import ENTERED, READING, asks
from web.app.sessions import PATH, leave, private, session, take_back
from web.app.urgent import urgency_here
from web.site.openid.view import onward
from web.site.professionals.page import choices, rungs, told_document, unclear, with_told, without
from web.site.professionals.words import heading, nobody_knows, summary
from web.site.skills.desk import who_knows

blueprint = Blueprint("professionals", __name__, url_prefix=PATH)
asks(READING)(blueprint)
blueprint.after_request(private)
ASKED = ("outil", "domaine", "niveau", "q")
SUGGESTED = ("tool", "need", "instance", "competence")
SHOWN, WORDS = 10, 8


@dataclass(frozen=True)
class Request:
    """A request of a professional: what was typed, and the least level wanted (None: any)."""

    tools: tuple[str, ...]
    needs: tuple[str, ...]
    words: str
    level: Choice | None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.tools or self.needs or self.words)


@blueprint.get("")
@led_to(OWN, 10, Label("Qui sait faire quoi"))
@reads(*ASKED)
def show() -> str:
    """What can be asked, then who knows it."""
    asked, full = _asked(), _reader()
    page: dict[str, Any] = {"asked": asked, "levels": full.model.scheme("level").choices, "open": session()}
    if asked.empty:
        known = with_told(subjects(full.dataset, full.model, clock.today()), full)
        lists = {"tools": choices(full, known, "tool"), "needs": choices(full, known, "need")}
        return render_template("professionals/ask.html", **page, **lists, late=late())
    situation, found = _found(asked)
    told, fewer = who_knows(_iris(situation), asked.level)
    if not situation.unresolved:  # what was understood is shown as boxes to untick
        page["asked"] = replace(asked, words="")
    return render_template(
        "professionals/show.html",
        **page,
        heading=heading(situation, full),
        summary=summary(found, len(told)),
        told=told,
        unsaid=[full.mention(iri) for iri in _iris(situation)] if nobody_knows(found) and not (told or fewer) else [],
        rungs=rungs(full, found),
        below=found.below + fewer,
        chosen=[*situation.tools, *situation.needs],
        read=read_request(full, ecosystem().full.resolver, situation),
        without=partial(without, situation, asked.level),
        choice_address=partial(without, situation, asked.level),
        unclear=unclear(full, situation),
        missing=[said.text(full) for said in found.referral.missing],
    )


@blueprint.get("/reponses.json")
def answers() -> Response:
    """The same answers for programs, in the shape of `/api/v1/referrals`."""
    asked = _asked()
    situation, found = _found(asked)
    told, fewer = who_knows(_iris(situation), asked.level)
    more: dict[str, Any] = {"below": found.below + fewer, "colleagues": [told_document(one) for one in told]}
    more |= {"asker": situation.asker, "urgent": urgency_document(urgency_here())}
    return jsonify({**referral_document(found.referral, _reader()), **more})


@blueprint.get("/mots.json")
def words() -> Response:
    """Names offered while one types: tools, needs, and what colleagues who can be asked say they know."""
    text = Parameters(request.args, ("q",)).text("q")
    data = ecosystem().full.dataset
    hits = ecosystem().full.search.search(text, 3 * WORDS, SUGGESTED) if text else []
    kept = [hit for hit in hits if hit.kind != "competence" or may_be_asked(data, hit.iri)]
    return jsonify(results=[{"label": _reader().name(hit.iri, hit.label)} for hit in kept[:WORDS]])


@blueprint.post("/sortir")
@asks(ENTERED)
def out() -> BaseResponse:
    """Ends the session; one that came from a provider leaves it too."""
    refuse_other_sites()
    further = way_out()
    leave()
    response = onward(further, leaving=True) if further else redirect(url_for("home.show"), 303, Response)
    assert isinstance(response, Response)  # noqa: S101 - the class that was asked for
    take_back(response)
    return response


@blueprint.errorhandler(Foreign)
def foreign(error: Foreign) -> Response:
    """The form was sent from elsewhere."""
    return respond(Problem(error.status, translate("Réservé aux professionnels"), error.told(language())))


def _reader() -> Reader:
    """Reads every fact; never to be put where public pages look."""
    here = ecosystem()
    return Reader(here.full.dataset, here.model, language())


def _asked() -> Request:
    query = Parameters(request.args, ASKED, LETTERS)
    levels = {choice.slug: choice for choice in ecosystem().model.scheme("level").choices}
    level = levels.get(query.choice("niveau", levels))
    return Request(query.texts("outil"), query.texts("domaine"), query.text("q"), level)


def _iris(situation: Situation) -> tuple[str, ...]:
    """The tools and needs that are asked about."""
    return (*(tool.iri for tool in situation.tools), *(need.iri for need in situation.needs))


def _found(asked: Request) -> tuple[Situation, AskableColleagues]:
    """The request understood with every name, and answered from every fact."""
    desk, model = ecosystem().full, ecosystem().model
    query = Query(needs=asked.needs, tools=asked.tools, question=asked.words, asker=PROFESSIONAL, limit=MAX_LIMIT)
    situation = without_commonplace(desk.situation(query))
    needs, tools = named_subjects(desk.dataset, desk.search, situation)
    if needs or tools:
        situation = desk.situation(replace(query, needs=needs, tools=tools, question=""))
    found = colleagues(desk.referral.answer(situation, MAX_LIMIT), desk.dataset, model, asked.level, SHOWN)
    return situation, found
