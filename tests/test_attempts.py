# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser test that fails is tried once more, and told apart when it then passes; whatever hangs is ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.settings import ROOT

CONFTEST = "from tests.conftest import pytest_runtest_protocol, pytest_terminal_summary\n"
# Each test writes down how often it was begun.
TESTS = """import time
from pathlib import Path
import pytest


@pytest.fixture
def attempt(request):
    path = Path(__file__).with_name(request.node.name)
    path.write_text((path.read_text() if path.exists() else "") + "x")
    return len(path.read_text())

@pytest.mark.browser
def test_by_chance(attempt):
    assert attempt == 2, "the first attempt"

@pytest.mark.browser
def test_sound(attempt):
    assert attempt == 1

@pytest.mark.browser
def test_wrong(attempt):
    assert attempt == 3, "each attempt"

def test_without_browser(attempt):
    assert attempt == 2, "the only attempt"

@pytest.mark.timeout(0.2)
def test_that_hangs(attempt):
    time.sleep(600)
"""


@pytest.mark.parametrize("workers", ["0", "2"], ids=["one process", "two workers"])
def test_only_browser_tests_have_a_second_try_and_only_one(tmp_path: Path, workers: str) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "-p", "no:cacheprovider", "-o", "markers=browser"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    failures, told, summary = done.stdout.partition("flaky: test_some.py::test_by_chance")
    assert told, done.stdout + done.stderr
    assert "the first attempt" in summary
    assert "the first attempt" not in failures
    assert done.stdout.count("flaky: ") == 1
    assert "3 failed, 2 passed" in summary
    for name in ("wrong", "without_browser", "that_hangs"):
        assert f"FAILED test_some.py::test_{name}" in summary
    begun = {path.name: len(path.read_text()) for path in tmp_path.glob("test_*") if not path.suffix}
    assert begun == {
        "test_by_chance": 2,
        "test_sound": 1,
        "test_wrong": 2,
        "test_without_browser": 1,
        "test_that_hangs": 1,
    }


def test_every_test_has_a_time_limit(pytestconfig: pytest.Config) -> None:
    assert 0 < float(pytestconfig.getini("timeout")) < 3600
