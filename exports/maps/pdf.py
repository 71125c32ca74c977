# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF: the sheet on one page, A4 or A3 held sideways, with text that can be searched and links to the cards."""

from __future__ import annotations

import io

from exports._pdf import PdfSubject, blank
from exports.maps._plate import HEIGHT, WIDTH, Plate, plate_of
from exports.maps._types import Fonts, MapExport, TakenMap
from graph.text.wording import Label

# How many times the sides of an A4.
PAPERS = {"a4": 1.0, "a3": 2**0.5}


def render(taken: TakenMap) -> bytes:
    """One page; the same view gives the same bytes."""
    return draw(plate_of(taken), taken.look.fonts())


def draw(plate: Plate, fonts: Fonts) -> bytes:
    """The same, of what its sheet says."""
    from exports.maps._lettering import Lettering
    from exports.maps._painting import Painter
    from exports.maps._sheet import sheet

    scale, out = PAPERS[plate.paper], io.BytesIO()
    size = (WIDTH * scale, HEIGHT * scale)
    canvas = blank(out, size, PdfSubject(plate.title, plate.summary, plate.lang, plate.updated))
    # From here on as in SVG: from the top left corner down, in points of an A4.
    canvas.transform(scale, 0, 0, -scale, 0, size[1])
    drawn = sheet(plate)
    page = drawn.find("*[@class='page']")
    ground = "" if page is None else page.get("fill", "")
    Painter(canvas, Lettering(fonts), ground).paint(drawn)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


export = MapExport(
    slug="pdf",
    label=Label("PDF"),
    purpose=Label("Une page à imprimer ou à joindre à un courriel : le texte se cherche, chaque nom mène à sa fiche."),
    media_type="application/pdf",
    extension="pdf",
    order=10,
    render=render,
    papers=tuple(PAPERS),
    printed=True,
    draw=draw,
)
