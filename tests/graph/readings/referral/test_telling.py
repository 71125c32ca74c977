# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to say to those an answer names: their words without what tells of a person, what is asked, what is not sure."""

from __future__ import annotations

from typing import Any

import pytest

from graph.entity import Reader
from graph.readings.referral.telling import Telling, own_words, request_telling, telling
from graph.text.personal import without_persons
from tests.graph.referral.worlds import world
from tests.instances import model


def told(rank: int = 1, lang: str = "fr", **asked: Any) -> Telling:
    """What to say for an answer of the project's own data."""
    here = world("touraine")
    referral = here.ask(**asked)
    found = telling(Reader(here.dataset, model(), lang), referral.results[rank - 1], referral.situation)
    assert found is not None
    return found


def test_a_call_says_who_calls_from_where_for_what_and_what_is_not_sure() -> None:
    found = told(needs=("digital-basics",), commune="Amboise")
    assert 3 <= len(found.spoken) <= 5
    assert found.spoken[0] == "Bonjour, j’appelle pour une association d’Amboise."
    assert found.spoken[1] == "Elle cherche de l’aide pour « Débuter avec le numérique »."
    assert found.telephone
    assert found.email
    assert any(sentence.endswith("est-ce bien le cas ?") for sentence in found.spoken)
    assert "Est-ce gratuit, ou combien cela coûte-t-il ?" in found.written[2]  # a mail asks all that is not known
    assert found.written[-1] == ("Merci d’avance pour votre réponse.",)


def test_a_document_that_says_so_is_named_with_its_day() -> None:
    found = told(needs=("free-hosting",), commune="Tours")
    assert any("« Compte rendu de l’atelier du 4 février 2021 »" in sentence for sentence in found.spoken)


def test_a_colleague_says_so_and_speaks_in_the_first_person() -> None:
    found = told(needs=("free-hosting",), commune="Tours", asker="professional")
    assert found.spoken[0] == "Bonjour, j’accompagne des associations à Tours, et j’ai une question pour vous."
    assert found.spoken[1].startswith("Je cherche de l’aide pour")


def test_english_is_spoken_too() -> None:
    found = told(lang="en", needs=("digital-basics",), commune="Loches")
    assert found.spoken[0] == "Hello, I am calling for an association in Loches."
    assert found.subject.startswith("Request for help, Loches: “")
    assert not any("«" in sentence for sentence in (*found.spoken, *sum(found.written, ())))


def test_what_was_typed_is_told_as_it_was_typed_and_what_was_chosen_by_its_name() -> None:
    here = world("touraine")
    typed = here.situation(question="on galère à partager nos fichiers", commune="Tours")
    assert own_words(typed) == "on galère à partager nos fichiers"
    assert own_words(here.situation(needs=("file-sharing",))) == ""
    found = told(question="on galère à partager nos fichiers")
    assert "Voici sa demande, avec ses mots : « on galère à partager nos fichiers »." in found.written[1]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mme Durand veut un site, durand@exemple.fr", "veut un site"),
        ("un site, rappeler au 02 61 91 00 00 svp", "un site, rappeler au svp"),
        ("Bonjour, je m’appelle Anne-Lise Durand, je cherche un site", "Bonjour, je cherche un site"),
        ("contact (at) exemple.fr", ""),
        ("partager des fichiers à 40 personnes en 2027", "partager des fichiers à 40 personnes en 2027"),
    ],
    ids=["civility and address", "number", "own name", "nothing else", "numbers that call nobody"],
)
def test_what_tells_of_a_person_is_left_out(typed: str, kept: str) -> None:
    assert without_persons(typed) == kept


def test_the_whole_request_says_for_what_nobody_was_found() -> None:
    here = world("touraine")
    referral = here.ask(needs=("free-hosting", "backup"), commune="Tours")
    found = request_telling(Reader(here.dataset, model()), referral)
    assert "Pour « Sauvegarder ses données », je n’ai trouvé personne." in found.spoken
    assert found.who == ""


def test_who_cannot_be_reached_is_told_nothing() -> None:
    here = world("town")
    referral = here.ask(needs=("website",), commune="Loches")
    silent = [result for result in referral.results if not any(result.contact[:3]) and not result.contact.page]
    assert silent
    assert telling(Reader(here.dataset, model()), silent[0], referral.situation) is None
