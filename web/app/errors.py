# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every error as a page that says what to do, or as `application/problem+json` for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import quote

from flask import Flask, Response, redirect, render_template, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import BrokenJournal, StorageError, Suggestion, TisserandError
from graph.rdf.forms import BY_EXTENSION, FORMS
from graph.text.characters import shown
from web.app.ecosystem import current_ecosystem
from web.app.guard import is_from_elsewhere
from web.app.incidents import noted
from web.app.language import language, translate
from web.app.mangled import mended

PROBLEM = "application/problem+json"
DATA = (".json", *(f".{extension}" for extension in BY_EXTENSION))  # how addresses of data end
# What to say for the errors that come from the web server itself; French, translated where the page is.
TITLES = {
    400: "Cette demande ne peut pas être comprise",
    403: "Cette demande est refusée",
    404: "Page introuvable",
    405: "Cette adresse ne s’utilise pas ainsi",
    406: "Ce format n’est pas proposé",
    410: "Fiche retirée",
    413: "C’est trop long",
    414: "C’est trop long",
    429: "Un instant, s’il vous plaît",
    500: "Quelque chose s’est mal passé de notre côté",
    503: "Le service revient bientôt",
}
DETAILS = {
    400: "L’adresse ou le formulaire contient quelque chose d’inattendu. Corrigez, ou repartez de l’accueil.",
    404: "La page demandée n’existe pas, ou plus. Cherchez ce que vous vouliez, ou repartez de l’accueil.",
    405: "Cette adresse se lit, elle ne reçoit rien. Ouvrez-la dans un navigateur, sans envoyer de formulaire.",
    406: "Cette adresse répond en {forms}. Demandez l’un d’eux.",
    413: "Ce qui a été envoyé dépasse la taille acceptée. Envoyez moins de choses à la fois.",
    414: "L’adresse est trop longue. Gardez les mots qui comptent.",
    416: "Le fichier n’a pas la partie demandée : demandez-le en entier, ou un début plus petit que sa longueur.",
    429: "Beaucoup de demandes sont arrivées d’où vous êtes. Attendez une minute ou deux, puis recommencez.",
    500: "L’erreur est notée. Réessayez dans un instant ; si elle revient, écrivez à la personne qui tient ce site.",
    503: "Les données ne peuvent pas être lues pour l’instant. Réessayez dans une minute.",
}

NUMBER = "Numéro à donner à la personne qui tient ce site :"
NOT_WRITTEN = (
    "Rien ne peut être enregistré pour l’instant : le journal de ce site est abîmé. Gardez une copie de ce que vous "
    "avez écrit, et prévenez la personne qui tient ce site."
)
NOT_NOW = (
    "Rien ne peut être enregistré pour l’instant : rien n’a donc changé. Ce que vous avez envoyé est gardé sur cette "
    "page : envoyez-le de nouveau dans quelques minutes."
)
MOST_KEPT = 200  # fields of a form that are given back


@dataclass(frozen=True)
class Problem:
    """An error as it is shown: status, title, detail, parameter at fault, and what may have been meant.

    `number` is that of the record in the log, for what went wrong on our side; a `refused` one went as it should.
    """

    status: int
    title: str
    detail: str
    field: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    number: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    """The fields of a form that could not be written, to be sent again."""
    refused: bool = False


def register(app: Flask) -> None:
    """Answers every exception of the application."""
    app.jinja_env.filters["visible"] = shown
    app.register_error_handler(TisserandError, _known)
    app.register_error_handler(HTTPException, _from_server)
    app.register_error_handler(Exception, _unexpected)


def problem_of(error: TisserandError) -> Problem:
    """What to show of one of our own errors."""
    if isinstance(error, StorageError) and error.why:
        current_ecosystem().hindered_by(error)
    title = TITLES.get(error.status, TITLES[500])
    number = noted(error.status, error) if error.status >= 500 else ""
    meant = tuple(map(_named, error.suggestions))
    return Problem(error.status, translate(title), shown(_detail(error)), error.field, meant, number, _kept(error))


def correctable(error: TisserandError) -> Problem:
    """What to show, beside what was asked, of a fault of whoever asked; what is no fault of theirs is raised on."""
    if error.status >= 500:
        raise error
    return problem_of(error)


def _kept(error: TisserandError) -> tuple[tuple[str, str], ...]:
    """What was filled in of a form that could not be written; nothing of one that another site sent."""
    if not isinstance(error, StorageError) or request.method != "POST" or is_from_elsewhere():
        return ()
    return tuple(request.form.items(multi=True))[:MOST_KEPT]


