# SPDX-License-Identifier: AGPL-3.0-or-later
"""A contribution about a card of another site: sent there by a moderator, and how far it is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from graph import clock
from graph.contributions.sent import LEAVING, SentProposal, SentProposals
from graph.contributions.store import Contribution
from graph.deliveries.giving_back import CardThere, GivingBack, card_there
from graph.errors import InvalidInput
from graph.fetch import fetcher_of
from graph.text.wording import Phrase
from web.app.afterwards import afterwards
from web.app.pages import ecosystem

NOT_THEIRS = Phrase("Cette fiche ne vient pas d’un autre site Tisserand : il n’y a personne à qui l’envoyer.")


@dataclass(frozen=True)
class GivenBack:
    """Where the card of a contribution comes from, and what was sent there, None for nothing yet."""

    there: CardThere
    sent: SentProposal | None


def given_back(found: Contribution) -> GivenBack | None:
    """How far a contribution is that is about a card of another site; None for any other."""
    there = _there(found)
    if there is None:
        return None
    with closing(SentProposals(ecosystem().settings.database_url)) as sent:
        return GivenBack(there, sent.of(found.number))


def send(found: Contribution) -> None:
    """Has it sent there once the answer has left, and again by `flask due` until it is; raises InvalidInput."""
    there = _there(found)
    if there is None:
        raise InvalidInput(NOT_THEIRS(), field="geste")
    here, now = ecosystem(), clock.seconds()
    with closing(SentProposals(here.settings.database_url)) as sent:
        sent.send(found.number, there.address, now)
    kept, full, settings = here.contributions, here.repository.full, here.settings

    def leave() -> None:
        with closing(SentProposals(settings.database_url)) as sent:
            waiting = sent.of(found.number)
            if waiting is not None and waiting.state == LEAVING:
                GivingBack(kept, sent, full, fetcher_of(settings)).attend(now)

    afterwards(leave)


def _there(found: Contribution) -> CardThere | None:
    proposal = found.proposal
    if proposal is None or proposal.is_new:
        return None
    return card_there(ecosystem().repository.full, proposal.subject)
