# SPDX-License-Identifier: AGPL-3.0-or-later
"""The news by mail: a form, a letter whose link opens a page with a button, and a stop that needs nothing but its link.

What is answered to an address is the same whether or not anybody has it here.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.people.account import email_of
from graph.readings.news.choosing import BulletinChoice, BulletinFilter
from graph.subscriptions.letters import PATH, asked_letter
from graph.subscriptions.order import MONTH, NewsOrder, rhythm_of
from graph.subscriptions.stopping import stop_for_good
from graph.subscriptions.store import Subscription
from graph.text.wording import Phrase
from web.app.afterwards import afterwards
from web.app.errors import problem_of
from web.app.guard import TRAP, opened_by_a_person, refuse_other_sites, sealed, sealed_again
from web.app.keeping import unlisted
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.rooms import once_in
from web.site.subscriptions import desk as desks
from web.site.subscriptions.desk import NAME, desk

blueprint = Blueprint(NAME, __name__)
asks(PUBLIC)(blueprint)
blueprint.after_request(unlisted)
CHOICES = ("nature", "reseau", "epci", "besoin")
FIELDS = ("courriel", "rythme", *CHOICES, "accord", "jeton", TRAP)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
TOO_OFTEN = Phrase("Trop de demandes sont parties d’où vous êtes. Réessayez dans quelques minutes.")
Answer = str | BaseResponse | tuple[str, int]
once_in(blueprint, desks.register)


@blueprint.get(PATH)
@reads(*CHOICES, "fait")
def show() -> str:
    """The form; then where to look."""
    query = Parameters(request.args, (*CHOICES, "fait"))
    return _page(_choice(query), done=query.flag("fait"))


@blueprint.post(PATH)
def ask() -> Answer:
    """Notes what is asked; what is mailed, and whether, is decided once the answer has left."""
    refuse_other_sites()
    try:
        query = Parameters(request.form, FIELDS)
        choice, rhythm = _choice(query), rhythm_of(query.text("rythme"))
        _filter(choice)
        email = email_of(query.text("courriel"))
        opened_by_a_person(NAME, request.form)
        desk().asked.use()
    except TooManyRequests as error:
        page = _page(_typed(), problem=InvalidInput(TOO_OFTEN()))
        return Response(page, 429, {"Retry-After": str(error.retry_after)})
    except InvalidInput as error:
        return _page(_typed(), problem=error), error.status
    order = NewsOrder(choice.kind, choice.network, choice.area, choice.need, rhythm)
    afterwards(_mailing(email, order))
    return redirect(url_for("subscriptions.show", fait="1"), 303)


def _mailing(email: str, order: NewsOrder) -> Callable[[], None]:
    """What is done once the answer has left; all that it needs of the request is taken now."""
    kept, outbox, site, spoken = desk().kept, ecosystem().outbox, ecosystem().settings.base_url, language()

    def mail() -> None:
        asked = kept.ask(email, order)
        if asked is not None:
            outbox.queue(asked_letter(email, asked, site, spoken))

    return mail


@blueprint.get(f"{PATH}/<secret>")
@reads("fait")
@asks(BY_LINK)
def one(secret: str) -> Answer:
    """One subscription, to confirm or to change: looking at it changes nothing."""
    return _opened(secret, done=Parameters(request.args, ("fait",)).flag("fait"))


@blueprint.post(f"{PATH}/<secret>")
@asks(BY_LINK)
def change(secret: str) -> Answer:
    """Confirms it, or changes its rhythm."""
    refuse_other_sites()
    try:
        query = sealed_form(f"{NAME} {secret}", "rythme")
        desk().kept.change(secret, rhythm_of(query.text("rythme")))
        desk().kept.confirm(secret, ecosystem().repository.number)
    except UnknownThing as error:
        return _gone(error)
    except InvalidInput as error:
        return _opened(secret, problem=error)
    return redirect(url_for("subscriptions.one", secret=secret, fait="1"), 303)


@blueprint.get(f"{PATH}/<secret>/arret")
@reads()
@asks(BY_LINK)
def stopping(secret: str) -> Answer:
    """The button that stops it: programs that open links before people stop nothing."""
    try:
        found = desk().kept.find(secret)
    except UnknownThing as error:
        return _gone(error)
    return render_template("subscriptions/stop.html", secret=secret, chosen=_names(found))


@blueprint.post(f"{PATH}/<secret>/arret")
@asks(BY_LINK)
def stop(secret: str) -> str:
    """Stops it, for whoever has its link: a person who presses the button, or their program of mail (RFC 8058).

    Such a program has no session, no seal and no page of this site, and follows no redirection: the link itself is the
    proof. What was stopped before is told as stopped.
    """
    if request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        refuse_other_sites()
    stop_for_good(ecosystem().settings, desk().kept, secret)
    return render_template("subscriptions/stopped.html")


def _opened(secret: str, *, done: bool = False, problem: InvalidInput | None = None) -> Answer:
    try:
        found = desk().kept.find(secret)
    except UnknownThing as error:
        return _gone(error)
    page = render_template(
        "subscriptions/one.html",
        kept=found,
        secret=secret,
        chosen=_names(found),
        rhythm=found.order.rhythm,
        seal=sealed(f"{NAME} {secret}"),
        done=done and found.confirmed is not None,
        problem=problem_of(problem) if problem else None,
    )
    return (page, problem.status) if problem else page


def _gone(error: TisserandError) -> tuple[str, int]:
    return render_template("subscriptions/gone.html", problem=problem_of(error)), error.status


def _page(choice: BulletinChoice, *, done: bool = False, problem: InvalidInput | None = None) -> str:
    try:
        chosen = _filter(choice).chosen
    except InvalidInput:
        if problem is None:
            raise
        choice, chosen = BulletinChoice(), ()
    again = problem is not None and "jeton" in request.form
    return render_template(
        "subscriptions/show.html",
        choice=choice,
        chosen=chosen,
        done=done,
        leaves=ecosystem().outbox.leaves,
        typed=request.form.get("courriel", "")[:300],
        rhythm=request.form.get("rythme", MONTH),
        problem=problem_of(problem) if problem else None,
        seal=sealed_again(NAME, problem) if again else sealed(NAME),
    )


def _choice(query: Parameters) -> BulletinChoice:
    return BulletinChoice(*map(query.text, CHOICES))


def _typed() -> BulletinChoice:
    return BulletinChoice(*(request.form.get(name, "")[:120] for name in CHOICES))


def _filter(choice: BulletinChoice) -> BulletinFilter:
    return BulletinFilter(reader(), ecosystem().territories, choice)


def _names(found: Subscription) -> tuple[str, ...]:
    """What a subscription follows; what is no more here is not named."""
    try:
        return _filter(BulletinChoice(*found.order.choices)).chosen
    except InvalidInput:
        return ()
