# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be said about free software: every part has something to say, in both languages, with its source."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.arguments import PARTS, Argument, arguments_about, parts
from graph.rdf.dataset import Dataset
from graph.namespaces import DCT, PROV, SCHEMA, VOCABULARY
from graph.settings import ROOT
from tests.conftest import dataset_of
from tests.instances import ID, model

FILES = [path for name in ("touraine", "tools", "arguments") for path in sorted((ROOT / "data" / name).glob("*.ttl"))]
DATA: Dataset = dataset_of(*FILES)
FOUND = {part.slug: part.arguments for part in parts(DATA, model())}
SAID = [argument for found in FOUND.values() for argument in found]


def test_parts_come_in_their_order_and_each_says_something() -> None:
    assert list(FOUND) == ["why", "how", "first-tools", "nearby", "goals", "wishes", "questions"]
    assert all(FOUND.values())
    assert len(FOUND["goals"]) == 3
    assert model().scheme(PARTS).choices[0].label("en") == "Why?"


@pytest.mark.parametrize("argument", SAID, ids=lambda argument: argument.iri.rsplit("/", 1)[1])
def test_an_argument_is_short_in_both_languages_and_sourced(argument: Argument) -> None:
    for texts in (argument.title, argument.text):
        assert texts.fr
        assert texts.languages["en"]
    for texts in (argument.objection, argument.question, argument.condition, argument.first_step):
        assert bool(texts.fr) == bool(texts.others)
    assert len(argument.text.fr) <= 260
    assert argument.said_by == (ID + "event/workshop-2021-02-04",)
    (source,) = argument.sources
    assert source in {f"{ID}source/workshop-2021-02-04-{name}arguments" for name in ("", "local-")}
    assert argument.audiences
    assert DATA.links(argument.sources[0], PROV.hadPrimarySource) == [ID + "resource/minutes-2021-02-04"]


def test_two_arguments_never_have_the_same_place() -> None:
    places = Counter(
        (slug, DATA.text(argument.iri, SCHEMA.position)) for slug, found in FOUND.items() for argument in found
    )
    assert max(places.values()) == 1


def test_what_the_workshop_left_open_stays_open() -> None:
    questions = {argument.iri.rsplit("/", 1)[1] for argument in SAID if argument.question}
    assert questions >= {"to-whom-and-when", "which-first-tools", "closer-host", "framasoft-closes"}


def test_what_is_read_and_spoken_of_exists() -> None:
    for argument in SAID:
        for iri in (*argument.about, *argument.readings):
            known = iri.startswith(VOCABULARY) or DATA.text(iri, DCT.description) or DATA.types(iri)
            assert known, iri


def test_what_is_said_about_a_thing_is_found_once() -> None:
    gmail = [argument.iri for argument in arguments_about(DATA, ID + "tool/gmail", ID + "tool/gmail")]
    assert gmail == [ID + "argument/begin-small"]
    need = VOCABULARY["need/free-hosting"]
    assert [item.iri.rsplit("/", 1)[1] for item in arguments_about(DATA, need)] == [
        "closer-host", "framasoft-closes", "how-chatons-work",
    ]  # fmt: skip
    assert arguments_about(DATA, ID + "tool/nothing") == ()
