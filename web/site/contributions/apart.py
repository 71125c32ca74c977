# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Ce sont deux »: remembered with what is accepted, as a decision of merges, and taken back with it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from graph.contributions.publishing import made_by
from graph.contributions.store import Contribution
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.identity.merges import MergeDesk
from graph.readings.contributions import MOST_ALIKE
from web.app.pages import ecosystem

MOST_LOOKED_AT = 500
"""Decisions among which those about a thing are sought: it was told apart when it was accepted, not long ago."""


def told_apart(iri: str, keys: Collection[str], author: str) -> None:
    """Has a thing that was just made, if any, be another than the known things of these keys."""
    desk = MergeDesk(ecosystem().repository, ecosystem().model)
    for key in list(keys)[:MOST_ALIKE] if iri else ():
        # What is accepted stays accepted: two things of which nobody could say that they are one are two anyway.
        with suppress(Conflict, InvalidInput, UnknownThing):
            desk.part(iri, f"{ecosystem().repository.base}/id/{key}", author)


def together_again(found: Contribution, author: str) -> None:
    """Takes back what was said so of a thing that is no longer there."""
    if not found.change or found.proposal is None or not found.proposal.is_new:
        return
    made = made_by(ecosystem().repository.journal.get(found.change), found.proposal)
    desk = MergeDesk(ecosystem().repository, ecosystem().model)
    for decision in desk.decisions(MOST_LOOKED_AT):
        if made and not decision.same and made in (decision.one, decision.other):
            desk.undo(decision.number, author)
