# SPDX-License-Identifier: AGPL-3.0-or-later
"""What words are likely to be about: sentences near them, letters of misspelt words, and how much is answered."""

from __future__ import annotations

import pytest

from graph.model import Choice, Texts
from graph.referral.likely import MOST_WORDS, PROPOSED, LikelyChoices, likely_among, proposed, runs
from graph.referral.question_words import words_of


def choice(slug: str, label: str, *examples: str) -> Choice:
    iri = f"https://example.org/{slug}"
    return Choice(iri, slug, "", Texts(label), Texts(f"{label}."), (), examples, (), (), 0)


@pytest.fixture(scope="module")
def chores() -> LikelyChoices:
    return likely_among(
        (
            choice(
                "garden", "Tenir un jardin", "les limaces mangent nos salades", "personne n’arrose les salades en août"
            ),
            choice("bicycle", "Réparer un vélo", "ma chaîne a déraillé sur la route", "le pneu est à plat"),
            choice("bread", "Faire du pain", "la pâte ne lève pas", "le four chauffe trop et la croûte brûle"),
        )
    )


def slugs(index: LikelyChoices, text: str) -> list[str]:
    return [one.choice.slug for one in index.ranked(words_of(text))]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ma salade est pleine de limaces", "garden"),
        ("la chaîne déraille", "bicycle"),
        ("ça ne veut pas lever, ma pâte", "bread"),
        ("mon velau", "bicycle"),
        ("réparation de vélos", "bicycle"),
    ],
    ids=["a problem told", "other endings", "other order", "misspelt", "of the same family"],
)
def test_the_nearest_is_first(chores: LikelyChoices, text: str, slug: str) -> None:
    assert slugs(chores, text)[0] == slug


def test_what_shares_nothing_is_about_nothing(chores: LikelyChoices) -> None:
    assert chores.ranked(words_of("xyz")) == []
    assert chores.ranked([]) == []
    assert proposed([]) == ()


def test_the_share_is_how_much_of_what_is_said_is_answered(chores: LikelyChoices) -> None:
    whole, half = (chores.ranked(words_of(text))[0] for text in ("limaces et salades", "limaces et zorglubs"))
    assert whole.share == pytest.approx(1)
    assert 0 < half.share < 1
    assert half.places == (0,)


def test_several_are_proposed_where_they_are_nearly_as_likely(chores: LikelyChoices) -> None:
    ranked = chores.ranked(words_of("réparer le four du jardin"))
    assert 1 < len(proposed(ranked)) <= PROPOSED
    assert [ref.iri for ref in proposed(ranked)] == [one.choice.iri for one in ranked[: len(proposed(ranked))]]


def test_only_so_many_words_are_heard(chores: LikelyChoices) -> None:
    assert chores.ranked(words_of("zorglub " * MOST_WORDS + "limaces")) == []


def test_runs_of_letters_know_where_a_word_begins_and_ends() -> None:
    assert runs(["four"]) == {"#fou", "four", "our#"}
    assert runs(["a"]) == {"#a#"}
