# SPDX-License-Identifier: AGPL-3.0-or-later
"""What words are likely to be about: sentences near them, letters of misspelt words, and how much is answered."""

from __future__ import annotations

import pytest

from graph.model import Choice, Texts
from graph.referral.likely import MOST_WORDS, PROPOSED, LikelyChoices, likely_among, proposed
from graph.referral.question_words import words_of
from graph.referral.said import runs, sounded
from tests.instances import model as shared_model


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
        ),
        ("mon mari ronfle", "il pleut ce soir"),
        (("vlo", "vélo"), ("pq", "parce que")),
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


@pytest.mark.parametrize(("text", "slug"), [("un vlo à plat", "bicycle"), ("une kroutte brûlée", "bread")])
def test_a_word_shortened_or_misspelt_is_heard(chores: LikelyChoices, text: str, slug: str) -> None:
    best = chores.ranked(words_of(text))[0]
    assert (best.choice.slug, best.share) == (slug, pytest.approx(1))


def test_what_a_little_word_is_short_for_tells_nothing(chores: LikelyChoices) -> None:
    assert chores.ranked(words_of("pq")) == []


def test_a_proper_name_is_no_misspelt_word(chores: LikelyChoices) -> None:
    (best, *_) = chores.ranked(words_of("le four de Limasse"))
    assert best.choice.slug == "bread"
    assert best.share < 1


def test_stems_that_sound_alike_are_alike() -> None:
    assert sounded("affich") == sounded("afich")
    assert sounded("photo") == sounded("foto")
    assert sounded("photo") != sounded("four")


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [("mon mari me parle", True), ("il pleut", True), ("les limaces de mon jardin", False), ("zorglub", False)],
)
def test_what_is_said_elsewhere_is_told_apart(chores: LikelyChoices, text: str, elsewhere: bool) -> None:
    assert chores.is_elsewhere(words_of(text)) is elsewhere


def test_nothing_is_elsewhere_where_nobody_told_what_is() -> None:
    assert not likely_among((choice("bread", "Faire du pain"),)).is_elsewhere(words_of("il pleut"))


def test_what_is_shipped_tells_what_is_said_elsewhere_and_how_words_are_shortened() -> None:
    model = shared_model()
    assert len(model.elsewhere) >= 500
    assert len({*model.elsewhere}) == len(model.elsewhere)
    assert dict(model.short)["mdp"] == "mot de passe"
    assert all(short and whole and short != whole for short, whole in model.short)
