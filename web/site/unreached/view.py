# SPDX-License-Identifier: AGPL-3.0-or-later
"""« I could not reach them »: counted for moderators, once a day for a range of addresses; nothing public changes."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.text.wording import Phrase
from web.app.errors import problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.pages import reader
from web.app.parameters import Parameters, reads
from web.site.moderation.counts import listener
from web.site.slip.slips import counter, references

blueprint = Blueprint("unreached", __name__)
NOT_HERE = Phrase("Aucune fiche n’est celle-là : ouvrez celle de la structure que vous vouliez joindre.")


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Not for caches nor search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/injoignable")
@reads("acteur", "fait")
def show() -> str:
    """What is about to be said, and who will read it; then thanks."""
    query = Parameters(request.args, ("acteur", "fait"))
    return _page(_actor(query.text("acteur")), done=query.flag("fait"))


@blueprint.post("/injoignable")
def say() -> BaseResponse | tuple[str, int]:
    """Counts it."""
    refuse_other_sites()
    counter().given.check()
    query = Parameters(request.form, ("acteur", "jeton"))
    actor, today = _actor(query.text("acteur")), clock.today()
    try:
        opened(actor, query.text("jeton"))
    except InvalidInput as error:
        return _page(actor, problem=error), error.status
    if listener().visits.is_new(f"{today} unreached {actor}"):
        counter().slips.add_unreached(actor, today)
        counter().given.spend()
    return redirect(url_for("unreached.show", acteur=actor, fait="1"), 303)


def _actor(path: str) -> str:
    """The path of a card that the public sees; raises UnknownThing."""
    if not references().knows(path):
        raise UnknownThing(NOT_HERE())
    return path


def _page(actor: str, *, done: bool = False, problem: TisserandError | None = None) -> str:
    here = reader()
    return render_template(
        "unreached/show.html",
        path=actor,
        actor=here.mention(f"{here.dataset.base}/id/{actor}"),
        done=done,
        problem=problem_of(problem) if problem else None,
        seal=sealed(actor),
    )
