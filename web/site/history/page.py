# SPDX-License-Identifier: AGPL-3.0-or-later
"""What both pages of a history read of their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.app.parameters import Parameters

NAMES = ("de", "a")
MOST_VERSIONS = 100_000


def compared(query: Parameters) -> tuple[int, int]:
    """The places of two versions, 0 where none is asked for."""
    one, other = (query.number(name, 0, 0, MOST_VERSIONS) if query.text(name) else 0 for name in NAMES)
    return one, other
