# SPDX-License-Identifier: AGPL-3.0-or-later
"""Page, sheet, API and command line are faces of one reading: none says what the others do not."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_pages import text_of
from web.app.pages import ecosystem, href, reader

PAGE = "commune=Chinon&besoin=file-sharing&besoin=backup&outil=grosmail&date=2021-06-01"
API = "/api/v1/referrals?commune=Chinon&need=file-sharing&need=backup&tool=grosmail&date=2021-06-01"
COMMAND = ["refer", "--commune", "Chinon", "--need", "file-sharing", "--need", "backup", "--tool", "grosmail",
           "--date", "2021-06-01"]  # fmt: skip


def without_time(document: dict[str, Any]) -> dict[str, Any]:
    """A document but for how long it took."""
    return {name: value for name, value in document.items() if name != "elapsed_ms"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_command_line_gives_the_document_of_the_api(town_app: Flask, client: FlaskClient, lang: str) -> None:
    told = town_app.test_cli_runner().invoke(args=[*COMMAND, "--lang", lang, "--json"]).output
    asked = client.get(f"{API}&lang={lang}").json
    assert asked is not None
    assert without_time(json.loads(told)) == without_time(asked)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_tells_the_answers_of_the_api(client: FlaskClient, lang: str) -> None:
    html = client.get(f"/orientation?{PAGE}&lang={lang}").text
    page = text_of(html)
    document = client.get(f"{API}&lang={lang}").json
    assert document is not None
    parts = document["by_need"]
    assert len(parts) == 3
    told = 0
    for part in parts:
        for caller in [*part["callers"], *part["near"], *part["ways"]][:3]:
            told += 1
            assert all(text in page for text in (caller["actor"]["label"], caller["known_text"], *caller["doubts"]))
            assert all(service["label"] in page for service in caller["services"])
            assert f'href="{caller["contacts"][0]}"' in html
        assert all(text_of(text) in page for text in part["missing"])
        assert all(tool["tool"]["label"] in page for tool in part["tools"])
    assert told > 3
    for advice in document["advice"]:
        assert all(item["label"] in page for item in advice["alternatives"])


def test_the_command_line_says_each_reason_of_the_page(town_app: Flask, client: FlaskClient) -> None:
    told = text_of(town_app.test_cli_runner().invoke(args=COMMAND).output)
    html = client.get(f"/orientation?{PAGE}").text
    reasons = [piece.split("</span>")[0] for piece in html.split("</svg>\n<span>")[1:]]
    assert reasons
    assert not [reason for reason in reasons if text_of(reason).rstrip(".") not in told]


def test_who_answers_is_linked_in_the_language_of_the_page_however_it_was_asked(client: FlaskClient) -> None:
    """What is remembered of a reading holds no address, so that one page cannot lend its own to another."""
    address = "/fiche/need/file-sharing"
    plain = client.get(address, headers={"Accept-Language": "en"}).text
    asked = client.get(f"{address}?lang=en").text
    who = re.compile(r'href="(/fiche/(?:organisation|service)/[^"]+)"')
    mine, theirs = (who.findall(html.split("<main")[1]) for html in (plain, asked))
    assert len(mine) > 3
    assert theirs == [f"{link}?lang=en" for link in mine]


def test_the_address_of_a_mention_is_made_without_asking_the_facts(town_app: Flask) -> None:
    with town_app.test_request_context("/?lang=en"):
        iri = f"{ecosystem().repository.public.base}/id/organisation/atelier"
        mention = reader().mention(iri)
        assert mention.key == "organisation/atelier"
        assert href(mention) == href(iri) == "/fiche/organisation/atelier?lang=en"
        assert href(reader().mention("https://example.org/elsewhere")) == "https://example.org/elsewhere"
