# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a sentence is cut: where two needs explain its words far better than one, as said in these small worlds."""

from __future__ import annotations

from graph.referral.parting import MOST_PARTS, Cuts, parted
from graph.referral.question_words import Word, words_of

FREE, DEAR = Cuts(0.0, 0.0), Cuts(3.0, 6.0)
WORTH = {"facture": {0: 5.0}, "salle": {1: 5.0}, "comptes": {0: 2.0, 1: 1.0}}


def worth(words: list[Word]) -> dict[int, float]:
    found: dict[int, float] = {}
    for word in words:
        for number, gain in WORTH.get(word.folded, {}).items():
            found[number] = found.get(number, 0.0) + gain
    return found


def parts(text: str, cuts: Cuts) -> list[str]:
    words = words_of(text)
    return [" ".join(words[place].folded for place in places) for places in parted(text, words, worth, cuts)]


def test_a_sentence_is_cut_where_two_needs_explain_it_better() -> None:
    assert parts("une facture et une salle", DEAR) == ["une facture", "et une salle"]


def test_it_stays_whole_where_one_need_explains_it_as_well() -> None:
    assert parts("une facture et les comptes", DEAR) == ["une facture et les comptes"]


def test_a_comma_costs_more_than_a_word_that_joins() -> None:
    between = Cuts(1.0, 6.0)
    assert len(parts("une facture puis une salle", between)) == 2
    assert len(parts("une facture, une salle", between)) == 1


def test_where_is_not_or() -> None:
    assert len(parts("une facture où une salle", FREE)) == 1
    assert len(parts("une facture ou une salle", FREE)) == 2


def test_no_word_is_lost_however_many_parts_there_are() -> None:
    text = ", ".join(["une facture", "une salle"] * MOST_PARTS)
    found = parts(text, FREE)
    assert len(found) <= MOST_PARTS
    assert " ".join(found).split() == [word.folded for word in words_of(text)]


def test_a_sentence_of_no_words_has_one_empty_part() -> None:
    assert parts("!!!", FREE) == [""]