def _detail(error: TisserandError) -> str:
    """What a visitor is told: the message of a 500 or a 503 is for the maintainer, and may name files."""
    if error.status < 500:
        return error.told(language())
    if isinstance(error, BrokenJournal):
        return translate(NOT_WRITTEN)
    if error.status == 503 and request.method == "POST":
        return translate(NOT_NOW)
    return translate(DETAILS[500 if error.status == 500 else 503])


def _named(suggestion: Suggestion) -> Suggestion:
    """What may have been meant, in the language of the page where it is a choice of the model."""
    choice = current_ecosystem().model.choices.get(suggestion.iri)
    return Suggestion(suggestion.iri, choice.label(language())) if choice else suggestion


def is_data(path: str) -> bool:
    """Whether programs, rather than people, open what is at this address."""
    return path.startswith(("/api/", "/export/")) or path.endswith((*DATA, ".csv"))


def wants_problem() -> bool:
    """Whether a program asks: the API, a data address, or an Accept that prefers JSON to HTML or takes no HTML."""
    accepted = request.accept_mimetypes
    if any(quality > 0 for _, quality in accepted) and not any(
        accepted.quality(name) > 0 for name in ("text/html", "application/xhtml+xml")
    ):
        return True
    if request.path.startswith("/api/") or request.path.endswith(DATA):
        return True
    if is_data(request.path):  # pages link to it too: a browser, which names HTML, is shown a page
        return "text/html" not in accepted.values()
    json_quality = max(accepted.quality("application/json"), accepted.quality(PROBLEM))
    return json_quality > accepted.quality("text/html")


def respond(problem: Problem, retry_after: int | None = None) -> Response:
    """The answer for a problem, in the form that the reader wants."""
    if problem.status >= 500 and not problem.number and not problem.refused:
        problem = replace(problem, number=noted(problem.status))
    if wants_problem():
        response = Response(json.dumps(problem_document(problem), ensure_ascii=False), problem.status, mimetype=PROBLEM)
    else:
        response = Response(_page(problem), problem.status, mimetype="text/html")
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def problem_document(problem: Problem) -> dict[str, object]:
    """RFC 9457, with `parameter`, `suggestions` and `number` where they help."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": quote(request.root_path + request.path),
    }
    if problem.field:
        document["parameter"] = problem.field
    if problem.number:
        document["number"] = problem.number
    if problem.suggestions:
        document["suggestions"] = [{"iri": item.iri, "label": item.label} for item in problem.suggestions]
    return document


def _page(problem: Problem) -> str:
    """The error page; where even it fails (store unreadable), a plain one that needs nothing."""
    try:
        return render_template("errors/problem.html", problem=problem)
    except Exception:
        title, detail = escape(problem.title), escape(problem.detail)
        head = f'<!DOCTYPE html><html lang="{language()}"><meta charset="utf-8"><title>{title}</title>'
        number = f"<p>{escape(translate(NUMBER))} {problem.number}</p>" if problem.number else ""
        return f"{head}<h1>{title}</h1><p>{detail}</p>{number}</html>"


def _known(error: TisserandError) -> BaseResponse:
    meant = _elsewhere() if error.status == HTTPStatus.NOT_FOUND else None
    # A broken journal waits for somebody, not for a minute.
    soon = error.status == HTTPStatus.SERVICE_UNAVAILABLE and not isinstance(error, BrokenJournal)
    return meant or respond(problem_of(error), 60 if soon else None)


def _from_server(error: HTTPException) -> BaseResponse:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < 400:  # a redirect raised as an exception
        return error.get_response()
    meant = _elsewhere() if status == HTTPStatus.NOT_FOUND else None
    if meant is not None:
        return meant
    title = TITLES.get(status, TITLES[400 if status < 500 else 500])
    detail = DETAILS.get(status, DETAILS[400 if status < 500 else 500])
    retry_after = getattr(error, "retry_after", None)
    response = respond(
        Problem(status, translate(title), translate(detail).format(forms=_forms())),
        retry_after if isinstance(retry_after, int) else None,
    )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ["GET"]))
    return response


def _forms() -> str:
    """What our addresses answer in, with the media type that asks for it."""
    return ", ".join(["HTML (text/html)", *(f"{form.name} ({form.media_type})" for form in FORMS)])


def _elsewhere() -> BaseResponse | None:
    """The way to the page that a person meant by an address which was changed on its way."""
    meant = None if wants_problem() else mended()
    return None if meant is None else redirect(meant, HTTPStatus.PERMANENT_REDIRECT)


def _unexpected(error: Exception) -> Response:
    return respond(Problem(500, translate(TITLES[500]), translate(DETAILS[500]), number=noted(500, error)))
