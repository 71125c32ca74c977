# SPDX-License-Identifier: AGPL-3.0-or-later
"""« I could not reach them »: counted for moderators, once a day for a range of addresses; nothing public changes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import InvalidInput, TisserandError
from graph.slips.waves import minute_of
from web.app.errors import problem_of
from web.app.guard import TRAP, opened_by_a_person, refuse_other_sites, sealed_again
from web.app.keeping import unlisted
from web.app.pages import reader
from web.app.parameters import Parameters, reads
from web.app.rights import PUBLIC, asks
from web.site.moderation.counts import listener
from web.site.slip.slips import counter, known_actor

blueprint = Blueprint("unreached", __name__)
asks(PUBLIC)(blueprint)
blueprint.after_request(unlisted)


@blueprint.get("/injoignable")
@reads("acteur", "fait")
def show() -> str:
    """What is about to be said, and who will read it; then thanks."""
    query = Parameters(request.args, ("acteur", "fait"))
    return _page(known_actor(query.text("acteur")), done=query.flag("fait"))


@blueprint.post("/injoignable")
def say() -> BaseResponse | tuple[str, int]:
    """Counts it."""
    refuse_other_sites()
    counter().given.check()
    query = Parameters(request.form, ("acteur", "jeton", TRAP))
    actor, today = known_actor(query.text("acteur")), clock.today()
    try:
        opened_by_a_person(actor, request.form)
    except InvalidInput as error:
        return _page(actor, problem=error), error.status
    if listener().visits.is_new(f"{today} unreached {actor}"):
        counter().slips.add_unreached(actor, today, minute_of(clock.now()))
        counter().given.spend()
    return redirect(url_for("unreached.show", acteur=actor, fait="1"), 303)


def _page(actor: str, *, done: bool = False, problem: TisserandError | None = None) -> str:
    here = reader()
    return render_template(
        "unreached/show.html",
        path=actor,
        actor=here.mention(f"{here.dataset.base}/id/{actor}"),
        done=done,
        problem=problem_of(problem) if problem else None,
        seal=sealed_again(actor, problem),
    )
