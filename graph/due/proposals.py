# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections that were said to be sent to other sites leave, and what became of those that are there is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.contributions.sent import DECLINED, LEAVING, TAKEN, THERE, UNABLE, SentProposals
from graph.contributions.store import Contributions
from graph.deliveries.giving_back import GivingBack, told_states
from graph.due._types import DueJob, Occasion, counted
from graph.fetch import fetcher_of

WOULD = (
    "{count} correction à envoyer ou à suivre chez d’autres sites.",
    "{count} corrections à envoyer ou à suivre chez d’autres sites.",
)
TOLD = {
    THERE: ("{count} correction attend chez un autre site.", "{count} corrections attendent chez d’autres sites."),
    TAKEN: ("{count} correction est acceptée ailleurs.", "{count} corrections sont acceptées ailleurs."),
    DECLINED: ("{count} correction est refusée ailleurs.", "{count} corrections sont refusées ailleurs."),
    UNABLE: ("{count} correction n’a pas pu être envoyée.", "{count} corrections n’ont pas pu être envoyées."),
    LEAVING: (
        "{count} correction n’est pas encore partie : elle sera essayée de nouveau.",
        "{count} corrections ne sont pas encore parties : elles seront essayées de nouveau.",
    ),
}


def _attend(occasion: Occasion) -> Iterator[str]:
    settings = occasion.settings
    with closing(SentProposals(settings.database_url)) as sent:
        due = len(sent.due(occasion.now))
        if occasion.dry_run or not due:
            yield from counted(due, WOULD)
            return
        kept = Contributions(settings.database_url, settings.base_url, settings.secret_key)
        with closing(kept):
            done = GivingBack(kept, sent, occasion.full(), fetcher_of(settings)).attend(occasion.now)
    for state, count in told_states(done):
        yield from counted(count, TOLD[state])


job = DueJob("proposals", 300, _attend)
