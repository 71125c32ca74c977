# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings read once from the environment, each checked with a message that says what to do."""

from __future__ import annotations

import os
import re
import secrets
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.errors import SettingsError
from graph.folders import ROOT as ROOT
from graph.folders import TERRITORIES, private, territory_folder
from graph.lan import bracketed, local_addresses
from graph.mail_server import mail_server, sender

DEFAULT_BASE_URL = "http://localhost:5000"
BASE_FILE = "base-url.txt"
"""Where a copy that was taken elsewhere remembers under which base its cards are."""
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only where one asks for it
MOST_PROXIES = 10
SHORTEST_SECRET = 32  # bytes
MADE_BY = 'python3 -c "import secrets; print(secrets.token_hex(32))"'
MOST_SECONDS = 60
LONGEST_NAME = 40
ON_THIS_MACHINE = {"localhost", LOOPBACK, "::1"}
# What every proxy, browser and cookie takes as it is: nothing to encode, no way up, no empty step.
PATH = re.compile(r"(?:/[a-z0-9][\w.~-]*)*", re.ASCII | re.IGNORECASE)
# What stands before the host of an address: a name, and often a password.
CREDENTIALS = re.compile(r"[^/\s]*:.*@")
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
        lan = _lan(env.get("LAN") or "0")
        host = _host(env.get("HOST") or (EVERYWHERE if lan else LOOPBACK))
        port = _port(env.get("PORT") or "5000")
        return cls(
            instance=instance,
            base_url=_base_url(env.get("BASE_URL") or _kept_base(instance) or DEFAULT_BASE_URL),
            database_url=_url("DATABASE_URL", env.get("DATABASE_URL") or f"sqlite:///{instance / 'journal.sqlite'}"),
            store=_store(env.get("STORE") or "embedded"),
            secret_key=_given_secret(env["SECRET_KEY"]) if "SECRET_KEY" in env else _kept_secret(instance),
            port=port,
            today=_day(env["TODAY"]) if env.get("TODAY") else None,
            trusted_proxies=_proxies(env.get("TRUSTED_PROXIES") or "0"),
            area=tuple(env.get("AREA", "").replace(",", " ").split()),
            host=host,
            lan=_reached(host, port) if lan else (),
            territory=territory,
            form_seconds=_seconds(env.get("FORM_SECONDS") or "2"),
            fetch_allowed=_allowed(env.get("FETCH_ALLOWED") or ""),
            **_mail(env),
            **_openid(env),
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


def _base_url(value: str) -> str:
    if not _is_address(value) or "@" in value or "?" in value or "#" in value:
        raise SettingsError(
            f"BASE_URL : « {_shown(value)} » n’est pas une adresse complète. Exemple : https://tisserand.example.org",
            field="BASE_URL",
        )
    path = urlsplit(value).path.rstrip("/")
    if not PATH.fullmatch(path):
        raise SettingsError(
            f"BASE_URL : le chemin « {path} » ne peut pas être servi. Écrivez-le avec des lettres sans accent, des "
            "chiffres et des tirets. Exemple : https://example.org/tisserand",
            field="BASE_URL",
        )
    return value.rstrip("/")


def _is_address(value: str) -> bool:
    """Whether it is an address of the web with a host, and a port that is a number where it has one."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
        known = ":" in host or bool(host.encode("idna"))
    except ValueError:  # UnicodeError is one
        return False
    return known and parts.scheme in {"http", "https"} and not re.search(r"[\s<>\"\\^`{|}]", value)


def _shown(value: str) -> str:
    """A value as a message may repeat it: without the name and the password that an address may hold."""
    return CREDENTIALS.sub("…@", value)


def _url(name: str, value: str) -> str:
    if "://" not in value:
        raise SettingsError(
            f"{name} : « {_shown(value)} » n’est pas une URL. Exemple : sqlite:////srv/tisserand/journal.sqlite",
            field=name,
        )
    return value


def _store(value: str) -> str:
    if value != "embedded" and not _is_address(value):
        raise SettingsError(
            f"STORE : « {_shown(value)} » n’est ni « embedded » ni l’adresse d’un service SPARQL (http ou https).",
            field="STORE",
        )
    return value


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT : « {value} » n’est pas un numéro de port (1 à 65535).", field="PORT")
    return int(value)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise SettingsError(
            f"TODAY : « {value} » n’est pas un jour. Exemple : 2026-12-10. Sans ce réglage, les jours passent.",
            field="TODAY",
        ) from error


def _proxies(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) > MOST_PROXIES:
        raise SettingsError(
            f"TRUSTED_PROXIES : « {value} » n’est pas un nombre de serveurs mandataires (0 à {MOST_PROXIES}). "
            "Mettez 1 derrière le serveur mandataire du guide, 0 sans lui.",
            field="TRUSTED_PROXIES",
        )
    return int(value)


def _seconds(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) > MOST_SECONDS:
        raise SettingsError(
            f"FORM_SECONDS : « {value} » n’est pas un nombre de secondes (0 à {MOST_SECONDS}). Gardez 2 ; 0 est pour "
            "les essais d’un programme.",
            field="FORM_SECONDS",
        )
    return int(value)


def _allowed(value: str) -> frozenset[str]:
    """Hosts with their ports, separated by blanks or commas."""
    found = value.replace(",", " ").split()
    for one in found:
        if not re.fullmatch(r"(?:[\w.-]+|\[[0-9a-f:.]+\]):\d{1,5}", one, re.ASCII | re.IGNORECASE):
            raise SettingsError(
                f"FETCH_ALLOWED : « {one} » n’est pas une machine avec son port. Exemple : 127.0.0.1:8000. Ce réglage "
                "est pour les essais : sans lui, seules les adresses publiques sont lues.",
                field="FETCH_ALLOWED",
            )
    return frozenset(found)


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """By which server letters leave, and from whom."""
    found = {"smtp_url": env.get("SMTP_URL") or "", "mail_from": env.get("MAIL_FROM") or ""}
    mail_server(found["smtp_url"])
    sender(found["mail_from"], "localhost")
    return found


def _openid(env: Mapping[str, str]) -> dict[str, Any]:
    """The provider of OpenID Connect: all that it takes to be one of its clients, or nothing."""
    issuer, trusted = env.get("OIDC_ISSUER") or "", _trusted(env.get("OIDC_ADDRESSES_TRUSTED") or "0")
    if not issuer:
        return {}
    host = urlsplit(issuer).hostname if _is_address(issuer) and "@" not in issuer else None
    if not host or "?" in issuer or "#" in issuer or not (issuer.startswith("https://") or host in ON_THIS_MACHINE):
        raise SettingsError(
            f"OIDC_ISSUER : « {_shown(issuer)} » n’est pas l’adresse d’un service de connexion, en https. "
            "Exemple : https://connexion.example.org/realms/reseau",
            field="OIDC_ISSUER",
        )
    found = {name: env.get(name) or "" for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    for name, value in found.items():
        if not value.isprintable() or not value.strip():
            raise SettingsError(
                f"{name} : il manque, ou ne se lit pas. Le service de {host} le donne quand on y déclare ce site. Sans "
                "lui, retirez OIDC_ISSUER : on entre alors par courriel.",
                field=name,
            )
    name = (env.get("OIDC_NAME") or host).strip()
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise SettingsError(
            f"OIDC_NAME : {LONGEST_NAME} lettres au plus, sur une ligne. Exemple : ProConnect", field="OIDC_NAME"
        )
    found |= {"OIDC_ISSUER": issuer, "OIDC_NAME": name}
    return {**{key.lower(): value for key, value in found.items()}, "oidc_addresses_trusted": trusted}


def _trusted(value: str) -> bool:
    if value not in {"0", "1"}:
        raise SettingsError(
            f"OIDC_ADDRESSES_TRUSTED : « {value} » n’est ni 1 ni 0. Mettez 1 si ce service, comme ProConnect, ne donne "
            "que des adresses vérifiées, sans le dire.",
            field="OIDC_ADDRESSES_TRUSTED",
        )
    return value == "1"


def _lan(value: str) -> bool:
    if value not in {"0", "1"}:
        raise SettingsError(
            f"LAN : « {value} » n’est ni 1 ni 0. Mettez 1 pour qu’une salle ouvre la carte sur ses téléphones.",
            field="LAN",
        )
    return value == "1"


def _host(value: str) -> str:
    """An address of this machine; a name leads to one, IPv4 first."""
    try:
        found = socket.getaddrinfo(value.strip("[]"), 0, type=socket.SOCK_STREAM)
        return str(min(found, key=lambda item: item[0] != socket.AF_INET)[4][0])
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"HOST : « {value} » n’est pas une adresse de cette machine. Mettez {LOOPBACK} pour elle seule, "
            f"{EVERYWHERE} pour tous ses réseaux.",
            field="HOST",
        ) from error


def _reached(host: str, port: int) -> tuple[str, ...]:
    """The addresses of the web at which others of the same network find a server that listens on a host."""
    address = ip_address(host)
    if address.is_loopback:
        raise SettingsError(
            f"HOST : sur « {host} », le serveur n’est ouvert qu’à sa propre machine : aucun téléphone ne l’atteint. "
            "Retirez HOST, ou LAN=1.",
            field="HOST",
        )
    found = local_addresses() if address.is_unspecified else [host]
    if not found:
        raise SettingsError(
            "LAN : cette machine n’est sur aucun réseau. Reliez-la à celui de la salle (wifi ou câble), puis "
            "recommencez ; ou servez pour elle seule, sans LAN=1.",
            field="LAN",
        )
    return tuple(f"http://{bracketed(one)}{'' if port == 80 else f':{port}'}" for one in found)


def _given_secret(value: str) -> str:
    if len(value.encode()) < SHORTEST_SECRET:
        raise SettingsError(
            f"SECRET_KEY : {'vide' if not value else 'trop court'} ; il faut {SHORTEST_SECRET} signes au moins, "
            f"tirés au hasard. Retirez ce réglage : Tisserand en fait un et le garde ; ou faites-en un : {MADE_BY}",
            field="SECRET_KEY",
        )
    return value


def _kept_secret(instance: Path) -> str:
    """The secret of this instance, made once and readable by its owner only."""
    path = instance / "secret_key"
    try:
        if not path.exists():
            _make_secret(path)
        private(path)
        kept = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"SECRET_KEY : « {path} » ne peut être ni lu ni écrit ({error.strerror}). Faites de la place, ou vérifiez "
            "les droits de ce dossier, puis recommencez.",
            field="SECRET_KEY",
        ) from error
    # Another one in its place would silently close the sessions and the links that this one opened.
    if len(kept) < SHORTEST_SECRET or not kept.isascii() or not kept.decode().isprintable():
        raise SettingsError(
            f"SECRET_KEY : le fichier « {path} » est abîmé : {SHORTEST_SECRET} signes au moins y étaient. Remettez "
            "celui d’une copie de ce dossier. Sans copie, supprimez ce fichier : un autre sera fait, et chacune des "
            "personnes invitées devra l’être de nouveau.",
            field="SECRET_KEY",
        )
    return kept.decode()


def _make_secret(path: Path) -> None:
    """Puts a new secret there, whole or not at all; that of a process that was quicker stays."""
    temporary = path.with_name(f".secret_key.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SHORTEST_SECRET))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return
        except OSError:  # a file system without links, as on a key
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
