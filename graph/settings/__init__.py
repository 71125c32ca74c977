# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings read once from the environment, each checked with a message that says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import SettingsError
from graph.folders import ROOT as ROOT
from graph.folders import TERRITORIES, territory_folder
from graph.settings import values
from graph.settings.secret import given_secret, kept_secret
from graph.settings.values import EVERYWHERE as EVERYWHERE
from graph.settings.values import LOOPBACK as LOOPBACK

DEFAULT_BASE_URL = "http://localhost:5000"
BASE_FILE = "base-url.txt"
"""Where a copy that was taken elsewhere remembers under which base its cards are."""
RENAMED = "{former} s’appelle maintenant {name}. Sa valeur est prise pour cette fois : renommez ce réglage."
BOTH = "{former} s’appelle maintenant {name}, que vous donnez aussi et qui compte seul : retirez {former}."
WITHDRAWN = "{former} n’est plus un réglage et ne change rien : {advice}"


@dataclass(frozen=True)
class FormerSetting:
    """A setting of an earlier release: its name of today, else what to do now that nothing takes its place."""

    name: str
    today: str = ""
    advice: str = "retirez-le."


# A setting that is renamed or withdrawn is written here, so that an instance of yesterday starts and says so.
FORMER: tuple[FormerSetting, ...] = ()


@dataclass(frozen=True)
class Settings:
    """Where the state is, under which base IRIs are minted, how to reach the stores, and which area it is about.

    `territory` is the folder that says what the instance is about; `area` is empty when that one is to say which
    places it is about. What may hold a password is not in the representation.
    """

    instance: Path
    base_url: str
    database_url: str = field(repr=False)
    store: str = field(repr=False)
    secret_key: str = field(repr=False)
    port: int
    today: date | None = None
    """The day on which a demonstration or a test stays; None where days go by."""
    trusted_proxies: int = 0
    area: tuple[str, ...] = ()
    territory: Path = field(default_factory=lambda: territory_folder(""))
    host: str = LOOPBACK
    """The address of this machine on which the server listens."""
    lan: tuple[str, ...] = ()
    """With LAN=1, under which addresses the telephones of the room reach the server; the first is the best."""
    form_seconds: int = 2
    """How long a form that anybody may send has to be open before it is sent: a program is quicker. 0 for trials."""
    fetch_allowed: frozenset[str] = frozenset()
    """For trials on one machine: `host:port` of servers that are read although they are not on the internet."""
    smtp_url: str = field(default="", repr=False)
    """The server by which letters leave; "" where they are written into a folder of the instance."""
    mail_from: str = ""
    """The address that letters bear, "" for that of the site."""
    oidc_issuer: str = ""
    """The provider of OpenID Connect by which people may come in too, "" for none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    """How that provider is called on pages."""
    oidc_addresses_trusted: bool = False
    """Whether an address is believed of which that provider does not say whether it was verified."""
    notices: tuple[str, ...] = ()
    """What to tell whoever starts the instance of settings that changed since it was set up, a sentence each."""

    @property
    def base_is_default(self) -> bool:
        """True while nobody chose the base: exports say that their IRIs are provisional."""
        return self.base_url == DEFAULT_BASE_URL

    @property
    def path(self) -> str:
        """The path under which the instance is served (`/tisserand`), "" at the root."""
        return urlsplit(self.base_url).path

    @property
    def origin(self) -> str:
        """The base without its path."""
        return self.base_url.removesuffix(self.path)

    @property
    def whole(self) -> Path:
        """The folder to back up: that of the instance, with the territories that were made there."""
        return self.instance.parent.parent if self.instance == self.territory else self.instance

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of the process; raises SettingsError naming the variable at fault."""
        env, notices = of_today(os.environ if environment is None else environment)
        instance = Path(env.get("INSTANCE") or ROOT / "instance").resolve()
        territory = territory_folder(env.get("TERRITORY") or "", instance)
        if territory.parent == instance / TERRITORIES:  # made there: what lives of it is beside its description
            instance = territory
        _make_folder(instance)
        lan = values.on_lan(env.get("LAN") or "0")
        host = values.own_address(env.get("HOST") or (EVERYWHERE if lan else LOOPBACK))
        port = values.port_number(env.get("PORT") or "5000")
        return cls(
            instance=instance,
            base_url=values.base_url(env.get("BASE_URL") or _kept_base(instance) or DEFAULT_BASE_URL),
            database_url=values.database(env.get("DATABASE_URL") or f"sqlite:///{instance / 'journal.sqlite'}"),
            store=values.store(env.get("STORE") or "embedded"),
            secret_key=given_secret(env["SECRET_KEY"]) if "SECRET_KEY" in env else kept_secret(instance),
            port=port,
            today=values.day(env["TODAY"]) if env.get("TODAY") else None,
            trusted_proxies=values.proxies(env.get("TRUSTED_PROXIES") or "0"),
            area=tuple(env.get("AREA", "").replace(",", " ").split()),
            host=host,
            lan=values.reached(host, port) if lan else (),
            territory=territory,
            form_seconds=values.seconds(env.get("FORM_SECONDS") or "2"),
            fetch_allowed=values.allowed(env.get("FETCH_ALLOWED") or ""),
            **values.mail(env),
            **values.openid(env),
            notices=notices,
        )


def of_today(
    environment: Mapping[str, str], former: Iterable[FormerSetting] = FORMER
) -> tuple[dict[str, str], tuple[str, ...]]:
    """An environment under the names of today, and a sentence for each setting that changed; no value is repeated."""
    env, notices = dict(environment), []
    for old in former:
        value = env.pop(old.name, "")
        if not value:
            continue
        said = WITHDRAWN if not old.today else BOTH if env.get(old.today) else RENAMED
        notices.append(said.format(former=old.name, name=old.today, advice=old.advice))
        if said is RENAMED:
            env[old.today] = value
    return env, tuple(notices)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"INSTANCE : le dossier « {folder} » ne peut pas être créé ({error.strerror}). "
            "Choisissez un dossier où vous pouvez écrire.",
            field="INSTANCE",
        ) from error


def _kept_base(instance: Path) -> str:
    """The base that an instance remembers, "" where it does not."""
    try:
        return (instance / BASE_FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        return ""
