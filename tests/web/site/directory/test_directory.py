# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words typed in the directory: however they are written, they find the same entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.entity import Reader
from graph.readings.directory import MISSING, DirectoryEntry, entries, named
from graph.text.folding import in_other_numbers, roots, singular
from tests.web.test_pages import text_of
from web.site.directory.view import ecosystem

WORD = re.compile(r"\w+(?:['’]\w+)*")


@pytest.fixture(scope="module")
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


@pytest.fixture(scope="module")
def everything(touraine_app: Flask) -> tuple[DirectoryEntry, ...]:
    """Every entry of the real data."""
    with touraine_app.app_context():
        return entries(Reader(ecosystem().repository.public, ecosystem().model))


def count(visitor: FlaskClient, section: str, words: str) -> int:
    """How many entries the page says that it found."""
    html = visitor.get(f"/annuaire{section}", query_string={"q": words}).text
    found = re.search(r"(\d+) fiche", text_of(html.partition("</h1>")[2]))
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("section", "forms"),
    [
        ("/outils", ("vidéo", "video", "VIDÉO", "vide\u0301o", "vidéos")),
        ("/outils", ("réunion", "reunion", "réunions")),
        ("/outils", ("visioconférence", "visioconference")),
        ("/acteurs", ("l’atelier", "l'atelier", "lʼatelier", "L’ATELIER", "l`atelier")),
        ("/outils", ("sondage", "sondages", "Sondages")),
        ("/outils", ("cœur", "coeur", "CŒUR")),
        ("", ("réseau", "réseaux", "reseaux")),
        ("", ("journal", "journaux")),
        ("", ("Nexcloud", "nexclouds")),
        ("", ("Tours", "tours")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value or "everything",
)
def test_one_word_written_otherwise_finds_as_much(visitor: FlaskClient, section: str, forms: tuple[str, ...]) -> None:
    found = {form: count(visitor, section, form) for form in forms}
    assert len(set(found.values())) == 1, found
    assert 0 < found[forms[0]] < count(visitor, section, "")


def written_otherwise(word: str) -> Iterator[str]:
    """A word without its accents, in capitals, with each apostrophe, and decomposed as some systems keep it."""
    yield "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    yield from (word.upper(), word.lower(), unicodedata.normalize("NFD", word))
    yield from (word.replace("’", other).replace("'", other) for other in "'’ʼ‘`´")
    yield word.replace("œ", "oe").replace("æ", "ae")


@pytest.mark.slow
def test_every_word_of_the_directory_finds_as_much_however_it_is_written(
    everything: tuple[DirectoryEntry, ...],
) -> None:
    texts = " ".join(f"{entry.mention.label} {entry.caption}" for entry in everything)
    words = set(WORD.findall(texts))
    assert len(words) > 500
    assert any("’" in word for word in words)
    for word in sorted(words):
        found = named(everything, word)
        assert found, word
        for form in set(written_otherwise(word)):
            assert named(everything, form) == found, (word, form)


def test_an_entry_is_found_by_its_whole_name(everything: tuple[DirectoryEntry, ...]) -> None:
    for entry in everything:
        assert entry in named(everything, entry.mention.label)


def test_a_short_word_is_no_beginning_of_another(visitor: FlaskClient) -> None:
    assert count(visitor, "", "dons") < count(visitor, "", "donn")
    assert count(visitor, "", "réun") >= count(visitor, "", "réunion") > 0


def test_where_a_word_is_read_nowhere_what_looks_like_it_is_shown(visitor: FlaskClient) -> None:
    assert count(visitor, "/outils", "Nexcloud") > 0


@pytest.mark.parametrize(
    ("plural", "one"),
    [("sondages", "sondage"), ("reseaux", "reseau"), ("journaux", "journal"), ("jeux", "jeu"), ("lieux", "lieu"),
     ("tuyaux", "tuyau"), ("dons", "don"), ("acces", "acce"), ("wordpress", "wordpress"), ("sms", "sms"),
     ("video", "video"), ("aux", "aux")],
)  # fmt: skip
def test_plurals_are_taken_away(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) in (one, singular(plural))


def test_a_word_is_known_in_other_numbers() -> None:
    assert in_other_numbers("sondages") == ("sondage", "sondagex")
    assert in_other_numbers("journal") == ("journals", "journalx", "journaux")
    assert in_other_numbers("tv") == ()


def test_roots_are_words_as_they_are_compared() -> None:
    assert roots("L’Œuvre d’Été, lʼœuvre des SONDAGES") == ["l", "oeuvre", "d", "ete", "des", "sondage"]


def test_what_nobody_said_is_counted_and_listed(visitor: FlaskClient, everything: tuple[DirectoryEntry, ...]) -> None:
    for name in ("cout", "public", "territoire", "besoin", "etat", "ouvert"):
        silent = [entry for entry in everything if MISSING in entry.values[name]]
        assert silent, name
        html = visitor.get("/annuaire", query_string={name: MISSING}).text
        assert f"{len(silent)} fiche" in text_of(html.partition("</h1>")[2])
        box = rf'name="{name}" value="{MISSING}" checked>\s*<span>Non renseigné</span><span class="n">{len(silent)}<'
        assert re.search(box, html), name
        told = [entry for entry in everything if entry.values[name] and entry not in silent]
        assert not {entry.mention.iri for entry in told} & {entry.mention.iri for entry in silent}
    assert visitor.get("/annuaire", query_string={"nature": MISSING}).status_code == 400


def test_nothing_is_missing_where_there_is_no_place_for_it(everything: tuple[DirectoryEntry, ...]) -> None:
    """A source has no cost, and a tool no opening to associations: they are not among those where it is unknown."""
    kinds = {entry.mention.entity_class.kind for entry in everything if MISSING in entry.values["cout"]}
    assert "service" in kinds
    assert not kinds & {"source", "territory", "organisation"}
