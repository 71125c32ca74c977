# SPDX-License-Identifier: AGPL-3.0-or-later
"""A referral to take away: the sheet on a page and in every format, and the calendar of one offer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup

from exports.maps import Fonts
from exports.sheets import SheetExport, sheet_formats
from exports.sheets.ics import calendar as calendar_file
from graph import clock
from graph.errors import UnknownThing
from graph.readings.referral.dates import days_to_come
from graph.text.wording import Phrase
from web.app.addresses import room
from web.app.dear import dear_unless_kept, drawn
from web.app.keeping import taken_away
from web.app.language import language, translate
from web.app.pages import ecosystem, last_change, reader
from web.app.parameters import Parameters, reads
from web.app.recent import recent
from web.app.rights import PUBLIC, asks
from web.site.referral.names import NAMES
from web.site.referral.request import Answered, answered, parameters
from web.site.referral.sheet import dates_of, sheet_of
from web.site.referral.text import draft

blueprint = Blueprint("paper", __name__)
asks(PUBLIC)(blueprint)
KEPT = 24
NO_FORMAT = Phrase("La fiche ne s’emporte pas sous ce nom. Ceux qui existent : {known}.")
NO_DATE = Phrase("Aucune date à venir n’est connue pour cela : appelez pour la demander.")


@blueprint.get("/orientation/fiche")
@reads(*NAMES)
def sheet() -> str:
    """The answers on one A4 page."""
    found = answered(parameters())
    shown = sheet_of(found)
    return render_template(
        "referral/sheet.html",
        sheet=shown,
        kept=found.kept,
        draft=draft(found),
        code=Markup(shown.code),  # noqa: S704 - our own drawings
        picture=Markup(shown.picture.svg) if shown.picture else "",  # noqa: S704
        formats=[item for item in sheet_formats() if shown.dates or not item.dated],
    )


@blueprint.get("/orientation/fiche.<extension>")
@dear_unless_kept
def download(extension: str) -> Response:
    """The sheet as a file."""
    item = next((item for item in sheet_formats() if item.extension == extension), None)
    if item is None:
        raise UnknownThing(NO_FORMAT(known=", ".join(f"fiche.{known.extension}" for known in sheet_formats())))
    return _file(item, answered(parameters()))


@blueprint.get("/orientation/dates.ics")
def dates() -> Response:
    """The dates of the answers, for a calendar."""
    item = next(item for item in sheet_formats() if item.dated)
    return _file(item, answered(parameters()))


@blueprint.get("/fiche/service/<slug>.ics", defaults={"kind": "service"})
@blueprint.get("/fiche/event/<slug>.ics", defaults={"kind": "event"})
def calendar(kind: str, slug: str) -> Response:
    """The dates to come of one service or event."""
    day = Parameters(request.args, ("date",)).day("date") or clock.today()
    here = reader()
    iri = here.iri(kind, slug)
    found = dates_of(days_to_come(here, iri, day))
    if not found:
        raise UnknownThing(NO_DATE())
    made = calendar_file(found, here.label(iri), last_change())
    return taken_away(made, "text/calendar; charset=utf-8", f"{slug}.ics", shown=False)


def _file(item: SheetExport, found: Answered) -> Response:
    key = (item.slug, language(), room(), found.address, ecosystem().repository.number, clock.today())
    files = recent(current_app, "referral files", KEPT)
    shown = sheet_of(found)
    if item.dated and not shown.dates:
        raise UnknownThing(NO_DATE())
    charset = "; charset=utf-8" if item.media_type.startswith("text/") else ""
    name = f"tisserand-{translate('orientation')}-{found.reading.day.date.isoformat()}.{item.extension}"
    opens = item.media_type == "application/pdf"
    if opens:
        fonts = shown.fonts()
        made = drawn(files, key, lambda: (item.render, replace(shown, fonts=partial(Fonts, fonts.regular, fonts.bold))))
    else:
        made = files.get(key, lambda: item.render(shown))
    return taken_away(made, item.media_type + charset, name, shown=opens)
