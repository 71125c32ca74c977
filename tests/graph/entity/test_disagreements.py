# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where sources disagree one answer is shown, by the stated rule, and the other one is kept; what agrees is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.entity import Reader
from graph.entity.closing import closing_of
from graph.entity.disagreement_words import reason, told
from graph.entity.disagreements import DisagreementRule
from graph.entity.knowledge import Knowledge
from graph.entity.things import Things
from graph.model.ontology import vocabulary_facts
from graph.namespaces import FOAF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, to_quad
from graph.rdf.turtle import parse_turtle
from tests.instances import BASE, ID, PREFIXES, model

MILL = ID + "organisation/mill"
FIRST, SECOND = ID + "source/first", ID + "source/second"
MORE = """@prefix basis: <https://w3id.org/tisserand/basis/> . @prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix state: <https://w3id.org/tisserand/state/> . @prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
"""
DATED = 'dct:issued "2024-05-01"^^xsd:date'
A_MILL = "<id/organisation/mill> a org:FormalOrganization ; "
NAMED = A_MILL + 'skos:prefLabel "Le Moulin"@fr ; '
TOURS, CHINON = ID + "territory/commune-37261", ID + "territory/commune-37072"


def said(source: str, about: str, text: str) -> list[Fact]:
    """What one source says, and what is said of it."""
    more = f"; {about}" if about else ""
    whole = f'{PREFIXES}{MORE}<{source}> a schema:Dataset ; skos:prefLabel "{source[-6:]}"@fr {more} .\n'
    return [fact._replace(source=source) for fact in parse_turtle((whole + text).encode(), "test.ttl", BASE)]


def dataset(first: str, second: str, about_first: str = DATED, about_second: str = "") -> Dataset:
    """What two sources say, with the rule."""
    facts = [*said(FIRST, about_first, first), *said(SECOND, about_second, second), *vocabulary_facts()]
    found = Dataset.in_memory(facts, BASE)
    found.rule = DisagreementRule(model())
    return found


def texts(data: Dataset, path: str) -> list[str]:
    return [value if isinstance(value, str) else value.value for value in data.values(MILL, path)]


