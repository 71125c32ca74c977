# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset as files, one format each, and its published questions, made again when the facts change."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exports import (
    ALL,
    EVERYTHING,
    LICENCE,
    Export,
    ExportChoice,
    LicenceShare,
    catalogue,
    file_name,
    files,
    formats,
    licensed,
    publish,
    written,
)
from exports.queries import ask, question_named, questions, table
from graph import clock
from graph.errors import UnknownThing
from graph.licences import licence_by_slug
from graph.rdf.forms import TURTLE
from graph.readings.directory import PARAMETERS, DirectoryRows, check_choices, chosen_of, matching
from graph.recent import Recent
from web.app.dear import dear_unless_kept, once
from web.app.kept_pages import kept_page
from web.app.language import translate
from web.app.negotiation import HTML, data_response, dataset_address, preferred_form
from web.app.pages import ecosystem, followed, kept, last_change, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.recent import all_recent, recent
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("exports", __name__)
asks(PUBLIC)(blueprint)
RESULTS = "application/sparql-results+json"
# Bytes of all answers to questions together: one at ten thousand actors may be a megabyte.
KEPT = 6_000_000
SPEED = 6  # of gzip: a tenth of the size in a few hundredths of a second


@blueprint.get("/export/")
@kept_page
@reads(LICENCE)
def show() -> str:
    """The files of the dataset, the licences of what is in them, and the questions that are published."""
    asked = asked_of_page().texts(LICENCE)
    shares = _terms(asked)[1]
    names = {share.licence.name: share.licence.slug for share in shares if share.kept}
    unmet = (licence_by_slug(slug) for slug in asked if slug not in names.values())
    return render_template(
        "exports/show.html",
        tables=files(ecosystem().observatory, table=True),
        files=files(ecosystem().observatory, table=False),
        questions=questions(),
        shares=shares,
        asked=asked,
        named=[*names, *(licence.name for licence in unmet if licence)],
        several=ALL,
    )


@blueprint.get("/export/questions/<name>.<any(csv, json, rq):form>")
@dear_unless_kept
def question(name: str, form: str) -> BaseResponse:
    """What a published question is answered on a day, today by default; or the question itself, in SPARQL."""
    query = Parameters(request.args, ("date", LICENCE))
    day, licences = query.day("date") or clock.today(), query.texts(LICENCE)
    asked, eco = question_named(name), ecosystem()
    about = eco.observatory
    if form == "rq":
        return data_response(asked.sparql.encode(), "application/sparql-query", last_change())
    answers = all_recent(current_app).setdefault("answers to questions", Recent(KEPT, len))
    key = (eco.repository.number, name, day, licences)
    answer = once(answers, key, lambda: ask(asked, licensed(eco.repository.public, about, licences).dataset, day))
    if form == "csv":
        response = data_response(table(answer), "text/csv", last_change())
    else:
        response = data_response(answer, RESULTS, last_change())
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{day}.{form}"'
    _tell_licence(response, licences)
    return response


@blueprint.get("/export/<name>")
@dear_unless_kept
def download(name: str) -> BaseResponse:
    """One file, by its name; without extension, what the catalogue and what it describes are named by.

    A table may be cut to what the directory shows, by the same parameters.
    """
    eco = ecosystem()
    about = eco.observatory
    if name == about.slug:
        return _choose(Parameters(request.args, (LICENCE,)).texts(LICENCE))
    export = next((item for item in formats() if file_name(item, about) == name), None)
    if export is None:
        known = ", ".join(file_name(item, about) for item in formats())
        text = translate("Aucun fichier ne porte ce nom. Ceux qui existent : {known}.")
        raise UnknownThing(text.format(known=known))
    choice = _choice(export)
    body = _file(export, choice)
    response = data_response(body, export.media_type, last_change(), _squeezed(export, choice, body))
    how = "inline" if export.text else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    _tell_licence(response, choice.licences)
    root = f"{eco.settings.base_url}/export/{about.slug}{choice.query}"
    response.headers.add("Link", f'<{root}#dataset>; rel="describedby"')
    return response


def _choice(export: Export) -> ExportChoice:
    """What is asked of a file: licences, and for a table the filters of the directory."""
    query = Parameters(request.args, (LICENCE, *((*PARAMETERS, "q") if export.cut else ())))
    chosen = {name: query.texts(name) for name in PARAMETERS}
    words = query.text("q")
    if not words and not any(chosen.values()):
        return ExportChoice(query.texts(LICENCE))
    here = reader()
    check_choices(here, chosen)
    found = matching(followed("directory", DirectoryRows).now().entries, words, ecosystem().search)
    return ExportChoice(query.texts(LICENCE), frozenset(entry.mention.iri for entry in chosen_of(found, chosen)))


def _file(export: Export, choice: ExportChoice) -> bytes:
    eco = ecosystem()

    def made() -> bytes:
        return export.render(publish(eco.repository.public, eco.model, eco.settings, eco.observatory, choice))

    if choice == EVERYTHING:
        # Files are long, and those of former facts are asked for no more: one of each.
        return once(recent(current_app, f"export {export.slug}", 1), eco.repository.number, made)
    memory = all_recent(current_app).setdefault("chosen files", Recent(KEPT, len))
    return once(memory, (eco.repository.number, export.slug, choice), made)


def _squeezed(export: Export, choice: ExportChoice, body: bytes) -> Callable[[], bytes] | None:
    """How a text is given under gzip; what is a zip already is given as it is."""
    if not export.text:
        return None

    def squeezed() -> bytes:
        return gzip.compress(body, SPEED, mtime=0)

    if choice != EVERYTHING:
        return squeezed
    memory = recent(current_app, f"export {export.slug} gzip", 1)
    return lambda: once(memory, ecosystem().repository.number, squeezed)


def _terms(licences: tuple[str, ...]) -> tuple[str, tuple[LicenceShare, ...]]:
    """The licence of what goes out where these are asked for, "" for several, and those of all sources."""
    eco = ecosystem()

    def made() -> tuple[str, tuple[LicenceShare, ...]]:
        part = licensed(eco.repository.public, eco.observatory, licences)
        return part.licence, part.shares

    return once(recent(current_app, "licences of sources"), (eco.repository.number, licences), made)


def _tell_licence(response: Response, licences: tuple[str, ...]) -> None:
    licence, _ = _terms(licences)
    if licence:
        response.headers.add("Link", f'<{licence}>; rel="license"')


def _choose(licences: tuple[str, ...]) -> BaseResponse:
    """Where the catalogue and what it describes have their IRIs: 303 to a file, or to the page about the data."""
    wanted = preferred_form(request.accept_mimetypes)
    page = url_for("about.show", _anchor="donnees")
    address = None if wanted is None else dataset_address(wanted) + ExportChoice(licences).query
    response = redirect(address or page, 303)
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
