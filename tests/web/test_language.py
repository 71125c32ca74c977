# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interface in English: no text is left without translation, and no French words show on its pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_pages import text_of
from web.errors import DETAILS, TITLES
from web.language import CATALOGUES, _catalogue, plural, translate
from web.presenters.referral import GROUPS

WEB = CATALOGUES.parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "translate": None, "plural": (1, 2), "ngettext": (1, 2)}
# What the extractor does not see: texts asked for inside an f-string.
INNER = re.compile(r"\{translate\('([^']+)'\)\}")


def used() -> set[str]:
    """Every text that pages ask a translation of."""
    found = {message for _, _, message, _, _ in extract_from_dir(WEB, method_map=METHODS, keywords=KEYWORDS)}
    texts = {message[0] if isinstance(message, tuple) else message for message in found}
    for path in Path(WEB).rglob("*.py"):
        texts |= set(INNER.findall(path.read_text(encoding="utf-8")))
    texts |= {*TITLES.values(), *DETAILS.values()}
    return texts | {text for _, title, intro in GROUPS for text in (title, intro)}


def test_every_text_is_translated() -> None:
    assert used() - set(_catalogue("en")) == set()


def test_every_translation_keeps_its_blanks() -> None:
    for key, forms in _catalogue("en").items():
        blanks = sorted(re.findall(r"%\(\w+\)s|\{\w+\}", key))
        assert all(sorted(re.findall(r"%\(\w+\)s|\{\w+\}", form)) == blanks for form in forms), key


@pytest.mark.parametrize(
    ("lang", "count", "said"),
    [("fr", 0, "%(n)s adresse"), ("fr", 1, "%(n)s adresse"), ("fr", 2, "%(n)s adresses"),
     ("en", 0, "%(n)s addresses"), ("en", 1, "%(n)s address"), ("en", 2, "%(n)s addresses")],
)  # fmt: skip
def test_plurals_follow_the_language(town_app: Flask, lang: str, count: int, said: str) -> None:
    with town_app.test_request_context(f"/?lang={lang}"):
        assert plural("%(n)s adresse", "%(n)s adresses", count) == said


def test_what_has_no_translation_shows_in_french(town_app: Flask) -> None:
    with town_app.test_request_context("/?lang=en"):
        assert translate("mot sans traduction") == "mot sans traduction"


@pytest.mark.parametrize(
    "path", ["/", "/orientation", "/annuaire", "/fiche/organisation/atelier", "/glossaire", "/a-propos"]
)
def test_an_english_page_speaks_english(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" in response.headers["Vary"]
    words = set(re.findall(r"\w+", text_of(response.text.split("<main")[1]).lower()))
    assert not words & {"annuaire", "orienter", "chercher", "réseau", "besoin", "vérifié", "outils"}


def test_an_unknown_language_is_french(client: FlaskClient) -> None:
    assert '<html lang="fr">' in client.get("/?lang=xx", headers={"Accept-Language": "de"}).text
