# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole names are found whatever the plurals, the order of words and a typing error; parts of names are not."""

from __future__ import annotations

import pytest

from graph.search import Entry, SearchIndex

NAMES = {"paheko": "Paheko", "map": "Carte des jardins", "fair": "Les Fêtes de l’Été", "amap": "AMAP", "club": "Clubs"}

SMALL = {"des", "du", "de", "d", "l", "les"}


@pytest.fixture
def index() -> SearchIndex:
    return SearchIndex([Entry(iri, label, "tool", label, 1.0) for iri, label in NAMES.items()])


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("paheko", "paheko"),
        ("pahekko", "paheko"),
        ("cartes du jardin", "map"),
        ("jardin carte", "map"),
        ("fête d’été", "fair"),
        ("amaps", "amap"),
        ("club", "club"),
    ],
)
def test_a_whole_name_is_found(index: SearchIndex, text: str, iri: str) -> None:
    assert [hit.iri for hit in index.named(text, None, SMALL)][:1] == [iri]


@pytest.mark.parametrize("text", ["jardins", "la carte", "pahe", "amal", "", "?", "x" * 500, "carte des jardins bio"])
def test_what_is_no_whole_name_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.named(text, None, SMALL) == []


def test_the_exact_name_comes_first_and_kinds_are_kept_apart() -> None:
    found = SearchIndex(
        [Entry("near", "Gazettes", "tool", "Gazettes", 1.0), Entry("it", "Gazette", "need", "Gazette", 0.9)]
    )
    assert [hit.iri for hit in found.named("gazette")] == ["it", "near"]
    assert [hit.iri for hit in found.named("gazette", ("tool",))] == ["near"]


def test_a_name_is_forgotten_and_learnt(index: SearchIndex) -> None:
    index.replace("paheko", [Entry("paheko", "Garradin", "tool", "Garradin", 1.0)])
    assert index.named("pahekko") == []
    assert [hit.iri for hit in index.named("garadin")] == ["paheko"]
