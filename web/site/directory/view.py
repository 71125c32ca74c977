# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory: everything, or one kind, with facets."""

from __future__ import annotations

from flask import Blueprint, render_template

from exports import files
from graph import clock
from graph.errors import UnknownThing
from graph.model import EntityClass
from graph.text.folding import roots
from web.app.kept_pages import kept_page
from web.app.language import translate
from web.app.pages import ecosystem, kept, reader
from web.app.parameters import asked_of_page, reads
from web.site.directory.page import PARAMETERS, Entry, check_choices, entries, named, results

blueprint = Blueprint("directory", __name__)
MOST_NAMED = 300


@blueprint.get("/annuaire", defaults={"slug": ""})
@blueprint.get("/annuaire/<slug>")
@kept_page
@reads(*PARAMETERS, "q", "page")
def show(slug: str) -> str:
    """One page of the directory."""
    own = _own_class(slug)
    query = asked_of_page()
    chosen = {name: query.texts(name) for name in PARAMETERS}
    if own is not None:
        chosen["nature"] = (own.slug,)
    check_choices(reader(), chosen)
    found = _matching(query.text("q"))
    shown = results(reader(), found, chosen, query.number("page", 1, 1, 10_000), clock.today())
    return render_template(
        "directory/show.html",
        results=shown,
        own=own,
        q=query.text("q"),
        chosen=chosen,
        files=files(ecosystem().observatory),
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


def _matching(words: str) -> list[Entry]:
    """All entries, or those where the words are read, best named first; where they are read nowhere, those alike."""
    here = reader()
    everything = kept("directory", lambda: entries(here))
    if not words:
        return list(everything)
    found = named(everything, words)
    ranks = _ranks(words if found else " ".join(roots(words)))
    found = found or [entry for entry in everything if entry.mention.iri in ranks]
    return sorted(found, key=lambda entry: ranks.get(entry.mention.iri, MOST_NAMED))


def _ranks(words: str) -> dict[str, int]:
    """What the search finds by its name, the best first."""
    return {hit.iri: rank for rank, hit in enumerate(ecosystem().search.search(words, MOST_NAMED))}
