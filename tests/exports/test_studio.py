# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work in a process of its own: within its bounds it gives what it makes, beyond them it ends and harms nobody."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports._studio import Bounds, Studio, TooHeavy
from tests.states import until

MEGABYTE = 1_000_000


def double(text: str) -> bytes:
    """Something made, and the process that made it."""
    return f"{text}{text} {os.getpid()}".encode()


def large(megabytes: int) -> bytes:
    """As much memory as asked for."""
    return len(bytearray(megabytes * MEGABYTE)).to_bytes(8)


def busy() -> bytes:
    """Never ends."""
    while True:
        time.process_time()


def wrong() -> bytes:
    """Fails, and prints."""
    print("not an answer")
    raise ValueError("tulipe")


def dies() -> bytes:
    """As a library that crashes."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


@pytest.fixture
def apart() -> Iterator[Studio]:
    made = Studio(Bounds(memory=100 * MEGABYTE, seconds=30.0, idle=30.0))
    yield made
    made.close()


def test_one_process_serves_one_after_the_other(apart: Studio, capfd: pytest.CaptureFixture[str]) -> None:
    answers = [apart.do(double, text) for text in ("a", "é" * 100_000)]
    assert [made.made.decode().split()[0] for made in answers] == ["aa", "é" * 200_000]
    assert {int(made.made.split()[1]) for made in answers} == {apart.pid} != {os.getpid()}
    assert all(made.seconds >= 0 for made in answers)
    with pytest.raises(RuntimeError, match="tulipe"):
        apart.do(wrong)
    log = capfd.readouterr().err
    assert "in wrong" in log
    assert log.rstrip().endswith("ValueError"), "nothing of what was asked"
    assert apart.do(double, "b").made.startswith(b"bb ")


@pytest.mark.parametrize(("work", "given"), [(large, (400,)), (dies, ())], ids=["too large", "a crash"])
def test_what_is_too_much_ends_the_process_and_the_next_is_served(apart: Studio, work: object, given: object) -> None:
    with pytest.raises(TooHeavy):
        apart.do(work, *given)  # type: ignore[arg-type, misc]
    assert apart.pid is None
    assert apart.do(large, 10).made == (10 * MEGABYTE).to_bytes(8)


def test_what_never_ends_is_ended_and_its_time_is_told() -> None:
    apart = Studio(Bounds(memory=100 * MEGABYTE, seconds=1.5, idle=30.0))
    with pytest.raises(TooHeavy) as heavy:
        apart.do(busy)
    assert heavy.value.seconds > 0
    assert apart.pid is None


def test_it_goes_when_it_is_idle_and_comes_back_when_it_is_needed() -> None:
    apart = Studio(Bounds(memory=100 * MEGABYTE, seconds=30.0, idle=0.5))
    first = apart.do(double, "a").made.split()[1]
    until(lambda: "Z" in Path(f"/proc/{first.decode()}/stat").read_text().rpartition(")")[2].split()[0])
    assert apart.do(double, "a").made.split()[1] != first
    apart.close()
