# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write in another language: told from French, read through a table of words, and never sure."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from graph.namespaces import local_name
from graph.referral.gloss import Gloss, glossed
from graph.referral.situation import NEED, PLACE, TOOL, Situation
from graph.referral.tongues import tongues
from graph.settings import ROOT
from graph.text.wording import Plain
from tests.graph.referral.worlds import world
from tests.instances import model

TYPED = ROOT / "tests" / "graph" / "referral" / "tongues.tsv"
CODES = sorted(path.stem for path in (ROOT / "ontology" / "examples" / "words").glob("*.txt"))
WITHIN, LEAST = 3, 0.7
NO_NEED = {"?", "traduction", "acheter", "vendre", "gérer", "jeunes", "et", "-"}
"""French of the tables of which a reader makes nothing by itself."""


def rows(code: str) -> list[dict[str, str]]:
    lines = TYPED.read_text(encoding="utf-8").splitlines()
    return [row for row in csv.DictReader(lines, delimiter="\t") if row["language"] == code]


def asked(text: str) -> Situation:
    return world("town").situation(question=text, welcome=True)


def read(situation: Situation) -> list[str]:
    """The needs that are read or proposed, the likeliest first."""
    needs = [reading for reading in situation.readings if reading.kind == NEED]
    others = [ref.iri for reading in needs for ref in reading.others]
    near = [item.iri for words in situation.unresolved for item in words.suggestions]
    return [local_name(iri) for iri in dict.fromkeys([*(one.asked.iri for one in needs), *others, *near])]


def made(text: str) -> Gloss:
    gloss = glossed(model(), text)
    assert gloss is not None, text
    return gloss


@pytest.mark.parametrize("code", CODES)
def test_requests_in_each_language_are_read(code: str) -> None:
    found = [(row, asked(row["typed"])) for row in rows(code)]
    right = [row for row, situation in found if {*row["needs"].split("|")} & {*read(situation)[:WITHIN]}]
    assert len(found) >= 12
    assert len(right) >= LEAST * len(found), [row["typed"] for row, _ in found if row not in right]
    if code != "en":  # which has names of its own here
        assert not [one for _, situation in found for one in situation.readings if one.sure]
    told = [tongues(model()).of(row["typed"]) for row, _ in found]
    assert told.count(code) >= LEAST * len(told), told


def test_no_french_is_taken_for_another_language() -> None:
    """Of sentences whose words were left out of what French is known by."""
    known, needs = model(), model().scheme("need")
    without = replace(needs, choices=tuple(replace(it, examples=it.examples[1:]) for it in needs.choices))
    schemes = tuple(without if scheme.slug == needs.slug else scheme for scheme in known.schemes)
    told = tongues(replace(known, schemes=schemes))
    lines = (ROOT / "ontology" / "examples" / "need.ttl").read_text(encoding="utf-8")
    texts = [text for it in needs.choices for text in it.examples[:1] if f'"{text}"@fr' in lines]
    assert len(texts) > 80
    assert not [text for text in [*texts, *known.elsewhere] if told.of(text) not in ("fr", "")]


@pytest.mark.parametrize("text", ["newsletter", "le drive", "Open Badges", "Amboise", "37400", "wifi", ""])
def test_words_that_french_has_too_are_no_other_language(text: str) -> None:
    assert glossed(model(), text) is None


def test_names_stay_as_they_are_and_are_sure() -> None:
    situation = asked("Necesitamos GrosMail para reunirnos en Tours")
    sure = {one.kind: one.asked.query for one in situation.readings if one.sure}
    assert sure == {TOOL: "GrosMail", PLACE: "Tours"}


def test_a_noun_with_a_capital_is_no_place_in_german() -> None:
    assert not asked("Ich suche einen Job").places
    assert asked("Wir suchen einen Raum in Tours").place is not None


def test_what_is_read_is_quoted_as_it_was_written() -> None:
    situation = asked("Necesitamos una sala para reunirnos")
    assert [one.asked.query for one in situation.readings] == ["sala para reunirnos"]
    assert situation.question == "Necesitamos una sala para reunirnos"


def test_what_was_made_is_told_in_both_languages_of_the_site() -> None:
    said = made("Necesitamos una sala para reunirnos").told()
    assert said is not None
    assert said.plain("fr") == "Écrit en espagnol ; nous avons lu : salle, réunion."
    assert said.text(Plain("en")) == "Written in Spanish; we read: room, meeting."


def test_what_says_nothing_here_is_not_guessed() -> None:
    situation = asked("meine Tochter ist krank und hat Fieber")
    assert not situation.readings
    assert not [item for words in situation.unresolved for item in words.suggestions]
    assert made("meine Tochter ist krank und hat Fieber").told() is None


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("das Mitgliederversammlungsprotokoll schreiben", "assemblée générale compte rendu de réunion écrire"),
        ("wir wollen Dateien mit dem Vorstand teilen", "partager des fichiers conseil d’administration"),
        ("نُريدُ قاعةً للاجتماعِ", "salle réunion"),
        ("muhasebemiz icin yardim", "comptabilité"),
        ("комп’ютер зламався", "ordinateur réparer"),
    ],
    ids=["compound", "words apart", "vowels above", "without its letters", "apostrophe"],
)
def test_words_are_found_as_people_write_them(text: str, french: str) -> None:
    assert made(text).french == french


def test_each_french_of_the_tables_is_understood() -> None:
    french = [{line.partition(" | ")[0] for line in table.lines} for table in model().tables]
    assert all(it == french[0] for it in french), "a line is missing somewhere"
    assert not [it for it in sorted(french[0] - NO_NEED) if not asked(it).readings]
