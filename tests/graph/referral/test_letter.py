# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long texts, and texts typed where a place is expected: what they ask for is read, and only that."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import Ambiguous, InvalidInput
from graph.namespaces import local_name
from graph.referral.letter import MOST_NEEDS, is_letter, sentences
from graph.referral.request import checked
from graph.referral.situation import NEED, Query
from graph.text.typed import LONGEST_LETTER, LONGEST_TEXT
from tests.graph.referral.worlds import world
from tests.steps import steps

LETTER = """Bonjour,

Je suis la présidente d’une petite chorale à Loches, avec une trentaine de membres, presque tous retraités.
Nos fichiers sont éparpillés et nous voudrions les partager entre nous. Nous avons une boîte GrosMail.
Nous aimerions aussi envoyer une newsletter. Notre trésorier cherche un logiciel de comptabilité gratuit.
Nous avons chanté deux fois l’an dernier à Chinon, et il faisait beau.

Bien cordialement
"""


def slugs(asked: Any) -> list[str]:
    return [item.iri.rsplit("/", 1)[-1] for item in asked]


def test_a_letter_is_read_for_what_it_asks_and_not_all_it_tells() -> None:
    assert is_letter(LETTER)
    situation = world("town").situation(question=LETTER)
    assert set(slugs(situation.needs)) == {"file-sharing", "newsletter", "accounting"}
    assert [tool.label for tool in situation.tools] == ["GrosMail Exemple"]
    assert situation.place
    assert situation.place.label == "Loches"  # the first told
    assert situation.free
    assert "seniors" not in slugs(situation.audiences)  # who they are, not whom it is for
    told = [words.query for words in situation.aside]
    assert any("chanté deux fois" in words for words in told)
    assert all(len(words) <= 81 for words in told)


def test_what_a_letter_asks_for_without_naming_it_is_a_guess_beside_what_it_names() -> None:
    text = (
        "Bonjour, nous sommes une association de danse. Nous cherchons une salle pour 40 personnes. Il nous faudrait "
        "aussi quelqu’un pour refaire notre site internet, qui date de 2009 et que personne ne met plus à jour. "
        "Merci d’avance pour votre réponse."
    )
    read = {local_name(one.asked.iri): one.sure for one in world("touraine").situation(question=text).readings}
    assert read["website"]
    assert read["shared-premises"] is False


def test_a_letter_is_cut_into_sentences_and_loses_no_word() -> None:
    text = "Un, " + "mot " * 120 + "x" * 450 + ". Fin !\nEt la suite"
    parts = list(sentences(text))
    assert max(map(len, parts)) <= LONGEST_TEXT
    assert "".join("".join(parts).split()).replace(",", "") == "".join(text.split()).replace(",", "")


def test_a_letter_of_all_needs_asks_for_few_and_one_of_noise_for_none() -> None:
    labels = [choice.label.fr for choice in world("town").resolver.model.scheme("need").choices]
    every = world("town").situation(question=". ".join(labels)[:LONGEST_LETTER])
    assert 1 < len(every.needs) <= MOST_NEEDS
    noise = " ".join(f"zorg{number}lub" for number in range(200))[:LONGEST_LETTER]
    unread = world("town").situation(question=noise)
    assert (unread.needs, unread.tools, unread.places) == ((), (), ())
    assert [words.query for words in unread.unclear] == [noise]


def test_a_letter_takes_no_longer_by_its_sentence_than_a_sentence() -> None:
    one = " ".join(f"zorg{number}lub" for number in range(20))
    many = ". ".join([one] * 10)
    alone = steps(lambda: world("town").situation(question=one))
    assert steps(lambda: world("town").situation(question=many)) < 11 * alone


def test_one_letter_at_most_is_read_of_a_request() -> None:
    with pytest.raises(InvalidInput, match="2400 caractères en tout : 2000 au plus"):
        checked(Query(question="a" * 1200, needs=("b" * 1200,)))
    with pytest.raises(InvalidInput, match="2001 caractères : 2000 au plus"):
        checked(Query(question="a" * 2001))


@pytest.mark.parametrize(
    ("typed", "place", "needs"),
    [
        ("à Loches, newsletter", "Loches", ["newsletter"]),
        ("Loches, on cherche une newsletter", "Loches", ["newsletter"]),
        ("newsletter loches", "Loches", ["newsletter"]),
        ("à st cyr sur loire, newsletter", "Saint-Cyr-sur-Loire", ["newsletter"]),
        ("newsletter", None, ["newsletter"]),
        ("à Loches", "Loches", []),
        (LETTER, "Loches", ["file-sharing", "newsletter", "accounting"]),
    ],
)
def test_a_sentence_typed_for_a_place_is_read(typed: str, place: str | None, needs: list[str]) -> None:
    situation = world("town").situation(commune=typed, welcome=True)
    assert (situation.place.label if situation.place else None) == place
    assert set(slugs(situation.needs)) == set(needs)
    assert bool(situation.elsewhere) == bool(needs)


@pytest.mark.parametrize("typed", ["Zzyzx", "Chinnon", "Zzyzx, bigornon", "a" * 300])
def test_where_nothing_is_a_place_nor_asked_it_is_said(typed: str) -> None:
    with pytest.raises(InvalidInput):
        world("town").situation(commune=typed, welcome=True)


def test_a_place_that_has_namesakes_is_asked_about_by_its_own_words() -> None:
    with pytest.raises(Ambiguous) as caught:
        world("town").situation(commune="St Germain, newsletter", welcome=True)
    assert caught.value.words == "St Germain"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Loches, une newsletter", "Loches"),
        ("une newsletter à st cyr sur loire", "Saint-Cyr-sur-Loire"),
        ("une newsletter à st machin sur loire", None),  # the river of a name that is not known is no place
        ("Orange, quitter GrosMail", None),  # far from here, it may be anything
    ],
)
def test_a_place_in_a_sentence_is_one_or_none(typed: str, place: str | None) -> None:
    situation = world("town").situation(needs=(typed,))
    assert (situation.place.label if situation.place else None) == place


FOREIGN = {
    "es": """Hola, somos una asociación de padres de alumnos en Chinon. Tenemos cuarenta socios.
Queremos crear una página web y enviar un boletín de noticias a los socios.
También necesitamos ayuda con la contabilidad. ¿Quién nos puede ayudar? Muchas gracias por su respuesta.""",
    "uk": """Добрий день! Ми невелика асоціація українців.
Нам потрібен сайт для нашої асоціації, і ми хочемо надсилати новини нашим членам.
Також шукаємо людину, яка допоможе з бухгалтерією.
Хто може нам допомогти? Дуже дякуємо за вашу відповідь і допомогу, гарного дня вам.""",
}


@pytest.mark.parametrize("code", FOREIGN)
def test_a_letter_in_another_language_is_read_as_guesses_and_said_so(code: str) -> None:
    assert is_letter(FOREIGN[code])
    situation = world("touraine").situation(question=FOREIGN[code])
    assert slugs(situation.needs) == ["website", "newsletter", "accounting"]
    assert not any(one.sure for one in situation.readings if one.kind == NEED)
    assert [gloss.code for gloss in situation.glosses] == [code]
    assert situation.aside, "what was not read is said"
    assert bool(situation.place) is (code == "es")


def test_a_sentence_that_only_asks_tells_how_of_the_others() -> None:
    text = LETTER.replace(" gratuit", "").replace("Bien cordialement", "Qui peut nous aider gratuitement ?")
    assert world("town").situation(question=text).free
