# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packed words are read as the dictionary they were made of."""

from __future__ import annotations

import pytest

from graph.text.packed import NumbersByWord, rank_in

FOUND = {"tours": [7, 3], "": [1], "chinon": [2], "étang": [5, 6, 4], "chinonais": [2]}


@pytest.mark.parametrize("word", [*FOUND, "chino", "zoo", "a", "tour"])
def test_each_word_has_its_numbers_and_others_have_none(word: str) -> None:
    assert NumbersByWord(FOUND).get(word) == FOUND.get(word, [])


def test_words_are_told_in_order() -> None:
    assert list(NumbersByWord(FOUND)) == sorted(FOUND)


@pytest.mark.parametrize(("word", "rank"), [("a", 0), ("c", 1), ("b", None), ("d", None), ("", None)])
def test_a_word_has_its_rank_among_others(word: str, rank: int | None) -> None:
    assert rank_in(["a", "c"], word) == rank
