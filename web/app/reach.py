# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody whose right to moderate holds in one place may decide of there: cards, and what is proposed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph import clock
from graph.contributions.desk import ELSEWHERE, OutOfReach
from graph.contributions.lateness import LateQueue, late_queue
from graph.contributions.reach import belongs_to, bounds
from graph.entry.roles import MODERATE
from web.app.ecosystem import current_ecosystem
from web.app.sessions import session

if TYPE_CHECKING:
    from graph.contributions.proposal import Proposal
    from graph.entry.sessions import Session


def own_proposals() -> Callable[[Proposal], bool] | None:
    """Whether who asks may decide of a proposal; None where they may of all."""
    found = session()
    if found is not None and found.may(MODERATE):
        return None
    return lambda proposal: found is not None and _may_decide(found, proposal)


def _may_decide(found: Session, proposal: Proposal) -> bool:
    here = current_ecosystem()
    known = bounds(here.full.dataset, here.territories, proposal, clock.today())
    return all(found.may(MODERATE, within) for within in known)


def refuse_others(iri: str) -> None:
    """Raises OutOfReach unless who asks moderates this card, everywhere or where it belongs."""
    found, here = session(), current_ecosystem()
    if found is not None and found.may(MODERATE):
        return
    if found is None or not found.may(MODERATE, belongs_to(here.full.dataset, here.territories, iri, clock.today())):
        raise OutOfReach(ELSEWHERE())


def late() -> LateQueue | None:
    """The contributions that who asks could have read for a week, if any."""
    found, here = session(), current_ecosystem()
    if found is None or not found.may_somewhere(MODERATE):
        return None
    return late_queue(here.contributions, clock.today(), own_proposals())
