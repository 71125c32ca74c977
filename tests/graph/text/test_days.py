# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates of which a month or a year alone is known: read as intervals, told as what they are."""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta

import pytest

from graph.mindmaps import MapRequest, build
from graph.model import Model
from graph.namespaces import DCT, EDTF, SCHEMA, XSD
from graph.rdf.dates import is_right
from graph.rdf.tables import Tables
from graph.text.days import EdgeDay, Span, after, changes, exact, gone, is_exact, precision, read_day, vagueness
from graph.text.wording import FROM, ON, ONLY, SINCE, UNTIL, DateWords, Leading, Plain, day_text
from tests.graph.mindmaps.towns import iri, town

Read = tuple[str, date, date, str]
SAID: list[Read] = [
    ("2021-06-01", date(2021, 6, 1), date(2021, 6, 1), "2021-06-01"),
    ("2021-06-01T23:30:00Z", date(2021, 6, 1), date(2021, 6, 1), "2021-06-01"),
    ("2021", date(2021, 1, 1), date(2021, 12, 31), "2021"),
    ("2021-02", date(2021, 2, 1), date(2021, 2, 28), "2021-02"),
    ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
    ("2021-12", date(2021, 12, 1), date(2021, 12, 31), "2021-12"),
    ("2021+02:00", date(2021, 1, 1), date(2021, 12, 31), "2021"),
]


@pytest.mark.parametrize(("text", "first", "last", "shown"), SAID)
def test_a_date_has_a_first_and_a_last_day_and_is_written_as_it_was_said(
    text: str, first: date, last: date, shown: str
) -> None:
    one, other = read_day(text), read_day(text, last=True)
    assert one is not None
    assert other is not None
    assert (exact(one), exact(other)) == (first, last)
    assert one.isoformat() == str(other) == f"{one}" == shown


