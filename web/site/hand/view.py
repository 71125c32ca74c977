# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of mailed links: the request for a helping hand as each side sees it, and what is soon to be confirmed.

Looking changes nothing: mail scanners open links before people do.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.skills.asking import ANSWER, DECLINE, LONGEST_WORDS, NO_STEP, OPEN, SETTLE, URGENCIES, words_of
from graph.skills.hands import Hand
from graph.skills.letters import LetterFacts, answer_letter
from graph.skills.links import ASKED, SKILL, number_in
from graph.skills.store import GONE, KeptSkill
from web.app.errors import problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.keeping import unlisted
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, asks
from web.site.skills.desk import desk, french_name, links, subject_of, typed_beside, whole_address

blueprint = Blueprint("hand", __name__)
asks(BY_LINK)(blueprint)
blueprint.after_request(unlisted)
STEPS = {ASKED: (ANSWER, OPEN, DECLINE)}
ASKER_STEPS = (ANSWER, OPEN, SETTLE)
Answer = str | BaseResponse | tuple[str, int]


@blueprint.get("/coup-de-main/<secret>")
@reads()
def show(secret: str) -> Answer:
    """One request, for the side that has this link."""
    return _page(secret)


@blueprint.post("/coup-de-main/<secret>")
def go_on(secret: str) -> Answer:
    """Notes what this side answers, and tells the other."""
    refuse_other_sites()
    try:
        query = typed_beside("suite", "jeton")
        opened(f"hand {secret}", query.text("jeton"))
        before, step = desk().hands.find(secret), query.text("suite")
        if step not in STEPS.get(before.side, ASKER_STEPS):
            raise InvalidInput(NO_STEP(), field="suite")
        words = words_of(request.form.get("mots", ""), needed=step == ANSWER)
        hand, to = desk().hands.go_on(secret, step, words)
    except UnknownThing as error:
        return _gone(error)
    except TisserandError as error:
        return _page(secret, error)
    if to:
        link = whole_address("hand.show", secret=hand.other)
        told = LetterFacts(french_name(hand.subject), link, ecosystem().settings.base_url)
        ecosystem().outbox.queue(answer_letter(to, told, hand, step, words))
    return redirect(url_for("hand.show", secret=secret), 303)


@blueprint.get("/competence/<secret>")
@reads("fait")
def confirming(secret: str) -> Answer:
    """« Toujours vrai ? », asked of whoever said it."""
    done = Parameters(request.args, ("fait",)).choice("fait", ("oui", "non"))
    if done == "non":
        return render_template("hand/withdrawn.html")
    try:
        return _confirming(_mailed(secret), secret, done=bool(done))
    except UnknownThing as error:
        return _gone(error)


@blueprint.post("/competence/<secret>")
def confirm(secret: str) -> Answer:
    """Still true for a year more, or not any more."""
    refuse_other_sites()
    try:
        query, skill = Parameters(request.form, ("suite", "jeton")), _mailed(secret)
        opened(f"skill {secret}", query.text("jeton"))
        step = query.choice("suite", ("oui", "non"))
        if not step:
            raise InvalidInput(NO_STEP(), field="suite")
        change = desk().skills.confirm if step == "oui" else desk().skills.take_back
        change(skill.number, skill.account)
    except UnknownThing as error:
        return _gone(error)
    except InvalidInput as error:
        return _confirming(_mailed(secret), secret, error), error.status
    return redirect(url_for("hand.confirming", secret=secret, fait=step), 303)


def _mailed(secret: str) -> KeptSkill:
    """What a mailed link is about; raises UnknownThing."""
    found = desk().skills.one(number_in(secret))
    if not links().opens(secret, SKILL, str(found.declared)):
        raise UnknownThing(GONE())
    return found


def _confirming(skill: KeptSkill, secret: str, error: TisserandError | None = None, *, done: bool = False) -> str:
    return render_template(
        "hand/confirm.html",
        subject=subject_of(skill.told.subject),
        until=skill.told.until,
        over=skill.fades(clock.today()),
        secret=secret,
        seal=sealed(f"skill {secret}"),
        done=done,
        problem=problem_of(error) if error else None,
    )


def _page(secret: str, error: TisserandError | None = None) -> Answer:
    if error is not None and error.status >= 500:
        raise error
    try:
        hand = desk().hands.find(secret)
    except UnknownThing as gone:
        return _gone(gone)
    page = render_template(
        "hand/show.html",
        hand=hand,
        subject=subject_of(hand.subject),
        urgency=URGENCIES[hand.urgency](language()) if hand.urgency in URGENCIES else "",
        am_asked=hand.side == ASKED,
        said=_said(hand),
        seal=sealed(f"hand {secret}"),
        typed={name: request.form.get(name, "")[:LONGEST_WORDS] for name in ("suite", "mots")},
        longest_words=LONGEST_WORDS,
        problem=problem_of(error) if error else None,
    )
    return (page, error.status) if error else page


def _said(hand: Hand) -> list[tuple[bool, list[str]]]:
    """What was written, in its order: whether by this side, and its lines."""
    return [(one.side == hand.side, one.text.split("\n")) for one in hand.words]


def _gone(error: TisserandError) -> tuple[str, int]:
    return render_template("hand/gone.html", problem=problem_of(error)), error.status
