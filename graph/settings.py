# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings read once from the environment, each checked with a message that says what to do."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_BASE_URL = "http://localhost:5000"


@dataclass(frozen=True)
class Settings:
    """Where the state is, under which base IRIs are minted, how to reach the stores, and which area it is about.

    `area` is empty when the data that come with the project are to say it.
    """

    instance: Path
    base_url: str
    database_url: str
    store: str
    secret_key: str
    smtp_url: str | None
    port: int
    area: tuple[str, ...] = ()

    @property
    def base_is_default(self) -> bool:
        """True while nobody chose the base: exports say that their IRIs are provisional."""
        return self.base_url == DEFAULT_BASE_URL

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of the process; raises SettingsError naming the variable at fault."""
        env = os.environ if environment is None else environment
        instance = Path(env.get("INSTANCE") or ROOT / "instance").resolve()
        _make_folder(instance)
        return cls(
            instance=instance,
            base_url=_base_url(env.get("BASE_URL") or DEFAULT_BASE_URL),
            database_url=_url("DATABASE_URL", env.get("DATABASE_URL") or f"sqlite:///{instance / 'journal.sqlite'}"),
            store=_store(env.get("STORE") or "embedded"),
            secret_key=env.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
            smtp_url=_url("SMTP_URL", env["SMTP_URL"]) if env.get("SMTP_URL") else None,
            port=_port(env.get("PORT") or "5000"),
            area=tuple(env.get("AREA", "").replace(",", " ").split()),
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"INSTANCE : le dossier « {folder} » ne peut pas être créé ({error.strerror}). "
            "Choisissez un dossier où vous pouvez écrire.",
            field="INSTANCE",
        ) from error


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f"BASE_URL : « {value} » n’est pas une adresse complète. Exemple : https://tisserand.example.org",
            field="BASE_URL",
        )
    return value.rstrip("/")


def _url(name: str, value: str) -> str:
    if "://" not in value:
        raise SettingsError(
            f"{name} : « {value} » n’est pas une URL. Exemple : sqlite:////srv/tisserand/journal.sqlite", field=name
        )
    return value


def _store(value: str) -> str:
    if value != "embedded" and urlsplit(value).scheme not in {"http", "https"}:
        raise SettingsError(
            f"STORE : « {value} » n’est ni « embedded » ni l’adresse d’un service SPARQL (http ou https).",
            field="STORE",
        )
    return value


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT : « {value} » n’est pas un numéro de port (1 à 65535).", field="PORT")
    return int(value)


def _kept_secret(path: Path) -> str:
    """The secret of this instance, made once and readable by its owner only."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
