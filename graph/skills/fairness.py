# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which order colleagues who know a subject are proposed: the level counts, and so does who was asked of late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from hashlib import blake2b

from graph.skills.store import KeptSkill

NEAR, STALE, MOST_ASKED = 1, 2, 3
"""Points for a network in common, points off for what is to be confirmed, and the most taken off for being asked."""


def fairly(
    found: Iterable[KeptSkill], day: date, levels: Mapping[str, int], mine: Collection[str], asked: Mapping[int, int]
) -> list[KeptSkill]:
    """Who knows best first, but for those who were asked most within a month; of equals, another first each day.

    `levels`: the order of each level from 1, `mine`: the networks of whoever asks, `asked`: how often by account.
    """

    def points(one: KeptSkill) -> int:
        near = NEAR if one.told.network and one.told.network in mine else 0
        stale = STALE if one.fades(day) else 0
        return levels.get(one.told.level, 0) + near - stale - min(asked.get(one.account, 0), MOST_ASKED)

    def turn(one: KeptSkill) -> bytes:
        return blake2b(f"{day.isoformat()} {one.account}".encode(), digest_size=8).digest()

    return sorted(found, key=lambda one: (-points(one), turn(one)))
