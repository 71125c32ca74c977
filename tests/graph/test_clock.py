# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day can be held, and goes by otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from app import create_app
from graph import clock
from graph.storage.publication import PublicationLog
from tests.instances import DAY, settings_in


@pytest.fixture
def free() -> Iterator[None]:
    """Days go by, until the end of the test."""
    clock.hold(None)
    yield
    clock.hold(DAY)


def test_tests_live_on_one_day() -> None:
    assert clock.today() == DAY
    assert clock.now().date() == DAY
    assert clock.now().tzinfo is UTC


def test_days_go_by_where_none_is_held(free: None) -> None:
    assert abs(clock.now().date() - clock.today()) <= timedelta(days=1)
    assert clock.now().tzinfo is UTC


def test_an_instance_told_a_day_stays_on_it(free: None, tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, TODAY="2031-05-04"), data=())
    assert clock.today() == date(2031, 5, 4)
    publication = PublicationLog(app.extensions["tisserand"].settings.database_url)
    assert publication.see("any content").at.date() == date(2031, 5, 4)
    publication.close()
