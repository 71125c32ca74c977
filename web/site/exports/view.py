# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset as files, one format each, and its published questions, made again when the facts change."""

from __future__ import annotations

import gzip

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exports import catalogue, file_name, files, formats, write, written
from exports.queries import ask, question_named, questions, table
from graph import clock
from graph.errors import UnknownThing
from graph.rdf.forms import TURTLE
from graph.recent import Recent
from web.app.dear import dear_unless_kept, once
from web.app.kept_pages import kept_page
from web.app.language import translate
from web.app.negotiation import HTML, data_response, dataset_address, preferred_form
from web.app.pages import ecosystem, kept, last_change
from web.app.parameters import Parameters, reads
from web.app.recent import all_recent

blueprint = Blueprint("exports", __name__)
RESULTS = "application/sparql-results+json"
# Bytes of all answers to questions together: one at ten thousand actors may be a megabyte.
KEPT = 6_000_000
SPEED = 6  # of gzip: a tenth of the size in a few hundredths of a second


@blueprint.get("/export/")
@kept_page
@reads()
def show() -> str:
    """The files of the dataset, and the questions that are published."""
    return render_template("exports/show.html", files=files(ecosystem().observatory), questions=questions())


@blueprint.get("/export/questions/<name>.<any(csv, json, rq):form>")
@dear_unless_kept
def question(name: str, form: str) -> BaseResponse:
    """What a published question is answered on a day, today by default; or the question itself, in SPARQL."""
    day = Parameters(request.args, ("date",)).day("date") or clock.today()
    asked, eco = question_named(name), ecosystem()
    if form == "rq":
        return data_response(asked.sparql.encode(), "application/sparql-query", last_change())
    answers = all_recent(current_app).setdefault("answers to questions", Recent(KEPT, len))
    key = (eco.repository.number, name, day)
    answer = once(answers, key, lambda: ask(asked, eco.repository.public, day))
    if form == "csv":
        response = data_response(table(answer), "text/csv", last_change())
    else:
        response = data_response(answer, RESULTS, last_change())
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{day}.{form}"'
    response.headers.add("Link", f'<{eco.observatory.licence}>; rel="license"')
    return response


@blueprint.get("/export/<name>")
@dear_unless_kept
def download(name: str) -> BaseResponse:
    """One file, by its name; without extension, what the catalogue and what it describes are named by."""
    Parameters(request.args, ())
    eco = ecosystem()
    about = eco.observatory
    if name == about.slug:
        return _choose()
    export = next((item for item in formats() if file_name(item, about) == name), None)
    if export is None:
        known = ", ".join(file_name(item, about) for item in formats())
        text = translate("Aucun fichier ne porte ce nom. Ceux qui existent : {known}.")
        raise UnknownThing(text.format(known=known))
    body = kept(f"export {export.slug}", lambda: write(export, eco.repository.public, eco.model, eco.settings, about))
    response = data_response(
        body,
        export.media_type,
        last_change(),
        lambda: kept(f"export {export.slug} gzip", lambda: gzip.compress(body, SPEED, mtime=0)),
    )
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers.add("Link", f'<{about.licence}>; rel="license"')
    response.headers.add("Link", f'<{eco.settings.base_url}/export/{about.slug}#dataset>; rel="describedby"')
    return response


def _choose() -> BaseResponse:
    """Where the catalogue and what it describes have their IRIs: 303 to a file, or to the page about the data."""
    wanted = preferred_form(request.accept_mimetypes)
    page = url_for("about.show", _anchor="donnees")
    response = redirect(page if wanted is None else dataset_address(wanted), 303)
    response.vary.add("Accept")
    return response


@blueprint.get("/.well-known/void")
def described() -> BaseResponse:
    """What the dataset says of itself, where programs look first; 303 to the page about the data for people."""
    Parameters(request.args, ())
    wanted = preferred_form(request.accept_mimetypes)
    if wanted is None and HTML in request.accept_mimetypes.values():
        response: BaseResponse = redirect(url_for("about.show", _anchor="donnees"), 303)
        response.vary.add("Accept")
        return response
    form, eco = wanted or TURTLE, ecosystem()
    body = kept("description", lambda: catalogue(eco.repository.public, eco.model, eco.settings, eco.observatory))
    return data_response(written(body, form).encode(), form.media_type, last_change())
