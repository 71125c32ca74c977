# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that a map's templates are given: the page, its drawing as SVG and as data, its outline, time, ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.layout import AROUND, FRAMES, SCREENS, Drawing
from graph.layout.looks import painting
from web.app.addresses import room
from web.site.map.dates import FROM_AFAR, YEAR, beside, changed, earlier, ended, scale
from web.site.map.drawing import network_data, script_json
from web.site.map.filtering import selects
from web.site.map.finding import drawable
from web.site.map.panel import Panel
from web.site.map.svg import svg
from web.site.map.svg_nodes import SIGNS
from web.site.map.tree import outline
from web.site.map.ways import ways
from web.site.story.page import followed

if TYPE_CHECKING:
    from web.site.map.page import MapPage


def parts(page: MapPage) -> dict[str, Any]:
    """What `map/show.html` and `map/view.html` draw."""
    drawing = page.drawing()
    return {
        "page": page,
        "mindmap": page.mindmap,
        "drawing": svg(drawing, page.here.model, page.addresses(drawing), page.caption("carte")),
        "data": script_json(_data(page, drawing)),
        "form": drawing.form,
        "tree": outline(page, drawing),
        "panel": Panel(page, page.asked.choice) if page.asked.choice else None,
        "notices": [(item.text, drawable(page.here, item.suggestions)) for item in page.asked.dropped],
        "kinds": [cls.kind for cls in page.here.model.classes if cls.is_drawn],
        "ways": ways(page),
        "selects": selects(page),
        "scale": scale(page.stops, page.asked.day, FROM_AFAR if page.asked.workshop else YEAR),
        "beside": beside(page.stops, page.asked.day),
        "earlier": earlier(page.stops, page.asked.day),
        "ended": ended,
        "changed": changed(page.mindmap),
        "signs": SIGNS,
        "room": room(),
        "told": followed(page),
        "rooms": " ".join(map(_window, SCREENS)),
    }


def _data(page: MapPage, drawing: Drawing) -> dict[str, Any]:
    """What the scripts are given: the Network of pyvis, the short ids that addresses carry, strokes and sizes."""
    named = {name: None for box in drawing.boxes for name in (box.node.key, box.node.iri)}
    refs = {name: page.short(name) for name in named}
    families = {line.cls.kind: line.cls.family for line in page.legend}
    data = {**network_data(drawing, page.here.model), "refs": refs, "families": families}
    return data | {"largest": page.asked.frame.largest, "painting": painting()}


def _window(room: str) -> str:
    """A room as scripts read it: its name, the width and the height of the least window that has it."""
    frame, (beside, above) = FRAMES[room], AROUND
    return f"{room}:{frame.width + beside:.0f}:{frame.height + above:.0f}"
