# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF: the sheet on one A4 page, with text that can be searched, and links to follow."""

from __future__ import annotations

import io

from exports._pdf import PdfSubject, blank
from exports.maps._words import plain
from exports.sheets._types import Sheet, SheetExport
from graph.text.wording import Label


def render(sheet: Sheet) -> bytes:
    """One page; the same sheet gives the same bytes."""
    from exports.maps._lettering import Lettering
    from exports.maps._painting import Painter
    from exports.sheets._page import HEIGHT, WIDTH, page

    out = io.BytesIO()
    subject = PdfSubject(plain(sheet.title), plain(sheet.summary), sheet.lang, sheet.day)
    canvas = blank(out, (WIDTH, HEIGHT), subject)
    # From here on as in SVG: from the top left corner down.
    canvas.transform(1, 0, 0, -1, 0, HEIGHT)
    drawn = page(sheet)
    Painter(canvas, Lettering(sheet.fonts()), drawn[0].get("fill", "")).paint(drawn)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


export = SheetExport(
    slug="pdf",
    label=Label("PDF"),
    purpose=Label("Une page A4 à imprimer ou à joindre à un courriel."),
    media_type="application/pdf",
    extension="pdf",
    order=10,
    render=render,
)
