# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset as files, one format each, made again when the facts change."""

from __future__ import annotations

from flask import Blueprint, Response, request

from exports import formats, write
from graph.errors import UnknownThing
from web.negotiation import data_response
from web.pages import ecosystem, kept, last_change
from web.parameters import Parameters

blueprint = Blueprint("exports", __name__)


@blueprint.get("/export/<name>")
def download(name: str) -> Response:
    """`touraine.ttl` and the other formats."""
    Parameters(request.args, ())
    stem, _, extension = name.partition(".")
    export = next((item for item in formats() if item.extension == extension), None)
    if export is None or stem != "touraine":
        known = ", ".join(f"touraine.{item.extension}" for item in formats())
        raise UnknownThing(f"Aucun fichier ne porte ce nom. Ceux qui existent : {known}.")
    eco = ecosystem()
    body = kept(f"export {extension}", lambda: write(export, eco.repository.public, eco.model, eco.settings))
    response = data_response(body, export.media_type, last_change())
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
