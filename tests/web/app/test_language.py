# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interface in English: no text is left without translation, and no French words show on its pages."""

from __future__ import annotations

import re

import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask
from flask.testing import FlaskClient

from graph.settings import ROOT
from graph.text.catalogue import catalogue
from tests.web.test_pages import text_of
from web.app.errors import DETAILS, TITLES
from web.app.language import plural, translate

BLANKS = re.compile(r"\{\w+\}")
PLACES = [ROOT / name for name in ("graph", "exports", "web")]
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {
    **dict.fromkeys(("_", "translate", "Label", "Phrase")),
    **dict.fromkeys(("plural", "ngettext", "Plural"), (1, 2)),
}
# What the extractor does not see: texts asked for inside an f-string.
INNER = re.compile(r"\{translate\('([^']+)'\)\}")


def used() -> set[str]:
    """Every text that pages ask a translation of."""
    texts = set()
    for place in PLACES:
        for _, _, message, _, _ in extract_from_dir(place, method_map=METHODS, keywords=KEYWORDS):
            texts.add(message[0] if isinstance(message, tuple) else message)
        for path in place.rglob("*.py"):
            texts |= set(INNER.findall(path.read_text(encoding="utf-8")))
    return texts | {*TITLES.values(), *DETAILS.values()}


def test_every_text_is_translated() -> None:
    assert used() - set(catalogue("en").texts) == set()


def test_every_translation_keeps_its_blanks() -> None:
    for key, forms in catalogue("en").texts.items():
        # A language may say a thing twice, or name it again where French says « lui ».
        blanks = set(BLANKS.findall(key))
        assert all(set(BLANKS.findall(form)) == blanks for form in forms), key


@pytest.mark.parametrize(
    ("lang", "count", "said"),
    [("fr", 0, "{n} contact"), ("fr", 1, "{n} contact"), ("fr", 2, "{n} contacts"),
     ("en", 0, "{n} contacts"), ("en", 1, "{n} contact"), ("en", 2, "{n} contacts")],
)  # fmt: skip
def test_plurals_follow_the_language(town_app: Flask, lang: str, count: int, said: str) -> None:
    with town_app.test_request_context(f"/?lang={lang}"):
        assert plural("{n} contact", "{n} contacts", count) == said


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


@pytest.mark.parametrize(
    ("address", "french", "english"),
    [
        pytest.param("/fiche/organisation/zzz", "Aucune fiche n’a cette", "No entry has this", id="card"),
        pytest.param("/annuaire/zzz", "L’annuaire n’a pas de rubrique", "The directory has no section", id="section"),
        pytest.param("/annuaire?besoin=zzz", "L’annuaire n’a pas le choix", "The directory does not have", id="choice"),
        pytest.param("/export/zzz", "Aucun fichier ne porte ce nom", "No file has this name", id="file"),
        pytest.param("/orientation?besoin=", "Dites ce que", "Say what the", id="nothing asked"),
        pytest.param("/orientation?besoin=visio&commune=Chinnon", "Vouliez-vous dire", "Did you mean", id="commune"),
        pytest.param("/orientation?besoin=visio&mode=zzz", "façon d’aider", "way of helping", id="mode"),
    ],
)
def test_an_error_speaks_the_language_of_the_page(client: FlaskClient, address: str, french: str, english: str) -> None:
    for lang, said in (("fr", french), ("en", english)):
        assert said in text_of(client.get(address + ("&" if "?" in address else "?") + f"lang={lang}").text)


def test_the_command_line_answers_in_english_where_it_is_asked_to(town_app: Flask) -> None:
    runner = town_app.test_cli_runner()
    asked = ["refer", "--commune", "Chinon", "--need", "file-sharing", "--need", "zorglub", "--date", "2021-06-01"]
    french, english = (runner.invoke(args=[*asked, "--lang", lang]).output for lang in ("fr", "en"))
    assert "« zorglub » n’a pas été compris." in french
    assert "Répond exactement à « Partager des fichiers »." in french
    assert "“zorglub” was not understood." in english
    assert "Meets “Share files” exactly." in english


def test_an_unknown_language_is_french(client: FlaskClient) -> None:
    assert '<html lang="fr">' in client.get("/?lang=xx", headers={"Accept-Language": "de"}).text
