# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder of backups keeps the latest, then one a day, a week and a month, and whatever is not of this site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.backup import read_backup
from graph.backup.rotation import (
    DAYS,
    LATEST,
    MONTHS,
    WEEKS,
    DatedFile,
    add_dated,
    dated_files,
    dated_name,
    latest_in,
    one_too_many,
    remove_old,
)
from graph.errors import DataError, InvalidInput
from tests.instances import BARE, draft, label, opened, settings_in

NOON = datetime(2026, 12, 10, 12, tzinfo=UTC)


def _files(moments: list[datetime]) -> list[DatedFile]:
    """The latest first."""
    return [DatedFile(Path(f"{moment:%Y-%m-%d-%H%M%S}"), moment) for moment in sorted(moments, reverse=True)]


def _kept_over_time(moments: list[datetime]) -> list[datetime]:
    """What is left of backups made one after the other, each time with the old ones taken away."""
    left: list[DatedFile] = []
    for moment in moments:
        made = DatedFile(Path(f"{moment:%Y-%m-%d-%H%M%S}"), moment)
        left = sorted([*left, made], key=lambda item: item.moment, reverse=True)
        gone = set(one_too_many(left, made.path))
        left = [item for item in left if item.path not in gone]
    return [item.moment for item in left]


def test_a_backup_each_night_for_two_years_leaves_a_score() -> None:
    kept = _kept_over_time([NOON - timedelta(days=day) for day in range(730, -1, -1)])
    ages = [(NOON - moment).days for moment in kept]
    assert ages[:DAYS] == list(range(DAYS))
    assert sum(age < 28 for age in ages) <= DAYS + WEEKS
    assert len({(moment.year, moment.month) for moment in kept}) == MONTHS
    assert MONTHS < len(kept) <= DAYS + WEEKS + MONTHS
    assert 300 < ages[-1] < 366


def test_several_on_the_same_day_leave_what_was_before_a_mishap() -> None:
    before = [NOON - timedelta(days=day) for day in range(3, 0, -1)]
    today = [NOON + timedelta(minutes=minute) for minute in range(LATEST + 3)]
    kept = _kept_over_time([*before, *today])
    assert kept == [*reversed(today[-LATEST:]), *reversed(before)]


def test_who_made_none_for_years_loses_none() -> None:
    moments = [NOON - timedelta(days=1000 * number) for number in range(5)]
    assert _kept_over_time(moments[::-1]) == moments


def test_the_one_just_made_stays_whatever_the_clock_says() -> None:
    wrong = NOON - timedelta(days=4000)
    files = _files([NOON - timedelta(days=day) for day in range(600)] + [wrong])
    assert wrong.strftime("%Y-%m-%d-%H%M%S") not in {path.name for path in one_too_many(files, files[-1].path)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    repository = opened(tmp_path / "instance", ontology=BARE)
    repository.commit(draft({label("network/1", "Réseau")}))
    repository.close()
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


OTHERS = (
    "notes.txt", "localhost-5000.tar.gz", "localhost-5000-2020-01-01.tar.gz", "localhost-5000-2020-13-01-000000.tar.gz",
    "localhost-50001-2020-01-01-000000.tar.gz", "example.org-2020-01-01-000000.tar.gz",
    "localhost-5000-2020-01-01-000000.tar.gz.part", "x-localhost-5000-2020-01-01-000000.tar.gz",
)  # fmt: skip


def test_what_is_not_ours_is_left_alone(folder: Path, tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "instance")
    for name in OTHERS:
        (folder / name).write_text("of somebody else")
    old = [
        folder / dated_name(settings, (NOON - timedelta(days=day)).isoformat(), is_sealed=day % 2 == 0)
        for day in range(2000, 2100)
    ]
    for path in old:
        path.write_text("an old one")
    cut_short = folder / f".{old[0].name}.1234"
    cut_short.write_text("not whole")
    (folder / "localhost-5000-2019-01-01-000000.tar.gz").mkdir()
    (folder / "localhost-5000-2018-01-01-000000.tar.gz").symlink_to(folder / OTHERS[0])
    before = set(folder.iterdir())
    saved, path = add_dated(settings, folder)
    assert read_backup(path).rows == saved.rows
    assert latest_in(settings, folder) == path
    removed = remove_old(settings, folder, path)
    assert removed
    assert set(removed) < set(old)
    assert set(folder.iterdir()) == (before | {path}) - set(removed) - {cut_short}
    assert len(dated_files(folder, settings)) <= LATEST + DAYS + WEEKS + MONTHS


def test_the_address_of_a_site_is_in_the_name(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, BASE_URL="https://Example.org/Tours/liens")
    name = dated_name(settings, "2026-12-10T08:30:00.5+01:00", is_sealed=True)
    assert name == "example.org-tours-liens-2026-12-10-073000.tar.gz.age"


def test_nothing_is_begun_where_there_is_nothing_to_keep_or_nowhere(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Branchez le disque"):
        add_dated(settings_in(tmp_path / "instance"), tmp_path / "away")
    with pytest.raises(InvalidInput, match=r"INSTANCE .* au bon endroit"):
        add_dated(settings_in(tmp_path / "mistaken"), folder)
    with pytest.raises(DataError, match="aucune sauvegarde datée de ce site"):
        latest_in(settings_in(tmp_path / "instance"), folder)
    assert list(folder.iterdir()) == []
