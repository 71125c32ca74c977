# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door of all pages: who may ask for each is said beside it, and is just what is enforced.

docs/access.md is written from it; how the journal names who came in by a right is here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, Response, current_app, render_template, request

from graph.entry.roles import ADMINISTER, FACILITATE, MODERATE, READ
from graph.text.wording import Label
from web.app import files
from web.app.errors import Problem, respond, wants_problem
from web.app.language import language, translate
from web.app.sessions import has_cookie, session, take_back

if TYPE_CHECKING:
    from graph.entry.sessions import Session

Marked = TypeVar("Marked")
NOT_SAID = "Who may ask for {endpoint}? Say asks(PUBLIC)(blueprint), or another duty of web.app.rights, beside it."
AMONG_PROFESSIONALS = Label("Réservé aux professionnels")


@dataclass(frozen=True)
class Duty:
    """What a page asks of whoever comes, `slug` in docs/access.md: a session, an account, or what is done by a right.

    `name`: as the journal says; `reserved`: what is said to whoever came in without it. `somewhere`: a right that
    holds in one place opens it too; the view refuses what lies elsewhere (`web.app.reach`).
    """

    slug: str
    right: str = ""
    name: str = ""
    reserved: Label = AMONG_PROFESSIONALS
    somewhere: bool = False

    def opens_to(self, found: Session | None) -> bool:
        """Whether who has this session, or None, is let in."""
        if self in OPEN:
            return True
        if found is None:
            return False
        if self == ACCOUNT:
            return found.account is not None
        if not self.right:
            return True
        return found.may_somewhere(self.right) if self.somewhere else found.may(self.right)


PUBLIC = Duty("everybody")
BY_LINK = Duty("whoever has its link")
"""A part of its address is a secret, and opens what it is for; the view asks nothing else."""
ENTERED = Duty("whoever came in")
ACCOUNT = Duty("whoever has an account")
READING = Duty("read", READ, "lecture")
FACILITATION = Duty("facilitate", FACILITATE, "animation", Label("Réservé à l’animation"))
MODERATION = Duty("moderate", MODERATE, "modération", Label("Réservé à la modération"))
OWN_MODERATION = replace(MODERATION, slug="moderate, at least somewhere", somewhere=True)
ADMINISTRATION = Duty("administer", ADMINISTER, "administration", Label("Réservé à l’administration"))
OPEN = (PUBLIC, BY_LINK)
DUTIES = (*OPEN, ENTERED, ACCOUNT, READING, FACILITATION, OWN_MODERATION, MODERATION, ADMINISTRATION)


@dataclass(frozen=True)
class AskedDuty:
    """What was said of a blueprint or of a view; `refused` answers who is not let in, None: as everywhere."""

    duty: Duty
    refused: Callable[[], Response] | None = None


def asks(duty: Duty, refused: Callable[[], Response] | None = None) -> Callable[[Marked], Marked]:
    """Says who may ask for the pages of a blueprint, or for one view of it that is for others."""

    def mark(what: Marked) -> Marked:
        what.access = AskedDuty(duty, refused)  # type: ignore[attr-defined]
        return what

    return mark


@dataclass(frozen=True)
class GuardedRoute:
    """An address with its methods, and the duty that it asks for; None where nobody said so."""

    rule: str
    endpoint: str
    methods: tuple[str, ...]
    duty: Duty | None


def routes(app: Flask) -> Iterator[GuardedRoute]:
    """Every route of the application, by address."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield GuardedRoute(rule.rule, rule.endpoint, methods, duty_of(app, rule.endpoint))


def register(app: Flask) -> None:
    """Asks of every request what its page asks for, before the page does anything."""
    for endpoint in files.ENDPOINTS:
        asks(PUBLIC)(app.view_functions[endpoint])
    app.before_request(_at_the_door)


def duty_of(app: Flask, endpoint: str) -> Duty | None:
    """What a view asks of whoever comes; None where nobody said so."""
    said = _said_of(app, endpoint)
    return said.duty if said else None


def _said_of(app: Flask, endpoint: str) -> AskedDuty | None:
    """What was said of a view, else of its blueprint."""
    blueprint = app.blueprints.get(endpoint.rpartition(".")[0])
    found: AskedDuty | None = getattr(app.view_functions[endpoint], "access", getattr(blueprint, "access", None))
    return found


def _at_the_door() -> Response | None:
    if request.endpoint is None:  # no such address
        return None
    said = _said_of(current_app, request.endpoint)
    if said is None:  # closed, rather than open by oversight
        raise LookupError(NOT_SAID.format(endpoint=request.endpoint))
    if said.duty in OPEN or said.duty.opens_to(session()):
        return None
    return said.refused() if said.refused else refusal(said.duty)


def refusal(duty: Duty) -> Response:
    """What is answered to whoever may not do something, whatever they ask."""
    found = session()
    if found is None:
        return closed()
    if duty.right and found.may_somewhere(duty.right):
        detail = translate(
            "Votre droit vaut pour une partie de ce site, et cette page est pour le site entier. Si vous en avez "
            "besoin, demandez-le à la personne qui tient ce site."
        )
    elif found.account is None:
        detail = translate("Votre lien n’ouvre pas cette page : demandez-en un autre à la personne qui tient ce site.")
    else:
        detail = translate("Votre compte n’ouvre pas cette page : demandez ce droit à la personne qui tient ce site.")
    return respond(Problem(403, duty.reserved(language()), detail))


def closed(template: str = "professionals/closed.html", **said: object) -> Response:
    """The page that says how to enter; a cookie that opens nothing any more is taken back."""
    if wants_problem():
        detail = translate("Ces réponses sont réservées aux professionnels : entrez d’abord par un lien d’invitation.")
        return respond(Problem(403, AMONG_PROFESSIONALS(language()), detail))
    response = Response(render_template(template, ended=has_cookie(), **said), 403)
    if has_cookie():
        take_back(response)
    return response


def author(duty: Duty) -> str:
    """Who does it, as the journal says: the number of an invitation or of an account, never a name."""
    found = session()
    return f"{duty.name}, {found.who}" if found else duty.name
