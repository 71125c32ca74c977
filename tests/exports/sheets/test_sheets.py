# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a referral as a file: one page, every word on it, nothing over anything else, a code that is read."""

from __future__ import annotations

import ctypes
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import pypdfium2
import pytest
from icalendar import Calendar
from pypdfium2 import raw
from segno import make_qr

from exports.maps import Fonts
from exports.sheets import Dated, Picture, Sheet, SheetEntry, sheet_formats
from exports.sheets._setting import SheetType, lines
from exports.sheets._way import WIDTH, Stop, way_picture
from exports.sheets.ics import calendar
from graph.layout.text import text_width
from graph.text.days import ZONE
from tests.instances import model as shared_model
from web.app.files import static_text
from web.app.fonts import printed_font
from web.app.looks import page_styles
from web.site.map.svg_nodes import SHAPES

FORMATS = {item.slug: item for item in sheet_formats()}
ADDRESS = "https://tisserand.example/orientation?commune=Chinon&besoin=file-sharing&date=2021-06-01"
DAY = date(2021, 6, 22)
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
LONG = "Association intercommunale pour la promotion des usages numériques solidaires et de la médiation culturelle"
STYLES = page_styles(shared_model()) + static_text("style.css", "referral/way.css")


def code(address: str) -> str:
    """The address as the page draws it."""
    return make_qr(address, error="l").svg_inline(border=2, omitsize=True).replace("<svg ", f"<svg {XMLNS} ", 1)


def stops(*labels: str) -> list[Stop]:
    return [Stop(label, "actor", SHAPES["circle"], f"mène à {rank}") for rank, label in enumerate(labels)]


def entry(rank: int, who: str = "Atelier Exemple", **more: str) -> SheetEntry:
    known = {
        "what": "Reprendre la main sur ses fichiers", "facts": "Chinon, sur place, gratuit.",
        "doubts": "Le coût n’est pas connu.", "contact": "bonjour@atelier.example",
        "contact_address": "mailto:bonjour@atelier.example", "state": "Vérifié il y a 2 semaines",
    }  # fmt: skip
    return SheetEntry(rank, who, **(known | more))


def sheet(**more: Any) -> Sheet:
    """A sheet as the page makes it."""
    picture = way_picture([stops("Partager des fichiers", "Atelier Exemple")], "Partager mène à Atelier")
    known: dict[str, Any] = {
        "lang": "fr", "title": "Partager des fichiers, Chinon", "summary": "2 pistes pour « Partager des fichiers ».",
        "day": date(2021, 6, 1), "entries": (entry(1), entry(2, "Coopérative Exemple")), "others": 3,
        "fallback": (entry(3, "Point d’appui Exemple"),), "steps_title": "Autour de Gmail, en commençant petit",
        "steps": (("Thunderbird", "Lire sa boîte une semaine."),), "picture": Picture(picture, STYLES, "Partager"),
        "sources": ("Compte rendu de l’atelier",), "warning": "Appelez avant d’orienter.", "dates": (),
        "address": ADDRESS, "code": code(ADDRESS), "changed": datetime(2021, 6, 1, tzinfo=UTC),
        "fonts": lambda: Fonts(printed_font(400), printed_font(600)),
    }  # fmt: skip
    return Sheet(**(known | more))


def page_of(given: Sheet) -> pypdfium2.PdfPage:
    document = pypdfium2.PdfDocument(FORMATS["pdf"].render(given))
    assert len(document) == 1
    return document[0]


def text_of(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_bounded().replace("\r\n", " ").split())


