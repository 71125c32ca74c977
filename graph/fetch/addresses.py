# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which addresses may be asked: whole ones of the web, and machines of the internet."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urlsplit

from graph.fetch.answers import FetchError
from graph.lan import bracketed

LONGEST_ADDRESS = 2_000
PORTS = frozenset({80, 443})
LOWEST_PORT = 1024
NAT64, COMPATIBLE = IPv6Network("64:ff9b::/96"), IPv6Network("::/96")
UNICAST = IPv6Network("2000::/3")
LOW_BITS = 0xFFFFFFFF
NOT_AN_ADDRESS = "« {address} » n’est pas une adresse complète. Elle commence par https:// ou http://."
NOTHING_PRIVATE = "cette adresse contient un nom ou un mot de passe : retirez-les, rien de privé ne se lit par ici."
NO_SUCH_PORT = "le port {port} n’est pas un port du web : l’adresse a sans doute une faute."


def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a name, as the system finds them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the internet: not private, of this machine, of this link, shared, reserved …

    An address that holds one of IPv4 is worth what that one is.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _inside(found)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None or found not in UNICAST:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _inside(found: IPv6Address) -> IPv4Address | None:
    inner = found.ipv4_mapped or found.sixtofour
    if inner is None and (found in NAT64 or found in COMPATIBLE):
        return IPv4Address(int(found) & LOW_BITS)
    return inner


def parts_of(address: str) -> SplitResult:
    """The parts of an address, written as machines want it; raises FetchError on what is none."""
    text = address.strip()
    shown = NOT_AN_ADDRESS.format(address=text[:80])
    if len(text) > LONGEST_ADDRESS or re.search(r"[\x00-\x20\x7f\\]", text):
        raise FetchError(shown)
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:  # UnicodeError is one
        raise FetchError(shown) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError(shown)
    if "@" in parts.netloc:
        raise FetchError(NOTHING_PRIVATE)
    if port is not None and port not in PORTS and port < LOWEST_PORT:
        raise FetchError(NO_SUCH_PORT.format(port=port))
    netloc = bracketed(host) if port is None else f"{bracketed(host)}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return SplitResult(parts.scheme, netloc, path, query, "")
