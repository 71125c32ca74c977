# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where mail leaves from, as settings say it: the server, what opens it, and the address that letters bear."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from graph.errors import SettingsError

# What every server takes: no quotes, no comment, nothing outside ASCII (a name of domain may be written in its own).
LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
DOMAIN = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(rf"{LOCAL}@{DOMAIN}(?:\.{DOMAIN})*", re.ASCII | re.IGNORECASE)
LONGEST = 254
PORTS = {"smtp": 25, "smtps": 465}
STARTTLS = "starttls"
NOT_A_SERVER = (
    "SMTP_URL : cette adresse ne se lit pas. Exemple : smtp://nom:mot-de-passe@mail.example.org:587?starttls, ou "
    "smtps://… Dans le mot de passe, écrivez @ %40, / %2F, : %3A, # %23, ? %3F et % %25."
)
NOT_A_SENDER = (
    "MAIL_FROM : ce n’est pas une adresse de courriel. Exemple : contact@tisserand.example.org, ou "
    "Tisserand <contact@tisserand.example.org>."
)


@dataclass(frozen=True)
class MailServer:
    """A server of mail: `secure` speaks TLS from the first word on (`smtps`), `starttls` asks for it and insists."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    secure: bool = False
    starttls: bool = False


def mail_server(url: str) -> MailServer | None:
    """The server of an `SMTP_URL`, None where it is empty; raises SettingsError, which repeats nothing of it."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        known = host.encode("idna")
    except (ValueError, KeyError) as error:
        raise SettingsError(NOT_A_SERVER, field="SMTP_URL") from error
    wanted = parts.query or parts.path.strip("/")
    if not known or re.search(r"\s", url) or parts.fragment or wanted not in {"", STARTTLS} or url.count("@") > 1:
        raise SettingsError(NOT_A_SERVER, field="SMTP_URL")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(host, port, user, password, parts.scheme == "smtps", wanted == STARTTLS)


def sender(value: str, host: str) -> str:
    """The address that letters bear, with its name where it has one; that of the site at its host without any.

    Raises SettingsError.
    """
    name, address = parseaddr(value) if value else ("", f"tisserand@{host}")
    if not is_address(address) or re.search(r"[\r\n]", value):
        raise SettingsError(NOT_A_SENDER, field="MAIL_FROM")
    return formataddr((name, address), "utf-8") if name else address


def is_address(text: str) -> bool:
    """Whether it is one address of mail, as letters are sent to: its domain in ASCII, nothing around it."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None
