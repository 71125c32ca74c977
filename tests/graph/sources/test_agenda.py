# SPDX-License-Identifier: AGPL-3.0-or-later
"""iCalendar: whole days, hours, zones, what repeats, what is moved, cancelled or private, and nobody's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.model.exchange import exchange
from graph.namespaces import DCT, FOAF, RDF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.namespaces import ORG as ORGANISATIONS
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.sources._occurrences import Occurrences, Unreadable
from tests.instances import BASE, DAY, ID
from tests.readings import GivenFile, blank_lines, given

FORM = exchange("icalendar")
RONDE = ID + "organisation/ronde"


def _agenda(folder: Path, *events: str, known: Dataset | None = None) -> GivenFile:
    blocks = ["\r\n".join(["BEGIN:VEVENT", *blank_lines(event), "END:VEVENT"]) for event in events]
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", *blocks, "END:VCALENDAR", ""])
    return given(folder / "agenda.ics", text, known=known)


def test_an_event_has_its_hours_on_the_clocks_of_here(tmp_path: Path) -> None:
    read = _agenda(
        tmp_path,
        """UID:a@example.org
        SUMMARY:Atelier\\, le matin
        DTSTART:20261219T083000Z
        DTEND:20261219T110000Z
        DESCRIPTION:On apprend à <b>ranger</b>.
        LOCATION:Maison des associations\\, 5 rue du Pont\\, 37000 Tours
        URL:https://ronde.example.org/agenda
        CATEGORIES:Avoir un site internet,Doux\\, convivial
        LAST-MODIFIED:20261101T233000Z
        X-COULEUR:rouge""",
    )
    said = read.said()
    assert (read.form.slug, read.things[0].kind, read.things[0].key) == ("icalendar", "event", "a@example.org")
    assert said[SKOS.prefLabel] == ["Atelier, le matin"]
    assert (said[SCHEMA.startDate], said[SCHEMA.endDate]) == (["2026-12-19T09:30:00"], ["2026-12-19T12:00:00"])
    assert said[DCT.description] == ["On apprend à ranger."]
    assert said[SCHEMA.location] == ["Tours 37000"]
    assert said[FORM.elsewhere("LOCATION")] == ["Maison des associations, 5 rue du Pont, 37000 Tours"]
    assert said[SCHEMA.about] == [VOCABULARY["need/website"]]
    assert said[FORM.elsewhere("CATEGORIES")] == ["Avoir un site internet", "Doux, convivial"]
    assert (said[FOAF.homepage], said[DCT.modified]) == (["https://ronde.example.org/agenda"], ["2026-11-02"])
    assert {read.column(name).why for name in ("DTSTART", "DTEND", "LAST-MODIFIED")} == {read.column("SUMMARY").why}
    assert read.column("X-COULEUR").why == "utile au seul logiciel d’origine"
    assert not read.faults


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ("DTSTART;VALUE=DATE:20261219\nDTEND;VALUE=DATE:20261220", "2026-12-19", None),
        ("DTSTART;VALUE=DATE:20261219\nDTEND;VALUE=DATE:20261222", "2026-12-19", "2026-12-21"),
        ("DTSTART;VALUE=DATE:20261219", "2026-12-19", None),
        ("DTSTART;TZID=America/Montreal:20261219T080000\nDURATION:PT2H", "2026-12-19T14:00:00", "2026-12-19T16:00:00"),
        ("DTSTART:20261219T080000", "2026-12-19T08:00:00", None),
    ],
    ids=["one day", "three days", "no end", "another zone", "no zone"],
)
def test_days_and_hours(tmp_path: Path, lines: str, start: str, end: str | None) -> None:
    said = _agenda(tmp_path, f"UID:a\nSUMMARY:A\n{lines}").said()
    assert (said[SCHEMA.startDate], said.get(SCHEMA.endDate)) == ([start], [end] if end else None)


def _days(read: GivenFile) -> list[str]:
    return [read.said(place)[SCHEMA.startDate][0] for place in range(len(read.things))]


def test_what_repeats_gives_the_dates_to_come(tmp_path: Path) -> None:
    read = _agenda(
        tmp_path,
        """UID:a
        SUMMARY:Permanence
        DTSTART;TZID=Europe/Paris:20200102T140000
        DTEND;TZID=Europe/Paris:20200102T160000
        RRULE:FREQ=WEEKLY;BYDAY=TH
        EXDATE;TZID=Europe/Paris:20261217T140000""",
        """UID:a
        SUMMARY:Permanence déplacée
        RECURRENCE-ID;TZID=Europe/Paris:20261224T140000
        DTSTART;TZID=Europe/Paris:20261223T140000""",
        """UID:a
        SUMMARY:Permanence
        STATUS:CANCELLED
        RECURRENCE-ID;TZID=Europe/Paris:20261231T140000
        DTSTART;TZID=Europe/Paris:20261231T140000""",
    )
    days = _days(read)
    assert days[0] == "2026-12-10T14:00:00"  # the day on which the tests live
    assert days[1] == "2027-01-07T14:00:00"  # one left out, one moved, one cancelled
    assert days[-1] == "2026-12-23T14:00:00"
    assert max(days) <= "2027-12-12"
    assert len(days) == 51
    assert read.said()[SCHEMA.endDate] == ["2026-12-10T16:00:00"]
    assert len({thing.key for thing in read.things}) == len(days)
    assert read.reading.notices == ("Ce qui est annulé là-bas n’entre pas ici (ligne 18).",)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=1SA;COUNT=3", ["2027-02-06", "2027-03-06"]),
        ("FREQ=YEARLY;UNTIL=20281231", ["2027-12-10"]),
        ("FREQ=DAILY;COUNT=2", ["2026-12-11"]),
    ],
)
def test_rules_of_repetition(tmp_path: Path, rule: str, days: list[str]) -> None:
    read = _agenda(tmp_path, f"UID:a\nSUMMARY:A\nDTSTART;VALUE=DATE:20261210\nRRULE:{rule}")
    assert _days(read)[1:] == days


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYEASTER=1",
        "FREQ=JAMAIS",
        "FREQ=WEEKLY;COUNT=-1",
    ],
)
def test_a_rule_that_cannot_be_followed_gives_its_first_date(tmp_path: Path, rule: str) -> None:
    read = _agenda(tmp_path, f"UID:a\nSUMMARY:A\nDTSTART;VALUE=DATE:20261219\nRRULE:{rule}")
    assert _days(read) == ["2026-12-19"]
    assert len(read.reading.notices) == 1
    assert not read.faults


def test_a_few_rules_that_never_fall_are_enough() -> None:
    """Each is looked for until the year 9999: after three, only what always falls is followed."""
    occurrences, start = Occurrences(DAY), date(2026, 12, 19)
    for why in ("ne tombe jamais", "ne tombe jamais", "ne tombe jamais", "ne se lit pas"):
        with pytest.raises(Unreadable, match=why):
            occurrences.of(start, {"FREQ": "YEARLY", "BYMONTH": [2], "BYMONTHDAY": [30]}, (), ())
    assert len(occurrences.of(start, {"FREQ": "WEEKLY", "BYDAY": ["SA"]}, (), ())) == 52


def test_what_is_over_keeps_its_last_date(tmp_path: Path) -> None:
    read = _agenda(tmp_path, "UID:a\nSUMMARY:A\nDTSTART;VALUE=DATE:20200102\nRRULE:FREQ=WEEKLY;COUNT=3")
    assert _days(read) == ["2020-01-16"]


def test_nobody_is_named_and_an_organisation_is_known_by_its_e_mail(tmp_path: Path) -> None:
    known = Dataset.in_memory(
        [
            Fact(RONDE, RDF.type, ORGANISATIONS.FormalOrganization, ID + "source/town"),
            Fact(RONDE, SCHEMA.email, text_literal("contact@ronde.example.org"), ID + "source/town"),
        ],
        BASE,
    )
    event = """UID:a
    SUMMARY:A
    DTSTART;VALUE=DATE:20261219
    ORGANIZER;CN=Une Personne:mailto:Contact@ronde.example.org
    ATTENDEE;CN=Autre Personne:mailto:autre@example.org
    CONTACT:Une Personne"""
    read = _agenda(tmp_path, event, known=known)
    assert read.said()[SCHEMA.organizer] == [RONDE]
    assert SCHEMA.attendee not in read.said()
    assert "Personne" not in str(read.all) + str(read.reading.columns)
    assert "autre@" not in str(read.all) + str(read.reading.columns)
    assert SCHEMA.organizer not in _agenda(tmp_path, event).said()


def test_what_does_not_enter_is_told_with_its_line(tmp_path: Path) -> None:
    read = _agenda(
        tmp_path,
        "UID:a\nSUMMARY:Sans date",
        "UID:b\nDTSTART;VALUE=DATE:20261219",
        "UID:c\nSUMMARY:Privé\nCLASS:PRIVATE\nDTSTART;VALUE=DATE:20261219",
        "UID:d\nSUMMARY:Faux\nDTSTART:demain",
        "UID:e\nSUMMARY:À rebours\nDTSTART:20261219T100000Z\nDTEND:20261218T100000Z",
        "UID:f\nSUMMARY:Ailleurs\nDTSTART;TZID=Nulle/Part:20261219T100000",
        "UID:g\nSUMMARY:Peut-être\nSTATUS:TENTATIVE\nDTSTART;VALUE=DATE:20261219",
    )
    assert [fault.row for fault in read.faults] == [4, 8, 18]
    assert [notice.partition(" (ligne ")[2] for notice in read.reading.notices] == ["12).", "23).", "29)."]
    assert [thing.key for thing in read.things] == ["e", "f", "g"]
    assert read.said(2)[TIS.state] == [VOCABULARY["state/to-confirm"]]