@pytest.mark.parametrize("text", ["", "hier", "2021-13", "2021-02-30", "0000", "21", "20210", "2021-6", "juin 2021"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_day(text) is None


def test_a_date_is_right_in_its_own_type_alone() -> None:
    assert is_right("2021", XSD.gYear)
    assert is_right("2021-06", XSD.gYearMonth)
    assert is_right("2021-06-01", XSD.date)
    assert is_right("anything", XSD.string)
    assert not is_right("2021", XSD.date)
    assert not is_right("2021-06-01", XSD.gYear)
    assert not is_right("2021-13", XSD.gYearMonth)


def test_an_edge_compares_as_its_day_and_is_equal_only_to_what_is_known_as_well() -> None:
    edge, day = EdgeDay(2020, 12, 31, "year"), date(2020, 12, 31)
    assert day <= edge <= day
    assert edge not in (day, EdgeDay(2020, 12, 31, "month"))
    assert day != edge, "two verdicts on them are told in different words"
    assert edge == EdgeDay(2020, 12, 31, "year") == copy.deepcopy(edge) == pickle.loads(pickle.dumps(edge))  # noqa: S301
    assert len({edge, day, copy.copy(edge)}) == 2
    assert edge + timedelta(days=1) == date(2021, 1, 1)
    assert precision(edge + timedelta(days=1)) == "day"
    assert (after(edge), after(day)) == (edge, date(2021, 1, 1))


WORDS: list[tuple[str, Leading, str, str]] = [
    ("2021-06-01", ON, "le 1er juin 2021", "on 1 June 2021"),
    ("2021-06", ON, "en juin 2021", "in June 2021"),
    ("2021", ON, "en 2021", "in 2021"),
    ("2021-06-03", SINCE, "depuis le 3 juin 2021", "since 3 June 2021"),
    ("2021-06", SINCE, "depuis juin 2021", "since June 2021"),
    ("2021", SINCE, "depuis 2021", "since 2021"),
    ("2021-06-03", UNTIL, "jusqu’au 3 juin 2021", "until 3 June 2021"),
    ("2021-03", UNTIL, "jusqu’en mars 2021", "until March 2021"),
    ("2021", UNTIL, "jusqu’en 2021", "until 2021"),
    ("2021-06-03", FROM, "à partir du 3 juin 2021", "from 3 June 2021"),
    ("2021-06", FROM, "à partir de juin 2021", "from June 2021"),
    ("2021-04", FROM, "à partir d’avril 2021", "from April 2021"),
    ("2021-08", FROM, "à partir d’août 2021", "from August 2021"),
    ("2021-10", FROM, "à partir d’octobre 2021", "from October 2021"),
    ("2030", FROM, "à partir de 2030", "from 2030"),
    ("2021-06-03", ONLY, "que le 3 juin 2021", "on 3 June 2021"),
    ("2030", ONLY, "qu’en 2030", "in 2030"),
]


@pytest.mark.parametrize(("text", "leading", "french", "english"), WORDS)
def test_a_date_is_told_with_the_words_that_lead_to_it(text: str, leading: Leading, french: str, english: str) -> None:
    day = read_day(text)
    assert day is not None
    assert DateWords(day, leading).text() == french
    assert DateWords(day, leading).text(Plain("en")) == english
    assert french.endswith(day_text(day))
    assert english.endswith(day_text(day, "en"))


def test_a_span_of_years_holds_from_its_first_day_to_its_last() -> None:
    span = Span(read_day("2030"), read_day("2031-02", last=True))
    assert [span.holds(date(*day)) for day in ((2029, 12, 31), (2030, 1, 1), (2031, 2, 28), (2031, 3, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    begins, ends = sorted(changes([span]))
    assert [exact(begins), exact(ends)] == [date(2030, 1, 1), date(2031, 3, 1)], "places on a scale are exact days"
    assert [day_text(begins), day_text(ends)] == ["2030", "après février 2031"], "told as what is known"


LAST, LAST_OF_MONTH = date(2021, 2, 4), date(2021, 2, 28)
BOUNDS: list[tuple[str, date, date | None, str, str]] = [
    (
        "[..2021-02-04]",
        date(2021, 2, 4),
        date(2021, 2, 4),
        "au plus tard le 4 février 2021",
        "on 4 February 2021 at the latest",
    ),
    (
        "[..2021-02]",
        date(2021, 2, 28),
        date(2021, 2, 28),
        "au plus tard en février 2021",
        "in February 2021 at the latest",
    ),
    ("[..2021]", date(2021, 12, 31), date(2021, 12, 31), "au plus tard en 2021", "in 2021 at the latest"),
    ("[2021-02-05..]", date(2021, 2, 5), None, "à partir du 5 février 2021", "from 5 February 2021"),
    ("[2021-04..]", date(2021, 4, 1), None, "à partir d’avril 2021", "from April 2021"),
]


@pytest.mark.parametrize(("text", "start", "end", "french", "english"), BOUNDS)
def test_a_date_of_which_one_bound_is_known(
    text: str, start: date, end: date | None, french: str, english: str
) -> None:
    """What began at the latest that day is there from then on; what ended at the latest then is no more after it; what
    ends on a day or later has no known end."""
    begins, ends = read_day(text), read_day(text, last=True)
    assert begins is not None
    assert (exact(begins), ends and exact(ends)) == (start, end)
    assert begins.isoformat() == text
    assert (day_text(begins), day_text(begins, "en")) == (french, english)
    assert not is_exact(begins)
    assert begins != exact(begins)
    assert begins == pickle.loads(pickle.dumps(begins))  # noqa: S301
    assert is_right(text, EDTF)
    assert not is_right(text, XSD.date)


@pytest.mark.parametrize(
    "text", ["[..]", "[2021..2022]", "[..2021-02-30]", "[2021-13..]", "..2021", "[..hier]", "2021?"]
)
def test_what_is_no_bound_is_refused(text: str) -> None:
    assert read_day(text) is None
    assert not is_right(text, EDTF)


def test_bounds_are_told_with_the_words_that_lead_to_them() -> None:
    latest, earliest = read_day("[..2021-02-04]"), read_day("[2021-02-04..]")
    assert latest
    assert earliest
    assert DateWords(latest, SINCE).text() == "depuis le 4 février 2021 au plus tard"
    assert DateWords(latest, UNTIL).text() == "jusqu’au 4 février 2021 au plus tard"
    assert DateWords(earliest, ON).text() == "le 4 février 2021 au plus tôt"
    assert DateWords(latest, UNTIL).text(Plain("en")) == "until 4 February 2021 at the latest"


def test_a_stop_is_told_by_the_best_that_is_known_of_it() -> None:
    year, day = read_day("2021"), date(2021, 1, 1)
    assert year
    assert sorted([year, day], key=vagueness) == [day, year]
    end = read_day("2020", last=True)
    assert end
    assert min([gone(end), year], key=vagueness) == year, "a year that begins is told before one that is over"
    assert day_text(gone(end)) == "après 2020"
    assert day_text(gone(date(2021, 2, 4))) == "après le 4 février 2021", "no day that no source says"
    latest = read_day("[..2021-02-04]", last=True)
    assert latest
    assert gone(latest) == latest, "who came at the latest then is there from that day on: one stop tells both"


def test_what_ended_on_a_day_or_before_is_no_more_on_that_day() -> None:
    day = date(2021, 2, 4)
    latest = read_day("[..2021-02-04]", last=True)
    assert [Span(None, latest).holds(day + timedelta(days=step)) for step in (-1, 0, 1)] == [True, False, False]
    assert [Span(None, day).holds(day + timedelta(days=step)) for step in (-1, 0, 1)] == [True, True, False]
    assert Span(day, latest).holds(day), "what is of that day is there on it"


YEARS = """
<id/network/net> a org:OrganizationalCollaboration ; skos:prefLabel "Réseau"@fr .
<id/organisation/old> a org:FormalOrganization ; skos:prefLabel "Ancien"@fr ; schema:endDate "2020"^^xsd:gYear .
<id/membership/old> a org:Membership ; skos:prefLabel "L’ancien, dans le réseau"@fr ;
  org:member <id/organisation/old> ; org:organization <id/network/net> ; schema:endDate "2020"^^xsd:gYear .
<id/organisation/new> a org:FormalOrganization ; skos:prefLabel "Nouveau"@fr ;
  schema:startDate "2021-03"^^xsd:gYearMonth .
<id/membership/new> a org:Membership ; skos:prefLabel "Le nouveau, dans le réseau"@fr ;
  org:member <id/organisation/new> ; org:organization <id/network/net> ; schema:startDate "2021-03"^^xsd:gYearMonth .
<id/change-event/merger> a org:ChangeEvent ; skos:prefLabel "Fusion"@fr ; dct:date "2021"^^xsd:gYear .
"""


def test_tables_and_facts_read_the_same_days() -> None:
    dataset = town(YEARS)
    for name, path, day in (
        ("organisation/old", SCHEMA.endDate, EdgeDay(2020, 12, 31, "year")),
        ("organisation/new", SCHEMA.startDate, EdgeDay(2021, 3, 1, "month")),
        ("change-event/merger", DCT.date, EdgeDay(2021, 1, 1, "year")),
    ):
        assert dataset.day(iri(name), path) == Tables(dataset.store).days(path)[iri(name)] == day
    assert dataset.valid(iri("organisation/old"), date(2020, 12, 31))
    assert not dataset.valid(iri("organisation/old"), date(2021, 1, 1))


def _names(model: Model, day: date) -> set[str]:
    mindmap = build(MapRequest(town(YEARS), model, "reseaux", day))
    return {node.label for node in mindmap.nodes}


def test_the_map_follows_months_and_years(model: Model) -> None:
    assert {"Ancien", "Nouveau"} & _names(model, date(2020, 12, 31)) == {"Ancien"}
    assert {"Ancien", "Nouveau"} & _names(model, date(2021, 2, 28)) == set()
    assert {"Ancien", "Nouveau"} & _names(model, date(2021, 3, 1)) == {"Nouveau"}
    mindmap = build(MapRequest(town(YEARS), model, "reseaux", date(2021, 6, 1), since=date(2020, 6, 1)))
    assert list(map(str, mindmap.dates)) == ["2021-01-01", "2021-03-01"]
    assert [day_text(mindmap.told(day)) for day in mindmap.dates] == ["après 2020", "mars 2021"]
    told = {change.label: str(change.day) for change in mindmap.changes}
    assert told["Ancien"] == "2020", "no day is made up"
    assert told["Nouveau"] == "2021-03"
    assert {day_text(change.told) for change in mindmap.changes} == {"après 2020", "mars 2021"}
