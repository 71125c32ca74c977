# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting for what something else does, by its state."""

from __future__ import annotations

import time
from collections.abc import Callable

from graph.storage.pulse import Pulse

PATIENCE = 60.0  # seconds; never reached where nothing is wrong


def until(state: Callable[[], object], what: str = "what is waited for never came") -> None:
    """Returns once `state` is true."""
    ends = time.monotonic() + PATIENCE
    while not state():
        assert time.monotonic() < ends, what
        time.sleep(0.01)


def looked_again(pulse: Pulse) -> None:
    """Returns once somebody has looked whether something can be written, from now on."""
    pulse.feel(PATIENCE)  # a look that is under way may have begun before
    pulse._looked = float("-inf")
    pulse.feel(PATIENCE)
