# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the guide of workshops says of the map is there: dates of the slider, keys, words on buttons."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask

from graph.settings import ROOT

GUIDE = (ROOT / "docs" / "guides" / "animer-un-atelier.md").read_text(encoding="utf-8")
SCRIPTS = ("map/scripts/keys.js", "story/script.js")
# Where somebody who follows the guide comes by.
PAGES = [
    "/carte?vue=reseaux",
    "/carte?vue=territoire&lieu=territory/epci-243700754",
    "/carte?vue=reseaux&date=2022-01-01&depuis=2020-01-01&mode=atelier&recit=can-aval-ptca-2021",
    "/carte/partager?vue=reseaux",
    "/recits",
    "/recit/can-aval-ptca-2021?mode=atelier",
]
# Words of the guide about gestures of those who make stories, whose pages are tried where they stand.
OF_THE_DESK = {"Publier", "Ne plus publier"}


def plain(text: str) -> str:
    """The words alone, with usual spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_dates_and_words_of_the_guide_are_there(touraine_app: Flask) -> None:
    client = touraine_app.test_client()
    seen = " ".join(plain(client.get(path).text) for path in PAGES)
    quoted = {plain(words).strip() for words in re.findall(r"«([^»]+)»", GUIDE)} - OF_THE_DESK
    assert len(quoted) > 20
    assert {words for words in quoted if words not in seen} == set()
    stops = re.findall(r"<option value=[^>]*>([^<]+)</option>", client.get("/carte?vue=reseaux&date=2022-01-01").text)
    assert {"après 2021", "2020"} <= set(map(plain, stops))


def test_keys_of_the_guide_are_those_of_the_scripts(touraine_app: Flask) -> None:
    known = set()
    for script in SCRIPTS:
        text = (ROOT / "web" / "site" / script).read_text(encoding="utf-8")
        known |= set(re.findall(r'^ +"?([^\s":])"?: (?:\(\) =>|")', text, re.MULTILINE))
    keys = {key for key in re.findall(r"`([^`\n]+)`", GUIDE) if len(key) == 1}
    assert len(keys) > 10
    assert keys - known == set()
    told = touraine_app.test_client().get("/carte?vue=reseaux").text
    assert keys <= set(" ".join(re.findall(r"<kbd>([^<]+)</kbd>", told)).split())
