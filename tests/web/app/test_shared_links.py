# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links as others share them: whatever they add, a page answers, speaks the language meant, and does not pass it on."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.web.test_pages import text_of

MARKS = {
    "utm_source": "lettre-zq", "fbclid": "IwAR0zq", "msclkid": "zq", "mc_cid": "zq", "_ga": "2.zq", "ref": "zq",
    "at_medium": "zq", "source": "zq", "share": "x" * 500, "ordre[]": "zq", "nul": "a\x00zq",
}  # fmt: skip
# What stands for the parts of addresses, and what some pages are asked, so that they show something.
PARTS = {
    "card.show": {"kind": "need", "slug": "video-meeting"},
    "card.resolve": {"kind": "need", "slug": "video-meeting"},
    "callback.open_one": {"secret": "x"},
    "claiming.link": {"secret": "x"},
    "claiming.show": {"kind": "organisation", "slug": "framasoft"},
    "subscriptions.one": {"secret": "x"},
    "subscriptions.stopping": {"secret": "x"},
    "card.resolve_list": {"name": "need"},
    "diagnosis.show": {"slug": "numerique"},
    "contributing.add": {"slug": "service"},
    "contributing.complete": {"slug": "service", "secret": "x"},
    "contributing.correct": {"kind": "organisation", "slug": "framasoft"},
    "contributing.question": {"secret": "x"},
    "contributing.report": {"kind": "organisation", "slug": "framasoft"},
    "directory.show": {"slug": "outils"},
    "entry.show": {"token": "x"},
    "hand.confirming": {"secret": "x"},
    "hand.show": {"secret": "x"},
    "history.show": {"kind": "need", "slug": "video-meeting"},
    "importing.columns": {"code": "inconnu"},
    "importing.preview": {"code": "inconnu"},
    "keepers.agree": {"secret": "x"},
    "keepers.ask": {"kind": "organisation", "slug": "framasoft"},
    "keepers.correct": {"secret": "x"},
    "keepers.hand_over": {"secret": "x"},
    "keepers.show": {"secret": "x"},
    "keepers.stop": {"secret": "x"},
    "kept.show": {"kind": "organisation", "slug": "framasoft"},
    "local.show": {"text": "commune-37261"},
    "making.show": {"slug": "can-aval-ptca-2021"},
    "story.paper": {"slug": "can-aval-ptca-2021"},
    "story.show": {"slug": "can-aval-ptca-2021"},
    "room.show": {"code": "inconnu"},
    "signing.link": {"token": "x"},
    "slip.show": {"number": "K7M2RX4FX"},
    "sources.things": {"slug": "inconnue"},
    "testimony.slip": {"number": "K7M2RX4FX"},
    "versions.show": {"kind": "need", "slug": "video-meeting"},
    "versions.week": {"number": 1},
    "wall.part": {"number": 1},
    "wall.show": {"number": 1},
    "workshops.arrivals": {"number": 1},
    "workshops.show": {"number": 1},
    "workshop_end.as_pdf": {"number": 1},
    "workshop_end.file": {"number": 1},
    "workshop_end.show": {"number": 1},
}
ASKED = {
    "map.panel": {"centre": "need/video-meeting"},
    "referral.answers": {"besoin": "video-meeting", "commune": "Chinon"},
    "paper.sheet": {"besoin": "video-meeting", "commune": "Chinon"},
    "search.show": {"q": "visio"},
    "map.find": {"q": "visio"},
    "slip.give": {"besoin": "video-meeting", "commune": "Chinon"},
}
# What gives files or data, for which a wrong name is a mistake to tell.
OF_PROGRAMS = {
    "api", "changes", "inside", "crawlers", "exports.described", "exports.download", "exports.question", "health",
    "news.atom", "news.json_feed", "icon", "suggestions", "coverage.as_csv", "coverage.as_svg", "map.as_json",
    "coverage.as_json", "crossing.as_csv", "crossing.as_json", "crossing.as_svg", "crossed.as_csv", "crossed.as_svg",
    "map.font", "map.kinds", "map.qr", "map.script", "map.style", "map.vis_network", "script",
    "static", "proposals",
    "importing.aside",
    "ontology.turtle", "outcomes.as_json", "professionals.answers", "professionals.words", "paper.calendar",
    "paper.dates", "paper.download", "story.as_json", "story.as_markdown",
    "skills.names",
    "takeaway.download", "takeaway.whole_page", "why_free.as_pdf",
}  # fmt: skip


