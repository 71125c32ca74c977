# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a referral as one A4 page in SVG: as much as there is room for, set as large as it fits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring

from exports.maps._styles import SVG, Styles
from exports.maps._words import legal
from exports.sheets import _words as words
from exports.sheets._setting import SheetType, lines, linked, rule, write
from exports.sheets._types import Sheet, SheetEntry
from exports.sheets._words import more, said
from graph.layout.text import text_width
from graph.text.wording import day_text

STYLE = Path(__file__).resolve().parent / "sheet.css"
WIDTH, HEIGHT, EDGE = 595.28, 841.89, 42.0
RIGHT, INSIDE = WIDTH - EDGE, WIDTH - 2 * EDGE
CODE, RANK, REACH, AISLE = 78.0, 24.0, 150.0, 14.0
TITLE, HEAD, BODY = SheetType(18, bold=True, lead=1.22), SheetType(11.5, bold=True), SheetType(9.2)
STRONG, QUIET, SMALL = SheetType(9.2, bold=True), SheetType(8.8, "quiet"), SheetType(7.8, "quiet", lead=1.32)
NAME, NUMBER = SheetType(10.4, bold=True), SheetType(14, bold=True)


@dataclass(frozen=True)
class Fit:
    """How much is set, and how large."""

    scale: float
    picture: bool
    steps: int
    dates: int
    blanks: int
    spoken: bool = False


# From the roomiest to the tightest; what still does not fit is made smaller as a whole.
FITS = (
    Fit(1.0, True, 3, 4, 3, spoken=True),
    Fit(0.94, True, 3, 3, 2, spoken=True),
    Fit(0.94, True, 3, 3, 2),
    Fit(0.9, True, 2, 3, 1),
    Fit(0.86, True, 1, 2, 0),
    Fit(0.84, False, 1, 2, 0),
    Fit(0.8, False, 0, 1, 0),
)


class _Setter:
    """Writes the parts of the sheet one under the other."""

    def __init__(self, sheet: Sheet, fit: Fit) -> None:
        self.sheet = sheet
        self.fit = fit
        self.root = Element(f"{{{SVG}}}g")
        self.y = EDGE - 6

    def text(self, text: str, kind: SheetType, x: float = EDGE, room: float = INSIDE, address: str = "") -> None:
        """A text across the page, from where the last one ended."""
        parent = linked(self.root, address)
        self.y = write(parent, text, (x, self.y, room), kind.smaller(self.fit.scale))

    def space(self, points: float) -> None:
        """Room before what comes."""
        self.y += points * self.fit.scale

    def head(self, text: str) -> None:
        """The title of a part."""
        self.space(13)
        self.text(text, HEAD)
        self.space(3)


def page(sheet: Sheet) -> Element:
    """The whole page as an SVG tree whose shapes carry their own colours, in points."""
    for fit in FITS:
        setter = _Setter(sheet, fit)
        _body(setter)
        foot, tall = _foot(sheet, fit)
        if setter.y + 12 + tall <= HEIGHT - EDGE + 14:
            break
    root = Element(f"{{{SVG}}}svg", {"class": "referral", "viewBox": f"0 0 {WIDTH} {HEIGHT}"})
    SubElement(root, f"{{{SVG}}}rect", {"class": "ground", "width": f"{WIDTH}", "height": f"{HEIGHT}"})
    whole = setter.y + 12 + tall - EDGE + 6
    room = HEIGHT - 2 * EDGE + 20
    shrunk = min(1.0, room / whole)
    places = {"transform": f"translate({EDGE * (1 - shrunk):.2f} {EDGE * (1 - shrunk):.2f}) scale({shrunk:.4f})"}
    body = SubElement(root, f"{{{SVG}}}g", places if shrunk < 1 else {})
    body.append(setter.root)
    top = setter.y + 12 if shrunk < 1 else HEIGHT - EDGE + 14 - tall
    foot.set("transform", f"translate(0 {top:.2f})")
    body.append(foot)
    picture = sheet.picture.stylesheet if sheet.picture else ""
    Styles(f"{picture}{STYLE.read_text(encoding='utf-8')}").apply(root)
    return root


def _body(setter: _Setter) -> None:
    sheet = setter.sheet
    _top(setter)
    setter.head(said(words.ORDER, sheet.lang))
    for entry in sheet.entries:
        _entry(setter, entry)
    if not sheet.entries:
        setter.text(said(words.NOBODY, sheet.lang), BODY)
    if setter.fit.spoken and sheet.spoken:
        setter.head(said(words.SAY, sheet.lang))
        setter.text(" ".join(sheet.spoken), BODY)
    if rest := more(sheet.others, sheet.lang):
        setter.space(4)
        setter.text(rest, QUIET)
    if sheet.fallback:
        setter.head(said(words.FALLBACK, sheet.lang))
        for entry in sheet.fallback:
            setter.text(" – ".join(text for text in (entry.who, entry.what, entry.contact) if text), BODY)
    if setter.fit.picture and sheet.picture:
        setter.head(said(words.WAY, sheet.lang))
        _picture(setter, sheet.picture.svg)
    _lists(setter)


