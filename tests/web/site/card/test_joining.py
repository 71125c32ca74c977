# SPDX-License-Identifier: AGPL-3.0-or-later
"""The top of a card: whom to call, where to write, when and where to come; the same ways in the API."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.web.site.why_free.test_why_free import real, real_app
from tests.web.test_pages import text_of

__all__ = ["real", "real_app"]
CARD = "/fiche/organisation/epn-ville-de-tours"


def box(html: str) -> str:
    return html.split('<dl class="joining">')[1].split("</dl>")[0]


def test_a_card_opens_with_how_to_join(real: FlaskClient) -> None:
    html = real.get(CARD, headers={"Accept-Language": "fr"}).text
    found = box(html)
    assert 'href="tel:+33247216424"' in found
    assert 'href="mailto:epn@ville-tours.fr"' in found
    assert "dit en juillet 2020, jamais confirmé" in text_of(found)
    assert "En principe" in text_of(found)
    assert "Lundi : 9 h–17 h" in text_of(found).replace("\xa0", " ")
    assert html.count("epn@ville-tours.fr</a>") == 1


def test_a_card_is_in_english_too(real: FlaskClient) -> None:
    found = text_of(box(real.get(f"{CARD}?lang=en").text))
    assert "Tuesday to Thursday: 8:30–17:00" in found
    assert "said in July 2020, never confirmed" in found


def test_who_cannot_be_joined_has_no_box(real: FlaskClient) -> None:
    assert 'class="joining"' not in real.get("/fiche/organisation/asept").text


def test_the_api_gives_the_contact_page(real: FlaskClient) -> None:
    answer = real.get("/api/v1/referrals?commune=37072&need=general-support").get_json()
    pages = {item["actor"]["label"]: item["contact"]["page"] for item in answer["results"]}
    assert pages["Guid’Asso"] == "https://lemouvementassociatif-cvl.org/guidasso/"
