# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long tests by chance go on: a few rounds by `make test-slow`, many others by `make siege`."""

from __future__ import annotations

import os
import random

# How many times as long, and from which chance: the same each time but in a siege, which tells its own.
LENGTH = int(os.environ.get("SIEGE", "1"))
SEED = int(os.environ.get("SIEGE_SEED", "37"))


def chance(name: str) -> random.Random:
    """The chance of a test."""
    return random.Random(f"{SEED} {name}")
