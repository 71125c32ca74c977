# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter that asks somebody to call back."""

from __future__ import annotations

from graph.callbacks.asked import CallbackRequest
from graph.callbacks.store import KEPT_DAYS
from graph.mail import Letter
from graph.mail.letters import quoted

KIND = "callback"
SUBJECT = "Une association demande à être rappelée"
TEXT = """Bonjour,

Sur {site}, une association demande que « {actor} » la rappelle.

Pour la joindre : {reach}
{more}
Quand c’est fait, dites-le ici. Cette page n’ouvre que cette demande :
{link}

Tout ce qui est écrit ci-dessus est effacé de notre site dans les {days} jours, et ne sert qu’à rappeler : effacez aussi
ce courriel quand il a servi.

Votre fiche dit que vous rappelez les associations. Si ce n’est plus le cas, demandez qu’elle soit corrigée :
{card}
"""


def callback_letter(to: str, request: CallbackRequest, name: str, link: str, site: tuple[str, str]) -> Letter:
    """The letter to an actor of that name; `site` are the addresses of the site and of the actor's card."""
    more = f"Qui demande : {request.name}\n" if request.name else ""
    if request.words:
        more += f"\nCe qui est demandé :\n{quoted(request.words)}\n"
    text = TEXT.format(
        site=site[0], card=site[1], actor=name, reach=request.reach, more=more, link=link, days=KEPT_DAYS
    )
    return Letter(to, SUBJECT, text, KIND)
