# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work done in a process of its own, within bounds of memory and of time, which is kept warm and ended when it is idle.

`python -m exports._studio MEMORY IDLE` is that process. It is begun with nothing of ours open but two pipes, and goes
when they close: whatever becomes of the one that asks, none is left behind.
"""

from __future__ import annotations

import atexit
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from graph import heap
from graph.folders import ROOT

DONE, TOO_LARGE, FAILED = b"d", b"l", b"f"
# Before what is asked: its length. Before what is answered: how it went, seconds of processor, length.
ASKED, ANSWERED = struct.Struct("!Q"), struct.Struct("!cdQ")
# What of the environment it needs to begin; secrets stay where they are.
KEPT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV",
    "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE",  # where what is compiled once is found again
)  # fmt: skip


class TooHeavy(Exception):
    """What was asked went over the bounds; `seconds` of processor were spent on it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Bounds:
    """What one piece of work may take: bytes of memory in all, seconds; `idle` is for how many the process is kept."""

    memory: int
    seconds: float
    idle: float


class Done(NamedTuple):
    """What was made, and the seconds of processor that it took."""

    made: bytes
    seconds: float


class Studio:
    """The process, begun when it is first needed; one piece of work at a time."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._told = 0.0  # seconds of processor of the process, as far as it said
        atexit.register(self.close)

    def do(self, work: Callable[..., bytes], *given: object) -> Done:
        """What a function of a module of ours makes of what it is given, both picklable.

        Raises TooHeavy beyond the bounds, RuntimeError with the traceback where the function fails.
        """
        asked = pickle.dumps((work, given))
        with self._lock:
            fresh = self._process is None
            try:
                return self._done(asked)
            except EOFError:
                # It may have gone just now, as it was idle; one that was begun for this has died of it.
                seconds = self._end()
                if fresh:
                    raise TooHeavy(seconds) from None
            try:
                return self._done(asked)
            except EOFError:
                raise TooHeavy(seconds + self._end()) from None

    def close(self) -> None:
        """Ends the process, if there is one."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """The number of the process, None where there is none."""
        return None if self._process is None else self._process.pid

    def _done(self, asked: bytes) -> Done:
        process = self._process = self._process or self._begun()
        assert process.stdin is not None  # noqa: S101
        ends = time.monotonic() + self._bounds.seconds
        try:
            process.stdin.write(ASKED.pack(len(asked)) + asked)
            process.stdin.flush()
        except OSError:
            raise EOFError from None
        how, seconds, length = ANSWERED.unpack(self._read(ANSWERED.size, ends))
        self._told += seconds
        said = self._read(length, ends)
        if how == DONE:
            return Done(said, seconds)
        if how == TOO_LARGE:
            self._end()
            raise TooHeavy(seconds)
        raise RuntimeError(said.decode())

    def _read(self, length: int, ends: float) -> bytes:
        """So many bytes of the answer; raises EOFError where it ends before, TooHeavy when it is late."""
        assert self._process is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        descriptor, parts = self._process.stdout.fileno(), []
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        while length:
            if not waiting.poll(max(0.0, ends - time.monotonic()) * 1000):
                raise TooHeavy(self._end())
            part = os.read(descriptor, length)
            if not part:
                raise EOFError
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _begun(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._told = 0.0
        return subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "exports._studio", str(self._bounds.memory), str(self._bounds.idle)],
            # Once there is more than one arena, memory that was let go is seldom given back.
            cwd=ROOT, env={**environment, "MALLOC_ARENA_MAX": "1"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip

    def _end(self) -> float:
        """Ends the process; the seconds of processor that it used without saying so."""
        process, self._process = self._process, None
        if process is None:
            return 0.0
        os.kill(process.pid, signal.SIGKILL)  # it stays ours to wait for, even when it has gone by itself
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written to it
                    pipe.close()
        return max(0.0, used.ru_utime + used.ru_stime - self._told)


def _serve(memory: int, idle: float) -> None:
    """Does what comes, until nothing has for a while or nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    heap.share()
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    asked = sys.stdin.buffer
    while select.select([asked], [], [], idle)[0]:
        head = asked.read(ASKED.size)
        if len(head) < ASKED.size:
            return
        _answer(asked.read(ASKED.unpack(head)[0]), answers)


def _answer(asked: bytes, answers: BinaryIO) -> None:
    before = time.process_time()
    try:
        work, given = pickle.loads(asked)  # noqa: S301 - from our own process
        how, said = DONE, work(*given)
    except MemoryError:
        how, said = TOO_LARGE, b""
    except Exception as error:
        how, said = FAILED, traceback.format_exc().encode()
        # For the log, where what an exception says may repeat what somebody asked.
        print(*traceback.format_tb(error.__traceback__), type(error).__qualname__, sep="", file=sys.stderr, flush=True)
    answers.write(ANSWERED.pack(how, time.process_time() - before, len(said)) + said)
    answers.flush()
    heap.give_back()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), float(sys.argv[2]))
