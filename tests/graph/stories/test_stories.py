# SPDX-License-Identifier: AGPL-3.0-or-later
"""The story that ships says where each sentence is read, of views that exist; and what may be written of a view."""

from __future__ import annotations

import pytest

from graph.errors import InvalidInput
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from graph.settings import ROOT
from graph.stories.making import LONGEST, new_slug, written
from graph.stories.told import stories

SHIPPED = Dataset.in_memory(
    (
        fact
        for name in ("story-can-2021", "resources")
        for fact in read_turtle(ROOT / "data" / "touraine" / f"{name}.ttl", "https://example.org")
    ),
    "https://example.org",
)


def test_the_story_that_ships_is_told_in_six_views_at_most_each_sentence_with_its_source() -> None:
    (story,) = stories(SHIPPED)
    assert 1 < len(story.views) <= 6
    for view in story.views:
        assert view.title.fr
        assert view.title("en") != view.title.fr
        assert view.sentences
        for sentence in view.sentences:
            assert sentence.document.endswith("/id/resource/minutes-2021-02-04")
            assert sentence.document in SHIPPED
            assert sentence.passage.fr
            assert sentence.text("en") != sentence.text.fr
            assert sentence.text.fr.count(".") <= 1, "one sentence at a time"


def test_one_line_is_one_sentence() -> None:
    told = written(" Un titre ", "Une phrase.\r\n\n  Une autre.  ", "Compte rendu")
    assert (told.title, told.sentences) == ("Un titre", ("Une phrase.", "Une autre."))


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("titre", ("", "Phrase.", "CR"), "Donnez un titre"),
        ("texte", ("Titre", " \n ", "CR"), "Écrivez au moins une phrase"),
        ("passage", ("Titre", "Phrase.", ""), "Dites d’où"),
        ("texte", ("Titre", "a" * 10_000, "CR"), "10"),
        ("texte", ("Titre", "a\n" * 7, "CR"), "7 lignes"),
        ("titre", ("Ti\u202etre", "Phrase.", "CR"), "U+202E"),
        ("titre", ("a" * (LONGEST["titre"] + 1), "Phrase.", "CR"), "121 caractères"),
    ],
)
def test_what_cannot_be_kept_is_told_with_its_field(field: str, given: tuple[str, str, str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said.replace("+", r"\+")) as raised:
        written(*given)
    assert raised.value.field == field


def test_a_word_for_addresses_is_taken_once() -> None:
    assert new_slug(SHIPPED, "CAN, AVAL et PTCA : 2021") == "can-aval-et-ptca-2021"
    assert new_slug(SHIPPED, "can aval ptca 2021") == "can-aval-ptca-2021-2"
    assert new_slug(SHIPPED, "¿?") == "recit"
