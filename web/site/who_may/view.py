# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, told from the vocabulary that pages ask: nothing here is written twice."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph.entry.roles import rights, roles
from web.app.kept_pages import kept_page
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("who_may", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/qui-peut-quoi")
@kept_page
@reads()
def show() -> str:
    """Each role with its rights."""
    return render_template("who_may/show.html", roles=roles().values(), rights=rights().values())
