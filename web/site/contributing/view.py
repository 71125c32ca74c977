# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is missing or wrong, said by anybody: what to add, its form, the correction of a card, and what to report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.contributions.lateness import usual_wait
from graph.contributions.proposal import Proposal
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.forms.addable import addable, addable_class, addable_groups
from graph.text.wording import Label, Phrase
from web.app.errors import problem_of
from web.app.guard import opened_by_a_person, refuse_other_sites, sealed_again
from web.app.keeping import unlisted
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.rooms import once_in
from web.site.contributing import answering, limits
from web.site.contributing.answering import typed_email
from web.site.contributing.completing import can_be_completed, opened_whole, sent_before
from web.site.contributing.page import (
    ASKED,
    NO_CARD,
    FormSubject,
    alike,
    card_iri,
    corrected,
    opened_form,
    seen_now,
)
from web.site.contributing.question import QuestionAnswer, answered_question, shown_question
from web.site.contributing.sending import Answer, answered, check_comment, plain, taken_in, thanked, with_wait

blueprint = Blueprint("contributing", __name__)
asks(PUBLIC)(blueprint)
ENOUGH = 5
"""Decisions of a month from which on how long one waits is told: of fewer, nothing is known."""
SAY_WHAT = Phrase("Dites en quelques mots ce qui ne va pas.")
REPORTS = {
    "faux": Label("Un renseignement est faux ou dépassé"),
    "fini": Label("Cela n’existe plus"),
    "double": Label("Cette fiche en répète une autre"),
    "manque": Label("Il manque quelque chose"),
    "autre": Label("Autre chose"),
}
once_in(blueprint, limits.register, answering.register)


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Forms are nobody else's: not for caches; what one may add is for search engines too."""
    return response if request.endpoint == "contributing.index" else unlisted(response)


@blueprint.get("/contribuer")
@reads()
def index() -> str:
    """What may be added, and how to find what is to be corrected."""
    return render_template("contributing/index.html", groups=addable_groups(reader()))


@blueprint.get("/contribuer/merci")
@reads("numero", "fiche", "reponse", "quoi", "suite")
def thanks() -> str:
    """What comes next; `fiche`: the card that says it already; `quoi`, `suite`: the way back to what was sent."""
    query = Parameters(request.args, ("numero", "fiche", "reponse", "quoi", "suite"))
    what, secret = query.text("quoi"), query.text("suite")
    waits = can_be_completed(what, secret)
    number = query.number("numero", 0, 0, 10**9)
    iri = f"{reader().dataset.base}/id/{query.text('fiche')}"
    mention = reader().mention(iri) if query.text("fiche") and reader().class_of(iri) else None
    kind, slug = (reader().address(iri) or ("", "")) if mention else ("", "")
    delays = ecosystem().contributions.delays_since(clock.now() - timedelta(days=30))
    return render_template(
        "contributing/thanks.html",
        number=number,
        mention=mention,
        correctable=url_for("contributing.correct", kind=kind, slug=slug) if mention else "",
        answered=query.flag("reponse"),
        wait=usual_wait(delays, ENOUGH),
        whole=url_for("contributing.complete", slug=what, secret=secret) if waits else "",
    )


@blueprint.get("/contribuer/reponse/<secret>")
@asks(BY_LINK)
@reads()
def question(secret: str) -> QuestionAnswer:
    """What is asked of whoever sent a contribution."""
    return shown_question(secret)


@blueprint.post("/contribuer/reponse/<secret>")
@asks(BY_LINK)
def answer_question(secret: str) -> QuestionAnswer:
    """Takes in what they say to it."""
    return answered_question(secret)


@blueprint.get("/contribuer/<slug>/suite/<secret>")
@asks(BY_LINK)
@reads()
def complete(slug: str, secret: str) -> str:
    """The whole form of what was just sent, with what it says."""
    return opened_whole(slug, secret).page()


@blueprint.post("/contribuer/<slug>/suite/<secret>")
@asks(BY_LINK)
def send_whole(slug: str, secret: str) -> Answer:
    """Takes it in, in the place of what was sent first."""
    return answered(sent_before(slug, secret))


@blueprint.get("/contribuer/<slug>")
@reads(*ASKED)
def add(slug: str) -> str:
    """A form for something new."""
    return opened_form(_added(slug)).page()


@blueprint.post("/contribuer/<slug>")
def send(slug: str) -> Answer:
    """Takes it in."""
    return answered(_added(slug))


@blueprint.post("/contribuer/<slug>/connus")
def known(slug: str) -> str:
    """The cards that what is being typed may be, as a part of the page; nothing is kept."""
    refuse_other_sites()
    form = _added(slug).drawn(short=not request.form.get("complet"))
    typed = {field.name: [text[:200] for text in request.form.getlist(field.name)[:5]] for field in form.fields}
    return render_template("contributing/alike.html", found=alike(form, typed))


@blueprint.get("/fiche/<kind>/<slug>/corriger")
@reads("depuis")
def correct(kind: str, slug: str) -> str:
    """A form with what a card says."""
    return opened_form(corrected(kind, slug)).page()


@blueprint.post("/fiche/<kind>/<slug>/corriger")
def send_correction(kind: str, slug: str) -> Answer:
    """Takes in what is said otherwise."""
    return answered(corrected(kind, slug))


@blueprint.get("/fiche/<kind>/<slug>/signaler")
@reads("depuis")
def report(kind: str, slug: str) -> str:
    """What is wrong, in plain words."""
    return _report(card_iri(kind, slug))


@blueprint.post("/fiche/<kind>/<slug>/signaler")
def send_report(kind: str, slug: str) -> BaseResponse:
    """Takes it in."""
    refuse_other_sites()
    iri = card_iri(kind, slug)
    try:
        opened_by_a_person(f"report {iri}", request.form)
        email = typed_email()
        return thanked(taken_in(_reported(iri), email), email)
    except TisserandError as error:
        if error.status >= 500:
            raise
        return with_wait(make_response(_report(iri, error), error.status), error)


def _reported(iri: str) -> Proposal:
    reason, text = REPORTS.get(request.form.get("quoi", "")), plain(request.form.get("message", ""))
    if not text or reason is None:
        raise InvalidInput(SAY_WHAT(), field="message")
    check_comment(text)
    own = reader().class_of(iri)
    if own is None:
        raise UnknownThing(NO_CARD())
    subject = FormSubject(own, iri=iri)
    seen = seen_now(subject, subject.drawn(short=False), {}, request.form.get("depuis", ""))
    return replace(seen, seen_at=ecosystem().repository.number, comment=f"{reason.fr} : {text}")


def _report(iri: str, error: TisserandError | None = None) -> str:
    kind, slug = reader().address(iri) or ("", "")
    return render_template(
        "contributing/report.html",
        mention=reader().mention(iri),
        reports={name: label(language()) for name, label in REPORTS.items()},
        page=request.values.get("depuis", ""),
        problem=problem_of(error) if error else None,
        seal=sealed_again(f"report {iri}", error),
        action=url_for("contributing.send_report", kind=kind, slug=slug),
        correctable=url_for("contributing.correct", kind=kind, slug=slug) if addable_class(reader(), iri) else "",
    )


def _added(slug: str) -> FormSubject:
    found = addable(reader(), slug)
    return FormSubject(found.own, found)
