# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: good ones are read, wrong ones are named with what to do."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from graph.errors import SettingsError
from graph.lan import local_addresses
from graph.settings import DEFAULT_BASE_URL, FormerSetting, Settings, of_today


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
    given = "given " * 6
    assert Settings.from_environment({"INSTANCE": str(tmp_path), "SECRET_KEY": given}).secret_key == given
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", ["", "a" * 31, "é" * 40, "\0" * 64], ids=["empty", "cut", "other signs", "wiped"])
def test_a_kept_secret_that_is_damaged_is_told_and_never_replaced(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "secret_key"
    path.write_text(kept, encoding="utf-8")
    with pytest.raises(SettingsError, match="Remettez celui d’une copie") as caught:
        Settings.from_environment({"INSTANCE": str(tmp_path)})
    assert not kept or kept not in caught.value.message
    assert path.read_text(encoding="utf-8") == kept


def test_a_secret_that_others_could_read_is_theirs_no_more(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text("s" * 64)
    path.chmod(0o644)
    assert Settings.from_environment({"INSTANCE": str(tmp_path)}).secret_key == "s" * 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_base_loses_its_final_slash(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), "BASE_URL": "https://tisserand.example.org/"})
    assert settings.base_url == "https://tisserand.example.org"
    assert not settings.base_is_default


WRONG = [
    ("BASE_URL", "https://a.example:port"), ("BASE_URL", "https://a b.example"), ("BASE_URL", "https://me:x@a.example"),
    ("BASE_URL", "https://?"), ("LAN", "oui"), ("LAN", "2"), ("HOST", "nulle part"), ("HOST", "nulle-part.invalid"),
    ("BASE_URL", "tisserand.example.org"), ("BASE_URL", "ftp://a.example"), ("BASE_URL", "https://a.example/?x=1"),
    ("DATABASE_URL", "journal.sqlite"), ("STORE", "oxigraph"), ("STORE", "ftp://a.example"),
    ("STORE", "http://a.example:port/store"), ("STORE", "http:///store"),
    ("TODAY", "demain"), ("TODAY", "2021-02-30"),
    ("SECRET_KEY", ""), ("SECRET_KEY", "trop-court"), ("SECRET_KEY", "x" * 31),
    ("TRUSTED_PROXIES", "-1"), ("TRUSTED_PROXIES", "oui"), ("TRUSTED_PROXIES", "1.5"), ("TRUSTED_PROXIES", "11"),
    ("TRUSTED_PROXIES", "²"), ("PORT", "²"), ("FORM_SECONDS", "-1"), ("FORM_SECONDS", "deux"), ("FORM_SECONDS", "61"),
    ("SMTP_URL", "mail.example.org"), ("SMTP_URL", "smtp://me:a@b@c.example"), ("MAIL_FROM", "Tisserand"),
    ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "-1"),
    ("OIDC_ISSUER", "connexion.example.org"), ("OIDC_ISSUER", "http://connexion.example.org"),
    ("OIDC_ISSUER", "https://me:x@connexion.example.org"), ("OIDC_ISSUER", "https://connexion.example.org/?x=1"),
    ("OIDC_ADDRESSES_TRUSTED", "oui"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name}={value}" for name, value in WRONG])
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.from_environment({"INSTANCE": str(tmp_path), name: value})
    assert caught.value.field == name


def test_a_provider_needs_all_that_makes_one_its_client(tmp_path: Path) -> None:
    told = {"INSTANCE": str(tmp_path), "OIDC_ISSUER": "https://connexion.example.org/realms/reseau"}
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment(told)
        told[name] = "zq-secret"
    settings = Settings.from_environment(told)
    assert settings.oidc_name == "connexion.example.org"
    assert "zq-secret" not in repr(settings).replace("oidc_client_id='zq-secret'", "")
    with pytest.raises(SettingsError, match="OIDC_NAME"):
        Settings.from_environment({**told, "OIDC_NAME": "x" * 41})


