# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Mes compétences » between professionals: said, confirmed, withdrawn by oneself; and asking for a helping hand."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import Conflict, InvalidInput, TisserandError
from graph.people.account import Account
from graph.readings.skills import KINDS, subject_named
from graph.skills.asking import LONGEST_WORDS, URGENCIES, HandRequest
from graph.skills.declaring import CONSENT, NO_CONSENT, NO_NAME, SUBJECT, ToldSkill
from graph.skills.letters import LetterFacts, asked_letter
from graph.skills.store import KeptSkill
from graph.text.wording import Label
from web.app.accounts import current_account
from web.app.doors import OWN as OWN_PAGES
from web.app.doors import led_to
from web.app.errors import problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import READING, asks
from web.app.rooms import once_in
from web.app.sessions import PATH, private, session
from web.site.skills import desk as desks
from web.site.skills.desk import asker, desk, french_name, full_reader, subject_of, typed_beside, whole_address
from web.site.skills.page import form_of, received, shown_of, terms
from web.site.skills.words import DONE, OWN, TOO_OFTEN

blueprint = Blueprint("skills", __name__, url_prefix=PATH)
asks(READING)(blueprint)
blueprint.after_request(private)
NAME = "skills"
MINE, ASK = "/mes-competences", "/coup-de-main"
FIELDS = ("q", "niveau", "reseau", "facon", "jusqu", "nomme", "accord", "jeton")
ASKED = ("competence", "delai", "courriel", "jeton")
OFFERED = 8
Answer = str | BaseResponse | tuple[str, int]
once_in(blueprint, desks.register)


@blueprint.get(MINE)
@led_to(OWN_PAGES, 15, Label("Mes compétences"))
@reads("sujet", "fait")
def show() -> Answer:
    """What one said, and the form to say more."""
    query = Parameters(request.args, ("sujet", "fait"))
    done = query.choice("fait", DONE)
    return _page(subject=query.text("sujet"), done=DONE[done](language()) if done else "")


@blueprint.get(f"{MINE}/noms.json")
def names() -> Response:
    """The tools and needs offered as one types."""
    text = Parameters(request.args, ("q",)).text("q")
    hits = ecosystem().full.search.search(text, OFFERED, KINDS) if text else []
    return jsonify(results=[{"label": full_reader().name(hit.iri, hit.label)} for hit in hits])


@blueprint.post(MINE)
def tell() -> Answer:
    """Notes what one knows."""
    refuse_other_sites()
    account = current_account()
    if account is None:
        return _page()
    try:
        query = Parameters(request.form, FIELDS)
        opened(NAME, query.text("jeton"))
        here, full = ecosystem(), full_reader()
        subject = subject_named(full, here.full.search, query.text("q"))
        told = ToldSkill.of(query.text, query.texts("facon"), terms(), subject)
        _refuse_unsaid(account, told, query.flag("accord"))
        here.people.consent(account.number, SUBJECT, CONSENT().text(full))
        desk().skills.tell(account.number, told)
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("skills.show", fait="dit"), 303)


def _refuse_unsaid(account: Account, told: ToldSkill, agreed: bool) -> None:
    """Raises InvalidInput where a name would be shown that nobody gave, or without a yes."""
    if told.named and not account.name:
        raise InvalidInput(NO_NAME(), field="nomme")
    if not agreed:
        raise InvalidInput(NO_CONSENT(), field="accord")


@blueprint.post(f"{MINE}/confirmer")
def confirm() -> Answer:
    """Still true, for a year more."""
    return _changed("confirme")


@blueprint.post(f"{MINE}/retirer")
def take_back() -> Answer:
    """Not any more."""
    return _changed("retire")


def _changed(what: str) -> Answer:
    refuse_other_sites()
    account = current_account()
    if account is None:
        return _page()
    try:
        query = sealed_form(NAME, "numero")
        number = query.number("numero", 0, 0, 2**31 - 1)
        change = desk().skills.confirm if what == "confirme" else desk().skills.take_back
        change(number, account.number)
    except TisserandError as error:
        return _again(error)
    return redirect(url_for("skills.show", fait=what), 303)


@blueprint.get(ASK)
@reads("competence")
def ask() -> Answer:
    """The form that shows neither address."""
    return _form(_skill(Parameters(request.args, ("competence",))))


@blueprint.post(ASK)
def send() -> Answer:
    """Has it mailed; whoever asked is led to the page of their request."""
    refuse_other_sites()
    try:
        query, problem = typed_beside(*ASKED), None
    except InvalidInput as error:
        query, problem = _only_number(), error
    skill = _skill(query)
    if problem:
        return _form(skill, problem)
    try:
        who, form = asker(), opened(f"hand {skill.number}", query.text("jeton"))
        wanted = HandRequest.of(query.text, request.form.get("mots", ""), with_account=bool(who.account))
        if skill.account == who.account:
            raise Conflict(OWN())
        if seconds := desk().hands.wait_for(skill.account, who):
            headers = {"Retry-After": str(seconds)}
            page, _ = cast(tuple[str, int], _form(skill, InvalidInput(TOO_OFTEN())))
            return Response(page, 429, headers)
        told = french_name(skill.told.subject)

        def queue(to: str, secret: str) -> int:
            about = LetterFacts(told, whole_address("hand.show", secret=secret), ecosystem().settings.base_url)
            letter = asked_letter(to, about, wanted.words, URGENCIES[wanted.urgency]("fr"))
            return ecosystem().outbox.queue(letter)

        secret = desk().hands.ask(skill, wanted, who, f"{skill.number} {form}", queue)
    except TisserandError as error:
        return _form(skill, error)
    return redirect(url_for("hand.show", secret=secret), 303)


def _only_number() -> Parameters:
    kept = {"competence": request.form.get("competence", "")}
    return Parameters(MultiDict(kept), ("competence",))


def _skill(query: Parameters) -> KeptSkill:
    """The one that is asked about; raises UnknownThing."""
    return desk().skills.one(query.number("competence", 0, 0, 2**31 - 1))


def _form(skill: KeptSkill, error: TisserandError | None = None) -> Answer:
    if error is not None and error.status >= 500:
        raise error
    page = render_template(
        "skills/ask.html",
        open=session(),
        skill=shown_of(skill),
        subject=subject_of(skill.told.subject),
        urgencies={slug: label(language()) for slug, label in URGENCIES.items()},
        with_account=bool(asker().account),
        typed={name: request.form.get(name, "")[:LONGEST_WORDS] for name in (*ASKED, "mots")},
        longest_words=LONGEST_WORDS,
        seal=sealed(f"hand {skill.number}"),
        letters=ecosystem().outbox.leaves,
        problem=problem_of(error) if error else None,
    )
    return (page, error.status) if error else page


def _again(error: TisserandError) -> Answer:
    """The page with what is wrong, and what was typed."""
    if error.status >= 500:
        raise error
    return _page(error=error)


def _page(*, subject: str = "", done: str = "", error: TisserandError | None = None) -> Answer:
    account = current_account()
    if account is None:
        return render_template("skills/without.html", open=session()), 403
    full = full_reader()
    page = render_template(
        "skills/show.html",
        open=session(),
        account=account,
        mine=[shown_of(one) for one in desk().skills.of_account(account.number)],
        hands=received(account.number),
        form=form_of(account, subject, typed=bool(error)),
        consent=CONSENT().text(full),
        seal=sealed(NAME),
        done=done,
        problem=problem_of(error) if error else None,
    )
    return (page, error.status) if error else page
