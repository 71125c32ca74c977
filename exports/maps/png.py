# SPDX-License-Identifier: AGPL-3.0-or-later
"""PNG: the sheet as a picture 3840 pixels wide, for slides and messages."""

from __future__ import annotations

import io
import threading
from dataclasses import replace

from exports.maps import pdf
from exports.maps._plate import Plate, plate_of
from exports.maps._types import Fonts, MapExport, TakenMap
from graph.text.wording import Label

WIDTH = 3840
# PDFium works for one thread at a time; so at most one such picture is in memory.
_alone = threading.Lock()


def render(taken: TakenMap) -> bytes:
    """The page of the PDF, drawn."""
    return draw(plate_of(taken), taken.look.fonts())


def draw(plate: Plate, fonts: Fonts) -> bytes:
    """The same, of what its sheet says."""
    from pypdfium2 import PdfDocument

    page_file = pdf.draw(replace(plate, paper="a4"), fonts)
    out = io.BytesIO()
    with _alone:
        document = PdfDocument(page_file)
        try:
            page = document[0]
            picture = page.render(scale=WIDTH / page.get_width(), rev_byteorder=True)
            picture.to_pil().save(out, "PNG", compress_level=6, dpi=(326, 326))
            picture.close()
            page.close()
        finally:
            document.close()
    return out.getvalue()


export = MapExport(
    slug="png",
    label=Label("PNG"),
    purpose=Label("Une image de 3 840 pixels de large, pour une présentation, une lettre d’information ou un message."),
    media_type="image/png",
    extension="png",
    order=20,
    render=render,
    printed=True,
    draw=draw,
)
