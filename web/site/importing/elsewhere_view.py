# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards that were read at an address of elsewhere, and their reading anew."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.deliveries import known_cards
from graph.entity import Reader
from graph.fetch import fetcher_of
from graph.readings.homes import homes
from graph.text.punctuation import colon
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.rights import MODERATION, asks, author
from web.app.sessions import PATH, private, session
from web.site.importing.words import AGAIN, FATES, NO_SUCH_CARD

blueprint = Blueprint("elsewhere", __name__, url_prefix=f"{PATH}/importer/ailleurs")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
NAME = "importing"  # one seal for all pages of importing


@blueprint.get("")
@reads("fait")
def show() -> str:
    """The cards that were read at their addresses, each with the button that reads it again."""
    return _page(done=Parameters(request.args, ("fait",)).choice("fait", AGAIN))


@blueprint.post("")
def again() -> BaseResponse | tuple[str, int]:
    """Reads one of them again."""
    from graph.deliveries.refreshing import Refreshing  # all that reads a card, seldom wanted
    from graph.deliveries.visits import KnownVersions, PoliteVisits

    refuse_other_sites()
    opened(NAME, request.form.get("jeton", ""))
    here, wanted = ecosystem(), request.form.get("fiche", "")
    card = next((one for one in known_cards(here.repository.said) if one.there == wanted), None)
    if card is None:
        return _page(problem=NO_SUCH_CARD().plain(language())), 404
    visits, versions = PoliteVisits(fetcher_of(here.settings)), KnownVersions(here.settings.instance)
    found = Refreshing(here.repository, visits, versions, author(MODERATION)).one(card)
    if found.problem:
        said = f"{here.repository.full.label(card.thing)}{colon(language())} {found.problem}"
        return _page(problem=said), 400
    return redirect(url_for("elsewhere.show", fait=FATES[found.fate]), 303)


def _page(*, done: str = "", problem: str = "") -> str:
    here = Reader(ecosystem().repository.full, ecosystem().model, language())
    cards = known_cards(here.dataset)
    shown = [
        (here.mention(card.thing), home)
        for card in cards
        for home in homes(here, card.thing)
        if home.source == card.source
    ]
    said = translate(AGAIN[done].fr) if done else ""
    return render_template(
        "importing/elsewhere.html", seal=sealed(NAME), open=session(), cards=shown, done=said, problem=problem
    )
