# SPDX-License-Identifier: AGPL-3.0-or-later
"""The glossary page."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph import clock
from graph.readings.glossary import mergers, terms
from web.app.acronyms import anchor
from web.app.kept_pages import kept_page
from web.app.pages import reader
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks
from web.site.glossary.drawing import drawing

blueprint = Blueprint("glossary", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/glossaire")
@kept_page
@reads()
def show() -> str:
    """Acronyms and terms, perceived beside actual."""
    here = reader()
    found = terms(here, clock.today())
    return render_template("glossary/show.html", terms=found, changes=drawing(mergers(here)), anchor=anchor)
