# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters between colleagues: none shows an address, each leads to a page of this site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.mail import Letter
from graph.mail.letters import quoted
from graph.skills.asking import DECLINE, OPEN, SETTLE
from graph.skills.hands import KEPT_DAYS, Hand
from graph.text.wording import day_text

ASKED_KIND, ANSWER_KIND, UNANSWERED_KIND, REMINDER_KIND = "hand", "hand-answer", "hand-unanswered", "skill-reminder"
FOOT = """
Ne répondez pas à ce courriel : passez par la page ci-dessus. Votre adresse n’est montrée à personne, sauf si vous le
décidez là. Tout est effacé de notre site au bout de {days} jours : effacez aussi ce courriel quand il a servi.
{site}
"""
ASKED_SUBJECT = "Un coup de main : {subject}"
ASKED_TEXT = """Bonjour,

Vous avez dit à vos collègues que vous connaissez « {subject} ». L’un d’eux, qui accompagne des associations, vous
demande un coup de main.

Pour quand : {urgency}

{words}

Pour répondre, ou pour dire que ce n’est pas possible. Cette page n’ouvre que cette demande :
{link}
"""
ANSWER_SUBJECT = "Votre échange entre collègues : {subject}"
ANSWER_TEXT = """Bonjour,

C’est à propos de « {subject} ». {outcome}
{words}
La suite est ici. Cette page n’ouvre que cette demande :
{link}
"""
OUTCOMES = {
    DECLINE: "Votre collègue ne peut pas vous aider cette fois.",
    SETTLE: "Votre collègue dit que c’est réglé. Merci pour votre aide.",
    OPEN: "Votre collègue veut bien vous montrer son adresse, si vous montrez aussi la vôtre.",
}
BOTH = "Vous avez l’un et l’autre accepté : l’adresse de votre collègue est maintenant sur la page ci-dessous."
ANSWERED = "Votre collègue vous a écrit."
UNANSWERED_TEXT = """Bonjour,

Personne n’a encore répondu à votre demande sur « {subject} », faite il y a une semaine. Vous pouvez encore attendre, ou
demander à quelqu’un d’autre :
{link}
"""
REMINDER_SUBJECT = "Toujours vrai ? Vous connaissez : {subject}"
REMINDER_TEXT = """Bonjour,

Vous avez dit à vos collègues que vous connaissez « {subject} », jusqu’au {until}.

Est-ce toujours vrai ? Ouvrez cette page, puis choisissez. Sans réponse, vos collègues verront « à confirmer », puis,
deux mois après, plus rien :
{link}

{site}
"""


@dataclass(frozen=True)
class LetterFacts:
    """What every letter says: about what, where it leads, and the address of this site."""

    subject: str
    link: str
    site: str

    def foot(self) -> str:
        """What is said under each letter of a request."""
        return FOOT.format(days=KEPT_DAYS, site=self.site)


def asked_letter(to: str, told: LetterFacts, words: str, urgency: str) -> Letter:
    """To whoever is asked."""
    text = ASKED_TEXT.format(subject=told.subject, urgency=urgency, words=quoted(words), link=told.link)
    return Letter(to, _one_line(ASKED_SUBJECT, told), text + told.foot(), ASKED_KIND)


def answer_letter(to: str, told: LetterFacts, hand: Hand, step: str, words: str) -> Letter:
    """To the other side, once this one (that `hand` is seen by) did something."""
    outcome = BOTH if hand.ours and hand.theirs and step == OPEN else OUTCOMES.get(step, ANSWERED)
    said = f"\n{quoted(words)}\n" if words else ""
    text = ANSWER_TEXT.format(subject=told.subject, outcome=outcome, words=said, link=told.link)
    return Letter(to, _one_line(ANSWER_SUBJECT, told), text + told.foot(), ANSWER_KIND)


def unanswered_letter(to: str, told: LetterFacts) -> Letter:
    """To whoever asked, after a week without a word."""
    text = UNANSWERED_TEXT.format(subject=told.subject, link=told.link)
    return Letter(to, _one_line(ANSWER_SUBJECT, told), text + told.foot(), UNANSWERED_KIND)


def reminder_letter(to: str, told: LetterFacts, until: date) -> Letter:
    """To whoever said to know something that is soon to be confirmed."""
    text = REMINDER_TEXT.format(subject=told.subject, until=day_text(until), link=told.link, site=told.site)
    return Letter(to, _one_line(REMINDER_SUBJECT, told), text, REMINDER_KIND)


def _one_line(subject: str, told: LetterFacts) -> str:
    return " ".join(subject.format(subject=told.subject).split())[:200]
