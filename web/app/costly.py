# SPDX-License-Identifier: AGPL-3.0-or-later
"""What says no word and may cost much to make: it follows each change where it costs little, else now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

# Seconds of a processor: what takes less is made again after each change. What takes more is being made for a
# hundredth of the time at most.
SLOW, SELDOM = 0.3, 100
Made = TypeVar("Made")


@dataclass(frozen=True)
class _Known(Generic[Made]):
    """What was made of the state of a number on a day, when, and the seconds it took."""

    number: int
    day: date
    at: float
    cost: float
    made: Made


class CostlyMaking(Generic[Made]):
    """The last that was made of one thing; one thread makes it, the others are given the one before meanwhile."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._known: _Known[Made] | None = None

    def of_now(self, number: int, day: date, make: Callable[[], Made]) -> tuple[Made, float]:
        """What there is, and for how many seconds it will do: 0 where it is of this very state."""
        known = self._known
        if known is not None and (known.number, known.day) == (number, day):
            return known.made, 0.0
        do = known is not None and known.day == day and known.cost > SLOW
        if known is not None and do and time.monotonic() < known.at + SELDOM * known.cost:
            return known.made, known.cost
        if not self._making.acquire(blocking=not do):
            assert known is not None  # noqa: S101 - where there is none, one waits
            return known.made, known.cost
        try:
            return self._made(number, day, make), 0.0
        finally:
            self._making.release()

    def _made(self, number: int, day: date, make: Callable[[], Made]) -> Made:
        known = self._known
        if known is None or (known.number, known.day) != (number, day):  # else another thread did meanwhile
            begun = time.thread_time()
            made = make()
            known = self._known = _Known(number, day, time.monotonic(), time.thread_time() - begun, made)
        return known.made
