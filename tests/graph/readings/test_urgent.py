# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of somebody in danger are heard and told numbers with their sources; projects and sighs are not."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from graph.entity import Reader
from graph.model import Model
from graph.readings.urgent import Urgency, urgency, urgency_document
from graph.settings import ROOT
from tests.conftest import dataset_of
from tests.instances import model as shared_model

LOUD = [
    ("mon mari me frappe", "3919"),
    ("Mon mari, quand il a bu, me frappe", "17"),
    ("mon conjoint m’a étranglée", "3919"),
    ("je suis au 3919", "3919"),
    ("39 19", "3919"),
    ("j’ai envie de mourir", "3114"),
    ("je veux en finir", "3114"),
    ("ma fille veut se suicider", "3114"),
    ("mon enfant est harcelé", "3018"),
    ("mon fils se fait harceler au collège", "3018"),
    ("les voisins frappent leurs enfants", "119"),
    ("ma grand-mère est maltraitée à l’ehpad", "3977"),
    ("il y a le feu dans la cuisine", "18"),
    ("il ne respire plus", "15"),
    ("au secours", "112"),
    ("j’ai été violée", "3919"),
    ("je me suis fait agresser", "116 006"),
    ("nous dormons dans la voiture", "115"),
    ("my husband hits me", "3919"),
    ("quiero morir", "3114"),
    ("чоловік мене б’є", "3919"),
    ("زوجي يضربني", "3919"),
]
QUIET = [
    "notre association aide les femmes victimes de violences et cherche un agenda",
    "association de prévention du suicide cherche un site",
    "on lutte contre le harcèlement scolaire et on veut une affiche",
    "violences conjugales : faire une newsletter",
]
NOT_HEARD = [
    "tenir les comptes à Tours",
    "3018 adhérents à gérer",
    "17",
    "le 18 mars, 15 bénévoles",
    "feu d’artifice du 14 juillet, faire une affiche",
    "il me tape sur les nerfs ce tableur",
    "l’ordinateur a planté, au secours",
    "si la maison du secrétaire brûle, il ne reste rien",
    "mon ordinateur est mort",
    "je suis harcelé par les pubs",
    "le 119 rue des écoles",
    "on nous a cambriolé nos ordinateurs",
]


@cache
def reader(lang: str = "fr") -> Reader:
    return Reader(dataset_of(*sorted((ROOT / "data" / "help-lines").glob("*.ttl"))), shared_model(), lang)


def heard(text: str) -> Urgency | None:
    return urgency(reader(), [text])


@pytest.mark.parametrize(("text", "number"), LOUD, ids=[text for text, _ in LOUD])
def test_danger_is_heard(text: str, number: str) -> None:
    found = heard(text)
    assert found is not None
    assert found.sure
    assert number in [line.number for line in found.numbers]


@pytest.mark.parametrize("text", QUIET)
def test_a_project_about_danger_is_told_a_line_at_most(text: str) -> None:
    found = heard(text)
    assert found is not None
    assert not found.sure


@pytest.mark.parametrize("text", NOT_HEARD)
def test_ordinary_words_are_no_danger(text: str) -> None:
    assert heard(text) is None


def test_no_phrasing_of_the_benchmark_is_a_false_alarm() -> None:
    lines = (ROOT / "benchmarks" / "phrasings" / "tuned-on.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t"))
    alarms = {row["typed"] for row in rows if (found := heard(row["typed"])) and found.sure}
    assert alarms == {row["typed"] for row in rows if (row["note"] or "").startswith("détresse")}


@pytest.mark.parametrize("own", ["need", "tool", "service", "organisation"])
def test_nothing_that_ships_is_a_false_alarm(own: str, model: Model) -> None:
    data = dataset_of(*sorted((ROOT / "data" / "touraine").rglob("*.ttl")))
    needs = [text for choice in model.scheme("need").choices for text in (*choice.examples, *choice.alternatives)]
    texts = needs if own == "need" else [data.label(iri) for iri in data.instances(*model.kind(own).classes)]
    assert [text for text in texts if (found := heard(text)) and found.sure] == []


def test_each_number_has_a_source_that_opens_and_the_day_it_was_read() -> None:
    lines = [line for text, _ in LOUD for line in getattr(heard(text), "numbers", ())]
    assert {line.number for line in lines} >= {"15", "17", "18", "112", "114", "115", "119", "3114", "3977"}
    assert all(line.page.startswith("https://") and line.read and line.source and line.about for line in lines)


def test_programs_are_told_the_same() -> None:
    found = urgency_document(heard("mon mari me frappe"))
    assert found is not None
    assert found["sure"] is True
    assert [line["number"] for line in found["numbers"]] == ["17", "114", "3919"]
    assert urgency_document(None) is None


def test_a_town_without_numbers_tells_nothing() -> None:
    town = Reader(dataset_of(ROOT / "tests" / "ecosystem.ttl"), shared_model())
    assert urgency(town, ["mon mari me frappe"]) is None


def test_two_thousand_characters_are_read() -> None:
    assert heard("bonjour " * 200 + "mon mari me frappe") is not None
    assert heard("x" * 5_000) is None
