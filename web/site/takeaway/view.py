# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a view of the map becomes elsewhere: files of every format, a frame for another site, and the page to share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import escape
from werkzeug.utils import get_content_type

from exports.maps import Fonts, MapExport, map_formats
from exports.maps._plate import Plate, plate_of
from graph.errors import TisserandError, UnknownThing
from graph.recent import Recent
from web.app.addresses import code, room, whole
from web.app.dear import Work, dear, dear_unless_kept, drawn, once
from web.app.keeping import kept_by_browsers, taken_away
from web.app.language import language, translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.recent import all_recent
from web.app.rights import PUBLIC, asks
from web.app.security import POLICY
from web.site.map.page import MapPage, page_of
from web.site.map.query import NAMES, read_query
from web.site.map.rescue import lost_page
from web.site.takeaway.one_file import one_file, policy_of
from web.site.takeaway.page import downloads, embedded, entire, inside, taken, view_address

blueprint = Blueprint("takeaway", __name__)
asks(PUBLIC)(blueprint)
PAPER = "papier"
# What a drawing is folded for when no paper is asked.
USUAL = "a4"
# Bytes of all files together: some twenty of a territory, one of ten thousand actors.
KEPT = 8_000_000
FRAMED = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
FRAMING = f"{POLICY}; frame-src 'self'"


@blueprint.get("/carte.html")
@dear_unless_kept
def whole_page() -> Response:
    """The view as one interactive file, which opens without network; it brings the policy that holds for it."""
    page = _page(Parameters(request.args, NAMES))
    key = ("html", language(), room(), page.query(), page.asked.day, ecosystem().repository.number)
    made = once(_files(), key, lambda: one_file(page, taken(page, held=entire(page))))
    name = f"tisserand-{page.asked.view.slug}-{page.asked.day.isoformat()}.html"
    response = taken_away(made, "text/html; charset=utf-8", name, shown=False)
    response.headers["Content-Security-Policy"] = f"{policy_of(made)}; frame-ancestors 'none'"
    return response


def _files() -> Recent:
    return all_recent(current_app).setdefault("map files", Recent(KEPT, len))


@blueprint.get("/carte.<extension>")
@dear_unless_kept
def download(extension: str) -> Response:
    """The view as a file."""
    item = next((item for item in map_formats() if item.extension == extension), None)
    if item is None:
        known = ", ".join(f"carte.{item.extension}" for item in map_formats())
        text = translate("La carte ne s’emporte pas sous ce nom. Ceux qui existent : {known}.")
        raise UnknownThing(text.replace("{known}", known))
    parameters = Parameters(request.args, (*NAMES, PAPER) if item.papers else NAMES)
    paper = parameters.choice(PAPER, item.papers) if item.papers else ""
    page = _page(parameters, (paper or USUAL) if item.printed else "")
    key = (item.slug, paper, language(), room(), page.query(), page.asked.day, ecosystem().repository.number)
    if draw := item.draw:
        made = drawn(_files(), key, lambda: _work(draw, page, paper))
    else:
        made = once(_files(), key, lambda: _made(item, page, paper))
    name = f"tisserand-{page.asked.view.slug}-{page.asked.day.isoformat()}.{item.extension}"
    return taken_away(made, get_content_type(item.media_type, "utf-8"), name, shown=item.shown)


def _made(item: MapExport, page: MapPage, paper: str) -> bytes:
    return item.render(taken(page, paper, entire(page) if item.whole else None))


def _work(draw: Callable[[Plate, Fonts], bytes], page: MapPage, paper: str) -> Work:
    """What a file is drawn of, and by what."""
    view = taken(page, paper)
    return draw, plate_of(view), view.look.fonts()


@blueprint.get("/carte/integrer")
@dear
@reads(*NAMES)
def embed() -> Response:
    """The view alone, for a frame on any site; it works without a script."""
    page = _page(asked_of_page())
    text = render_template("takeaway/embed.html", page=page, picture=embedded(page), inside=inside)
    response = Response(text, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAMED
    return kept_by_browsers(response)


@blueprint.get("/carte/partager")
@dear
@reads(*NAMES)
def share() -> Response:
    """The address of the view, the frame to paste, and every file."""
    page = _page(asked_of_page())
    address, frame = view_address(page), page.part("takeaway.embed")
    known = {"address": address, "frame": frame, "snippet": _snippet(page, whole(frame)), "code": code(address)}
    dated = page.part("takeaway.share", date=page.asked.day.isoformat())
    text = render_template("takeaway/share.html", page=page, downloads=downloads(page), dated=dated, **known)
    response = Response(text, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAMING
    return response


def _snippet(page: MapPage, address: str) -> str:
    """What to paste into the page of another site."""
    title = translate("Carte : {title}").replace("{title}", page.title)
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="560" loading="lazy" '
        'style="border:1px solid;border-radius:8px"></iframe>'
    )


@blueprint.errorhandler(TisserandError)
def lost(error: TisserandError) -> Response:
    """What is wrong with an address, and the nearest views that can be drawn."""
    return lost_page(error)


def _page(parameters: Parameters, paper: str = "") -> MapPage:
    asked = read_query(reader(), ecosystem(), parameters)
    return page_of(reader(), replace(asked, screen=paper) if paper else asked)
