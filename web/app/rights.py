# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door of the pages that ask for a right, and how the journal names who came in by it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template

from graph.entry.roles import ADMINISTER, FACILITATE, MODERATE, READ
from graph.text.wording import Label
from web.app.errors import Problem, respond
from web.app.language import language, translate
from web.app.sessions import has_cookie, session, take_back


@dataclass(frozen=True)
class Duty:
    """What is done by a right: how the journal names it, and what is said to whoever came in by another."""

    right: str
    name: str
    reserved: Label


MODERATION = Duty(MODERATE, "modération", Label("Réservé à la modération"))
READING = Duty(READ, "lecture", Label("Réservé aux professionnels"))
FACILITATION = Duty(FACILITATE, "animation", Label("Réservé à l’animation"))
ADMINISTRATION = Duty(ADMINISTER, "administration", Label("Réservé à l’administration"))


def refusal(duty: Duty) -> Response | None:
    """What is answered to whoever may not do something, whatever they ask; None to the others."""
    found = session()
    if found is None:
        return closed()
    if found.may(duty.right):
        return None
    if found.account is None:
        detail = translate("Votre lien n’ouvre pas cette page : demandez-en un autre à la personne qui tient ce site.")
    else:
        detail = translate("Votre compte n’ouvre pas cette page : demandez ce droit à la personne qui tient ce site.")
    return respond(Problem(403, duty.reserved(language()), detail))


def closed() -> Response:
    """The page that says how to enter; a cookie that opens nothing any more is taken back."""
    response = Response(render_template("professionals/closed.html", ended=has_cookie()), 403)
    if has_cookie():
        take_back(response)
    return response


def author(duty: Duty) -> str:
    """Who does it, as the journal says: the number of an invitation or of an account, never a name."""
    found = session()
    return f"{duty.name}, {found.who}" if found else duty.name
