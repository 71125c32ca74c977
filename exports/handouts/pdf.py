# SPDX-License-Identifier: AGPL-3.0-or-later
"""A handout as PDF: one A4 page for each of its pages, never more, in letters of ten points and a half or larger."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from exports._pdf import PdfSubject, blank
from exports.handouts._types import Handout, HandoutPage, HandoutSection

WIDTH, HEIGHT = 595.28, 841.89  # points of an A4
MARGIN, FOOT = 42.0, 40.0
CODE = 62.0  # side of the QR code


def render(handout: Handout) -> bytes:
    """The PDF; the same handout gives the same bytes."""
    from exports.handouts._setting import Setting

    out = io.BytesIO()
    canvas = blank(out, (WIDTH, HEIGHT), PdfSubject(handout.title, handout.lead, handout.lang, handout.updated))
    setting = Setting(handout.fonts)
    for number, page in enumerate(handout.pages, 1):
        top = _head(canvas, setting, handout) if number == 1 else HEIGHT - MARGIN
        _fill(canvas, setting, page, top)
        _foot(canvas, setting, handout, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Any, setting: Any, handout: Handout) -> float:
    """Writes the title beside the code; gives where the page goes on."""
    top, room = HEIGHT - MARGIN, WIDTH - 2 * MARGIN - CODE - 24
    y = top
    for text, style in ((handout.kicker, "small"), (handout.title, "title"), (handout.lead, "lead")):
        y = setting.put(canvas, setting.text(text, style), MARGIN, y, room)
    setting.code(canvas, handout.code, WIDTH - MARGIN - CODE, top - CODE, CODE)
    bottom = min(y, top - CODE) - 8
    setting.rule(canvas, MARGIN, WIDTH - MARGIN, bottom)
    return bottom - 2


def _fill(canvas: Any, setting: Any, page: HandoutPage, top: float) -> None:
    """Writes the sections, shortened until they all fit."""
    room, width = top - MARGIN - FOOT, WIDTH - 2 * MARGIN
    for sections in _shorter(page.sections):
        drawn = [item for section in sections for item in setting.section(section, width)]
        if sum(setting.height(item, width) for item in drawn) <= room:
            break
    y = top
    for item in drawn:
        y = setting.put(canvas, item, MARGIN, y, width)


def _shorter(sections: tuple[HandoutSection, ...]) -> Iterator[tuple[HandoutSection, ...]]:
    """The sections, then each time without the last note of the section that can best spare one."""
    yield sections
    while spared := [section for section in sections if section.spare and section.notes]:
        worst = max(spared, key=lambda section: section.spare)
        cut = replace(worst, notes=worst.notes[:-1])
        sections = tuple(cut if section is worst else section for section in sections)
        yield sections


def _foot(canvas: Any, setting: Any, handout: Handout, number: int) -> None:
    setting.rule(canvas, MARGIN, WIDTH - MARGIN, MARGIN + 24, thin=True)
    room = WIDTH - 2 * MARGIN - 40
    text = handout.foot if number > 1 else handout.invitation
    setting.put(canvas, setting.text(text, "small"), MARGIN, MARGIN + 20, room)
    setting.put(canvas, setting.text(f"{number}/{len(handout.pages)}", "end"), WIDTH - MARGIN - 40, MARGIN + 20, 40)
