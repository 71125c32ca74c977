# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset as files, one format each, made again when the facts change."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, request

from exports import formats, write
from exports._types import Export
from graph.dataset import Dataset
from graph.errors import UnknownThing
from graph.model import Model
from graph.settings import Settings
from web.negotiation import data_response
from web.pages import ecosystem, last_change
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
    body = _file(export, eco.repository.public, eco.model, eco.settings, eco.repository.number)
    response = data_response(body, export.media_type, last_change())
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@lru_cache(maxsize=8)
def _file(export: Export, dataset: Dataset, model: Model, settings: Settings, number: int) -> bytes:
    del number  # that of the last change: it only makes the cache forget
    return write(export, dataset, model, settings)
