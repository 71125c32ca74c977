# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sends a form, as far as it is kept, and whether what they write of a card is online at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph import clock
from graph.contributions.desk import ContributionDesk
from graph.contributions.publishing import NothingNew, made_by
from graph.contributions.reach import belongs_to
from graph.contributions.sender import ACCOUNT, CARD_LINK, LINK, Sender
from graph.entry.roles import CONTRIBUTE, MODERATE
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.keepers.confirming import BY_LINK
from web.app.pages import ecosystem
from web.app.rights import MODERATION
from web.app.sessions import asking

if TYPE_CHECKING:
    from graph.contributions.proposal import Proposal
    from graph.entry.sessions import Session


@dataclass(frozen=True)
class Received:
    """What was taken in: its number, and the IRI of the card that says it already, "" where it waits."""

    number: int
    card: str = ""


def received(proposal: Proposal, link: int = 0, instead_of: int = 0) -> Received:
    """Keeps a proposal, and puts it online where who sends it may; raises RefusedBefore, Conflict, TooLarge or
    StorageError.

    `link`: the number of the mailed link of that card, which lets write of it and of nothing else; `instead_of`: of
    the contribution that this one completes, 0 for none.
    """
    if link:
        return _by_link(proposal, link)
    found = asking()
    number = ecosystem().contributions.add(proposal, _sender(found, proposal), instead_of)
    if found is None or not is_trusted(found, proposal):
        return Received(number)
    return Received(number, _published(number, proposal, f"{MODERATION.name}, {found.who}"))


def _by_link(proposal: Proposal, link: int) -> Received:
    trusted = bool(proposal.fields) and not (proposal.comment or proposal.is_new or proposal.others)
    number = ecosystem().contributions.add(proposal, Sender(CARD_LINK, link, CONTRIBUTE if trusted else ""))
    return Received(number, _published(number, proposal, BY_LINK.format(number=link)) if trusted else "")


def is_trusted(session: Session, proposal: Proposal) -> bool:
    """Whether it is online at once: by the right to moderate or to contribute, everywhere or where this card belongs.

    A word to who reads it again asks for just that.
    """
    if not proposal.fields or proposal.comment:
        return False
    if session.may(MODERATE) or session.may(CONTRIBUTE):
        return True
    if proposal.is_new or proposal.others or not any(grant.scope for grant in session.grants):
        return False
    own = ecosystem()
    return session.may(CONTRIBUTE, belongs_to(own.full.dataset, own.territories, proposal.subject, clock.today()))


def _sender(session: Session | None, proposal: Proposal) -> Sender:
    if session is None:
        return Sender()
    right = CONTRIBUTE if is_trusted(session, proposal) else ""
    if session.account is not None:
        return Sender(ACCOUNT, session.account, right)
    return Sender(LINK, session.invitation, right)


def _published(number: int, proposal: Proposal, author: str) -> str:
    """The card that says it now, "" where it could not be written: somebody reads it then, as any other."""
    desk = ContributionDesk(ecosystem().contributions, ecosystem().repository)
    with suppress(InvalidInput, Conflict, UnknownThing):
        try:
            desk.accept(number, proposal, author)
        except NothingNew:
            desk.settle(number, author)
    kept = desk.kept.find(number)
    if kept.is_open:
        return ""
    if not proposal.is_new or not kept.change:
        return proposal.subject
    return made_by(ecosystem().repository.journal.get(kept.change), proposal)
