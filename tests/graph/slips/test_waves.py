# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many reports in a short time are a wave: told by their minutes alone, taken back whole, and given back whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from graph.errors import UnknownThing
from graph.slips.waves import KEPT, MANY, WITHDRAWN, WITHIN, MinuteOfReports, Wave, minute_of, waves
from tests.graph.slips.desks import ATELIER, COOPERATIVE, TODAY, later, town

NOON = datetime(2021, 6, 10, 12, tzinfo=UTC)
EVERYWHERE = pytest.mark.usefixtures("database")


def reported(*minutes: int, each: int = 1) -> list[MinuteOfReports]:
    """Reports so many minutes after noon, of two actors in turn."""
    actors = (ATELIER, COOPERATIVE)
    return [
        MinuteOfReports(minute_of(NOON + timedelta(minutes=minute)), actors[rank % 2], each)
        for rank, minute in enumerate(minutes)
    ]


SPAN = int(WITHIN.total_seconds()) // 60


@pytest.mark.parametrize(
    ("reports", "found"),
    [
        pytest.param([], [], id="none"),
        pytest.param(reported(*range(MANY - 1)), [], id="one too few"),
        pytest.param(reported(0, each=MANY), [("12:00", "12:00", MANY, 1)], id="at once"),
        pytest.param(reported(*[0] * (MANY - 1), SPAN), [("12:00", "12:30", MANY, 2)], id="in just that time"),
        pytest.param(reported(*[0] * (MANY - 1), SPAN + 1), [], id="in a minute more"),
        pytest.param(reported(*range(0, 600, 2)), [], id="many, but slowly"),
        pytest.param(reported(*range(60)), [("12:00", "12:59", 60, 2)], id="one that goes on is one"),
        pytest.param(
            reported(0, *[200] * MANY, 400, *[500] * MANY),
            [("20:20", "20:20", MANY, 2), ("15:20", "15:20", MANY, 2)],
            id="two, and what is between is in none",
        ),
    ],
)
def test_what_is_a_wave(reports: list[MinuteOfReports], found: list[tuple[str, str, int, int]]) -> None:
    assert [(wave.first[-5:], wave.last[-5:], wave.reports, wave.actors) for wave in waves(reports)] == found


def test_minutes_are_of_one_time_wherever_the_machine_is() -> None:
    assert minute_of(NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2021-06-10T12:00"


@EVERYWHERE
def test_a_wave_is_taken_back_whole_given_back_whole_and_goes_on_as_another(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        early, late, after = (minute_of(NOON + timedelta(minutes=minutes)) for minutes in (-300, 0, 9))
        number = found.given("before")
        found.slips.mark(number, "unreachable", TODAY, minute=early)
        found.slips.add_unreached(COOPERATIVE, TODAY)  # of before minutes were noted
        alone = found.desk.questioned(TODAY)
        found.slips.mark(number, "taken", TODAY, minute=late)
        found.slips.sign_unreached(COOPERATIVE, 3, TODAY)
        signed = found.desk.questioned(TODAY)
        for seed in range(MANY):
            found.slips.mark(found.given(str(seed)), "unreachable", TODAY, minute=late)
            found.slips.add_unreached(COOPERATIVE, TODAY, after)
        full, rows = found.desk.questioned(TODAY), found.slips.rows()
        [wave] = found.desk.waves(TODAY)
        assert (wave.first, wave.last, wave.reports, wave.actors) == (late, after, 2 * MANY + 1, 2)
        found.desk.decide(late, WITHDRAWN, TODAY)
        [left, other] = found.desk.questioned(TODAY)
        # What was said before, or under a session, stays.
        assert (left, other.why.times) == (alone[0], 2)
        assert len(signed) == 1
        assert found.desk.waves(TODAY) == ()
        with pytest.raises(UnknownThing, match="elle est vide"):
            found.desk.decide(late, WITHDRAWN, TODAY)
        for _ in range(MANY):
            found.slips.add_unreached(ATELIER, TODAY, minute_of(NOON + timedelta(minutes=10)))
        assert [one.reports for one in found.desk.waves(TODAY)] == [MANY]
        found.slips.forget_unreached(ATELIER)
        assert found.desk.decided() == [(Wave(late, after), WITHDRAWN)]
        found.desk.decide_no_more(late)
        assert (found.desk.questioned(TODAY), found.slips.rows()) == (full, rows)
        found.desk.decide(late, KEPT, TODAY)
        assert (found.desk.questioned(TODAY), found.desk.waves(TODAY)) == (full, ())


def test_who_says_again_what_was_taken_back_with_a_wave_is_heard(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        number, (first, then) = found.given("again"), (minute_of(NOON), minute_of(NOON + timedelta(days=2)))
        found.slips.mark(number, "unreachable", TODAY, minute=first)
        found.slips.decide(Wave(first, first), WITHDRAWN, TODAY)
        assert found.desk.questioned(TODAY) == ()
        found.slips.mark(number, "unreachable", later(2), minute=then)
        assert [item.why.times for item in found.desk.questioned(later(2))] == [1]