def _lists(setter: _Setter) -> None:
    """First steps, dates, and room to write."""
    sheet, fit = setter.sheet, setter.fit
    if sheet.steps[: fit.steps]:
        setter.head(sheet.steps_title)
        for rank, (name, text) in enumerate(sheet.steps[: fit.steps], 1):
            _numbered(setter, f"{rank}.", f"{name} – {text}" if text else name)
    if sheet.dates[: fit.dates]:
        setter.head(said(words.DATES, sheet.lang))
        for item in sheet.dates[: fit.dates]:
            said_of = (item.when(sheet.lang), item.title, item.who)
            setter.text(" – ".join(text for text in said_of if text), BODY, address=item.address)
    if fit.blanks:
        setter.head(said(words.NOTES, sheet.lang))
        for _ in range(fit.blanks):
            setter.space(20)
            rule(setter.root, setter.y, (EDGE, RIGHT), "dotted")


def _numbered(setter: _Setter, number: str, text: str) -> None:
    y = setter.y
    setter.text(number, STRONG)
    setter.y = y
    setter.text(text, BODY, EDGE + 18, INSIDE - 18)


def _top(setter: _Setter) -> None:
    """The day, what is asked and where; the code to scan at the right."""
    sheet = setter.sheet
    room = INSIDE - (CODE + AISLE if sheet.code else 0)
    setter.text(said(words.KICKER(day=day_text(sheet.day, sheet.lang)), sheet.lang), QUIET, room=room)
    setter.space(2)
    setter.text(sheet.title, TITLE, room=room)
    setter.space(3)
    setter.text(sheet.summary, SheetType(9.8), room=room)
    if sheet.code:
        _code(setter.root, sheet.code)
        setter.y = max(setter.y, EDGE + CODE)
    setter.space(9)
    rule(setter.root, setter.y, (EDGE, RIGHT), "thick")


def _code(root: Element, code: str) -> None:
    drawn = fromstring(code)  # noqa: S314 - our own drawing
    side = float(drawn.get("viewBox", "0 0 1 1").split()[2])
    place = f"translate({RIGHT - CODE:.2f} {EDGE - 4:.2f}) scale({CODE / side:.4f})"
    group = SubElement(root, f"{{{SVG}}}g", {"class": "squares", "transform": place})
    group.extend(drawn)


def _entry(setter: _Setter, entry: SheetEntry) -> None:
    """Who to call, for what; how to reach them at the right."""
    rule(setter.root, setter.y + 2, (EDGE, RIGHT), "thin")
    setter.space(4)
    top, x, room = setter.y, EDGE + RANK, INSIDE - RANK - REACH - AISLE
    setter.text(f"{entry.rank}", NUMBER, room=RANK)
    setter.y = top
    setter.text(entry.who, NAME, x, room)
    for text, kind in ((entry.what, STRONG), (entry.facts, BODY), (entry.doubts, QUIET)):
        setter.text(text, kind, x, room)
    left, setter.y = setter.y, top
    if entry.contact:
        setter.text(entry.contact, STRONG, RIGHT - REACH, REACH, entry.contact_address)
    else:
        setter.text(said(words.CONTACT, setter.sheet.lang), QUIET, RIGHT - REACH, REACH)
        name = text_width(said(words.CONTACT, setter.sheet.lang), QUIET.size * setter.fit.scale)
        rule(setter.root, setter.y, (RIGHT - REACH + name + 4, RIGHT), "dotted")
    setter.text(entry.state, QUIET, RIGHT - REACH, REACH)
    setter.y = max(left, setter.y)
    setter.space(5)


def _picture(setter: _Setter, svg: str) -> None:
    drawn = fromstring(legal(svg))  # noqa: S314 - our own drawing
    width, height = (float(number) for number in drawn.get("viewBox", "0 0 1 1").split()[2:])
    scale = INSIDE / width
    place = f"translate({EDGE:.2f} {setter.y:.2f}) scale({scale:.4f})"
    group = SubElement(setter.root, f"{{{SVG}}}g", {"class": drawn.get("class", ""), "transform": place})
    group.extend(drawn)
    setter.y += height * scale


def _foot(sheet: Sheet, fit: Fit) -> tuple[Element, float]:
    """What to know before calling, who says so, where the answers are; and how tall that is."""
    root, kind, y = Element(f"{{{SVG}}}g"), SMALL.smaller(max(fit.scale, 0.9)), 4.0
    rule(root, 0, (EDGE, RIGHT), "thin")
    sources = said(words.SOURCES(sources=" · ".join(sheet.sources)), sheet.lang) if sheet.sources else ""
    for text in (" ".join(part for part in (sheet.warning, said(words.PRIVATE, sheet.lang)) if part), sources):
        y = write(root, text, (EDGE, y, INSIDE), kind)
    text = f"{said(words.BACK, sheet.lang)} {sheet.address}"
    return root, write(linked(root, sheet.address), text, (EDGE, y, INSIDE), kind) if lines(text, INSIDE, kind) else y
