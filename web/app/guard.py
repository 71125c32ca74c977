# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps forms to those who opened them here, and how often each visitor may try: nothing is written down."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from hashlib import blake2b

from flask import current_app, request
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner
from werkzeug.exceptions import TooManyRequests

from graph.errors import InvalidInput, TisserandError
from graph.text.wording import Phrase
from web.app.origin import is_own

A_DAY = 86_400  # seconds for which a form that was opened can be sent
MOST_ADDRESSES = 10_000
MOST_REMEMBERED = 50_000
FROM_ELSEWHERE = Phrase(
    "Cette demande vient d’un autre site : rien n’a été fait. Ouvrez la page ici, puis recommencez."
)
TOO_OLD = Phrase("Cette page était ouverte depuis plus d’un jour : relisez-la ci-dessous, puis envoyez-la de nouveau.")
CHANGED = Phrase(
    "Ce formulaire ne vient pas de cette page, ou a été modifié : relisez-le ci-dessous, puis envoyez-le de nouveau."
)
AT_ONCE = Phrase("C’est parti très vite, avant qu’on ait pu lire la page. Relisez, puis envoyez de nouveau.")
FILLED_IN = Phrase(
    "Un champ caché, qui doit rester vide, a été rempli : sans doute par votre navigateur. Rien n’a été noté. Le voici "
    "vide : envoyez de nouveau."
)
# The field that people do not see; programs that fill in all they find take it for a usual one.
TRAP = "site_web"


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


def is_ours(content: str, seal: str) -> bool:
    """Whether this site made the seal of a form with this content, however long ago."""
    try:
        _signer(content).unsign(seal)
    except BadSignature:
        return False
    return True


class LikeAProgram(InvalidInput):
    """A form as only a program sends it: at once, or with a field that nobody sees. Its seal is right: it may go on."""


def opened_by_a_person(content: str, form: Mapping[str, str]) -> str:
    """The same for a form that anybody may send; raises LikeAProgram where a program seems to have sent it.

    It is refused and told, rather than thanked for nothing: a browser may have filled in what its reader did not see.
    """
    seal = form.get("jeton", "")
    seed, signer, least = opened(content, seal), _signer(content), int(current_app.config["FORM_SECONDS"])
    if form.get(TRAP, ""):
        raise LikeAProgram(FILLED_IN(), field=TRAP)
    _, made = signer.unsign(seal, return_timestamp=True)
    # Seals know whole seconds: what seems to be more than the least is at least that.
    if least and signer.get_timestamp() - int(made.timestamp()) <= least:
        raise LikeAProgram(AT_ONCE(), field="jeton")
    return seed


def sealed_again(content: str, error: TisserandError | None) -> str:
    """The seal of a form that is shown again: where only haste was wrong, the one it had, which is older by now."""
    return request.form["jeton"] if isinstance(error, LikeAProgram) else sealed(content)


def _signer(content: str) -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt=f"slip {content}")


class Foreign(TisserandError):
    """A form sent from another site (403)."""

    status = 403


def refuse_other_sites() -> None:
    """Raises Foreign unless the form was sent from a page of this site: browsers say where a request comes from."""
    if is_from_elsewhere():
        raise Foreign(FROM_ELSEWHERE())


def is_from_elsewhere() -> bool:
    """Whether a browser says that another site sent this request."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site not in {"same-origin", "none"}
    return origin is not None and not is_own(origin)


class Allowance:
    """What is left to each visitor of so many tries in so many seconds; they come back one by one.

    `whose` tells one visitor from another, by default by their address. It is kept in this process only.
    """

    def __init__(self, most: Callable[[], int], seconds: float, whose: Callable[[], str] | None = None) -> None:
        self._most, self._seconds, self._whose = most, seconds, whose or visitor
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def check(self) -> None:
        """Raises 429 with the seconds to wait when the visitor has no try left."""
        whose = self._whose()
        with self._lock:
            self._refuse(self._of(whose, time.monotonic()))

    def spend(self) -> None:
        """Counts one try, which was made whether or not one was left."""
        whose = self._whose()
        with self._lock:
            now = time.monotonic()
            self._count(whose, now, self._of(whose, now))

    def use(self) -> None:
        """Counts one try; raises 429 where none is left."""
        whose = self._whose()
        with self._lock:
            now = time.monotonic()
            left = self._of(whose, now)
            self._refuse(left)
            self._count(whose, now, left)

    def _refuse(self, left: float) -> None:
        if left < 1:
            raise TooManyRequests(retry_after=int((1 - left) * self._seconds / self._most()) + 1)

    def _count(self, whose: str, now: float, left: float) -> None:
        self._left[whose] = (max(0.0, left - 1), now)
        if len(self._left) > MOST_ADDRESSES:
            self._left = {key: kept for key, kept in self._left.items() if self._of(key, now) < self._most()}

    def _of(self, whose: str, now: float) -> float:
        most = float(self._most())
        left, seen = self._left.get(whose, (most, now))
        return min(most, left + (now - seen) * most / self._seconds)


class Visits:
    """Which requests were counted lately (within the day): digests under a key drawn anew each time, then forgotten.

    `whose` tells one visitor from another. It is kept in this process only: who comes back after a restart is new.
    When it is full nobody is, until it turns: else whoever fills it could be counted again.
    """

    def __init__(self, seconds: float = A_DAY, whose: Callable[[], str] | None = None) -> None:
        self._seconds, self._whose = seconds, whose or visitor
        self._lock = threading.Lock()
        self._turned = -seconds
        self._key = b""
        self._seen: set[bytes] = set()

    def is_new(self, what: str) -> bool:
        """Whether this visitor has not asked for this lately."""
        with self._lock:
            now = time.monotonic()
            if now - self._turned >= self._seconds:
                self._turned, self._key, self._seen = now, secrets.token_bytes(32), set()
            digest = blake2b(f"{self._whose()}|{what}".encode(), key=self._key, digest_size=16).digest()
            if digest in self._seen or len(self._seen) >= MOST_REMEMBERED:
                return False
            self._seen.add(digest)
            return True


def neighbourhood() -> str:
    """The range of addresses of the visitor: those that one network gives to its own."""
    try:
        address = ipaddress.ip_address(visitor().partition("/")[0])
    except ValueError:
        return visitor()
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def visitor() -> str:
    """The address of the visitor; of an IPv6 one, the part that a household shares."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
