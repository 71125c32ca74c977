# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that a letter opens, where a question about a contribution is answered: looking at it changes nothing."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.contributions.replies import Reply
from graph.contributions.tables import ASKED
from graph.errors import InvalidInput, TisserandError, UnknownThing
from web.app.errors import problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.pages import ecosystem
from web.site.contributing.answering import replies

QuestionAnswer = str | BaseResponse | tuple[str, int]


def shown_question(secret: str, error: TisserandError | None = None) -> QuestionAnswer:
    """The question of a secret, or that it waits no more."""
    try:
        reply = replies().asked(secret)
    except UnknownThing as gone:
        return _page(Reply(0, ""), gone=gone.message), 404
    page = _page(reply, seal=sealed(_seal(secret)), problem=problem_of(error) if error else None)
    return (page, error.status) if error else page


def answered_question(secret: str) -> QuestionAnswer:
    """Keeps what is said to it: the contribution waits again, beside the answer."""
    refuse_other_sites()
    try:
        opened(_seal(secret), request.form.get("jeton", ""))
        number = replies().say(secret, request.form.get("reponse", "")).contribution
        kept = ecosystem().contributions
        if kept.find(number).state == ASKED:
            kept.reopen(number)
    except InvalidInput as error:
        return shown_question(secret, error)
    except UnknownThing:
        return shown_question(secret)
    return redirect(url_for("contributing.question", secret=secret), 303)


def _seal(secret: str) -> str:
    return f"question {secret}"


def _page(reply: Reply, **told: object) -> str:
    return render_template("contributing/question.html", reply=reply, **told)
