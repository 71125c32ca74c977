# SPDX-License-Identifier: AGPL-3.0-or-later
"""What costs little follows each change; what costs much is of before for a while, and is made by one at a time."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from web.app import costly
from web.app.costly import CostlyMaking

TODAY, TOMORROW = date(2026, 6, 1), date(2026, 6, 2)


class Maker:
    """Makes another thing each time."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        return self.count


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    """All costs much, and does for as long as a test takes."""
    monkeypatch.setattr(costly, "SLOW", -1.0)
    monkeypatch.setattr(costly, "SELDOM", 1e12)


def test_what_costs_little_follows_each_change(make: Maker) -> None:
    known = CostlyMaking[int]()
    assert [known.of_now(number, TODAY, make) for number in (1, 1, 2, 3, 3)] == [
        (rank, 0.0) for rank in (1, 1, 2, 3, 3)
    ]


@pytest.mark.usefixtures("much")
def test_what_costs_much_is_of_before_for_a_while_and_of_this_day(make: Maker) -> None:
    known = CostlyMaking[int]()
    first, second = known.of_now(1, TODAY, make), known.of_now(2, TODAY, make)
    assert (first[0], second[0], first[1]) == (1, 1, 0.0)
    assert second[1] > 0, "it is told for how long it will do"
    assert known.of_now(2, TOMORROW, make) == (2, 0.0)


@pytest.mark.usefixtures("much")
def test_once_the_while_is_over_it_is_made_again(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    known = CostlyMaking[int]()
    known.of_now(1, TODAY, make)
    monkeypatch.setattr(costly, "SELDOM", 0)
    assert known.of_now(2, TODAY, make) == (2, 0.0)


def test_while_one_makes_it_others_are_given_the_one_before(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costly, "SLOW", -1.0)
    monkeypatch.setattr(costly, "SELDOM", 0)
    known, begun, over = CostlyMaking[int](), threading.Event(), threading.Event()
    known.of_now(1, TODAY, make)

    def slowly() -> int:
        begun.set()
        assert over.wait(30)
        return make()

    found: list[tuple[int, float]] = []
    thread = threading.Thread(target=lambda: found.append(known.of_now(2, TODAY, slowly)))
    thread.start()
    assert begun.wait(30)
    assert known.of_now(2, TODAY, _never)[0] == 1
    over.set()
    thread.join()
    assert found == [(2, 0.0)]
    assert known.of_now(2, TODAY, _never) == (2, 0.0)


def _never() -> int:
    raise AssertionError("made twice at once")
