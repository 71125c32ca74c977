# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters around a subscription: is it you, you have it already, and what lets programs of mail stop it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.mail import Letter
from graph.subscriptions.store import PENDING_DAYS, AskedSubscription
from graph.text.wording import Label

CONFIRM, NEWS = "news-confirm", "news"
PATH = "/actualites/courriel"
SUBJECTS = {
    False: Label("Pour recevoir ce qui change, confirmez"),
    True: Label("Vous recevez déjà ce qui change par courriel"),
}
TEXTS = {
    False: Label(
        "Bonjour,\n\nQuelqu’un demande que ce site vous écrive ce qui change : {site}\n\nSi c’est vous, ouvrez cette "
        "page et confirmez :\n{page}\n\nSi ce n’est pas vous, ne faites rien : sans confirmation, votre adresse est "
        "effacée dans {days} jours.\n"
    ),
    True: Label(
        "Bonjour,\n\nQuelqu’un demande que ce site vous écrive ce qui change : {site}\n\nC’est déjà le cas, avec les "
        "mêmes choix. Pour changer de rythme, ou pour arrêter :\n{page}\n"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SubscriptionLinks:
    """The addresses of a subscription, under that of the site."""

    site: str
    secret: str

    @property
    def page(self) -> str:
        """Where it is confirmed and changed."""
        return f"{self.site}{PATH}/{self.secret}"

    @property
    def stop(self) -> str:
        """Where it is stopped: by a button, or by a program of mail that posts there (RFC 8058)."""
        return f"{self.page}/arret"

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What a program of mail shows its own button for."""
        return ("List-Unsubscribe", f"<{self.stop}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def asked_letter(to: str, asked: AskedSubscription, site: str, lang: str) -> Letter:
    """What an address is mailed when somebody types it."""
    links = SubscriptionLinks(site, asked.secret)
    text = TEXTS[asked.known](lang).format(site=site, page=links.page, days=PENDING_DAYS)
    seconds = PENDING_DAYS * 86_400 if not asked.known else 86_400
    return Letter(to, SUBJECTS[asked.known](lang), text, CONFIRM, links.headers, seconds)
