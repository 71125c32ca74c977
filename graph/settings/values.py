# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each setting may be: its value read, or what to write instead."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from datetime import date
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from graph.errors import SettingsError
from graph.lan import bracketed, local_addresses
from graph.mail_server import mail_server, sender

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only where one asks for it
MOST_PROXIES = 10
MOST_SECONDS = 60
LONGEST_NAME = 40
ON_THIS_MACHINE = {"localhost", LOOPBACK, "::1"}
# What every proxy, browser and cookie takes as it is: nothing to encode, no way up, no empty step.
PATH = re.compile(r"(?:/[a-z0-9][\w.~-]*)*", re.ASCII | re.IGNORECASE)
# What stands before the host of an address: a name, and often a password.
CREDENTIALS = re.compile(r"[^/\s]*:.*@")


def base_url(value: str) -> str:
    """The base under which IRIs are minted, without a slash at its end; raises SettingsError."""
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


def database(value: str) -> str:
    """The address of a database; raises SettingsError."""
    if "://" not in value:
        raise SettingsError(
            f"DATABASE_URL : « {_shown(value)} » n’est pas une URL. Exemple : sqlite:////srv/tisserand/journal.sqlite",
            field="DATABASE_URL",
        )
    return value


def store(value: str) -> str:
    """Where the mirror is; raises SettingsError."""
    if value != "embedded" and not _is_address(value):
        raise SettingsError(
            f"STORE : « {_shown(value)} » n’est ni « embedded » ni l’adresse d’un service SPARQL (http ou https).",
            field="STORE",
        )
    return value


def port_number(value: str) -> int:
    """A port, 1 to 65535; raises SettingsError."""
    if not (value.isascii() and value.isdecimal()) or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT : « {value} » n’est pas un numéro de port (1 à 65535).", field="PORT")
    return int(value)


def day(value: str) -> date:
    """The day that it is said to be; raises SettingsError."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise SettingsError(
            f"TODAY : « {value} » n’est pas un jour. Exemple : 2026-12-10. Sans ce réglage, les jours passent.",
            field="TODAY",
        ) from error


def proxies(value: str) -> int:
    """How many proxies are believed; raises SettingsError."""
    if not (value.isascii() and value.isdecimal()) or int(value) > MOST_PROXIES:
        raise SettingsError(
            f"TRUSTED_PROXIES : « {value} » n’est pas un nombre de serveurs mandataires (0 à {MOST_PROXIES}). "
            "Mettez 1 derrière le serveur mandataire du guide, 0 sans lui.",
            field="TRUSTED_PROXIES",
        )
    return int(value)


def seconds(value: str) -> int:
    """How long a form takes at least; raises SettingsError."""
    if not (value.isascii() and value.isdecimal()) or int(value) > MOST_SECONDS:
        raise SettingsError(
            f"FORM_SECONDS : « {value} » n’est pas un nombre de secondes (0 à {MOST_SECONDS}). Gardez 2 ; 0 est pour "
            "les essais d’un programme.",
            field="FORM_SECONDS",
        )
    return int(value)


def allowed(value: str) -> frozenset[str]:
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


def mail(env: Mapping[str, str]) -> dict[str, Any]:
    """By which server letters leave, and from whom."""
    found = {"smtp_url": env.get("SMTP_URL") or "", "mail_from": env.get("MAIL_FROM") or ""}
    mail_server(found["smtp_url"])
    sender(found["mail_from"], "localhost")
    return found


def openid(env: Mapping[str, str]) -> dict[str, Any]:
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


def on_lan(value: str) -> bool:
    """Whether others of the same network are let in; raises SettingsError."""
    if value not in {"0", "1"}:
        raise SettingsError(
            f"LAN : « {value} » n’est ni 1 ni 0. Mettez 1 pour qu’une salle ouvre la carte sur ses téléphones.",
            field="LAN",
        )
    return value == "1"


def own_address(value: str) -> str:
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


def reached(host: str, port: int) -> tuple[str, ...]:
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
