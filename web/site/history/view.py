# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a card for everybody: its versions as far as they were public, any two compared."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from graph.readings.history import HistoryReader
from web.app.dear import dear
from web.app.kept_pages import kept_page
from web.app.language import translate
from web.app.pages import Crumb, ecosystem, href, reader
from web.app.parameters import Parameters, reads
from web.app.rights import PUBLIC, asks
from web.site.card.view import known
from web.site.history.page import NAMES, compared

blueprint = Blueprint("history", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/fiche/<kind>/<path:slug>/histoire")
@kept_page
@dear
@reads(*NAMES)
def show(kind: str, slug: str) -> str:
    """The versions, and two of them field by field."""
    here, eco = reader(), ecosystem()
    iri = known(here, kind, slug)
    one, other = compared(Parameters(request.args, NAMES))
    histories = HistoryReader(here, eco.repository.journal, eco.chronicle.access(eco.repository))
    found = histories.history(iri, one, other)
    crumbs = [
        Crumb(translate("Annuaire"), url_for("directory.show")),
        Crumb(found.thing.label, href(found.thing)),
        Crumb(translate("Histoire")),
    ]
    return render_template(
        "history/show.html", history=found, crumbs=crumbs, action=url_for("history.show", kind=kind, slug=slug)
    )
