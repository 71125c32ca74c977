# SPDX-License-Identifier: AGPL-3.0-or-later
"""English pages are in English: what stays in French on them is a proper name, or is marked as French."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal

from graph.coverage.reading import short_name
from graph.namespaces import DCT, SCHEMA, SKOS, TIS
from graph.rdf.dataset import spoken
from graph.territory import LEVELS, Territories
from tests.web.test_spoken import FEW, PAGES, cards
from tests.web.told import told
from web.app.ecosystem import current_ecosystem

ENGLISH = {"Accept-Language": "en"}
WORDS = {
    "au", "aucun", "aucune", "aussi", "aux", "avec", "avoir", "ce", "ces", "cette", "comme", "dans", "depuis",
    "des", "donc", "du", "elle", "elles", "est", "et", "il", "ils", "le", "les", "leur", "leurs", "mais", "ne",
    "nos", "notre", "nous", "où", "par", "pas", "pour", "quand", "que", "qui", "sans", "ses", "sont", "tous",
    "toutes", "un", "une", "vos", "votre", "vous", "être",
}  # fmt: skip
"""French words that are no English ones, and in every French sentence."""
# What a French name begins with, or has in brackets, when it is no proper name.
COMMON = re.compile(
    r"^(?:page|événement|boîte|groupe|service|réseau|atelier)s? |\((?:recherche|logiciel|édition|module|outil)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
ELIDED = re.compile(r"\b(?:[dlnjcs]|qu)[’'](?=[^\W\d_]{2})", re.IGNORECASE)
ADDRESS = re.compile(r"\S*[./@?=]\S+")
SLUG = re.compile(r"[a-z0-9-]+")
TYPED = re.compile(r"“[^”]*”")
MARKS = ("«", "»", " :", " ;", " ?", " !", "\u202f")
# Names that are no label, and what a visitor typed.
OFFICIAL = ("Le Mouvement associatif", "La Gazette des communes", "Le 108", "Défenseur des droits", "Libre réponse")
NAMES = {SKOS.prefLabel, SKOS.altLabel, SCHEMA.legalName}
# What has a text in each language, as the issue of a language goes: names, and what is said of tools and of actors.
TRANSLATED = (SKOS.prefLabel, DCT.description, SKOS.definition, TIS.condition, TIS.firstStep, TIS.costDetail)


@pytest.fixture(scope="session")
def proper(touraine_app: Flask, territories: Territories) -> re.Pattern[str]:
    """Proper names: those that English gives things, with their addresses, and those of places."""
    with touraine_app.app_context():
        texts = [fact for fact in current_ecosystem().repository.public.facts() if isinstance(fact.o, Literal)]
    found = {fact.o.value for fact in texts if fact.p in NAMES and spoken(fact.o) in ("", "en")}
    found |= {fact.o.value for fact in texts if fact.p == SCHEMA.address}
    places = [place for level in LEVELS for place in territories.all(level)]
    found |= {name for place in places for name in (place.name, short_name(place))}
    named = sorted((name for name in found if french_words(name)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, [*named, *OFFICIAL])))


def french_words(text: str) -> list[str]:
    """The French words of a text."""
    return [word for word in WORD.findall(text.lower()) if word in WORDS] + ELIDED.findall(text)


def cut(text: str, proper: re.Pattern[str]) -> bool:
    """Whether it is a line of a long name, as maps write them."""
    return text.strip("…(), ") in proper.pattern.replace("\\", "")


def left_in_french(html: str, proper: re.Pattern[str]) -> Iterator[str]:
    """The texts of an English page that are French, or typeset as French is, without being marked so."""
    for text, lang, _ in set(told(html)):
        if lang == "en":
            rest = proper.sub("§", text.replace("\u00ad", ""))
            french = french_words(ADDRESS.sub("§", TYPED.sub("§", rest))) and not SLUG.fullmatch(text)
            if (french and not cut(text, proper)) or any(mark in rest for mark in MARKS):
                yield text


def untranslated(reader: FlaskClient, addresses: Iterable[str], proper: re.Pattern[str]) -> dict[str, str]:
    """What is left in French on English pages, with the first address of each."""
    found: dict[str, str] = {}
    for address in addresses:
        response = reader.get(address, headers=ENGLISH, follow_redirects=True)
        if response.mimetype == "text/html":
            for text in left_in_french(response.text, proper):
                found.setdefault(text, address)
    return found


def test_english_pages_are_in_english(touraine_app: Flask, proper: re.Pattern[str]) -> None:
    assert untranslated(touraine_app.test_client(), PAGES, proper) == {}


def test_a_few_english_cards_of_each_kind_are_in_english(touraine_app: Flask, proper: re.Pattern[str]) -> None:
    assert untranslated(touraine_app.test_client(), cards(touraine_app)[::FEW], proper) == {}


@pytest.mark.slow
def test_every_english_card_is_in_english(touraine_app: Flask, proper: re.Pattern[str]) -> None:
    assert untranslated(touraine_app.test_client(), cards(touraine_app), proper) == {}


def test_what_is_said_is_said_in_both_languages(touraine_app: Flask) -> None:
    """Names, descriptions, conditions, first steps: each French text of the shipped facts has its English one."""
    with touraine_app.app_context():
        facts = list(current_ecosystem().repository.public.facts())
    said: dict[tuple[str, str], set[str]] = {}
    for fact in facts:
        if fact.p in TRANSLATED and isinstance(fact.o, Literal) and "/id/territory/" not in fact.s:
            said.setdefault((fact.s, fact.p), set()).add(spoken(fact.o))
    assert sorted(key for key, languages in said.items() if "fr" in languages and "en" not in languages) == []


def test_no_french_label_is_given_as_english(touraine_app: Flask) -> None:
    """A name that is the same in both languages is a proper name: no word of it is a French word of the model."""
    with touraine_app.app_context():
        facts = [fact for fact in current_ecosystem().repository.public.facts(p=SKOS.prefLabel) if fact.o]
    given = {(fact.s, spoken(fact.o)): fact.o.value for fact in facts if isinstance(fact.o, Literal)}
    alike = {iri: text for (iri, lang), text in given.items() if lang == "en" and given.get((iri, "fr")) == text}
    wrong = [text for text in alike.values() if COMMON.search(text)]
    assert sorted(wrong) == []
