# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much work something is, in calls: the same on every machine, however busy, where seconds are not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """The calls of functions, of Python or not, that some work makes in this thread."""
    count = 0

    def look(_frame: FrameType, event: str, _: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
