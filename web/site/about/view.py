# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this site is, its data, its accessibility and its legal notice."""

from __future__ import annotations

from flask import Blueprint, render_template

from exports import files
from web.app.kept_pages import kept_page
from web.app.pages import VERSION, ecosystem
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("about", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/a-propos")
@kept_page
@reads()
def show() -> str:
    """One page for all that the foot of pages points to."""
    return render_template(
        "about/show.html",
        files=files(ecosystem().observatory),
        version=VERSION,
        provisional=ecosystem().settings.base_is_default,
    )
