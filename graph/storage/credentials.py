# SPDX-License-Identifier: AGPL-3.0-or-later
"""A name and a password as an HTTP server asks for them: Digest (RFC 7616) where it wants it, else Basic (RFC 7617)."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote

# What we can compute, the best first: a server may offer several.
DIGESTS = {"sha-512-256": "sha512_256", "sha-256": "sha256", "md5": "md5"}
SESSION = "-sess"
# Of what a server asks: a parameter with its value, or the word that begins another way to be let in.
WORD = re.compile(r'([\w-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,"]+))|([A-Za-z][\w-]*)(?=[\s,]|$)')


@dataclass(frozen=True)
class Challenge:
    """What a server wants of a digest, in its own words; `counted`: requests are numbered (`qop=auth`)."""

    algorithm: str
    realm: str
    nonce: str
    opaque: str | None
    counted: bool

    @property
    def rank(self) -> int:
        """The place of its algorithm among those we know, the best being 0."""
        return list(DIGESTS).index(self._name) if self._name in DIGESTS else len(DIGESTS)

    @property
    def _name(self) -> str:
        return self.algorithm.lower().removesuffix(SESSION)

    def hashed(self, text: str) -> str:
        """The digest of a text."""
        return hashlib.new(DIGESTS[self._name], text.encode(), usedforsecurity=False).hexdigest()


class Credentials:
    """What is sent to one server: nothing before it asks, so that no password goes to one that wants a digest."""

    def __init__(self, address: SplitResult) -> None:
        self._name, self._password = unquote(address.username or ""), unquote(address.password or "")
        self._known = address.username is not None
        self._challenge: Challenge | None = None
        self._plain = False
        self._count = 0

    def header(self, method: str, target: str) -> dict[str, str]:
        """What to add to a request, as the server asked the last time; {} before it did."""
        if self._challenge is not None:
            self._count += 1
            return {"Authorization": self._digest(self._challenge, method, target)}
        if self._plain:
            pair = f"{self._name}:{self._password}".encode()
            return {"Authorization": f"Basic {b64encode(pair).decode()}"}
        return {}

    def learn(self, status: int, asked: Iterable[str]) -> bool:
        """Takes in a refusal (its `WWW-Authenticate` fields); says whether another try may be let in."""
        if not self._known or status not in (401, 403):
            return False
        offers = [offer for field in asked for offer in _offers(field)]
        wanted = min(filter(None, map(_challenge, offers)), key=lambda one: one.rank, default=None)
        if wanted is not None and status == 401:
            self._challenge, self._count = wanted, 0
            return True
        # Some say no without saying what they want: the plainest is then what they expect.
        if self._challenge or self._plain or (offers and not any(scheme == "basic" for scheme, _ in offers)):
            return False
        self._plain = True
        return True

    def _digest(self, wanted: Challenge, method: str, target: str) -> str:
        once, count = secrets.token_hex(16), f"{self._count:08x}"
        secret = wanted.hashed(f"{self._name}:{wanted.realm}:{self._password}")
        if wanted.algorithm.lower().endswith(SESSION):
            secret = wanted.hashed(f"{secret}:{wanted.nonce}:{once}")
        place = f"{wanted.nonce}:{count}:{once}:auth" if wanted.counted else wanted.nonce
        quoted = {
            "username": self._name, "realm": wanted.realm, "nonce": wanted.nonce, "uri": target, "cnonce": once,
            "response": wanted.hashed(f"{secret}:{place}:{wanted.hashed(f'{method}:{target}')}"),
            "opaque": wanted.opaque,
        }  # fmt: skip
        parts = [f'{name}="{_escaped(value)}"' for name, value in quoted.items() if value is not None]
        parts += [f"algorithm={wanted.algorithm}", *(["qop=auth", f"nc={count}"] if wanted.counted else [])]
        return f"Digest {', '.join(parts)}".encode().decode("latin-1")  # as headers are written


Offer = tuple[str, dict[str, str]]


def _offers(field: str) -> Iterator[Offer]:
    """Each way to be let in that a field names, with its parameters; both in small letters."""
    offer: Offer | None = None
    for name, quoted, bare, scheme in WORD.findall(_text(field)):
        if scheme:
            if offer:
                yield offer
            offer = (scheme.lower(), {})
        elif offer:
            offer[1][name.lower()] = re.sub(r"\\(.)", r"\1", quoted) or bare
    if offer:
        yield offer


def _challenge(offer: Offer) -> Challenge | None:
    """The digest that is asked for, None when it is none that we can give."""
    scheme, said = offer
    quality = said.get("qop", "")
    ways = {way.strip().lower() for way in quality.split(",")}
    if scheme != "digest" or "nonce" not in said or (quality and "auth" not in ways):
        return None
    algorithm = said.get("algorithm", "MD5")
    found = Challenge(algorithm, said.get("realm", ""), said["nonce"], said.get("opaque"), bool(quality))
    return found if found.rank < len(DIGESTS) else None


def _text(field: str) -> str:
    """A header as its server wrote it: read as Latin-1 on the way, most often UTF-8."""
    try:
        return field.encode("latin-1").decode()
    except UnicodeError:
        return field


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
