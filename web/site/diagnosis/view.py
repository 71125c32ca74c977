# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guided diagnosis: questionnaires, one question a page, and the end to confirm; everything is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from graph.diagnosis.given import Given, RefusedAnswer, read_given
from graph.diagnosis.questionnaire import SKIP, Question, Questionnaire, questionnaires
from graph.diagnosis.ways import longest_way
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.readings.diagnosis import corrected, diagnosis_end
from graph.referral.situation import Query
from graph.text.wording import Phrase
from web.app.addresses import code, whole
from web.app.language import language, translate
from web.app.pages import ecosystem, kept, reader
from web.app.pages import here as this_page
from web.app.parameters import Parameters, leave_out_but, reads
from web.app.rights import PUBLIC, asks
from web.site.diagnosis.page import END, address, question_page, told

blueprint = Blueprint("diagnosis", __name__)
asks(PUBLIC)(blueprint)
OWN = ("apres", "etape", "besoin", "outil", "public", "commune", "revu", "suite")
NO_DIAGNOSIS = Phrase("Aucun diagnostic ne s’appelle « {slug} ».")
REFERRAL = "orientation"
SHOWN = 80  # characters of a wrong name that are shown again


@dataclass(frozen=True)
class Sent:
    """What was sent, as far as it can be used: the answers, our own parameters, and what to say of the rest."""

    given: Given
    own: Parameters
    refused: tuple[RefusedAnswer, ...]
    problems: tuple[str, ...]

    @property
    def to_ask_again(self) -> Question | None:
        """The first question whose answer could not be used."""
        asked = (item.question for item in self.refused if not item.aside and item.question in self.given.asked)
        return next(asked, None)


@blueprint.get("/diagnostic")
@reads()
def index() -> str:
    """The questionnaires to choose from."""
    return render_template("diagnosis/index.html", found=[(item, longest_way(item)) for item in _all()])


@blueprint.get("/diagnostic/<slug>")
def show(slug: str) -> str | Response | tuple[str, int]:
    """The next question, the one asked for, or the end; what cannot be used is told and the rest is kept."""
    questionnaire = _questionnaire(slug)
    leave_out_but((*questionnaire.by_slug, *OWN))
    sent = _read(questionnaire)
    after = sent.given.questionnaire.by_slug.get(sent.own.args.get("apres", ""))
    if after is not None and not sent.problems and sent.to_ask_again is None:
        return redirect(address(_after(sent.given, after)))
    where, problems = _where(sent)
    if where is not None:
        page = _question(sent.given, where, problems)
    elif sent.own.args.get("suite") == REFERRAL and (sent.own.texts("besoin") or sent.own.texts("outil")):
        return redirect(_referral(sent.own))
    else:
        if sent.own.args.get("suite") == REFERRAL:
            problems = (*problems, translate("Gardez ou ajoutez au moins un besoin, pour savoir vers qui s’orienter."))
        page = _end(sent, problems)
    return (page, 400) if problems else page


def _all() -> tuple[Questionnaire, ...]:
    return kept("questionnaires", lambda: questionnaires(reader().dataset))


def _questionnaire(slug: str) -> Questionnaire:
    found = next((item for item in _all() if item.slug == slug), None)
    if found is None:
        others = [
            Suggestion(url_for("diagnosis.show", slug=item.slug, _external=True), item.label(language()))
            for item in _all()
        ]
        raise UnknownThing(NO_DIAGNOSIS(slug=slug[:SHOWN]), suggestions=others)
    return found


def _read(questionnaire: Questionnaire) -> Sent:
    """Each parameter is checked by itself, so that one mistake does not lose the others."""
    allowed = (*questionnaire.by_slug, *OWN)
    sound: MultiDict[str, str] = MultiDict()
    answers: dict[str, Sequence[str]] = {}
    problems: list[str] = []
    for name, values in request.args.lists():
        try:
            checked = Parameters(MultiDict((name, value) for value in values), allowed)
            if name in OWN and name not in ("besoin", "outil", "public"):
                checked.text(name)
        except InvalidInput as error:
            problems.append(error.told(language()))
            known = questionnaire.by_slug[name].by_slug if name in questionnaire.by_slug else {}
            values = [value for value in values if value in known]
        if name in questionnaire.by_slug:
            answers[name] = values
        elif values and not (problems and name in ("apres", "suite")):
            sound.setlist(name, values)
    given, refused = read_given(questionnaire, answers)
    return Sent(given, Parameters(sound, allowed), refused, tuple(problems))


def _after(given: Given, question: Question) -> Given:
    """The answers once a question was left: without answer, it is skipped."""
    again, _ = read_given(given.questionnaire, {question.slug: [SKIP], **given.sent()})
    return again


def _where(sent: Sent) -> tuple[Question | None, tuple[str, ...]]:
    """The question to ask now (None at the end), and everything to say of what could not be used."""
    problems = [*sent.problems, *(item.why.text(reader()) for item in sent.refused)]
    wanted = sent.own.text("etape")
    given = sent.given
    asked = {question.slug: question for question in given.asked}
    if wanted and wanted != END and wanted not in asked:
        problems.append(translate("Cette étape ne fait pas partie du diagnostic : voici la suite."))
    if sent.to_ask_again is not None:
        return sent.to_ask_again, tuple(problems)
    if wanted == END:
        return None, tuple(problems)
    return asked.get(wanted) or given.next, tuple(problems)


def _question(given: Given, question: Question, problems: Sequence[str]) -> str:
    return render_template(
        "diagnosis/question.html",
        questionnaire=given.questionnaire,
        page=question_page(given, question),
        skip=SKIP,
        problems=problems,
    )


def _referral(own: Parameters) -> str:
    """The address of the referral with everything that was kept or typed."""
    values = {name: own.texts(name) for name in ("besoin", "outil", "public")}
    return url_for("referral.show", commune=own.text("commune") or None, **values)  # type: ignore[arg-type]


def _end(sent: Sent, problems: Sequence[str]) -> str:
    given, around, own = sent.given, ecosystem().public.surroundings, sent.own
    asked = Query(needs=own.texts("besoin"), tools=own.texts("outil"), audiences=own.texts("public"))
    kept = corrected(around, asked) if own.flag("revu") else None
    return render_template(
        "diagnosis/end.html",
        end=diagnosis_end(reader(), around, given, kept),
        questionnaire=given.questionnaire,
        others=[item for item in _all() if item != given.questionnaire],
        unresolved=kept.unresolved if kept else (),
        commune=own.text("commune"),
        answers=[(name, value) for name, values in given.sent().items() for value in values],
        told=told(given),
        left=len([question for question in given.asked if question.slug not in given.chosen]),
        given=given,
        address=address,
        qr=code(whole(this_page())),
        problems=problems,
    )
