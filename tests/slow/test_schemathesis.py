# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemathesis, with all its checks, finds nothing to say of the API of a real server.

It reads the description, sends what is valid and what is not (missing, too long, of another type, other methods),
follows the links from answer to answer, and compares everything with the description.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.settings import ROOT
from tests.servers import own_server
from tests.siege import LENGTH, SEED, counted

pytestmark = [pytest.mark.slow, pytest.mark.long]
PROGRAM = Path(sys.executable).with_name("schemathesis")
EXAMPLES = 25 * LENGTH  # requests of each sort an operation
TOO_LONG = 1800  # seconds after which it hangs, on the busiest machine


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The production server on the project's own data, with room for thousands of calls."""
    with own_server(tmp_path_factory.mktemp("api"), "tests.slow.roomy_server") as url:
        yield url


@pytest.mark.timeout(TOO_LONG * LENGTH)
@pytest.mark.parametrize(
    "phases", ["examples,coverage,fuzzing", "stateful"], ids=["each operation", "from answer to answer"]
)
def test_nothing_is_found(address: str, phases: str, tmp_path: Path) -> None:
    with counted("requests") as tally:
        command = [
            PROGRAM, "run", f"{address}/api/v1/openapi.json", "--checks", "all", "--phases", phases,
            "--seed", str(SEED), "--max-examples", str(EXAMPLES), "--continue-on-failure", "--no-color",
            "--generation-database", "none",
            # No clock is asked: a busy machine finds nothing either.
            "--request-timeout", "600", "--suppress-health-check", "too_slow",
        ]  # fmt: skip
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.slow.schemathesis_hooks", "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
        assert "No issues found" in ended.stdout, ended.stdout[-3000:]
        # A run that tested nothing would find nothing.
        tested = re.search(r"Tested: (\d+)", ended.stdout)
        sent = re.search(r"(\d+) generated, (\d+) passed", ended.stdout)
        assert phases == "stateful" or (tested and int(tested[1]) >= 5), ended.stdout[-2000:]
        assert sent, ended.stdout[-2000:]
        assert int(sent[1]) == int(sent[2]) >= 20
        tally.round(int(sent[1]))
