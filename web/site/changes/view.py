# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed of what everybody sees, for open pages and for programs."""

from __future__ import annotations

from flask import Blueprint, Response

from web.app.pages import ecosystem, reader
from web.app.rights import PUBLIC, asks
from web.site.changes.answer import what_changed

blueprint = Blueprint("changes", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/api/v1/changes")
def as_json() -> Response:
    """The cards added, changed and gone since a number."""
    return what_changed(ecosystem().public.steps.trail, reader, "changes")
