# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wall of a workshop, for the large screen of a room: how to join, what was added, and how much."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from graph import clock
from graph.readings.wall import workshop_wall
from web.app.addresses import qr_code
from web.app.language import translate
from web.app.pages import ecosystem, reader
from web.app.parameters import reads
from web.app.rights import FACILITATION, asks
from web.app.sessions import PATH, private
from web.site.room.desk import desk, group_name, known_already, room_mark, state_of
from web.site.room.page import gathered
from web.site.workshops.drawing import drawn_wall
from web.site.workshops.page import door

blueprint = Blueprint("wall", __name__, url_prefix=f"{PATH}/ateliers/<int(max=2147483647):number>/mur")
# What waits may be on it: it is shown by whoever may facilitate, and kept by nobody.
blueprint.after_request(private)
asks(FACILITATION)(blueprint)


@blueprint.get("")
@reads()
def show(number: int) -> str:
    """The whole screen."""
    return _drawn(number, "wall")


@blueprint.get("/vue")
@reads()
def part(number: int) -> Response:
    """What grows on it; 304 for who has it already, before anything is drawn."""
    workshop = desk().kept.find(number)
    mark = room_mark(workshop, door(workshop))
    if answer := known_already(mark):
        return answer
    response = make_response(_drawn(number, "wall-part"))
    response.set_etag(mark)
    return response


def _drawn(number: int, template: str) -> str:
    """The wall, from what everybody may read: what waits is said by its own contribution alone."""
    workshop = desk().kept.find(number)
    state = state_of(workshop, reader())
    own = [one.own for one in gathered(workshop)]
    wall = workshop_wall(reader(), state, workshop, own, clock.now())
    place = group_name(workshop)
    full, short = door(workshop)
    return render_template(
        f"workshops/{template}.html",
        workshop=workshop,
        wall=wall,
        drawn=drawn_wall(wall, place or workshop.aim.title, translate("à relire")),
        address=short,
        qr=qr_code(full),
        lan=bool(ecosystem().settings.lan),
    )
