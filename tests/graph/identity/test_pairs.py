# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to be the same is, and hardly anything that is the same is passed over: on both halves of the pairs."""

from __future__ import annotations

import json
from functools import cache

import pytest

from graph.identity.comparison import LIKELY, LOOK, MOST, PERHAPS, SAME, SURE
from graph.identity.matching import IdentityMatcher
from tests.graph.identity.labelled import JudgedPairs, judged, known, labelled
from tests.graph.identity.pairs import FOLDER, HALVES, made

PRECISION, RECALL = 0.99, 0.95
MOST_ASKED = 0.1


@cache
def outcome(half: str) -> JudgedPairs:
    return judged(half)


def test_there_are_enough_pairs_of_every_sort() -> None:
    pairs = [pair for half in HALVES for pair in labelled(half)]
    assert len(pairs) >= 400
    counts = {label: sum(pair.label == label for pair in pairs) for label in ("same", "different", "question")}
    assert counts["same"] >= 200
    assert counts["different"] >= 150
    assert counts["question"] >= 5
    assert not {pair.key for pair in labelled("tuned")} & {pair.key for pair in labelled("held-out")}


@pytest.mark.parametrize("half", HALVES)
def test_the_pairs_are_those_that_are_made(half: str) -> None:
    assert json.loads((FOLDER / f"pairs-{half}.json").read_text(encoding="utf-8")) == made(half)


@pytest.mark.parametrize("half", HALVES)
def test_what_is_said_to_be_the_same_is(half: str) -> None:
    found = outcome(half)
    assert found.sure > 50
    assert found.precision >= PRECISION, [(pair.key, hit.score) for pair, hit in found.wrong]


@pytest.mark.parametrize("half", HALVES)
def test_hardly_anything_that_is_the_same_is_passed_over(half: str) -> None:
    found = outcome(half)
    assert found.recall >= RECALL, [pair.key for pair in found.missed]


@pytest.mark.parametrize("half", HALVES)
def test_people_are_seldom_asked_for_nothing(half: str) -> None:
    assert outcome(half).asked <= MOST_ASKED * len(labelled(half))


@pytest.mark.parametrize("half", HALVES)
def test_the_same_number_elsewhere_is_a_question(half: str) -> None:
    questions = outcome(half).questions
    assert questions
    assert {level for _, level in questions} == {PERHAPS}


def test_points_add_up_and_each_has_its_sentence() -> None:
    matcher = IdentityMatcher(known())
    for pair in labelled("tuned"):
        alike = matcher.compare(pair.one, pair.other)
        assert alike.score == sum(reason.points for reason in alike.reasons)
        assert 0 <= alike.score <= MOST
        assert (alike.level in (SAME, LIKELY)) == (alike.score >= SURE)
        assert (alike.level == PERHAPS) == (LOOK <= alike.score < SURE)
        for reason in alike.reasons:
            assert reason.said.plain("fr")
            assert reason.said.plain("en") != reason.said.plain("fr")
