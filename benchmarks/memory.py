# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each thing that is remembered between requests pays: pages with it and without it, in one run.

`python -m benchmarks.memory` asks a round of pages of the data that come with the project, whole pages not being kept;
then the same round again and again, each time without one of the memories. A memory's line gives the page to which it
matters most: processor time without and with it, and how many times longer. Whole pages are judged against no memory
of whole pages. Medians of `ROUNDS` rounds; what the machine does beside it blurs differences under 2 ms.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient

from app import create_app
from graph.recent import Recent
from graph.settings import Settings
from web.app.recent import all_recent

ROUNDS = 5
PAGES = "pages"
ROUND = (
    "/",
    "/annuaire",
    "/annuaire?q=video",
    "/glossaire",
    "/pourquoi-le-libre",
    "/pourquoi-le-libre.pdf",
    "/carte",
    "/carte/vue?vue=besoins",
    "/carte.json",
    "/carte.pdf",
    "/couverture",
    "/couverture.svg",
    "/croisements.svg?nature=outils",
    "/fiche/tool/doodle",
    "/fiche/need/website",
    "/orientation?commune=37261&besoin=website",
    "/orientation?commune=37261&besoin=website&outil=gmail&lang=en",
    "/orientation/fiche.pdf?commune=37261&besoin=website",
    "/diagnostic",
    "/id/tool/doodle",
    "/sitemap.xml",
    "/retours",
    "/communes/centres.json",
)


class Forgetting(Recent):
    """A memory that remembers nothing."""

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What is made each time."""
        return make()

    def find(self, key: Hashable) -> Any:
        """Nothing."""
        return None

    def put(self, key: Hashable, made: Any) -> None:
        """Lets it go."""


@contextmanager
def without(client: FlaskClient, *names: str) -> Iterator[None]:
    """An application whose memories of these names forget at once."""
    memories = all_recent(client.application)
    known = {name: memories[name] for name in names}
    memories.update({name: Forgetting() for name in names})
    try:
        yield
    finally:
        memories.update(known)


def seconds(client: FlaskClient, address: str) -> float:
    """The processor time of one answer."""
    begun = time.process_time()
    assert client.get(address).status_code == 200, address
    return time.process_time() - begun


def measured(client: FlaskClient, addresses: list[str]) -> dict[str, dict[str, float]]:
    """The median time of each address without each memory; under "" with all of them but whole pages."""
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    names = sorted(all_recent(client.application))
    for _ in range(ROUNDS):
        for name in ["", *names]:
            off = () if name == PAGES else (PAGES, name) if name else (PAGES,)
            with without(client, *off):
                for address in addresses:
                    times[name][address].append(seconds(client, address))
    return {
        name: {address: statistics.median(values) for address, values in found.items()} for name, found in times.items()
    }


def main() -> None:
    """Prints one line a memory, the dearest first."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"INSTANCE": folder, "SECRET_KEY": "k" * 40}))
        client = app.test_client()
        addresses = [address for address in ROUND if client.get(address).status_code == 200]
        times = measured(client, addresses)
    lines = []
    for name, found in times.items():
        if name:
            pairs = [(found[a], times[""][a], a) if name != PAGES else (times[""][a], found[a], a) for a in addresses]
            lines.append((*max(pairs, key=lambda pair: pair[0] - pair[1]), name))
    for slow, quick, address, name in sorted(lines, reverse=True):
        print(f"{name:32} {slow * 1000:7.1f} → {quick * 1000:6.1f} ms  ×{slow / quick:5.1f}  {address}")


if __name__ == "__main__":
    main()
