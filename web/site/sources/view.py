# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which sources there are, restricted ones too, and what each describes, for those who read between professionals."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from graph.entity import Reader
from graph.readings.listed_sources import SourceList
from graph.text.wording import Label
from web.app.doors import BRING, led_to
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.rights import READING, asks
from web.app.sessions import PATH, private, session

blueprint = Blueprint("sources", __name__, url_prefix=f"{PATH}/sources")
asks(READING)(blueprint)
blueprint.after_request(private)
SHOWN = 100


@blueprint.get("")
@led_to(BRING, 30, Label("Sources"))
@reads()
def show() -> str:
    """All sources."""
    return render_template("sources/show.html", sources=_list().sources(), open=session())


@blueprint.get("/<slug>")
@reads("page")
def things(slug: str) -> str:
    """What a source describes, so many at once."""
    listed = _list()
    source = listed.source(f"source/{slug}")
    found = listed.things(source)
    pages = max(1, -(-len(found) // SHOWN))
    page = min(pages, Parameters(request.args, ("page",)).number("page", 1, 1, 10_000))
    shown = found[SHOWN * (page - 1) : SHOWN * page]
    return render_template(
        "sources/things.html", source=source, slug=slug, things=shown, page=page, pages=pages, open=session()
    )


def _list() -> SourceList:
    here = ecosystem()
    return SourceList(Reader(here.full.dataset, here.model, language()), here.repository.public)
