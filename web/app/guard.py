# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps forms to those who opened them here, and numbers from being guessed; no cookie, nothing written down."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from hashlib import blake2b

from flask import current_app, request
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner
from werkzeug.exceptions import TooManyRequests

from graph.errors import InvalidInput
from graph.text.wording import Phrase
from web.app.origin import is_own

A_DAY = 86_400  # seconds for which a form that was opened can be sent
MOST_ADDRESSES = 10_000
AN_HOUR = 3600.0
MOST_REMEMBERED = 50_000
FROM_ELSEWHERE = Phrase("Ce formulaire a été envoyé depuis un autre site : ouvrez la page ici, puis recommencez.")
TOO_OLD = Phrase("Cette page était ouverte depuis plus d’un jour : relisez-la ci-dessous, puis envoyez-la de nouveau.")
CHANGED = Phrase(
    "Ce formulaire ne vient pas de cette page, ou a été modifié : relisez-le ci-dessous, puis envoyez-le de nouveau."
)


def sealed(content: str) -> str:
    """A seal for a form with this content, which only this site can make; each one is another."""
    return _signer(content).sign(secrets.token_urlsafe(12)).decode()


def opened(content: str, seal: str) -> str:
    """What tells a form that was opened from every other, once its seal is right; raises InvalidInput."""
    try:
        return _signer(content).unsign(seal, max_age=A_DAY).decode()
    except SignatureExpired as error:
        raise InvalidInput(TOO_OLD(), field="jeton") from error
    except BadSignature as error:
        raise InvalidInput(CHANGED(), field="jeton") from error


def _signer(content: str) -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt=f"slip {content}")


def refuse_other_sites() -> None:
    """Raises InvalidInput when the browser says that another site sent the form."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and not is_own(origin)
    if foreign or request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise InvalidInput(FROM_ELSEWHERE())


class Attempts:
    """How many tries each address has left; they come back one by one, and are kept in this process only."""

    def __init__(self, allowed: int, seconds_each: float) -> None:
        self._allowed, self._seconds = allowed, seconds_each
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def check(self) -> None:
        """Raises 429 with the seconds to wait when the address has no try left."""
        now = time.monotonic()
        with self._lock:
            left = self._of(visitor(), now)
        if left < 1:
            raise TooManyRequests(retry_after=int((1 - left) * self._seconds) + 1)

    def spend(self) -> None:
        """Counts one try."""
        now, address = time.monotonic(), visitor()
        with self._lock:
            self._left[address] = (max(0.0, self._of(address, now) - 1), now)
            if len(self._left) > MOST_ADDRESSES:
                self._left = {key: kept for key, kept in self._left.items() if self._of(key, now) < self._allowed}

    def _of(self, address: str, now: float) -> float:
        left, seen = self._left.get(address, (float(self._allowed), now))
        return min(float(self._allowed), left + (now - seen) / self._seconds)


class Visits:
    """Which requests were counted within the hour: digests under a key drawn anew each hour, then forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turned = -AN_HOUR
        self._key = b""
        self._seen: set[bytes] = set()

    def is_new(self, what: str) -> bool:
        """Whether this visitor has not asked for this within the hour."""
        with self._lock:
            now = time.monotonic()
            if now - self._turned >= AN_HOUR or len(self._seen) >= MOST_REMEMBERED:
                self._turned, self._key, self._seen = now, secrets.token_bytes(32), set()
            agent = request.headers.get("User-Agent", "")
            digest = blake2b(f"{visitor()}|{agent}|{what}".encode(), key=self._key, digest_size=16).digest()
            new = digest not in self._seen
            self._seen.add(digest)
            return new


def visitor() -> str:
    """The address of the visitor; of an IPv6 one, the part that a household shares."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
