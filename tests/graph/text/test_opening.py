# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours, hours of events and official numbers: read, said in both languages, refused when wrong."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from graph.text import official_numbers, opening
from graph.text.days import ZONE, read_moment
from graph.text.moments import date_text, day_to_come_text, readable
from graph.text.opening import OpenNow, hours_text, open_now

WEEKS = [
    ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", "du lundi au vendredi 9 h–12 h, 14 h–17 h ; fermé les jours fériés"),
    ("Tu,Th 14:00-22:00; We,Fr,Sa 14:00-20:00", "mardi et jeudi 14 h–22 h ; mercredi, vendredi et samedi 14 h–20 h"),
    ("24/7", "tous les jours, 24 heures sur 24"),
    ("Mo-Th 08:30-17:00; We off", "lundi, mardi et jeudi 8 h 30–17 h"),
]
# What no week says, or says wrongly: shown as it is written.
MORE_THAN_A_WEEK = [
    'Mo-Fr 09:00-12:00 "sur rendez-vous"',
    "Jan-Mar Mo 10:00-12:00",
    "Fr 20:00-02:00",
    "Mo-Fr",
    "SH Mo 10:00-12:00",
]


@pytest.mark.parametrize(("written", "said"), WEEKS, ids=[written for written, _ in WEEKS])
def test_a_week_is_said_in_french(written: str, said: str) -> None:
    assert hours_text(written) == said


def test_a_week_is_said_in_english() -> None:
    assert hours_text("Mo-Fr 09:00-12:30; PH off", "en") == "Monday to Friday 9:00–12:30 ; closed on public holidays"


@pytest.mark.parametrize("written", MORE_THAN_A_WEEK)
def test_what_is_not_the_same_every_week_is_left_as_it_is_written(written: str) -> None:
    assert opening.is_right(written)
    assert hours_text(written) == written


@pytest.mark.parametrize(
    ("written", "moment", "found"),
    [
        ("Mo-Fr 09:00-12:00,14:00-17:00", datetime(2026, 11, 27, 9, 5), OpenNow(True, "Ferme à 12 h")),
        ("Mo-Fr 09:00-12:00,14:00-17:00", datetime(2026, 11, 27, 12, 30), OpenNow(False, "Ouvre à 14 h")),
        ("Mo-Fr 09:00-12:00", datetime(2026, 11, 27, 13, 0), OpenNow(False, "Ouvre lundi à 9 h")),
        ("Mo-Fr 09:00-12:00", datetime(2026, 11, 29, 13, 0), OpenNow(False, "Ouvre demain à 9 h")),
        ("Jan-Mar Mo 10:00-12:00", datetime(2026, 11, 29, 13, 0), OpenNow(False, "Ouvre le 4 janvier 2027 à 10 h")),
        ("Mo-Fr 09:00-12:00; PH off", datetime(2026, 12, 25, 10, 0), OpenNow(False, "Ouvre lundi à 9 h")),
        ("24/7", datetime(2026, 11, 29, 13, 0), OpenNow(True, "")),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', datetime(2026, 11, 27, 9, 5), None),
        ("lundi 9h", datetime(2026, 11, 27, 9, 5), None),
    ],
)
def test_it_is_told_whether_it_is_open(written: str, moment: datetime, found: OpenNow | None) -> None:
    assert open_now(written, moment) == found


@pytest.mark.parametrize("written", ["lundi 9h", "Mo 25:00-26:00", "", "Mo-Fr 09:00-12:00;" * 60])
def test_hours_that_cannot_be_read_are_wrong(written: str) -> None:
    assert not opening.is_right(written)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("732829320", True),
        ("732829321", False),
        ("73282932000074", True),
        ("73282932000075", False),
        ("356000000", True),
        ("35600000000048", True),
        ("35600000049837", True),
        ("35600000049838", False),
        ("W371000123", True),
        ("w371000123", False),
        ("12345678", False),
    ],
)
def test_the_key_of_an_official_number_is_checked(number: str, right: bool) -> None:
    assert official_numbers.is_right(number) is right


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2027-03-12T14:00:00", "12 mars 2027 à 14 h"),
        ("2027-03-12T13:30:00Z", "12 mars 2027 à 14 h 30"),
        ("2027-07-12T23:30:00Z", "13 juillet 2027 à 1 h 30"),
        ("2027-03-12", "12 mars 2027"),
        ("2027-03", "mars 2027"),
        ("Semaine 12", "Semaine 12"),
    ],
)
def test_a_date_is_said_with_its_hour_where_it_has_one(written: str, said: str) -> None:
    assert date_text(written) == said
    assert readable(written) == said


@pytest.mark.parametrize(
    ("written", "passed"),
    [
        pytest.param("2027-03-11", True, id="the day before"),
        pytest.param("2027-03-12", False, id="that day"),
        pytest.param("2027-03-12T09:00:00", False, id="an hour of that day"),
        pytest.param("2027-03-11T20:00:00", True, id="an hour of the day before"),
        pytest.param("2027-02", True, id="the month before"),
        pytest.param("2027-03", False, id="a month that is not over"),
        pytest.param("Semaine 12", False, id="words"),
    ],
)
def test_what_was_to_take_place_says_so_once_it_is_over(written: str, *, passed: bool) -> None:
    said = day_to_come_text(written, date(2027, 3, 12))
    assert said == date_text(written) + (", déjà passé" if passed else "")


def test_a_moment_without_a_zone_is_read_on_our_clocks() -> None:
    assert read_moment("2027-07-12T14:00:00") == datetime(2027, 7, 12, 14, tzinfo=ZONE)
    assert read_moment("2027-07-12") is None
    assert read_moment("2027-07-12T25:00:00") is None
