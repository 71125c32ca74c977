# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software: a page to read, to print on two pages, and to take as PDF."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for

from exports.handouts import render
from graph import clock
from graph.readings.hosts import hosting_facts
from graph.readings.why_free import WhyFree, why_free
from web.app.addresses import code
from web.app.dear import dear_unless_kept, drawn
from web.app.kept_pages import kept_page
from web.app.language import language, translate
from web.app.negotiation import data_response
from web.app.pages import Crumb, ecosystem, kept, last_change, reader
from web.app.parameters import Parameters, reads
from web.app.recent import recent
from web.app.rights import PUBLIC, asks
from web.app.sharing import Sharing, whole_page
from web.site.why_free.handout import handout, lead

blueprint = Blueprint("why_free", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/pourquoi-le-libre")
@kept_page
@reads()
def show() -> str:
    """What can be said, first tools, people nearby, questions, what to read."""
    page, sharing = _page(), _sharing()
    return render_template(
        "why_free/show.html",
        page=page,
        facts=hosting_facts(reader(), page.parts, clock.today()),
        lead=lead(),
        qr=code(sharing.address),
        sharing=sharing,
        crumbs=[Crumb(translate("Accueil"), url_for("home.show")), Crumb(translate("Pourquoi le libre ?"))],
    )


@blueprint.get("/pourquoi-le-libre.pdf")
@dear_unless_kept
def as_pdf() -> Response:
    """The same on two A4 pages."""
    Parameters(request.args, ())
    address = whole_page("why_free.show")
    key = (ecosystem().repository.number, language(), clock.today(), address)
    body = drawn(recent(current_app, "handouts"), key, lambda: (render, handout(reader(), _page(), address)))
    response = data_response(body, "application/pdf", last_change())
    response.headers["Content-Disposition"] = 'inline; filename="pourquoi-le-libre.pdf"'
    return response


def _page() -> WhyFree:
    today = clock.today()
    return kept("why-free", lambda: why_free(reader(), ecosystem().public.surroundings, today), today)


def _sharing() -> Sharing:
    sentence = translate(
        "Le sens, la manière, les premiers outils et les gens d’ici : sans culpabilité, un pas à la fois."
    )
    return Sharing(
        translate("Pourquoi le libre, quand on est une association ?"),
        sentence,
        whole_page("why_free.show"),
        f"{url_for('takeaway.download', extension='png', lang=None)}?vue=outils",
    )
