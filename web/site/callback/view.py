# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Être rappelé »: what an association leaves to be called back, and the page where whoever calls back says so."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from graph.callbacks.asked import CONSENT, LONGEST_NAME, LONGEST_WORDS, CallbackRequest
from graph.callbacks.letter import callback_letter
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.text.wording import Phrase
from web.app.errors import problem_of
from web.app.guard import opened, opened_by_a_person, refuse_other_sites, sealed, sealed_again
from web.app.keeping import unlisted
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.rooms import once_in
from web.site.callback import desk as desks
from web.site.callback.desk import address_of, desk
from web.site.slip.slips import known_actor

blueprint = Blueprint("callback", __name__)
asks(PUBLIC)(blueprint)
blueprint.after_request(unlisted)
FIELDS = ("joindre", "nom", "mots", "accord")
LONGEST = 2_000  # characters of a field that is shown again
TOO_OFTEN = Phrase(
    "Trop de demandes sont parties d’où vous êtes. Ce que vous avez écrit est gardé ci-dessous : réessayez dans "
    "quelques minutes, ou appelez vous-même."
)
TOO_MANY = Phrase(
    "Beaucoup de demandes attendent déjà cette structure. Ce que vous avez écrit est gardé ci-dessous : réessayez "
    "demain, ou appelez vous-même."
)
Answer = str | BaseResponse | tuple[str, int]


class Waiting(InvalidInput):
    """Somebody has to wait so many seconds."""

    status = 429

    def __init__(self, message: Phrase, seconds: int) -> None:
        super().__init__(message())
        self.seconds = seconds


once_in(blueprint, desks.register)


@blueprint.get("/etre-rappele")
@reads("acteur", "fait")
def show() -> str:
    """What to leave, who will read it and for how long; then thanks."""
    query = Parameters(request.args, ("acteur", "fait"))
    return _page(known_actor(query.text("acteur")), done=query.flag("fait"))


@blueprint.post("/etre-rappele")
def ask() -> Answer:
    """Has it mailed to the actor."""
    refuse_other_sites()
    # What is wrong with another field is said beside it.
    asked = MultiDict((name, value) for name, value in request.form.items(multi=True) if name == "acteur")
    actor = known_actor(Parameters(asked, ("acteur",)).text("acteur"))
    to = address_of(actor)
    if not to:  # it says so no more, or its form was made up: nothing leaves
        return _page(actor), 409
    try:
        _ask(actor, to)
    except InvalidInput as error:
        page = _page(actor, problem=error)
        if isinstance(error, Waiting):
            return Response(page, error.status, {"Retry-After": str(error.seconds)})
        return page, error.status
    return redirect(url_for("callback.show", acteur=actor, fait="1"), 303)


def _ask(actor: str, to: str) -> None:
    """Keeps what was typed and queues its letter; raises InvalidInput, or Waiting where it is asked too often."""
    seed = opened_by_a_person(actor, request.form)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    asked = CallbackRequest.of(actor, typed, CONSENT(actor=_name(actor)).text())
    seconds = desk().kept.wait_for(actor)
    if seconds:
        raise Waiting(TOO_MANY, seconds)
    try:
        desk().asked.use()
    except TooManyRequests as error:
        seconds = error.retry_after if isinstance(error.retry_after, int) else 60
        raise Waiting(TOO_OFTEN, seconds) from error
    base = ecosystem().settings.base_url
    name, site = _name(actor), (base, f"{base}/fiche/{actor}")

    def queue(secret: str) -> int:
        link = f"{base}{url_for('callback.open_one', secret=secret, lang=None).removeprefix(request.root_path)}"
        return ecosystem().outbox.queue(callback_letter(to, asked, name, link, site))

    desk().kept.ask(asked, f"{actor} {seed}", queue)


@blueprint.get("/etre-rappele/<secret>")
@asks(BY_LINK)
@reads()
def open_one(secret: str) -> Answer:
    """One request, for whoever got the letter: looking at it changes nothing."""
    return _opened(secret)


@blueprint.post("/etre-rappele/<secret>")
@asks(BY_LINK)
def settle(secret: str) -> Answer:
    """Notes that it is done."""
    refuse_other_sites()
    try:
        opened(f"callback {secret}", request.form.get("jeton", ""))
        desk().kept.settle(secret)
    except InvalidInput as error:
        return _opened(secret, error)
    except UnknownThing as error:
        return _gone(error)
    return redirect(url_for("callback.open_one", secret=secret), 303)


def _opened(secret: str, problem: InvalidInput | None = None) -> Answer:
    try:
        kept = desk().kept.find(secret)
    except UnknownThing as error:
        return _gone(error)
    page = render_template(
        "callback/one.html",
        kept=kept,
        name=_name(kept.request.actor),
        secret=secret,
        seal=sealed(f"callback {secret}"),
        problem=problem_of(problem) if problem else None,
    )
    return (page, problem.status) if problem else page


def _gone(error: TisserandError) -> tuple[str, int]:
    return render_template("callback/gone.html", problem=problem_of(error)), error.status


def _name(actor: str) -> str:
    here = reader()
    return here.mention(f"{here.dataset.base}/id/{actor}").label


def _page(actor: str, *, done: bool = False, problem: InvalidInput | None = None) -> str:
    here = reader()
    mention = here.mention(f"{here.dataset.base}/id/{actor}")
    return render_template(
        "callback/show.html",
        path=actor,
        actor=mention,
        possible=bool(address_of(actor)),
        done=done,
        typed={name: request.form.get(name, "")[:LONGEST] for name in FIELDS},
        consent=CONSENT(actor=mention.label).text(here),
        problem=problem_of(problem) if problem else None,
        seal=sealed_again(actor, problem),
        longest={"nom": LONGEST_NAME, "mots": LONGEST_WORDS},
    )
