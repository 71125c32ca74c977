# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same between professionals, from every fact; its numbers, which tell of restricted changes, stay among them."""

from __future__ import annotations

from flask import Blueprint, Response

from graph.entity import Reader
from web.app.language import language
from web.app.pages import ecosystem
from web.app.rights import READING, asks
from web.app.sessions import PATH, private
from web.site.changes.answer import what_changed

blueprint = Blueprint("inside", __name__, url_prefix=f"{PATH}/changements")
asks(READING)(blueprint)
blueprint.after_request(private)


@blueprint.get("")
def as_json() -> Response:
    """The cards added, changed and gone since a number, restricted ones with them."""
    here = ecosystem()
    return what_changed(here.full.steps.trail, lambda: Reader(here.repository.full, here.model, language()))
