# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory: everything, or one kind, with facets."""

from __future__ import annotations

from flask import Blueprint, render_template

from exports import files
from graph import clock
from graph.errors import UnknownThing
from graph.model import EntityClass
from graph.readings.directory import PARAMETERS, DirectoryRows, check_choices, directory, matching
from web.app.kept_pages import kept_page
from web.app.language import translate
from web.app.pages import ecosystem, followed, reader
from web.app.parameters import asked_of_page, reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("directory", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/annuaire", defaults={"slug": ""})
@blueprint.get("/annuaire/<slug>")
@kept_page
@reads(*PARAMETERS, "q", "page")
def show(slug: str) -> str:
    """One page of the directory."""
    here, own = reader(), _own_class(slug)
    query = asked_of_page()
    chosen = {name: query.texts(name) for name in PARAMETERS}
    if own is not None:
        chosen["nature"] = (own.slug,)
    check_choices(here, chosen)
    everything = followed("directory", DirectoryRows).now()
    found = matching(everything.entries, query.text("q"), ecosystem().search)
    shown = directory(here, found, everything.bits, chosen, query.number("page", 1, 1, 10_000), clock.today())
    return render_template(
        "directory/show.html",
        directory=shown,
        own=own,
        q=query.text("q"),
        chosen=chosen,
        tables=files(ecosystem().observatory, table=True, cut=True),
        others=files(ecosystem().observatory, table=False, cut=True),
    )


def _own_class(slug: str) -> EntityClass | None:
    if not slug:
        return None
    own = reader().model.by_slug.get(slug)
    if own is None or own.restricted or not own.directory:
        text = translate(
            "L’annuaire n’a pas de rubrique « {slug} ». Toutes les rubriques sont sur la page de l’annuaire."
        )
        raise UnknownThing(text.format(slug=slug[:60]))
    return own
