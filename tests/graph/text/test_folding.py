# SPDX-License-Identifier: AGPL-3.0-or-later
"""One folding: all spellings of a text are one for every search, filter and list."""

from __future__ import annotations

import pytest

from graph.model import Model
from graph.text.folding import filed, fold, fold_all, key, roots
from tests.spellings import DIFFERENT, SAME


@pytest.mark.parametrize(("text", "other"), SAME)
def test_spellings_of_one_text_are_one(text: str, other: str) -> None:
    assert key(text) == key(other)
    assert roots(text) == roots(other)


@pytest.mark.parametrize(("text", "other"), DIFFERENT)
def test_other_texts_stay_apart(text: str, other: str) -> None:
    assert key(text) != key(other)


def test_many_texts_are_folded_as_one_is() -> None:
    texts = [text for pair in (*SAME, *DIFFERENT) for text in pair]
    assert fold_all(texts) == [fold(text) for text in texts]


def test_lists_are_in_the_order_of_a_dictionary() -> None:
    names = ["Zèbre", "Éducation", "l’Atelier", "L'Énergie", "œuvre", "Bât", "eau"]
    assert sorted(names, key=filed) == ["l’Atelier", "Bât", "eau", "Éducation", "L'Énergie", "œuvre", "Zèbre"]


def test_no_two_choices_of_a_list_are_taken_for_one_another(model: Model) -> None:
    for scheme in model.schemes:
        for lang in ("fr", "en"):
            keys = [key(choice.label(lang)) for choice in scheme.choices]
            assert len(set(keys)) == len(keys), (scheme.slug, lang)
