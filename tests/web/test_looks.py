# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks are written once: pages, drawings, canvas and icon are painted with what the model and two modules say."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from graph.colours import of_maps, of_pages
from graph.layout.looks import EDGES, PENS, css, measures, painting
from graph.model import Model
from graph.tone import Tone
from web.app.files import static_text
from web.app.looks import page_tones, variables

PAGES, MAPS = of_pages(), of_maps()
TONES = {"ink": Tone("#000000", "#ffffff"), "line": Tone("#777777", paper="#000000"), "badge": Tone("#888888")}
# A number that a stroke, a share or a weight could be.
STATED = re.compile(r"(?:stroke-width|stroke-dasharray|opacity|font-weight):\s*(?!1[;}])[\d.][^;}]*")
PAINTED = re.compile(r"lineWidth = [\d.]+|setLineDash\(\[\d|globalAlpha = 0?\.\d|font = [`\"]\d")


def test_a_page_names_its_looks_which_browsers_keep(client: FlaskClient, model: Model) -> None:
    address = re.search(r'<link rel="stylesheet" href="(/static/looks\.css\?v=[0-9a-f]{10})">', client.get("/").text)
    assert address
    answer = client.get(address[1])
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "@font-face" in answer.text
    organisation = model.by_kind["organisation"]
    light, dark, _ = answer.text.split("@media")
    assert f"--actor:{organisation.colour};" in light
    assert f"--actor:{organisation.dark_colour};" in dark


def test_a_family_has_the_colour_of_its_first_kind(model: Model) -> None:
    tones = page_tones(model)
    for item in reversed(model.classes):
        first = next(other for other in model.classes if other.family == item.family)
        assert tones[item.family] == Tone(first.colour, first.dark_colour)


def test_a_tone_is_as_in_light_where_nothing_else_is_said() -> None:
    assert variables(TONES, ".a") == (
        ".a{--ink:#000000;--line:#777777;--badge:#888888}"
        "@media screen and (prefers-color-scheme:dark){.a{--ink:#ffffff}}@media print{.a{--line:#000000}}"
    )


@pytest.mark.parametrize("tone", [*PAGES.values(), *MAPS.values()], ids=[*PAGES, *(f"m-{name}" for name in MAPS)])
def test_tones_are_written_with_six_digits(tone: Tone) -> None:
    """As programs of mind maps and of type want them."""
    for colour in filter(None, (tone.light, tone.dark, tone.paper)):
        assert re.fullmatch("#[0-9a-f]{6}", colour)


def test_the_icon_wears_the_colours_of_the_model(client: FlaskClient, model: Model) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert answer.mimetype == "image/svg+xml"
    colours = set(re.findall("#[0-9a-f]{6}", answer.text))
    tones = page_tones(model)
    assert colours == {tones[name].light for name in ("actor", "network", "service", "tool", "t1", "t2")}


def test_canvas_and_drawing_take_the_same_strokes(client: FlaskClient) -> None:
    page = client.get("/carte?vue=reseaux").text
    data = re.search(r'id="map-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert data
    given = json.loads(data[1])["painting"]
    assert given == json.loads(json.dumps(painting()))
    sheet = client.get("/carte/carte.css").text
    for name, width in given["edges"].items():
        assert f"--m-edge-{name}:{css(width)};" in sheet
    for name, pen in given["pens"].items():
        assert f"--m-{name}-shown:{css(pen['opacity'])};" in sheet
    assert set(given["pens"]) == set(PENS)


def test_neither_states_a_number_of_its_own() -> None:
    assert STATED.findall(static_text("map/drawing.css")) == []
    assert PAINTED.findall(static_text("map/scripts/paint.js")) == []


def test_every_stroke_is_drawn() -> None:
    """What is made for the stylesheet of drawings is read by it, or by the canvas alone."""
    read = set(re.findall(r"var\(--m-([\w-]+)", static_text("map/drawing.css")))
    assert set(measures()) - read <= {"lit-faint", "way-faint"}
    assert {f"edge-{name}" for name in EDGES} <= read
