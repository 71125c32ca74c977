# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sure in what was read, and what is only likely: said so, with what else may be meant."""

from __future__ import annotations

import pytest

from graph.referral.situation import NEED, Reading
from tests.graph.referral.worlds import world


def needs(typed: str) -> list[Reading]:
    situation = world("touraine").situation(question=typed, commune="Tours")
    return [reading for reading in situation.readings if reading.kind == NEED]


def slug(reading: Reading) -> str:
    return reading.asked.iri.rpartition("/")[2]


@pytest.mark.parametrize(
    "typed", ["comptabilité", "faire la comptabilité", "tenir la comptabilité de notre club", "une newsletter"]
)
def test_a_name_that_the_sentence_bears_out_is_sure(typed: str) -> None:
    (reading,) = needs(typed)
    assert reading.sure
    assert reading.others  # one click changes it
    assert reading.asked.iri not in {ref.iri for ref in reading.others}


def test_a_word_that_the_sentence_does_not_bear_out_is_not_sure() -> None:
    readings = needs("la messagerie refuse le film du gala, il est énorme")
    assert readings
    assert not any(reading.sure for reading in readings)
    assert any(reading.others for reading in readings)


def test_where_nothing_is_named_what_is_likely_is_a_guess() -> None:
    reading, *_ = needs("il y a eu une heure de queue à l’entrée du spectacle, tout le monde payait un par un")
    assert not reading.sure
    assert {slug(reading), *(ref.iri.rpartition("/")[2] for ref in reading.others)} & {"ticketing", "payments"}


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("nous ne cherchons pas une formation, un coup de main suffit", "training"),
        ("pas de visio, une rencontre en vrai", "video-meeting"),
    ],
)
def test_what_is_refused_is_not_asked_for(typed: str, refused: str) -> None:
    assert refused not in [slug(reading) for reading in needs(typed) if reading.sure]


def test_what_is_missing_is_asked_for() -> None:
    assert "website" in [slug(reading) for reading in needs("nous n’avons pas de site internet")]


def test_each_part_of_a_sentence_may_ask() -> None:
    asked = [slug(reading) for reading in needs("vendre les entrées du gala et faire une affiche")]
    assert {"ticketing", "design"} <= {*asked}


def test_words_that_are_about_nothing_ask_for_nothing() -> None:
    situation = world("touraine").situation(question="zorglub bigornon trucmuche")
    assert situation.needs == ()
    assert situation.unclear


@pytest.mark.parametrize(
    "typed", ["mon mari me bat", "quelle heure est-il", "mon chat est malade", "va-t-il pleuvoir demain à Tours ?"]
)
def test_what_is_asked_elsewhere_is_answered_with_nothing(typed: str) -> None:
    situation = world("touraine").situation(question=typed)
    assert situation.needs == situation.tools == ()
    assert all(words.suggestions == () for words in situation.unresolved)
    assert situation.unresolved


def test_what_a_named_tool_serves_is_likelier() -> None:
    (reading,) = needs("on se perd dans Paheko")
    served = {"accounting", "membership-management", "run-association", "tool-help", "training"}
    assert slug(reading) in served
    assert not reading.sure


@pytest.mark.parametrize(
    ("typed", "tools"),
    [
        ("on organise un safari photo", []),
        ("le navigateur Safari ne marche plus", ["safari"]),
        ("atelier sarbacane pour les enfants", []),
        ("notre club utilise Sarbacane", ["sarbacane"]),
        ("c’est méga lent", []),
        ("des postures de yoga, des asanas", []),
        ("notre asso utilise Asana", ["asana"]),
        ("donner les accès à la nouvelle présidente", []),
        ("c’est Claude qui avait les clés", []),
        ("on cherche un copilote pour le rallye", []),
        ("remplacer Calendly", ["calendly"]),
        ("TeamViewer ne marche plus", ["teamviewer"]),
        ("des photos sur flicker", ["flickr"]),
    ],
)
def test_a_word_of_every_day_is_a_tool_with_a_capital_only(typed: str, tools: list[str]) -> None:
    read = world("touraine").situation(question=typed, commune="Tours").tools
    assert [tool.iri.rpartition("/")[2] for tool in read] == tools


def test_the_likeliest_guess_comes_first() -> None:
    first, *rest = needs("monter le film du séjour et payer le car")
    assert {slug(first), *map(slug, rest)} >= {"video-editing"}
    assert [one.sure for one in (first, *rest)] == sorted((one.sure for one in (first, *rest)), reverse=True)


def test_what_one_is_is_not_what_one_needs() -> None:
    asked = [slug(reading) for reading in needs("je suis conseiller numérique, on cherche une salle") if reading.sure]
    assert "learn" not in asked


def test_a_long_sentence_may_ask_for_several_things() -> None:
    asked = needs("à chaque assemblée il faut réserver une salle assez grande et imprimer des affiches pour le concert")
    assert {"room-booking", "design"} <= {*map(slug, asked)}


def test_words_that_are_spelled_right_are_no_typing_errors() -> None:
    assert "video-meeting" not in [slug(reading) for reading in needs("problème de site")]
