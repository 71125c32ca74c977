# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: good ones are read, wrong ones are named with what to do."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from graph.errors import SettingsError
from graph.settings import DEFAULT_BASE_URL, Settings


def test_an_empty_environment_gives_the_defaults(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path)})
    assert settings.base_url == DEFAULT_BASE_URL
    assert settings.base_is_default
    assert settings.database_url == f"sqlite:///{tmp_path / 'journal.sqlite'}"
    assert (settings.store, settings.port) == ("embedded", 5000)
    assert settings.trusted_proxies == 0


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    one, other = (Settings.from_environment({"INSTANCE": str(tmp_path)}) for _ in range(2))
    assert one.secret_key == other.secret_key
    assert len(one.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_given_secret_is_not_written(tmp_path: Path) -> None:
    assert Settings.from_environment({"INSTANCE": str(tmp_path), "SECRET_KEY": "given"}).secret_key == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_base_loses_its_final_slash(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), "BASE_URL": "https://tisserand.example.org/"})
    assert settings.base_url == "https://tisserand.example.org"
    assert not settings.base_is_default


WRONG = [
    ("BASE_URL", "https://a.example:port"), ("BASE_URL", "https://a b.example"), ("BASE_URL", "https://me:x@a.example"),
    ("BASE_URL", "https://a.example/tisserand"), ("BASE_URL", "https://a.example/tisserand/"), ("BASE_URL", "https://?"),
    ("BASE_URL", "tisserand.example.org"), ("BASE_URL", "ftp://a.example"), ("BASE_URL", "https://a.example/?x=1"),
    ("DATABASE_URL", "journal.sqlite"), ("STORE", "oxigraph"), ("STORE", "ftp://a.example"),
    ("STORE", "http://a.example:port/store"), ("STORE", "http:///store"),
    ("TODAY", "demain"), ("TODAY", "2021-02-30"),
    ("TRUSTED_PROXIES", "-1"), ("TRUSTED_PROXIES", "oui"), ("TRUSTED_PROXIES", "1.5"), ("TRUSTED_PROXIES", "11"),
    ("TRUSTED_PROXIES", "²"), ("PORT", "²"),
    ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "-1"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name}={value}" for name, value in WRONG])
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.from_environment({"INSTANCE": str(tmp_path), name: value})
    assert caught.value.field == name


def test_a_day_to_stay_on_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), "TODAY": "2026-12-10"})
    assert settings.today == date(2026, 12, 10)


def test_a_base_with_a_path_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="sous un chemin") as caught:
        Settings.from_environment({"INSTANCE": str(tmp_path), "BASE_URL": "https://a.example/tisserand"})
    assert "https://tisserand.example.org" in caught.value.message


WITH_PASSWORDS = [
    ("STORE", "ftp://me:s3cret@a.example/store"), ("STORE", "http://me:s3/cret@a.example/store"),
    ("STORE", "me:s3cret@a.example"), ("DATABASE_URL", "me:s3cret@base"),
    ("BASE_URL", "https://me:s3cret@a.example"), ("STORE", "http://me:s3 cret@a.example/store"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WITH_PASSWORDS, ids=[f"{name}={value}" for name, value in WITH_PASSWORDS])
def test_a_wrong_setting_is_said_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.from_environment({"INSTANCE": str(tmp_path), name: value})
    assert "s3" not in caught.value.message
    assert "cret" not in caught.value.message


def test_settings_are_shown_without_their_secrets(tmp_path: Path) -> None:
    secrets = {"STORE": "http://me:s3cret@a.example/store",
               "DATABASE_URL": "postgresql://me:s3cret@base/tisserand", "SECRET_KEY": "s3cret"}  # fmt: skip
    assert "s3cret" not in repr(Settings.from_environment({"INSTANCE": str(tmp_path), **secrets}))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="INSTANCE"):
        Settings.from_environment({"INSTANCE": str(tmp_path / "file" / "instance")})