@pytest.fixture(scope="module")
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def address(app: Flask, rule: Rule) -> str:
    """An address of a page, with what makes it show something."""
    given = {name: value for name, value in PARTS.get(rule.endpoint, {}).items() if name not in (rule.defaults or {})}
    return app.url_map.bind("localhost").build(rule.endpoint, {**given, **ASKED.get(rule.endpoint, {})})


def test_a_page_answers_whatever_is_added_to_its_address(touraine_app: Flask, visitor: FlaskClient) -> None:
    rules = [rule for rule in touraine_app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = [rule for rule in rules if not {rule.endpoint, rule.endpoint.partition(".")[0]} & OF_PROGRAMS]
    assert len(pages) > 25
    for rule in pages:
        plain = address(touraine_app, rule)
        shared = visitor.get(f"{plain}{'&' if '?' in plain else '?'}{urlencode(MARKS)}")
        assert shared.status_code == visitor.get(plain).status_code, plain
        assert shared.mimetype == "text/html", plain
        # The seal of a form is drawn anew each time: any letters may be in it.
        said = re.sub(r'name="jeton" value="[^"]+"', "", shared.text)
        assert "zq" not in said + shared.headers.get("Location", ""), plain


@pytest.mark.parametrize(
    ("shared", "kept"),
    [
        pytest.param("/orientation?utm_source=lettre", "/orientation?lang=en", id="a newsletter"),
        pytest.param("/annuaire/outils?fbclid=x&libre=1", "libre=1&amp;lang=en", id="a social network"),
        pytest.param(
            "/carte?vue=reseaux&amp;date=2021-04-15", "date=2021-04-15", id="copied from the source of a page"
        ),
        pytest.param("/diagnostic/numerique?ref=lettre&courriel=perso", "courriel=perso&amp;lang=en", id="an answer"),
    ],
)
def test_links_of_a_page_do_not_carry_what_it_does_not_read(visitor: FlaskClient, shared: str, kept: str) -> None:
    html = visitor.get(shared).text
    for mark in ("utm_source", "fbclid", "ref=lettre", "amp%3B"):
        assert mark not in html
    assert kept in html


@pytest.mark.parametrize(
    ("shared", "canonical"),
    [
        pytest.param("/glossaire", "/glossaire", id="as it is"),
        pytest.param("/glossaire?utm_source=lettre&lang=en-GB", "/glossaire?lang=en", id="what it does not read"),
        pytest.param("/annuaire/outils?q=&libre=1&besoin=email", "/annuaire/outils?besoin=email&libre=1", id="sorted"),
        pytest.param(
            "/orientation?question=%C3%A9crire%20%26%20lire&besoin=website&commune=Tours&besoin=email&ref=x",
            "/orientation?besoin=website&besoin=email&commune=Tours&question=%C3%A9crire+%26+lire",
            id="each need in the order given",
        ),
        pytest.param("/carte?date=2021-04-15&vue=reseaux&fbclid=x", "/carte?date=2021-04-15&vue=reseaux", id="the map"),
        pytest.param("/fiche/need/video-meeting?utm_source=x", "/fiche/need/video-meeting", id="a card"),
    ],
)
def test_a_page_tells_the_address_it_is_known_by(visitor: FlaskClient, shared: str, canonical: str) -> None:
    html = visitor.get(shared).text
    told = re.findall(r'<link rel="canonical" href="([^"]*)">', html)
    assert [unescape(address) for address in told] == [f"http://localhost{canonical}"]
    # Which leads to itself: whoever follows it is told the same.
    assert f'<link rel="canonical" href="{told[0]}">' in visitor.get(unescape(told[0])).text


def test_what_is_no_page_to_share_tells_no_address(visitor: FlaskClient) -> None:
    for path in ("/nulle-part", "/carte/partager?vue=reseaux", "/entre-professionnels", "/bon"):
        assert 'rel="canonical"' not in visitor.get(path).text, path


def test_a_known_parameter_with_a_wrong_value_is_still_told(visitor: FlaskClient) -> None:
    for wrong in ("/annuaire?page=zéro", "/carte?date=2021-02-30", "/orientation?besoin=visio&mode=fusee"):
        answer = visitor.get(f"{wrong}&utm_source=lettre")
        assert answer.status_code == 400
        assert "utm_source" not in text_of(answer.text)


@pytest.mark.parametrize(
    ("lang", "spoken"),
    [("en-GB", "en"), ("EN", "en"), ("en_US", "en"), ("en-Latn-GB", "en"), ("FR", "fr"), ("fr-FR", "fr"),
     ("fr_CA", "fr"), ("xx", "fr"), ("de-AT", "fr"), ("", "fr"), ("-", "fr"), ("english", "fr")],
)  # fmt: skip
def test_a_language_is_understood_by_its_basic_tag(visitor: FlaskClient, lang: str, spoken: str) -> None:
    for path in ("/glossaire", "/orientation", "/carte", "/recherche", "/nulle-part"):
        page = visitor.get(path, query_string={"lang": lang})
        assert page.status_code == (404 if path == "/nulle-part" else 200)
        assert f'<html lang="{spoken}"' in page.text
        assert page.headers["Content-Language"] == spoken


def test_the_language_asked_goes_from_page_to_page(visitor: FlaskClient) -> None:
    html = visitor.get("/glossaire?lang=en-GB").text
    assert 'href="/orientation?lang=en"' in html
    assert '<input type="hidden" name="lang" value="en">' in html
    assert "en-GB" not in html


def test_a_program_may_name_a_region_and_is_told_of_a_language_that_is_not_spoken(visitor: FlaskClient) -> None:
    english = visitor.get("/api/v1/search?q=nextcloud&lang=en-GB")
    assert english.headers["Content-Language"] == "en"
    assert english.status_code == 200
    unknown = visitor.get("/api/v1/search?q=nextcloud&lang=xx")
    assert (unknown.status_code, unknown.get_json()["parameter"]) == (400, "lang")


def test_what_is_half_typed_is_no_answer_yet(visitor: FlaskClient) -> None:
    typing = visitor.get("/orientation/reponses?commune=Amboi&besoin=visio&saisie=commune")
    assert (typing.status_code, typing.data) == (204, b"")
    typed = visitor.get("/orientation/reponses?commune=Amboi%20le%20Vieux&besoin=visio")
    assert typed.status_code == 400


@pytest.mark.parametrize(
    ("mangled", "meant"),
    [
        pytest.param("/annuaire/?libre=1", "/annuaire?libre=1", id="a slash at the end"),
        pytest.param("/ANNUAIRE/Outils", "/annuaire/outils", id="capitals"),
        pytest.param("/glossaire.", "/glossaire", id="a full stop"),
        pytest.param("/glossaire)%C2%A0", "/glossaire", id="a bracket and a space"),
        pytest.param(
            "/orientation%3Fcommune=Chinon&besoin=visio", "/orientation?commune=Chinon&besoin=visio", id="mark"
        ),
        pytest.param("/gloss%C2%ADaire%E2%80%8B", "/glossaire", id="signs without a width"),
        pytest.param("/fiche/Need/Video-Meeting/", "/fiche/need/video-meeting", id="a card"),
    ],
)
def test_an_address_changed_on_its_way_leads_to_the_page(visitor: FlaskClient, mangled: str, meant: str) -> None:
    led = visitor.get(mangled)
    while led.location and led.location != meant:
        assert led.status_code == 308
        assert led.location.startswith("/")
        assert not led.location.startswith("//")
        led = visitor.get(led.location)
    assert led.location == meant


def test_only_pages_are_looked_for_elsewhere(visitor: FlaskClient) -> None:
    for path in (
        "/nulle-part",
        "/nulle-part/",
        "/Nulle-part",
        "/%2F%2Fevil.example/",
        "/a%0D%0ASet-Cookie:b=1/",
        "/fiche/",
    ):
        assert visitor.get(path).status_code == 404
    assert visitor.get("/API/v1/search?q=a", headers={"Accept": "application/json"}).status_code == 404
    assert visitor.post("/orientation/bon/").status_code == 404
