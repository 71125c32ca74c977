# SPDX-License-Identifier: AGPL-3.0-or-later
"""From reports to what everybody reads: two professionals agree, or a moderator; however many strangers never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.slips.corrections import corrections
from graph.slips.kept import PROFESSIONALS, finish, keep, keep_agreed
from graph.slips.rule import Case
from tests.graph.slips.desks import ATELIER, FILES, TODAY, Town, later, town
from tests.instances import both

UNREACHED = Case(ATELIER, "unreachable", "")
EVERYWHERE = pytest.mark.usefixtures("database")


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Town]:
    """The small town."""
    with town(tmp_path) as made:
        yield made


def says(found: Town, invitation: int, day: date = TODAY) -> None:
    """A professional could not reach."""
    found.slips.sign_unreached(ATELIER, invitation, day)


def marks(found: Town, invitation: int, outcome: str = "unreachable") -> str:
    """A professional says it with a slip; the number."""
    number = found.given(f"of {invitation}")
    found.slips.mark(number, outcome, TODAY, invitation=invitation)
    return number


def agreed(found: Town, *revoked: int, day: date = TODAY) -> tuple[Case, ...]:
    """What is said to everybody now that was not."""
    return keep_agreed(found.repository, found.desk, day, revoked)


Reports = Callable[[Town], object]


@EVERYWHERE
@pytest.mark.parametrize(
    "reports",
    [
        pytest.param(lambda town: (says(town, 3), says(town, 7)), id="two from cards"),
        pytest.param(lambda town: (marks(town, 3), says(town, 7)), id="one with a slip"),
        pytest.param(lambda town: (marks(town, 3), marks(town, 7)), id="two with slips"),
        pytest.param(
            lambda town: (town.slips.mark(marks(town, 3), "taken", TODAY), says(town, 7)),
            id="whatever a stranger says of the slip then",
        ),
    ],
)
def test_two_professionals_are_heard_by_everybody_with_author_date_and_undo(found: Town, reports: Reports) -> None:
    before, facts = found.answer(), both(found.repository)
    reports(found)
    assert (found.answer(), both(found.repository)) == (before, facts)
    assert agreed(found) == (UNREACHED,)
    after = found.answer()
    assert before[0][0] == ATELIER != after[0][0]
    assert "Signalé injoignable le 10 juin 2021 : vérifiez avant d’orienter." in str(after)
    *_, made = found.repository.journal.read()
    assert (made.header.author, made.header.source) == (
        "professionnels, invitations 3, 7", f"{found.repository.base}/id/source/{PROFESSIONALS.kind}-2021-06-10",
    )  # fmt: skip
    assert (agreed(found), found.desk.questioned(TODAY)) == ((), ())  # it is said once, and settled
    found.repository.undo(made.number, "essais")
    assert found.answer() == before


@pytest.mark.parametrize(
    "reports",
    [
        pytest.param(lambda town: says(town, 3), id="one alone"),
        pytest.param(lambda town: [says(town, 3) for _ in range(9)], id="one, again and again"),
        pytest.param(lambda town: (says(town, 3), marks(town, 3)), id="one, in two ways"),
        pytest.param(lambda town: (says(town, 3), says(town, 666)), id="one whose link was cancelled"),
        pytest.param(lambda town: (says(town, 3), marks(town, 7, "no-answer")), id="another who says something else"),
        pytest.param(
            lambda town: (says(town, 3), town.slips.mark(marks(town, 7), "taken", TODAY, invitation=7)),
            id="another who changed their mind",
        ),
        pytest.param(
            lambda town: (
                says(town, 3),
                [town.slips.mark(town.given(str(n)), "unreachable", TODAY) for n in range(12)],
                [town.slips.add_unreached(ATELIER, TODAY) for n in range(12)],
            ),
            id="one and two dozen strangers",
        ),
        pytest.param(
            lambda town: (says(town, 3), town.desk.check(town.desk.questioned(TODAY)[0].code, TODAY), says(town, 7)),
            id="another, once the card was checked",
        ),
        pytest.param(lambda town: (says(town, 3, later(-366)), says(town, 7)), id="another, a year later"),
    ],
)
def test_what_is_no_agreement_changes_nothing(found: Town, reports: Reports) -> None:
    before, facts, number = found.answer(), both(found.repository), found.repository.number
    reports(found)
    assert agreed(found, 666) == ()
    assert (found.answer(), both(found.repository), found.repository.number) == (before, facts, number)


def test_two_professionals_may_say_it_of_the_same_slip(found: Town) -> None:
    number = found.given("shared")
    for invitation in (3, 7):
        found.slips.mark(number, "not-for-me", TODAY, invitation=invitation)
    assert agreed(found, 7) == ()
    assert agreed(found) == (Case(ATELIER, "not-for-me", FILES),)


def test_who_says_it_on_two_days_is_one_professional(found: Town) -> None:
    found.slips.mark(found.given("before"), "unreachable", later(-1), invitation=3)
    says(found, 3)
    [item] = found.desk.questioned(TODAY)
    assert (item.why.times, item.why.professionals) == (2, 1)


def test_not_for_me_is_agreed_on_need_by_need_and_told_of_the_day_that_professionals_said(found: Town) -> None:
    for invitation in (1, 2):
        marks(found, invitation, "not-for-me")
    found.slips.mark(found.given("stranger"), "not-for-me", later(5))
    assert agreed(found, day=later(5)) == (Case(ATELIER, "not-for-me", FILES),)
    [item] = corrections(found.repository.public)
    assert item.reported == TODAY


@EVERYWHERE
def test_one_moderator_is_enough_and_corrected_it_may_be_reported_again_on_the_same_day(found: Town) -> None:
    before = found.answer()
    for turn in range(2):
        found.slips.add_unreached(ATELIER, TODAY)
        [item] = found.desk.questioned(TODAY)
        assert keep(found.repository, found.desk, item, TODAY, "modération, invitation 4")
        assert found.answer() != before
        found.slips.add_unreached(ATELIER, TODAY)
        assert not keep(found.repository, found.desk, found.desk.questioned(TODAY)[0], TODAY, "essais")
        found.slips.add_unreached(ATELIER, TODAY)
        assert "injoignable" in finish(found.repository, found.desk, item.code, TODAY, "essais")
        assert found.answer() == before
        assert found.desk.questioned(TODAY) == ()
        assert len(corrections(found.repository.public)) == turn + 1
