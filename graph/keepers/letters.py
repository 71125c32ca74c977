# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters to those who keep a card: the link that somebody asked for, and the question whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.keepers.store import ASKED_DAYS, EDIT_DAYS
from graph.mail import Letter
from graph.text.wording import Phrase

KIND = "card-link"
CONSENT = Phrase(
    "J’accepte de recevoir, une fois par an, un courriel qui demande si la fiche « {name} » est toujours exacte. Mon "
    "adresse ne sert qu’à cela et n’est montrée à personne. Chaque courriel permet d’arrêter."
)
LINK_SUBJECT = "Le lien pour tenir à jour la fiche « {name} »"
LINK_TEXT = """Bonjour,

Quelqu’un a demandé, sur notre site, le lien qui permet de tenir à jour la fiche « {name} ». Il est envoyé à cette
adresse parce que c’est celle de la fiche, ou de qui la tient.

Ce lien n’ouvre que cette fiche, sans compte, pendant {days} jours. Ce que vous y changez est en ligne aussitôt :
{link}

Vous n’avez rien demandé ? Ne faites rien : ce courriel ne change rien à lui seul.

Ne plus rien recevoir au sujet de cette fiche :
{stop}
"""
ASK_SUBJECT = "Voulez-vous tenir à jour la fiche « {name} » ?"
ASK_TEXT = """Bonjour,

{why}

Si vous êtes d’accord, nous vous écrirons une fois par an pour demander si cette fiche est toujours exacte. Dites-le
ici, d’un bouton :
{link}

Sans réponse de votre part, votre adresse est effacée de notre site dans {days} jours, et vous ne recevrez plus rien.

La fiche, telle que tout le monde la lit :
{card}
"""
GIVEN = "La structure « {name} » nous a donné votre adresse pour que sa fiche reste juste."
HANDED = "La personne qui tenait la fiche « {name} » nous a donné votre adresse, pour que vous preniez la suite."


def link_letter(to: str, name: str, link: str) -> Letter:
    """The letter that holds a link to a card of that name."""
    text = LINK_TEXT.format(name=name, link=link, stop=f"{link}/ne-plus-ecrire", days=EDIT_DAYS)
    return Letter(to, _line(LINK_SUBJECT, name), text, KIND)


def asking_letter(to: str, name: str, addresses: tuple[str, str], why: str = GIVEN) -> Letter:
    """The letter that asks whether somebody agrees; `addresses` are the link, and the card's page."""
    link, card = addresses
    text = ASK_TEXT.format(why=why.format(name=name), link=f"{link}/accord", card=card, days=ASKED_DAYS)
    return Letter(to, _line(ASK_SUBJECT, name), text, KIND)


def _line(subject: str, name: str) -> str:
    """A subject on one line, however long the name."""
    return subject.format(name=" ".join(name.split())[:150])


YEARLY_KIND = "still-exact"
YEARLY_SUBJECT = "Toujours exact ? La fiche « {name} »"
REMINDER_SUBJECT = "Rappel : la fiche « {name} » est-elle toujours exacte ?"
MANY_SUBJECT = "Toujours exact ? {count} fiches que vous tenez"
YEARLY_TEXT = """Bonjour,

{why} Lisez, puis ouvrez le lien : un bouton suffit.
{cards}
Sans réponse après deux rappels, une fiche reste en ligne, avec la mention « sans réponse », et elle est proposée moins
haut à qui cherche de l’aide. Vous recevez ce courriel parce que vous l’avez accepté.
"""
ASKED = "Une fois par an, nous vous demandons si ce qu’on lit de votre structure est toujours exact."
REMINDED = "Nous n’avons pas encore eu votre réponse : ce qu’on lit de votre structure est-il toujours exact ?"
CARD_TEXT = """
— {name} —

{lines}

Oui, tout est exact :
{link}

Corriger ou compléter :
{link}/corriger

Je ne m’en occupe plus, voici qui prend la suite :
{link}/passer-la-main

Ne plus rien recevoir au sujet de cette fiche :
{link}/ne-plus-ecrire
"""


@dataclass(frozen=True)
class AskedCard:
    """A card as the yearly letter tells it: its name, its lines as plain text, the link; whether it is a reminder."""

    name: str
    lines: tuple[str, ...]
    link: str
    reminder: bool


def yearly_letter(to: str, cards: Sequence[AskedCard]) -> Letter:
    """The letter that asks whether cards are still right."""
    told = "".join(CARD_TEXT.format(name=one.name, lines="\n".join(one.lines), link=one.link) for one in cards)
    reminder = all(one.reminder for one in cards)
    subject = REMINDER_SUBJECT if reminder else YEARLY_SUBJECT
    subject = _line(subject, cards[0].name) if len(cards) == 1 else MANY_SUBJECT.format(count=len(cards))
    return Letter(to, subject, YEARLY_TEXT.format(why=REMINDED if reminder else ASKED, cards=told), YEARLY_KIND)
