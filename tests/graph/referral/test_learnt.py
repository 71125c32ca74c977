# SPDX-License-Identifier: AGPL-3.0-or-later
"""What words were learnt to tell: read from its file, heard beside the rest, and never where it knows other choices."""

from __future__ import annotations

import pytest

from benchmarks.learning import ROUNDS, learnt, texts_of
from graph.errors import ModelError
from graph.model import Choice, Texts
from graph.model.learnt import Learnt
from graph.model.ontology import load_model
from graph.referral.likely import likely_among
from graph.referral.question_words import words_of

TERMS = ("digest", "bread\tgarden", "10\t-10", "le pat\t400\t0:250", "pat\t200\t0:900\t1:-400", "salad\t300\t1:700")


def choice(slug: str, label: str) -> Choice:
    return Choice(f"https://example.org/{slug}", slug, "", Texts(label), Texts(""), (), (), (), (), 0)


def test_shares_are_a_softmax_of_what_the_terms_are_worth() -> None:
    told = Learnt.of(TERMS)
    bread, garden = told.shares({"pat", "unheard"})
    assert bread + garden == pytest.approx(1)
    assert bread / garden == pytest.approx(2.718281828 ** (0.2 + (900 + 400) / 200))
    assert told.shares({"salad"})[1] > 0.5
    assert told.shares({"unheard"}) == told.shares(()) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("digest",),
        (*TERMS[:3], "pat"),
        (*TERMS[:3], "pat\t200\t0"),
        (*TERMS[:2], "ten\ttwo"),
        (*TERMS[:3], *TERMS[:2:-1]),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(lines: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match="make learn"):
        Learnt.of(lines)


def test_it_is_heard_only_for_the_choices_it_was_learnt_for() -> None:
    bread, garden, bicycle = choice("bread", "Faire du pain"), choice("garden", "Un jardin"), choice("bicycle", "Vélo")
    heard = likely_among((bread, garden), learnt=Learnt.of(TERMS)).ranked(words_of("la pâte"))
    assert [one.choice.slug for one in heard] == ["bread"]  # nobody said « pâte » of bread but what was learnt
    assert likely_among((bread, garden, bicycle), learnt=Learnt.of(TERMS)).ranked(words_of("la pâte")) == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.filterwarnings("ignore:lbfgs failed to converge")
def test_what_is_shipped_is_what_is_learnt_from_what_is_said() -> None:
    """A third of the rounds in which it was learnt tells the same: what comes after only polishes."""
    model = load_model()
    texts = texts_of(model)
    again = Learnt.of(line for line in learnt(texts, ROUNDS // 3).splitlines() if not line.startswith("#"))
    assert again.digest == model.learnt.digest
    assert again.slugs == model.learnt.slugs
    best = [
        [max(zip(told.shares(one.terms), told.slugs, strict=True)) for told in (again, model.learnt)]
        for one in texts[::20]
    ]
    same = [first[1] == second[1] and abs(first[0] - second[0]) < 0.02 for first, second in best]
    assert sum(same) >= 0.99 * len(same)
