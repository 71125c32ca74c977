# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one leaves the desk with: the same answers in JSON, on the page, on the sheet and in PDF; mail, text, dates."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.web.test_pages import text_of
from web.site.referral.sheet import TO_CALL
from web.site.referral.text import LONGEST_DRAFT

QUERIES = [
    "commune=Chinon&besoin=file-sharing&date=2021-06-01",
    "commune=Chinon&besoin=file-sharing&gratuit=1&date=2021-06-01",
    "commune=Tours&outil=GrosMail&date=2021-06-01",
    "commune=Chinon&besoin=video-publishing&date=2021-06-01",
    "commune=Chinon&date=2021-06-01",
    "commune=Chinon&besoin=xyzzyx&date=2021-06-01",
]
ASKED = QUERIES[0]


def pdf_of(client: FlaskClient, query: str) -> str:
    """The text of the PDF, without line ends."""
    response = client.get(f"/orientation/fiche.pdf?{query}")
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(response.data)
    assert len(document) == 1
    return plain(document[0].get_textpage().get_text_bounded())


def plain(text: str) -> str:
    """A text without any space: where lines end is of no account."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("query", QUERIES)
def test_page_sheet_and_pdf_give_the_same_answers(client: FlaskClient, query: str) -> None:
    page = client.get(f"/orientation?{query}").text
    sheet = client.get(f"/orientation/fiche?{query}").text
    pdf = pdf_of(client, query)
    told = page.split('id="answers"')[1]
    callers = [plain(text_of(name)) for name in re.findall(r"<h3>(.*?)</h3>", told, re.DOTALL)]
    ranks = [int(rank) for rank in re.findall(r'<span class="rank">(\d+)</span>', sheet)]
    names = [plain(text_of(name)) for name in re.findall(r"<h3>([^<]+)</h3>", sheet.split('class="addresses"')[1])]
    assert ranks == list(range(1, len(names) + 1))
    assert 0 < len(names) == len(set(names)) <= TO_CALL
    # Each organisation once, in the order of the page.
    assert all(name in pdf for name in names)
    assert [name for name in dict.fromkeys(callers) if name in names] == names


@pytest.mark.parametrize("query", QUERIES[:4])
def test_the_api_gives_the_answers_of_the_page_in_the_same_order(client: FlaskClient, query: str) -> None:
    asked = query.replace("besoin=", "need=").replace("outil=", "tool=").replace("gratuit=", "free=")
    (part,) = client.get(f"/api/v1/referrals?{asked}").json["by_need"]
    page = client.get(f"/orientation?{query}").text
    rows = re.findall(r'<li class="caller[^"]*">.*?</h3>', page, re.DOTALL)
    shown = [plain(text_of(row.split("<h3>")[1])) for row in rows]
    said = [*part["callers"], *part["near"], *part["ways"], *part["leaving"]]
    assert shown == [plain(item["actor"]["label"]) for item in said]
    assert f'data-count="{part["total"]} contact' in page.replace("\u00a0", " ")
    for row, item in zip(page.split('<li class="caller')[1:], said, strict=True):
        assert all(f'href="{way}"' in row for way in item["contacts"])
        assert item["known_text"] in text_of(row)


def test_the_pdf_names_itself_and_is_made_again_only_when_it_changes(client: FlaskClient) -> None:
    response = client.get(f"/orientation/fiche.pdf?{ASKED}")
    assert 'filename="tisserand-orientation-2021-06-01.pdf"' in response.headers["Content-Disposition"]
    again = client.get(f"/orientation/fiche.pdf?{ASKED}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/orientation/fiche.pdf?{ASKED}&lang=en").data != response.data


def test_the_sheet_speaks_english(client: FlaskClient) -> None:
    assert plain("Whom to contact, in this order") in pdf_of(client, f"{ASKED}&lang=en")


def test_the_sheet_says_its_way_its_date_its_sources_and_its_address(client: FlaskClient) -> None:
    html = client.get(f"/orientation/fiche?{ASKED}").text
    text = text_of(html)
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="way"' in html
    for said in ("1er juin 2021", "Sources", "La petite ville des tests (fictive)", "Si rien ne convient"):
        assert said in text.replace("\u00a0", " ")
    address = unescape(re.search(r'<a class="address" href="([^"]+)"', html)[1])  # type: ignore[index]
    assert address in unescape(text)
    assert parse_qs(urlsplit(address).query)["date"] == ["2021-06-01"]


@pytest.mark.parametrize("extension", ["pdf", "ics"])
def test_a_request_that_cannot_be_understood_is_told(client: FlaskClient, extension: str) -> None:
    assert client.get(f"/orientation/fiche.{extension}?commune=Chinonville&besoin=visio").status_code == 400
    assert client.get("/orientation/fiche.docx?besoin=visio").status_code == 404
    assert "fiche.pdf" in client.get("/orientation/fiche.docx?besoin=visio").text


# --- mail and text ---------------------------------------------------------------------------------------------------


def draft_of(html: str) -> tuple[str, dict[str, list[str]]]:
    address = unescape(re.search(r'href="(mailto:\?[^"]+)"', html)[1])  # type: ignore[index]
    return address, parse_qs(urlsplit(address).query, keep_blank_values=True)


@pytest.mark.parametrize("query", QUERIES)
def test_the_draft_holds_subject_answers_and_link(client: FlaskClient, query: str) -> None:
    address, fields = draft_of(client.get(f"/orientation?{query}").text)
    assert len(address) <= LONGEST_DRAFT
    assert re.fullmatch(r"[\x21-\x7e]+", address)
    assert "+" not in address
    assert fields["subject"][0].startswith("Orientation")
    assert "\r\n" in fields["body"][0]
    assert f"/orientation?{query.split('&')[0]}".partition("?")[0] in fields["body"][0]
    assert re.search(r"^(1\.|–) ", fields["body"][0], re.MULTILINE)


def test_a_long_draft_keeps_the_first_answers_and_the_link(client: FlaskClient) -> None:
    query = f"{ASKED}&outil=GrosMail&besoin=email&besoin=accounting&besoin=digital-basics&besoin=backup"
    address, fields = draft_of(client.get(f"/orientation?{query}").text)
    assert len(address) <= LONGEST_DRAFT
    assert "1. " in fields["body"][0]
    assert fields["body"][0].rstrip().endswith("date=2021-06-01")


def test_a_request_of_any_length_leaves_a_draft_that_mail_programs_take(client: FlaskClient) -> None:
    query = "&".join(f"besoin={'visio ' * 30}{number}" for number in range(12))
    address, _ = draft_of(client.get(f"/orientation?commune=Chinon&{query}").text)
    assert len(address) <= LONGEST_DRAFT


# --- dates -----------------------------------------------------------------------------------------------------------


def test_the_dates_of_the_answers_go_into_a_calendar(client: FlaskClient) -> None:
    page = client.get(f"/orientation?{ASKED}").text
    assert "1 date à noter" in text_of(page)
    response = client.get(f"/orientation/dates.ics?{ASKED}")
    assert response.mimetype == "text/calendar"
    events = list(Calendar.from_ical(response.data).walk("VEVENT"))
    assert [event.decoded("DTSTART") for event in events] == [date(2021, 6, 22)]
    assert str(events[0]["SUMMARY"]) == "Reprendre la main sur ses fichiers"
    assert str(events[0]["UID"]) == "service-files-back-2021-06-22@localhost"
    assert client.get(f"/orientation/fiche.ics?{ASKED}").data == response.data


def test_one_offer_has_its_own_calendar(client: FlaskClient) -> None:
    assert "/fiche/service/files-back.ics?date=2021-06-01" in unescape(client.get(f"/orientation?{ASKED}").text)
    response = client.get("/fiche/service/files-back.ics?date=2021-06-01")
    assert [event.decoded("DTSTART") for event in Calendar.from_ical(response.data).walk("VEVENT")] == [
        date(2021, 6, 22)
    ]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/orientation/dates.ics?commune=Chinon&besoin=file-sharing&date=2021-06-23", id="all are past"),
        pytest.param("/fiche/service/files-back.ics?date=2021-06-23", id="past"),
        pytest.param("/fiche/service/accounts.ics", id="never dated"),
        pytest.param("/fiche/service/nowhere.ics", id="unknown"),
    ],
)
def test_without_a_date_to_come_it_is_said(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "Aucune date à venir" in text_of(response.text)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        pytest.param("workshop-2021-02-04", 200, id="a day"),
        pytest.param("free-software-exchanges-2021", 404, id="a period"),
    ],
)
def test_a_period_is_no_date_to_note(touraine_app: Flask, event: str, status: int) -> None:
    response = touraine_app.test_client().get(f"/fiche/event/{event}.ics?date=2021-02-01")
    assert response.status_code == status


@pytest.mark.parametrize(
    "query", [*QUERIES[:3], "commune=Chinon&question=on+gal%C3%A8re+avec+nos+fichiers+%26+le+site"]
)
def test_each_mail_to_write_is_the_text_to_copy_whole_in_its_address(client: FlaskClient, query: str) -> None:
    page = client.get(f"/orientation?{query}&lang=fr").text
    parts = re.findall(r'<details class="say.*?</details>', page, re.DOTALL)
    assert len(parts) > 1
    for part in parts:
        text = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", part, re.DOTALL)[0])
        address = unescape(re.findall(r'href="(mailto:[^"]+)"', part)[0])
        assert len(address) <= LONGEST_DRAFT
        assert parse_qs(urlsplit(address).query)["body"][0].replace("\r\n", "\n") == text
        assert not re.search(r"[ «»’\n]", address)


def test_the_sheet_says_what_to_say_to_the_first_of_them_where_there_is_room(client: FlaskClient) -> None:
    query = "commune=Chinon&besoin=governance&date=2021-06-01"
    assert plain("Voici ce que vous pourriez dire") in pdf_of(client, query)
    assert "j’appelle pour une association de Chinon" in text_of(client.get(f"/orientation/fiche?{query}").text)
