# SPDX-License-Identifier: AGPL-3.0-or-later
"""Polite visits to the sites of others, one a second a site; and what tells, the next time, that nothing changed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from graph.deliveries.reaching import Reached, reach
from graph.fetch import Fetcher
from graph.fetch.answers import Fetched, PageVersion
from graph.rdf.dataset import Fact
from graph.rdf.nquads import lines
from graph.storage.files import unwritable, write_atomically

FILE = "read-cards.json"
BETWEEN = 1.0
"""Seconds between two requests to one site."""


@dataclass
class PoliteVisits:
    """Asks the sites of others, each at most once in a while."""

    fetcher: Fetcher
    between: float = BETWEEN
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)

    def reach(self, address: str, known: PageVersion | None = None) -> Reached:
        """What is at an address, with the data of its page; raises FetchError, TooLarge, DataError."""
        return reach(self, address, known)

    def fetch(self, address: str, accept: str = "*/*", known: PageVersion | None = None) -> Fetched:
        """What is at an address, when its site may be asked again; raises FetchError, TooLarge."""
        host = urlsplit(address).netloc.lower()
        last = self._last.get(host)
        left = self.between - (self.clock() - last) if last is not None else 0.0
        if left > 0:
            self.wait(left)
        try:
            return self.fetcher.fetch(address, accept, known)
        finally:
            self._last[host] = self.clock()


@dataclass(frozen=True)
class KnownVersions:
    """The versions of what was read at addresses, in a file of an instance; without it, all is read again.

    A version is that of the facts that were read with it: once these are changed here, or taken back, it tells
    nothing.
    """

    folder: Path

    def of(self, source: str, facts: Iterable[Fact]) -> PageVersion | None:
        """The version of what a source says, as its site names it; None where it does not, or where these facts are no
        longer those that it gave."""
        said = self._read().get(source)
        if not isinstance(said, dict) or said.get("facts") != _mark(facts):
            return None
        return PageVersion(said.get("etag", ""), said.get("modified", ""))

    def keep(self, source: str, version: PageVersion, facts: Iterable[Fact]) -> None:
        """Keeps the version of what a source says now; raises StorageError where the disk refuses."""
        said = {**self._read(), source: {**asdict(version), "facts": _mark(facts)}}
        if version == PageVersion():
            del said[source]
        try:
            write_atomically(self.folder / FILE, json.dumps(said, indent=1, sort_keys=True).encode())
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            said = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def _mark(facts: Iterable[Fact]) -> str:
    return blake2b("\n".join(lines(facts)).encode(), digest_size=16).hexdigest()
