# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset as files, one format each, made again when the facts change."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exports import LICENCE, NAME, catalogue, file_name, formats, write, written
from graph.errors import UnknownThing
from graph.rdf.forms import TURTLE
from web.app.language import translate
from web.app.negotiation import HTML, data_response, dataset_address, preferred_form
from web.app.pages import ecosystem, kept, last_change
from web.app.parameters import Parameters

blueprint = Blueprint("exports", __name__)
SPEED = 6  # of gzip: a tenth of the size in a few hundredths of a second


@blueprint.get("/export/<name>")
def download(name: str) -> Response:
    """One file, by its name."""
    Parameters(request.args, ())
    export = next((item for item in formats() if file_name(item) == name), None)
    if export is None:
        known = ", ".join(file_name(item) for item in formats())
        text = translate("Aucun fichier ne porte ce nom. Ceux qui existent : {known}.")
        raise UnknownThing(text.format(known=known))
    eco = ecosystem()
    body = kept(f"export {export.slug}", lambda: write(export, eco.repository.public, eco.model, eco.settings))
    response = data_response(
        body,
        export.media_type,
        last_change(),
        lambda: kept(f"export {export.slug} gzip", lambda: gzip.compress(body, SPEED, mtime=0)),
    )
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers.add("Link", f'<{LICENCE}>; rel="license"')
    response.headers.add("Link", f'<{eco.settings.base_url}/export/{NAME}#dataset>; rel="describedby"')
    return response


@blueprint.get(f"/export/{NAME}")
def choose() -> BaseResponse:
    """Where the catalogue and what it describes have their IRIs: 303 to a file, or to the page about the data."""
    Parameters(request.args, ())
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
    body = kept("description", lambda: catalogue(eco.repository.public, eco.model, eco.settings))
    return data_response(written(body, form).encode(), form.media_type, last_change())
