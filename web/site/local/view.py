# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a commune or of an intercommunality."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import UnknownThing
from graph.readings.local import COMMUNE, EPCI, local_reading
from graph.readings.search import code_of, level_name
from web.app.kept_pages import kept_page
from web.app.language import translate
from web.app.pages import Crumb, ecosystem, reader
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks
from web.site.local.words import CELLS, finding, past_lines, whereabouts

blueprint = Blueprint("local", __name__)
asks(PUBLIC)(blueprint)
LEVELS = (COMMUNE, EPCI)


@blueprint.get("/lieu/<text>")
@kept_page
@reads()
def show(text: str) -> str | BaseResponse:
    """Who acts in a place, by its key; a name, a postal code or a former code leads to that page."""
    here, known = ecosystem(), ecosystem().territories
    place = known.by_key(text) if text.startswith(tuple(f"{level}-" for level in LEVELS)) else known.resolve(text)
    if place.level not in LEVELS:
        raise UnknownThing(
            translate("Seules les communes et les intercommunalités ont une page : voyez la couverture.")
        )
    if text != place.key:
        return redirect(url_for("local.show", text=place.key), 301)
    reading = local_reading(reader(), here.referral, place, clock.today())
    crumbs = [Crumb(translate("Couverture"), url_for("coverage.show"))]
    crumbs += [Crumb(above.name, _address(above.level, above.key)) for above in reversed(reading.above[:-2])]
    return render_template(
        "local/show.html",
        place=place,
        local=reading,
        level=level_name(reader(), place),
        past=list(past_lines(place)),
        crumbs=[*crumbs, Crumb(place.name)],
        cells=CELLS,
        finding=finding,
        whereabouts=whereabouts,
        code=code_of(known, place),
    )


def _address(level: str, key: str) -> str:
    if level in LEVELS:
        return url_for("local.show", text=key)
    return url_for("coverage.show", territoire=key) if level == "departement" else ""
