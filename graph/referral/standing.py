# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer is worth for a need: whether somebody does it who can be called, and whether it is the very need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.referral._types import COMPETENCE, INSTANCE, SERVICE

if TYPE_CHECKING:
    from graph.referral._types import Match, Offer

HELP = (SERVICE, COMPETENCE)


def is_helper(offer: Offer) -> bool:
    """Whether an actor does it: not an online tool, nor a mere interest in the subject, nor a welcome that orients."""
    return offer.traits.kind in HELP


def is_tool(offer: Offer) -> bool:
    """Whether it is an online tool, which nobody helps with by being there."""
    return offer.traits.kind == INSTANCE


def meets(match: Match, rank: int = 0) -> bool:
    """Whether it is the very need of that rank that is met: a narrower or a broader one, or another, closes no gap."""
    return match.needs[rank] == 0
