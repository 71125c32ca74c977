# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door to the network: what an address gives, from public machines only, within a size and a time.

By `http.client`, as a library that follows redirections and looks names up by itself would check an address and then
go to another. The name is looked up once, all that it gives is judged, and the connection goes to what was judged;
each reading is given what is left of the time, so that a peer which drips is cut like one that hangs.
"""

from __future__ import annotations

import http.client
import io
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast
from urllib.parse import SplitResult, urljoin, urlsplit

from graph.errors import TooLarge
from graph.fetch.addresses import addresses_of, is_public, parts_of
from graph.fetch.answers import UNCHANGED, Fetched, FetchError, PageVersion, PostedAnswer
from graph.fetch.wire import Flood, Wire
from graph.lan import bracketed

if TYPE_CHECKING:
    from graph.settings import Settings

MOST_BYTES, SECONDS, MOST_REDIRECTIONS = 5 * 1024 * 1024, 10.0, 3
HEADERS = 256 * 1024
"""What may come besides the content: headers, and the sizes of chunks."""
AT_ONCE = 64 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
LONGEST_MARK = 500
Resolver = Callable[[str, int], Sequence[str]]
"""From a name and a port to the addresses of machines, as texts; raises OSError."""

NO_NAME = "aucun site ne répond au nom « {host} » : vérifiez l’adresse."
PRIVATE = (
    "« {host} » est une machine de ce réseau, ou n’est pas sur internet : seules les adresses publiques sont lues. "
    "Enregistrez le fichier, puis apportez-le."
)
TOO_SLOW = (
    "« {host} » n’a pas tout donné en {seconds} secondes. Réessayez plus tard, ou enregistrez le fichier, "
    "puis apportez-le."
)
TOO_BIG = "ce fichier dépasse {most} Mo. Enregistrez-le, puis apportez-le, ou demandez-en une partie."
TOO_MANY = "cette adresse renvoie sans fin à d’autres : donnez celle où le fichier se trouve."
UNREACHABLE = "« {host} » ne répond pas comme il faut ({problem}). Vérifiez l’adresse, ou réessayez plus tard."
REFUSED, CUT = "connexion refusée", "réponse coupée ou mal formée"
NOT_SAFE = "la connexion à « {host} » n’est pas sûre ({problem}) : rien n’est lu. Prévenez qui tient ce site."
ANSWERS = {
    401: "cette adresse demande un mot de passe : enregistrez le fichier, puis apportez-le.",
    403: "« {host} » refuse que ce fichier soit lu par un programme : enregistrez-le, puis apportez-le.",
    404: "il n’y a rien à cette adresse (404) : vérifiez-la.",
    410: "ce qui était à cette adresse a été retiré (410).",
    429: "« {host} » demande d’attendre (429) : réessayez plus tard.",
}
ANSWER = "« {host} » répond {status}, sans le fichier. Réessayez plus tard, ou apportez le fichier."
NO_ENCODING = "« {host} » envoie un contenu compressé que nous ne savons pas lire ({encoding})."


@dataclass(frozen=True)
class _Elsewhere:
    """Where something is to be asked for, and whether it is there for good."""

    address: str
    for_good: bool

    @property
    def name(self) -> str:
        """What a file from there is called: the end of its path, else its site."""
        place = urlsplit(self.address)
        return PurePosixPath(place.path).name or place.netloc


@dataclass(frozen=True)
class Fetcher:
    """Fetches for an instance. `agent` is how it names itself; `allowed`: `host:port` that need not be public, for
    trials on one machine alone."""

    agent: str
    allowed: frozenset[str] = frozenset()
    resolve: Resolver = addresses_of
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def post(self, address: str, content: bytes) -> PostedAnswer:
        """What is answered to a JSON document that is sent to an address, which leads nowhere else.

        Raises FetchError where nobody answers, or the address is none that may be asked; TooLarge.
        """
        return _Visit(self, parts_of(address), time.monotonic() + self.seconds).sent(content)

    def fetch(self, address: str, accept: str = "*/*", known: PageVersion | None = None) -> Fetched:
        """What is at an address, or that it is still the version that is known; raises FetchError, or TooLarge."""
        limit = time.monotonic() + self.seconds
        parts, moved, for_good = parts_of(address), "", True
        for _ in range(MOST_REDIRECTIONS + 1):
            try:
                found = _Visit(self, parts, limit).answer(accept, known or PageVersion())
            except FetchError as error:
                error.led_on = not for_good
                raise
            if isinstance(found, Fetched):
                return replace(found, moved=moved)
            parts, for_good = parts_of(found.address), for_good and found.for_good
            moved = parts.geturl() if for_good else moved
        raise FetchError(TOO_MANY)


def fetcher_of(settings: Settings) -> Fetcher:
    """That of an instance, which says whose it is."""
    return Fetcher(f"Tisserand (+{settings.base_url})", settings.fetch_allowed)


class _Visit:
    """One request to one machine, within what is left of the time."""

    def __init__(self, fetcher: Fetcher, parts: SplitResult, limit: float) -> None:
        self._fetcher = fetcher
        self._parts = parts
        self._limit = limit
        self._host = parts.hostname or ""
        self._secure = parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)

    def answer(self, accept: str, known: PageVersion) -> Fetched | _Elsewhere:
        """What comes, or the address where it is to be asked for."""
        asked = {"Accept": accept}
        for name, mark in (("If-None-Match", known.etag), ("If-Modified-Since", known.modified)):
            if mark and len(mark) <= LONGEST_MARK and mark.isascii() and mark.isprintable():
                asked[name] = mark
        with self._told(), self._connected() as connection:
            return self._asked(self._wire(connection), asked)

    def sent(self, content: bytes) -> PostedAnswer:
        """What is answered to what is sent."""
        asked = {"Accept": "application/json", "Content-Type": "application/json"}
        with self._told(), self._connected() as connection:
            answer = self._opened_answer(self._wire(connection), "POST", asked, content)
            return PostedAnswer(answer.status, answer.read(self._fetcher.most_bytes))

    def _wire(self, connection: socket.socket) -> Wire:
        return Wire(connection, self._left, self._fetcher.most_bytes + HEADERS)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what goes wrong on the way into what is said of it."""
        try:
            yield
        except TimeoutError as error:
            raise self._too_slow() from error
        except Flood as error:
            raise self._too_big() from error
        except ssl.SSLError as error:
            raise FetchError(NOT_SAFE.format(host=self._host, problem=error.reason or "certificat")) from error
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            problem = REFUSED if isinstance(error, ConnectionRefusedError) else CUT
            raise FetchError(UNREACHABLE.format(host=self._host, problem=problem)) from error

    def _left(self) -> float:
        left = self._limit - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _too_slow(self) -> FetchError:
        return FetchError(TOO_SLOW.format(host=self._host, seconds=round(self._fetcher.seconds)))

    def _too_big(self) -> TooLarge:
        return TooLarge(TOO_BIG.format(most=self._fetcher.most_bytes // 1024**2), field="address")

    # --- the connection ------------------------------------------------------------------------------------------

    def _connected(self) -> socket.socket:
        """A connection to an address of the name that was judged, never to the name."""
        places = self._judged(self._found())
        for place in places[:-1]:
            with suppress(OSError):
                return self._opened(place, self._left() / 2)
        return self._opened(places[-1], self._left())

    def _opened(self, place: str, patience: float) -> socket.socket:
        plain = socket.create_connection((place, self._port), timeout=patience)
        if not self._secure:
            return plain
        try:
            plain.settimeout(self._left())
            return self._fetcher.trusted.wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise

    def _found(self) -> Sequence[str]:
        """The addresses of the name; the system, which may take minutes, is not waited for."""
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._fetcher.resolve(self._host, self._port))
            except Exception as error:  # told by whoever waits
                answers.put(error)

        threading.Thread(target=ask, name="resolver", daemon=True).start()
        try:
            found = answers.get(timeout=self._left())
        except queue.Empty as error:
            raise TimeoutError from error
        if isinstance(found, Exception) or not found:
            raise FetchError(NO_NAME.format(host=self._host))
        return found

    def _judged(self, places: Sequence[str]) -> Sequence[str]:
        if f"{bracketed(self._host)}:{self._port}" in self._fetcher.allowed or all(map(is_public, places)):
            return places
        raise FetchError(PRIVATE.format(host=self._host))

    # --- what it says --------------------------------------------------------------------------------------------

    def _opened_answer(
        self, wire: Wire, method: str, asked: Mapping[str, str], body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """The answer as it begins, once all is asked."""
        connection = http.client.HTTPConnection(self._host, self._port)
        connection.sock = cast(socket.socket, wire)
        target = self._parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        headers = {"User-Agent": self._fetcher.agent, **asked, "Accept-Encoding": "identity"}
        netloc = self._parts.netloc
        connection.request(method, target, body, {"Host": netloc, **headers, "Connection": "close"})
        return connection.getresponse()

    def _asked(self, wire: Wire, asked: Mapping[str, str]) -> Fetched | _Elsewhere:
        answer = self._opened_answer(wire, "GET", asked)
        place = answer.headers.get("Location", "")
        if answer.status in MOVED and place:
            there = urljoin(self._parts.geturl(), _as_written(place))
            return _Elsewhere(there, answer.status in FOR_GOOD)
        if answer.status == UNCHANGED and not asked.keys().isdisjoint({"If-None-Match", "If-Modified-Since"}):
            return Fetched(b"", "", "", self._parts.geturl(), unchanged=True)
        if answer.status != 200:
            said = ANSWERS.get(answer.status, ANSWER).format(host=self._host, status=answer.status)
            raise FetchError(said, answer.status)
        content = self._content(answer)
        charset = answer.headers.get_content_charset("")
        declared = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
        version = PageVersion(*((answer.headers.get(name) or "")[:LONGEST_MARK] for name in ("ETag", "Last-Modified")))
        about = _described(answer.headers.get_all("Link") or [], self._parts.geturl())
        return Fetched(content, declared, charset, self._parts.geturl(), about, version=version)

    def _content(self, answer: http.client.HTTPResponse) -> bytes:
        """The whole content, unpacked where it comes packed; raises Flood."""
        encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip", "deflate"}:
            raise FetchError(NO_ENCODING.format(host=self._host, encoding=encoding[:40]))
        packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if encoding != "identity" else None
        found = io.BytesIO()
        while part := answer.read(AT_ONCE):
            most = self._fetcher.most_bytes - found.tell() + 1
            found.write(part if packed is None else packed.decompress(part, most))
            if found.tell() > self._fetcher.most_bytes:
                raise Flood
        # Headers that are cut are no fault for the library, and nothing follows them.
        if answer.length or not found.tell() or (packed is not None and not packed.eof):
            raise http.client.IncompleteRead(b"")
        return found.getvalue()


def _described(links: Sequence[str], here: str) -> str:
    """The address of what a content is about, as its headers say it, "" where they do not."""
    for line in links:
        for place, said in re.findall(r"<([^<>\s]{1,2000})>((?:\s*;\s*[^;,<>]{1,200})*)", line):
            if re.search(r"\brel\s*=\s*\"?[^\"]*\bdescribes\b", said, re.IGNORECASE):
                return urljoin(here, _as_written(place))
    return ""


def _as_written(place: str) -> str:
    """An address of a header, which servers write in UTF-8 although it is read as Latin-1."""
    try:
        return place.encode("latin-1").decode()
    except UnicodeError:
        return place