def disputed(data: Dataset) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The disagreements: the property, what is shown, the other answer."""
    found = DisagreementRule(model()).ruling(data, MILL).disagreements
    sides = ((item.path, item.shown, item.other) for item in found)
    return [
        (path, *(tuple(value if isinstance(value, str) else value.value for value in side) for side in both))
        for path, *both in sides
    ]


OTHER_NAME = A_MILL + 'skos:prefLabel "AAA Moulin neuf"@fr .'
OTHERWISE = {
    "the dated one before the undated": (DATED, "", "Le Moulin", "l’autre source n’a pas de date"),
    "the later one": (
        DATED, 'dct:issued "2025"^^xsd:gYear', "AAA Moulin neuf", "la source affichée est plus récente",
    ),
    "what is said before what is deduced": (
        DATED, 'tis:basis basis:deduced ; dct:issued "2026-01-01"^^xsd:date', "Le Moulin",
        "l’autre source est une déduction",
    ),
    "what is said before an opinion": (
        DATED, 'tis:basis basis:editorial ; dct:issued "2026-01-01"^^xsd:date', "Le Moulin",
        "l’autre source est un avis",
    ),
    "a rank that is written before all": (
        DATED, "tis:rank 5", "AAA Moulin neuf", "la source affichée passe avant l’autre",
    ),
    "what it says of itself": (
        DATED, "prov:wasAttributedTo <id/organisation/mill>", "AAA Moulin neuf",
        "la source affichée est la structure elle-même",
    ),
    "of a page, the day it was read": (
        DATED, 'dct:issued "2020"^^xsd:gYear ; tis:readOn "2026-01-01"^^xsd:date', "AAA Moulin neuf",
        "la source affichée est plus récente",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "name", "why"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_the_name_shown_is_that_of_the_source_which_stands_first(first: str, second: str, name: str, why: str) -> None:
    data = dataset(NAMED + ".", OTHER_NAME, first, second)
    other = {"Le Moulin": "AAA Moulin neuf", "AAA Moulin neuf": "Le Moulin"}[name]
    assert data.label(MILL) == name
    assert texts(data, SKOS.prefLabel) == [name]
    assert disputed(data) == [(SKOS.prefLabel, (name,), (other,))]
    assert {fact.source for fact in data.facts(MILL, SKOS.prefLabel)} == {FIRST, SECOND}, "both are kept"
    (found,) = DisagreementRule(model()).ruling(data, MILL).disagreements
    assert reason(Reader(data, model()), found) == why


def test_a_confirmation_goes_before_a_later_source() -> None:
    confirmed = 'tis:confirmedOn "2024-06-01"^^xsd:date ; tis:confirmedBy <id/organisation/mill> .'
    data = dataset(NAMED + confirmed, OTHER_NAME, about_second='dct:issued "2026-01-01"^^xsd:date')
    assert data.label(MILL) == "Le Moulin"


def test_another_language_is_another_question() -> None:
    data = dataset(NAMED + ".", A_MILL + 'skos:prefLabel "The Mill"@en .')
    assert (data.label(MILL), data.label(MILL, "en")) == ("Le Moulin", "The Mill")
    assert disputed(data) == []


AGREEING = {
    "a year and a day of it": (
        'schema:endDate "2023"^^xsd:gYear', 'schema:endDate "2023-06-30"^^xsd:date', SCHEMA.endDate, ["2023-06-30"],
    ),
    "a month and a day of it": (
        'schema:startDate "2023-06-30"^^xsd:date', 'schema:startDate "2023-06"^^xsd:gYearMonth', SCHEMA.startDate,
        ["2023-06-30"],
    ),
    "a bound and a day within it": (
        'schema:startDate "[..2021-02-04]"^^edtf:EDTF', 'schema:startDate "2020-01-01"^^xsd:date', SCHEMA.startDate,
        ["2020-01-01"],
    ),
    "a name written otherwise": ("", 'skos:prefLabel "LE  MOULIN"@fr', SKOS.prefLabel, ["Le Moulin"]),
    "a name that is known as another one": (
        'skos:altLabel "La Meunerie"@fr', 'skos:prefLabel "La Meunerie"@fr', SKOS.prefLabel, ["Le Moulin"],
    ),
    "a number written otherwise": (
        'schema:telephone "+33 2 47 00 00 01"', 'schema:telephone "02.47.00.00.01"', SCHEMA.telephone,
        ["+33 2 47 00 00 01", "02.47.00.00.01"],
    ),
    "one number more": (
        'schema:telephone "+33 2 47 00 00 01"', 'schema:telephone "02 47 00 00 01", "02 47 00 00 02"', SCHEMA.telephone,
        ["+33 2 47 00 00 01", "02 47 00 00 01", "02 47 00 00 02"],
    ),
    "an address without www": (
        "foaf:homepage <https://mill.example/>", "foaf:homepage <http://www.mill.example>", FOAF.homepage,
        ["http://www.mill.example", "https://mill.example/"],
    ),
    "what one of them alone says": ('schema:email "a@mill.example"', "", SCHEMA.email, ["a@mill.example"]),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "path", "shown"), AGREEING.values(), ids=AGREEING.keys())
def test_what_says_the_same_is_no_disagreement(one: str, other: str, path: str, shown: list[str]) -> None:
    # Both tell an end, or none does: silence is no answer here.
    data = dataset(NAMED + one + " .", A_MILL.replace(" ; ", " ") + (other and "; " + other) + " .")
    assert disputed(data) == []
    assert texts(data, path) == shown


DIFFERING = {
    "a telephone": ('schema:telephone "02 47 00 00 01"', 'schema:telephone "02 47 00 00 02"', SCHEMA.telephone),
    "an e-mail": ('schema:email "a@mill.example"', 'schema:email "b@mill.example"', SCHEMA.email),
    "a website": ("foaf:homepage <https://a.example/>", "foaf:homepage <https://b.example/>", FOAF.homepage),
    "opening hours": (
        'schema:openingHours "Mo 09:00-12:00"', 'schema:openingHours "Tu 09:00-12:00"', SCHEMA.openingHours,
    ),
    "yes and no": ("tis:entryPoint true", "tis:entryPoint false", TIS.entryPoint),
    "two ends": ('schema:endDate "2023"^^xsd:gYear', 'schema:endDate "2024-01-01"^^xsd:date', SCHEMA.endDate),
    "two starts": ('schema:startDate "2020"^^xsd:gYear', 'schema:startDate "2021"^^xsd:gYear', SCHEMA.startDate),
    "two states": ("tis:state state:active", "tis:state state:to-confirm", TIS.state),
    "two communes": (f"schema:location <{TOURS}>", f"schema:location <{CHINON}>", SCHEMA.location),
    "two addresses": ('schema:address "1 rue A, 37000 Tours"', 'schema:address "2 rue B, 37000 Tours"', SCHEMA.address),
    "two descriptions": ('dct:description "Un moulin."@fr', 'dct:description "Une minoterie."@fr', "description"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "path"), DIFFERING.values(), ids=DIFFERING.keys())
def test_of_two_answers_the_first_is_shown_and_the_other_told(one: str, other: str, path: str) -> None:
    data = dataset(NAMED + one + " .", A_MILL + other + " .")
    ((found, shown, kept),) = disputed(data)
    assert found.endswith(path)
    alone = Dataset.in_memory(said(FIRST, DATED, NAMED + one + " ."), BASE)
    assert texts(data, found) == texts(alone, found) == list(shown)
    assert not set(kept) & set(shown)


def test_a_place_is_taken_whole_from_one_source() -> None:
    point = 'wgs:lat "47.16"^^<http://www.w3.org/2001/XMLSchema#decimal> ; '
    point += 'wgs:long "0.24"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    there = f'schema:location <{CHINON}> ; schema:address "1 rue B, 37500 Chinon" ; {point} .'
    data = dataset(NAMED + f"schema:location <{TOURS}> .", A_MILL + there)
    assert texts(data, SCHEMA.location) == [TOURS]
    assert texts(data, SCHEMA.address) == []
    assert not [fact for fact in data.shown(s=MILL) if fact.p.startswith("http://www.w3.org/2003/01/geo")]
    assert data.subjects(SCHEMA.location, CHINON) == []
    assert not data.tables.subjects(SCHEMA.location, CHINON)
    assert data.tables.links(SCHEMA.location).objects[MILL] == (TOURS,)


def test_another_address_in_the_same_town_keeps_the_town() -> None:
    other = f'schema:location <{TOURS}> ; schema:address "2 rue B, 37000 Tours" .'
    data = dataset(NAMED + 'schema:address "1 rue A, 37000 Tours" .', A_MILL + other)
    assert texts(data, SCHEMA.location) == [TOURS]
    assert texts(data, SCHEMA.address) == ["1 rue A, 37000 Tours"]


CLOSINGS = {
    "an end": 'schema:endDate "2022-12-31"^^xsd:date',
    "an announced end": 'tis:announcedEnd "2022-12-31"^^xsd:date',
    "a state": 'tis:state state:closed ; tis:stateOn "2022-12-31"^^xsd:date',
}


@pytest.mark.parametrize("words", CLOSINGS.values(), ids=CLOSINGS.keys())
def test_a_source_without_date_closes_nothing_that_a_better_one_describes(words: str) -> None:
    data = dataset(NAMED + ".", A_MILL + words + " .")
    assert closing_of(data, MILL).at(date(2026, 1, 1)) == "open"
    assert MILL not in Things(data, model()).gone(date(2026, 1, 1))
    ((_path, shown, other),) = disputed(data)
    assert shown == ()
    assert other
    assert "source affichée" in told(
        Reader(data, model()), DisagreementRule(model()).ruling(data, MILL).disagreements[0]
    )
    assert data.link(MILL, TIS.state) is None
    assert data.day(MILL, TIS.stateOn) is None


@pytest.mark.parametrize("words", CLOSINGS.values(), ids=CLOSINGS.keys())
def test_a_later_source_closes_it_and_that_is_told_once(words: str) -> None:
    data = dataset(NAMED + ".", A_MILL + words + " .", about_second='dct:issued "2025-01-01"^^xsd:date')
    assert closing_of(data, MILL).at(date(2026, 1, 1)) == "closed"
    ruling = DisagreementRule(model()).ruling(data, MILL)
    assert ruling.disagreements == ()
    assert "on affiche maintenant" in told(Reader(data, model()), ruling.closings[0])


def test_a_later_source_than_the_confirmation_closes_nothing_that_was_confirmed() -> None:
    confirmed = 'tis:confirmedOn "2024-06-01"^^xsd:date ; tis:confirmedBy <id/organisation/mill> .'
    data = dataset(
        NAMED + confirmed, A_MILL + CLOSINGS["an end"] + " .", about_second='dct:issued "2025-01-01"^^xsd:date'
    )
    assert data.day(MILL, SCHEMA.endDate) is None


def test_two_sources_worth_the_same_do_not_hide_an_end() -> None:
    data = dataset(NAMED + ".", A_MILL + CLOSINGS["an end"] + " .", about_first="")
    assert data.day(MILL, SCHEMA.endDate) == date(2022, 12, 31)


def test_the_end_of_an_event_is_no_closing() -> None:
    fair = "<id/event/fair> a schema:Event ; "
    start = 'skos:prefLabel "Foire"@fr ; schema:startDate "2022-05-01"^^xsd:date .'
    data = dataset(fair + start, fair + 'schema:endDate "2022-05-02"^^xsd:date .')
    assert data.day(ID + "event/fair", SCHEMA.endDate) == date(2022, 5, 2)


def test_an_end_before_the_start_of_a_better_source_is_not_shown() -> None:
    data = dataset(
        NAMED + 'schema:startDate "2022"^^xsd:gYear ; schema:endDate "2030"^^xsd:gYear .',
        A_MILL + 'schema:startDate "2022-03-01"^^xsd:date .\n<id/organisation/mill> schema:endDate "2021"^^xsd:gYear .',
    )
    assert texts(data, SCHEMA.endDate) == ["2030"]
    reversed_ones = dataset(
        NAMED + 'schema:startDate "2022"^^xsd:gYear .', A_MILL + 'schema:endDate "2021"^^xsd:gYear .', about_first=""
    )
    assert (texts(reversed_ones, SCHEMA.startDate), texts(reversed_ones, SCHEMA.endDate)) == (["2022"], [])
    (found,) = DisagreementRule(model()).ruling(reversed_ones, MILL).disagreements
    assert (found.path, found.shown_path) == (SCHEMA.endDate, SCHEMA.startDate)


def test_the_latest_confirmation_counts_with_who_made_it() -> None:
    by = "tis:confirmedBy <id/organisation/{}> ; tis:confirmedOn "
    data = dataset(
        NAMED + by.format("mill") + '"2024-01-01"^^xsd:date .',
        A_MILL + by.format("press") + '"2025-01-01"^^xsd:date .',
    )
    known = Knowledge(data).confirmation(MILL)
    assert known is not None
    assert (known.on, known.by) == (date(2025, 1, 1), ID + "organisation/press")
    assert disputed(data) == []


def test_two_names_of_one_source_are_a_fault_that_stays_in_sight() -> None:
    data = dataset(A_MILL + 'skos:prefLabel "Un"@fr , "Deux"@fr .', OTHER_NAME)
    assert texts(data, SKOS.prefLabel) == ["Deux", "Un"]


def test_the_choices_of_the_lists_are_not_renamed() -> None:
    need = VOCABULARY["need/fab-making"]
    data = dataset(f'<{need}> a skos:Concept ; skos:prefLabel "Autrement"@fr .', NAMED + ".")
    assert need not in data.tables.set_aside.by_subject


def test_queries_are_asked_of_what_is_shown() -> None:
    data = dataset(NAMED + ".", OTHER_NAME)
    names = {quad.object.value for quad in data.shown_store if quad.predicate.value == SKOS.prefLabel}
    assert "Le Moulin" in names
    assert "AAA Moulin neuf" not in names
    agreed = dataset(NAMED + ".", "")
    assert agreed.shown_store is agreed.store


STATEMENTS = [
    *(fact for fact in said(FIRST, DATED, NAMED + f"schema:location <{TOURS}> ; tis:state state:active .")),
    *(fact for fact in said(SECOND, 'dct:issued "2025"^^xsd:gYear', A_MILL + f"schema:location <{CHINON}> .")),
    *(fact for fact in said(SECOND, "tis:rank 5", OTHER_NAME)),
    *(fact for fact in said(SECOND, "", A_MILL + 'schema:endDate "2020"^^xsd:gYear ; tis:state state:closed .')),
]


# Each number puts a statement in, or takes it out where it is.
TURNED = st.lists(st.integers(min_value=0, max_value=len(STATEMENTS) - 1), max_size=20)


@settings(max_examples=25)
@given(TURNED)
def test_following_changes_comes_to_the_same_as_reading_again(turned: Sequence[int]) -> None:
    assert follow(turned) == len(turned)


@pytest.mark.slow
@settings(max_examples=100)
@given(TURNED)
def test_following_many_changes_does_too(turned: Sequence[int]) -> None:
    assert follow(turned) == len(turned)


def follow(turned: Sequence[int]) -> int:
    """Holds what follows changes, after each of them, against what is read anew; how often it did."""
    data, compared = dataset("", ""), 0
    paths = (SKOS.prefLabel, SCHEMA.location, TIS.state, SCHEMA.endDate)
    for number in turned:
        statement = STATEMENTS[number]
        quad = to_quad(statement)
        _ = [data.values(MILL, path) for path in paths], data.tables.links(SCHEMA.location), data.tables.days(paths[3])
        (data.store.remove if quad in data.store else data.store.add)(quad)
        data.changed([statement])
        fresh = Dataset(data.store, BASE, DisagreementRule(model()))
        assert data.tables.set_aside == fresh.tables.set_aside
        assert [data.values(MILL, path) for path in paths] == [fresh.values(MILL, path) for path in paths]
        assert data.tables.days(SCHEMA.endDate) == fresh.tables.days(SCHEMA.endDate)
        links, again = data.tables.links(SCHEMA.location), fresh.tables.links(SCHEMA.location)
        for place in (TOURS, CHINON):
            assert set(links.subjects.get(place, ())) == set(again.subjects.get(place, ()))
        compared += 1
    return compared
