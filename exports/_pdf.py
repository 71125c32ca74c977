# SPDX-License-Identifier: AGPL-3.0-or-later
"""The PDF file that every printed form begins with: what it is about, and bytes that depend on nothing else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PdfSubject:
    """What a PDF says of itself; `day` is that of its facts, None where none is known."""

    title: str
    about: str
    lang: str
    day: date | None


def blank(out: io.BytesIO, size: tuple[float, float], subject: PdfSubject) -> Any:
    """A canvas of reportlab over a file, for pages of that size in points."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(out, pagesize=size, pageCompression=1, invariant=1, lang=subject.lang)
    canvas.setTitle(subject.title)
    canvas.setSubject(subject.about)
    canvas.setAuthor("Tisserand")
    canvas.setCreator("Tisserand")
    if subject.day:
        day = subject.day.strftime("D:%Y%m%d000000Z")
        canvas.setDateFormatter(lambda *_: day)
    return canvas
