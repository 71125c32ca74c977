# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters that answer a contribution: nothing of it is repeated in them, as it may not be public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.contributions.replies import KEPT_DAYS
from graph.mail import Letter
from graph.mail.letters import quoted
from graph.text.wording import day_text

KIND = "reply"
BEGINS = """Bonjour,

Le {day}, vous avez envoyé la contribution n° {number} au site {site}.

{said}
"""
LEFT = """
Vous aviez laissé cette adresse pour avoir une réponse. Elle n’a servi qu’à cela, et sera effacée du site {days} jours
après la réponse.
"""
ONLINE = """Une personne l’a relue : elle est en ligne, merci. La voici :
{link}
"""
SETTLED = """Une personne l’a lue, et s’en est occupée. Merci.
"""
REFUSED = """Une personne l’a relue, et ne l’a pas retenue. Voici pourquoi :
{reason}

Si quelque chose a été mal compris, envoyez une autre contribution en le disant autrement.
"""
QUESTION = """La personne qui la relit voudrait savoir ceci :
{question}

Répondez sur cette page, qui n’ouvre que cette question :
{link}
"""


@dataclass(frozen=True)
class AnsweredContribution:
    """Whom to answer: the address, the number of the contribution, the day it came, the site; `has_account`: the
    address is that of an account, which stays."""

    to: str
    number: int
    day: date
    site: str
    has_account: bool = False

    def online(self, link: str) -> Letter:
        """It is online at an address; "" where it was only dealt with."""
        if not link:
            return self._letter("Votre message a été lu", SETTLED)
        return self._letter("Votre contribution est en ligne", ONLINE.format(link=link))

    def refused(self, reason: str) -> Letter:
        """It was not taken, for a reason."""
        return self._letter("Votre contribution n’a pas été retenue", REFUSED.format(reason=quoted(reason)))

    def asked(self, question: str, link: str) -> Letter:
        """Something is asked, to be answered at an address."""
        said = QUESTION.format(question=quoted(question), link=link)
        return self._letter("Une question sur votre contribution", said)

    def _letter(self, subject: str, said: str) -> Letter:
        text = BEGINS.format(day=day_text(self.day), number=self.number, site=self.site, said=said)
        return Letter(self.to, subject, text + ("" if self.has_account else LEFT.format(days=KEPT_DAYS)), KIND)
