# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to look for candidates: lists of offers, from what is nearest to what is farthest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from graph.referral._types import Match, Offer


class Listing(NamedTuple):
    """Lists of offers that meet a situation in the same way, each in order of deficit."""

    match: Match
    lists: list[list[Offer]]


class Tier(NamedTuple):
    """What reaches the place through one territory: what the best match may be, and the lists.

    `mixed` finds, of a deficit allowed, what meets several aspects, to be looked through before; None where there is
    one aspect. Tiers go from the nearest territory to the farthest: an offer is taken where it is first met.
    """

    best: Match
    listings: list[Listing]
    mixed: Callable[[float], list[Listing]] | None = None
