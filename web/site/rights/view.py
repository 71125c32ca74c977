# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom to write to, what may be asked, and how long each thing is kept: told from what the program really does."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph.callbacks.store import DONE_DAYS
from graph.callbacks.store import KEPT_DAYS as CALLBACK_DAYS
from graph.claims.store import KEPT_DAYS as CLAIM_DAYS
from graph.clock import DAY
from graph.entry.gate import KEPT_DAYS, LONGEST_DAYS, REVOKED_DAYS
from graph.entry.sessions import HOUR, OWN, SHARED
from graph.mail.letters import THREE_DAYS
from graph.mail.outbox import KEPT_DAYS as LETTER_DAYS
from graph.people.signing import LASTS
from graph.skills.declaring import FADING
from graph.skills.hands import KEPT_DAYS as HAND_DAYS
from graph.subscriptions.store import PENDING_DAYS
from graph.synonyms.store import KEPT_MONTHS, LEAST, LEAST_DAYS
from web.app.kept_pages import kept_page
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks

# What is said of the law, read on 30 November 2026: one month to answer (EDPB), complaints (CNIL), what is told of an
# organisation is no personal data (French ministry of Justice, page of 26 April 2024).
SOURCES = {
    "edpb": "https://edpb.europa.eu/sme-data-protection-guide/faq-frequently-asked-questions/"
    "answer/how-do-i-respond-request-erasure_fr",
    "cnil": "https://cnil.fr/fr/node/166989",
    "justice": "https://justice.fr/fiche/obligations-matiere-protection-donnees-personnelles-rgpd",
}
blueprint = Blueprint("rights", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/droits")
@kept_page
@reads()
def show() -> str:
    """The page; each length of time is that of the program."""
    return render_template(
        "rights/show.html",
        sources=SOURCES,
        months=KEPT_MONTHS,
        least=LEAST,
        days=LEAST_DAYS,
        invited=LONGEST_DAYS,
        listed=KEPT_DAYS,
        cancelled=REVOKED_DAYS,
        own=(OWN.idle // DAY, OWN.most // DAY),
        minutes=LASTS // 60,
        letters=(THREE_DAYS // DAY, LETTER_DAYS),
        skills=(FADING.days, HAND_DAYS),
        callbacks=(DONE_DAYS, CALLBACK_DAYS),
        claim_days=CLAIM_DAYS,
        pending=PENDING_DAYS,
        shared=(SHARED.idle // HOUR, SHARED.most // HOUR),
    )
