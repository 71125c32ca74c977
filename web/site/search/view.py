# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from graph import clock
from graph.entity import Mention
from graph.namespaces import DELIVERY, OWL
from graph.readings.search import search_reading
from graph.text.typed import LETTERS
from web.app.pages import ecosystem, reader
from web.app.parameters import asked_of_page, reads
from web.site.referral.form import understood_form
from web.site.search.words import distinction, invitation, requested

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True)
class PastedAddress:
    """An address typed as words, and the card that it is here, None where it is none."""

    address: str
    known: Mention | None


@blueprint.get("/recherche")
@reads("q")
def show() -> str:
    """What the words may mean, best first: a place to refer from, then what bears that name."""
    words = asked_of_page(LETTERS).text("q")
    found = search_reading(reader(), ecosystem().public.resolver, words, clock.today())
    return render_template(
        "search/show.html",
        q=words,
        pasted=_pasted(words),
        search=found,
        asked=found.asked,
        form=understood_form(found.asked) if found.asked else None,
        requested=requested,
        invitation=invitation,
        distinction=distinction,
    )


def _pasted(words: str) -> PastedAddress | None:
    """What an address that is typed as words may mean: a card that is here, else one that could be brought."""
    if not words.startswith(("https://", "http://")) or not words.isprintable() or set(words) & set('<>"{}|\\^` '):
        return None
    here = reader()
    said = (fact.s for path in (DELIVERY.card, OWL.sameAs) for fact in here.dataset.facts(p=path, o=words))
    own = words if words.startswith(f"{here.dataset.base}/id/") and words in here.dataset else ""
    known = next((iri for iri in said if here.class_of(iri)), own)
    return PastedAddress(words, here.mention(known) if known else None)
