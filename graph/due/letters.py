# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that wait leave; what is left of the old ones goes."""

from __future__ import annotations

from collections.abc import Iterator

from graph.due._types import LAST, DueJob, Occasion, counted
from graph.mail.outbox import KEPT_DAYS, Sending

WOULD = "{count} courriel partirait.", "{count} courriels partiraient."
LEFT = "{count} courriel est parti.", "{count} courriels sont partis."
WRITTEN = (
    "{count} courriel est écrit dans le dossier « courrier » : SMTP_URL n’est pas réglé.",
    "{count} courriels sont écrits dans le dossier « courrier » : SMTP_URL n’est pas réglé.",
)
LATER = (
    "{count} courriel n’a pas pu partir : il sera essayé de nouveau.",
    "{count} courriels n’ont pas pu partir : ils seront essayés de nouveau.",
)
LOST = (
    f"En {KEPT_DAYS} jours, {{count}} courriel n’est jamais parti. Vérifiez SMTP_URL, et les adresses des fiches.",
    f"En {KEPT_DAYS} jours, {{count}} courriels ne sont jamais partis. Vérifiez SMTP_URL, et les adresses des fiches.",
)


def _send(occasion: Occasion) -> Iterator[str]:
    outbox = occasion.outbox
    sent = outbox.send_due(occasion.now, dry_run=occasion.dry_run)
    if not occasion.dry_run:
        sent = _the_others(occasion, sent)
        outbox.forget(occasion.now)
    left = WOULD if occasion.dry_run else LEFT if outbox.leaves else WRITTEN
    told = ((sum(sent.left.values()), left), (sent.later, LATER), (outbox.counts(occasion.now).given_up, LOST))
    for count, said in told:
        yield from counted(count, said)


def _the_others(occasion: Occasion, sent: Sending) -> Sending:
    """One sending takes some hundreds: the others follow, as long as they leave."""
    last = sent
    while last.left and not last.later:
        last = occasion.outbox.send_due(occasion.now)
        sent = sent.and_also(last)
    return sent


job = DueJob("letters", LAST, _send)
