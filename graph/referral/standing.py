# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer is worth for a need: whether somebody does it who can be called, and whether it is the very need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.namespaces import VOCABULARY
from graph.referral._types import COMPETENCE, DIRECT, INDIRECT, INSTANCE, SERVICE
from graph.referral.tools import SAME_NEED

if TYPE_CHECKING:
    from graph.referral._types import Match, Offer, Traits

HELP = (SERVICE, COMPETENCE)
REMOTE = (VOCABULARY["access-mode/remote"],)
ON_SITE, AT_DISTANCE, SUBJECT, ONLINE = "on-site", "at-distance", "subject", "online"
SORTS = (ON_SITE, AT_DISTANCE, SUBJECT, ONLINE)
HELPERS = (ON_SITE, AT_DISTANCE)
PEOPLE = (*HELPERS, SUBJECT)
"""Sorts of offers: help (what says nothing of how is taken for help on site), help only at a distance, a subject that
an actor works on, an online tool. People can be called for the first three."""


def sort_of(traits: Traits) -> str:
    """The sort of an offer; a welcome that orients is in none of the lists of needs."""
    if traits.kind == INSTANCE:
        return ONLINE
    if traits.kind not in HELP:
        return SUBJECT
    return AT_DISTANCE if traits.modes == REMOTE else ON_SITE


def is_helper(offer: Offer) -> bool:
    """Whether an actor does it: not an online tool, nor a mere interest in the subject, nor a welcome that orients."""
    return offer.traits.kind in HELP


def is_tool(offer: Offer) -> bool:
    """Whether it is an online tool, which nobody helps with by being there."""
    return offer.traits.kind == INSTANCE


def meets(match: Match, rank: int = 0) -> bool:
    """Whether it is the very need of that rank that is met: a narrower or a broader one, or another, closes no gap."""
    return match.needs[rank] == 0


def is_exact(match: Match) -> bool:
    """Whether one of the very needs asked for is met; where none was asked for, whether it is about a tool in use."""
    if match.needs:
        return 0 in match.needs
    return any(link not in (None, SAME_NEED) for link in match.tools)


def rung(match: Match) -> str:
    """The rung of the ladder: what does not meet the very thing that was asked for is never a direct answer."""
    return INDIRECT if match.kind == DIRECT and not is_exact(match) else match.kind