def boxes(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each run of text."""
    words = page.get_textpage()
    return [words.get_rect(index) for index in range(words.count_rects())]


CASES = {
    "usual": {},
    "nobody": {"entries": (), "fallback": (), "others": 0},
    "long names": {
        "title": f"{LONG}, Saint-Barthélemy-les-Très-Longs-Noms",
        "entries": tuple(entry(rank, LONG, what=LONG, facts=f"{LONG}. {LONG}.", doubts=LONG) for rank in range(1, 5)),
        "fallback": (entry(5, LONG, what=LONG), entry(6, LONG)),
        "steps": ((LONG, LONG),) * 3,
        "sources": (LONG,) * 6,
    },
    "one long word": {"entries": (entry(1, "x" * 180, contact="y" * 90),), "address": f"https://a.example/{'z' * 700}"},
    "without contact or code": {"entries": (entry(1, contact="", contact_address=""),), "code": "", "picture": None},
    "dates": {"dates": tuple(Dated(f"u{n}", "Atelier", DAY, None, "Exemple", "", "", ADDRESS) for n in range(8))},
}


@pytest.mark.parametrize("more", CASES.values(), ids=CASES.keys())
def test_one_a4_page_where_no_text_touches_another_nor_leaves_the_page(more: dict[str, Any]) -> None:
    page = page_of(sheet(**more))
    width, height = page.get_size()
    assert (width, height) == pytest.approx((595.28, 841.89), abs=0.1)
    found = boxes(page)
    assert len(found) > 8
    for left, bottom, right, top in found:
        assert left >= 36
        assert right <= width - 36
        assert bottom >= 18
        assert top <= height - 18
    for one, other in combinations(found, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        along = min(one[3], other[3]) - max(one[1], other[1])
        assert across <= 0.5 or along <= 1.2, (one, other)


@pytest.mark.parametrize("more", CASES.values(), ids=CASES.keys())
def test_no_word_of_who_to_call_is_cut(more: dict[str, Any]) -> None:
    given = sheet(**more)
    text = text_of(page_of(given)).replace(" ", "")
    for item in (*given.entries, *given.fallback):
        for words in (item.who, item.what, item.contact):
            assert words.replace(" ", "") in text
    assert given.address.replace(" ", "") in text
    assert given.title.replace(" ", "") in text


def test_the_page_says_what_it_is_and_leads_back() -> None:
    made = FORMATS["pdf"].render(sheet())
    document = pypdfium2.PdfDocument(made)
    facts = document.get_metadata_dict()
    assert facts["Title"] == "Partager des fichiers, Chinon"
    assert facts["Creator"] == "Tisserand"
    assert b"/Lang" in made
    assert made == FORMATS["pdf"].render(sheet())
    page, links = document[0], []
    start, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, start, link):
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(document.raw, action, buffer, size)
        links.append(buffer.value.decode())
    assert ADDRESS in links


def test_french_spaces_are_kept() -> None:
    given = sheet(summary="2 pistes pour «\u202fPartager\u202f»\u00a0: Chinon.")
    assert "«\u202fPartager\u202f»" in page_of(given).get_textpage().get_text_bounded()
    assert lines("un deux\u00a0: trois", 30, SheetType(9.0)) == ["un", "deux\u00a0:", "trois"]


def test_the_code_on_the_page_is_that_of_the_address() -> None:
    """Each square of the code is where a reader looks for it, dark or light as it must be."""
    expected = [[bool(square) for square in row] for row in make_qr(ADDRESS, error="l").matrix_iter(border=2)]
    picture = page_of(sheet()).render(scale=4).to_pil().convert("L")
    side, scale = 78.0, 4
    left, top = (595.28 - 42 - side) * scale, (42 - 4) * scale
    step = side * scale / len(expected)
    seen = [
        [picture.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step))) < 128 for x in range(len(row))]
        for y, row in enumerate(expected)
    ]
    assert seen == expected


def test_texts_are_vectors_and_no_picture() -> None:
    page = page_of(sheet())
    kinds = {item.type for item in page.get_objects()}
    assert raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert raw.FPDF_PAGEOBJ_TEXT in kinds


@pytest.mark.parametrize("text", [LONG, "x" * 400, ADDRESS, "", "un deux", f"{LONG} {ADDRESS}"])
def test_lines_hold_every_letter_within_their_room(text: str) -> None:
    kind = SheetType(9.0)
    found = lines(text, 120, kind)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, kind.size) <= 120 for line in found)


def test_ways_from_one_root_share_it_and_stay_within_their_frame() -> None:
    drawn = way_picture([stops("Racine", "A", "B"), stops("Racine", LONG)], "Deux chemins")
    assert drawn.count(">Racine<") == 1
    assert f'viewBox="0 0 {WIDTH:g} ' in drawn
    assert way_picture([stops("Seul")], "") == ""


# --- calendars -------------------------------------------------------------------------------------------------------

DATES = (
    Dated("service-a-2021-06-22@a.example", "Atelier, fichiers ; suite", date(2021, 6, 22), None, "Atelier Exemple",
          "Chinon", "Deux lignes\net un « texte » " + "long " * 40, ADDRESS),
    Dated("event-b-2021-07-01@a.example", "Semaine", date(2021, 7, 1), date(2021, 7, 5), "", "", "", ""),
)  # fmt: skip


def test_a_calendar_is_read_back_whole() -> None:
    made = calendar(DATES, "Orientation", datetime(2021, 6, 1, 8, 30, tzinfo=UTC))
    events = list(Calendar.from_ical(made).walk("VEVENT"))
    assert [str(event["SUMMARY"]) for event in events] == ["Atelier, fichiers ; suite", "Semaine"]
    assert [event.decoded("DTSTART") for event in events] == [date(2021, 6, 22), date(2021, 7, 1)]
    assert [event.decoded("DTEND") for event in events] == [date(2021, 6, 23), date(2021, 7, 6)]
    assert "Deux lignes\net un « texte »" in str(events[0]["DESCRIPTION"])
    assert all(event.decoded("DTSTAMP") == datetime(2021, 6, 1, 8, 30, tzinfo=UTC) for event in events)
    assert [str(event["UID"]) for event in events] == [item.uid for item in DATES]


def test_a_calendar_is_written_as_the_standard_wants() -> None:
    made = calendar(DATES, "Orientation", datetime(2021, 6, 1, tzinfo=UTC))
    assert made.count(b"\n") == made.count(b"\r\n")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"SUMMARY:Atelier\\, fichiers \\; suite" in made
    assert made.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert made == calendar(DATES, "Orientation", datetime(2021, 6, 1, tzinfo=UTC))


def test_an_hour_that_is_known_is_that_of_our_clocks() -> None:
    at = datetime(2027, 7, 12, 14, 0, tzinfo=ZONE)
    timed = replace(DATES[0], at=at, until=at.replace(hour=16))
    made = calendar((timed,), "Orientation", datetime(2021, 6, 1, tzinfo=UTC))
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert b"DTSTART;TZID=Europe/Paris:20270712T140000" in made
    assert b"BEGIN:VTIMEZONE" in made
    assert event.decoded("DTEND").astimezone(UTC) == datetime(2027, 7, 12, 14, 0, tzinfo=UTC)
    assert timed.when("fr") == "12 juillet 2027, 14 h – 16 h"


def test_an_hour_without_an_end_gets_none() -> None:
    timed = replace(DATES[0], at=datetime(2027, 7, 12, 14, 30, tzinfo=ZONE))
    (event,) = Calendar.from_ical(calendar((timed,), "Orientation", datetime(2021, 6, 1, tzinfo=UTC))).walk("VEVENT")
    assert "DTEND" not in event
    assert timed.when("en") == "12 July 2027 at 14:30"


def test_the_same_dates_come_from_the_sheet() -> None:
    made = FORMATS["ics"].render(replace(sheet(), dates=DATES))
    assert len(list(Calendar.from_ical(io.BytesIO(made).read()).walk("VEVENT"))) == 2