def test_a_day_to_stay_on_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), "TODAY": "2026-12-10"})
    assert settings.today == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("base", "origin", "path"),
    [
        ("https://a.example/tisserand/", "https://a.example", "/tisserand"),
        ("http://a.example:8080/b/c.d_e~f-1", "http://a.example:8080", "/b/c.d_e~f-1"),
        ("https://a.example/", "https://a.example", ""),
    ],
)
def test_a_base_may_have_a_path(tmp_path: Path, base: str, origin: str, path: str) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), "BASE_URL": base})
    assert (settings.base_url, settings.origin, settings.path) == (origin + path, origin, path)


@pytest.mark.parametrize("path", ["/é", "/a b", "/a%20b", "//a", "/a//b", "/..", "/a/../b", "/a;b", "/.a", "/a,b"])
def test_a_path_that_somebody_on_the_way_would_change_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SettingsError, match="BASE_URL"):
        Settings.from_environment({"INSTANCE": str(tmp_path), "BASE_URL": f"https://a.example{path}"})


@pytest.mark.parametrize(
    ("asked", "host", "lan"),
    [
        ({}, "127.0.0.1", ()),
        ({"LAN": "0"}, "127.0.0.1", ()),
        ({"HOST": "localhost"}, "127.0.0.1", ()),
        ({"HOST": "0.0.0.0"}, "0.0.0.0", ()),  # noqa: S104
        ({"HOST": "192.168.1.20"}, "192.168.1.20", ()),
        ({"HOST": "192.168.1.20", "LAN": "1"}, "192.168.1.20", ("http://192.168.1.20:5000",)),
        ({"HOST": "192.168.1.20", "LAN": "1", "PORT": "80"}, "192.168.1.20", ("http://192.168.1.20",)),
        ({"HOST": "[2001:db8::1]", "LAN": "1"}, "2001:db8::1", ("http://[2001:db8::1]:5000",)),
    ],
    ids=str,
)
def test_where_to_listen_and_where_a_room_comes(
    tmp_path: Path, asked: dict[str, str], host: str, lan: tuple[str, ...]
) -> None:
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), **asked})
    assert (settings.host, settings.lan) == (host, lan)


def test_with_a_room_every_network_of_the_machine_is_listened_to(tmp_path: Path) -> None:
    found = local_addresses()
    if not found:
        with pytest.raises(SettingsError, match="sur aucun réseau"):
            Settings.from_environment({"INSTANCE": str(tmp_path), "LAN": "1"})
        return
    settings = Settings.from_environment({"INSTANCE": str(tmp_path), "LAN": "1"})
    assert settings.host == "0.0.0.0"  # noqa: S104
    assert settings.lan == tuple(f"http://{address}:5000" for address in found)


def test_a_room_cannot_come_where_only_this_machine_is_heard(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        with pytest.raises(SettingsError, match="aucun téléphone"):
            Settings.from_environment({"INSTANCE": str(tmp_path), "LAN": "1", "HOST": host})


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
               "DATABASE_URL": "postgresql://me:s3cret@base/tisserand", "SECRET_KEY": "s3cret" * 6}  # fmt: skip
    assert "s3cret" not in repr(Settings.from_environment({"INSTANCE": str(tmp_path), **secrets}))


@pytest.mark.parametrize(
    ("environment", "today", "told"),
    [
        ({"DOOR": "7"}, {"GATE": "7"}, "DOOR s’appelle maintenant GATE. Sa valeur est prise"),
        ({"DOOR": "7", "GATE": "8"}, {"GATE": "8"}, "GATE, que vous donnez aussi et qui compte seul : retirez DOOR."),
        ({"MOAT": "7"}, {}, "MOAT n’est plus un réglage et ne change rien : retirez-le."),
        ({"DOOR": "", "GATE": "8"}, {"GATE": "8"}, None),
        ({"GATE": "8"}, {"GATE": "8"}, None),
    ],
    ids=["renamed", "both names", "withdrawn", "left empty", "of today"],
)
def test_a_setting_of_yesterday_is_taken_and_told(
    environment: dict[str, str], today: dict[str, str], told: str | None
) -> None:
    former = (FormerSetting("DOOR", today="GATE"), FormerSetting("MOAT"))
    env, notices = of_today(environment, former)
    assert env == today
    assert len(notices) == (told is not None)
    assert all(told in notice for notice in notices if told)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="INSTANCE"):
        Settings.from_environment({"INSTANCE": str(tmp_path / "file" / "instance")})
