# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small attack: the dearest pages at hundreds of valid addresses leave the server answering, and its memory bounded.

`python -m benchmarks.attack` is the whole of it, with its times.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.attack import Addresses, begun_by, distinct, resident
from graph.settings import ROOT
from tests.servers import free_port
from tests.siege import LENGTH, SEED
from tests.states import until

pytestmark = [pytest.mark.slow, pytest.mark.long]

ADDRESSES, AT_ONCE = 400, 8
MEMORY = 480  # megabytes of the worker and of what it begins; what it takes by itself is in docs/memory.md
THINGS = ["tool/doodle", "need/website", "network/can", "tool/framadate", "need/video-meeting"]


def answered(port: int, address: str, visitor: str) -> tuple[int, str]:
    """The status of an answer, and when to come back."""
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", address, headers={"X-Forwarded-For": visitor, "Accept": "text/html,*/*;q=.8"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Retry-After", "")


def test_many_dear_addresses_leave_the_server_answering_and_small(tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "INSTANCE": str(tmp_path), "PORT": str(port), "TRUSTED_PROXIES": "1"}
    found = Addresses(THINGS, random.Random(SEED))
    asked = list(islice(distinct(found, ADDRESSES * LENGTH), ADDRESSES * LENGTH))
    with subprocess.Popen(
        [sys.executable, "-m", "web.app.server"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert "répond" in server.stdout.readline()
        worker = begun_by(server.pid)[0]
        statuses: Counter[int] = Counter()
        with ThreadPoolExecutor(AT_ONCE) as attackers:
            pairs = attackers.map(
                lambda pair: answered(port, pair[1], f"192.0.2.{pair[0] % AT_ONCE}"), enumerate(asked)
            )
            for rank, (status, again) in enumerate(pairs):
                statuses[status] += 1
                assert status in {200, 303, 404} or (status == 503 and again), (asked[rank], status)
                if rank % 20 == 0:
                    assert answered(port, "/glossaire", "198.51.100.1")[0] == 200
        assert statuses[200] > len(asked) / 2
        until(lambda: resident(worker) < MEMORY, "memory that is never given back")
        # It is still the same process, and what draws goes when nobody asks.
        assert begun_by(server.pid) == [worker]
        until(lambda: not begun_by(worker), "what draws apart never goes")
        server.terminate()
