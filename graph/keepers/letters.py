# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters to those who keep a card: the link that somebody asked for, and the question whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.keepers.store import ASKED_DAYS, EDIT_DAYS
from graph.mail import Letter
from graph.text.wording import Label, Phrase

KIND = "card-link"
CONSENT = Phrase(
    "J’accepte de recevoir, une fois par an, un courriel qui demande si la fiche « {name} » est toujours exacte. Mon "
    "adresse ne sert qu’à cela et n’est montrée à personne. Chaque courriel permet d’arrêter."
)
HELLO = Label("Bonjour,")
STOP = Label("Ne plus rien recevoir au sujet de cette fiche :")
LINK_SUBJECT = Phrase("Le lien pour tenir à jour la fiche « {name} »")
LINK_ASKED = Phrase(
    "Quelqu’un a demandé, sur notre site, le lien qui permet de tenir à jour la fiche « {name} ». Il est envoyé à "
    "cette adresse parce que c’est celle de la fiche, ou de qui la tient."
)
LINK_OPENS = Phrase(
    "Ce lien n’ouvre que cette fiche, sans compte, pendant {days} jours. Ce que vous y changez est en ligne aussitôt :"
)
LINK_NOTHING = Label("Vous n’avez rien demandé ? Ne faites rien : ce courriel ne change rien à lui seul.")
ASK_SUBJECT = Phrase("Voulez-vous tenir à jour la fiche « {name} » ?")
ASK_AGREE = Label(
    "Si vous êtes d’accord, nous vous écrirons une fois par an pour demander si cette fiche est toujours exacte. "
    "Dites-le ici, d’un bouton :"
)
ASK_SILENT = Phrase(
    "Sans réponse de votre part, votre adresse est effacée de notre site dans {days} jours, et vous ne recevrez plus "
    "rien."
)
ASK_CARD = Label("La fiche, telle que tout le monde la lit :")
GIVEN = Phrase("La structure « {name} » nous a donné votre adresse pour que sa fiche reste juste.")
HANDED = Phrase(
    "La personne qui tenait la fiche « {name} » nous a donné votre adresse, pour que vous preniez la suite."
)


def link_letter(to: str, name: str, link: str, lang: str = "fr") -> Letter:
    """The letter that holds a link to a card of that name."""
    asked, opens = LINK_ASKED(name=name).plain(lang), LINK_OPENS(days=EDIT_DAYS).plain(lang)
    stop = f"{STOP(lang)}\n{link}/ne-plus-ecrire"
    text = _text(HELLO(lang), asked, f"{opens}\n{link}", LINK_NOTHING(lang), stop)
    return Letter(to, _line(LINK_SUBJECT, name, lang), text, KIND)


def asking_letter(to: str, name: str, addresses: tuple[str, str], why: Phrase = GIVEN, lang: str = "fr") -> Letter:
    """The letter that asks whether somebody agrees; `addresses` are the link, and the card's page."""
    link, card = addresses
    agree, silent = f"{ASK_AGREE(lang)}\n{link}/accord", ASK_SILENT(days=ASKED_DAYS).plain(lang)
    text = _text(HELLO(lang), why(name=name).plain(lang), agree, silent, f"{ASK_CARD(lang)}\n{card}")
    return Letter(to, _line(ASK_SUBJECT, name, lang), text, KIND)


def _text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _line(subject: Phrase, name: str, lang: str) -> str:
    """A subject on one line, however long the name."""
    return subject(name=" ".join(name.split())[:150]).plain(lang)


YEARLY_KIND = "still-exact"
YEARLY_SUBJECT = Phrase("Toujours exact ? La fiche « {name} »")
REMINDER_SUBJECT = Phrase("Rappel : la fiche « {name} » est-elle toujours exacte ?")
MANY_SUBJECT = Phrase("Toujours exact ? {count} fiches que vous tenez")
READ = Label("Lisez, puis ouvrez le lien : un bouton suffit.")
SILENCE = Label(
    "Sans réponse après deux rappels, une fiche reste en ligne, avec la mention « sans réponse », et elle est proposée "
    "moins haut à qui cherche de l’aide. Vous recevez ce courriel parce que vous l’avez accepté."
)
ASKED = Label("Une fois par an, nous vous demandons si ce qu’on lit de votre structure est toujours exact.")
REMINDED = Label("Nous n’avons pas encore eu votre réponse : ce qu’on lit de votre structure est-il toujours exact ?")
WAYS = {
    "": Label("Oui, tout est exact :"),
    "/corriger": Label("Corriger ou compléter :"),
    "/passer-la-main": Label("Je ne m’en occupe plus, voici qui prend la suite :"),
    "/ne-plus-ecrire": STOP,
}


@dataclass(frozen=True)
class AskedCard:
    """A card as the yearly letter tells it: its name, its lines as plain text, the link; whether it is a reminder."""

    name: str
    lines: tuple[str, ...]
    link: str
    reminder: bool

    def told(self, lang: str) -> str:
        """Its part of the letter."""
        ways = (f"{said(lang)}\n{self.link}{path}" for path, said in WAYS.items())
        return "\n\n".join((f"— {self.name} —", "\n".join(self.lines), *ways))


def yearly_letter(to: str, cards: Sequence[AskedCard], lang: str = "fr") -> Letter:
    """The letter that asks whether cards are still right."""
    reminder = all(one.reminder for one in cards)
    why = (REMINDED if reminder else ASKED)(lang)
    subject = _line(REMINDER_SUBJECT if reminder else YEARLY_SUBJECT, cards[0].name, lang)
    if len(cards) > 1:
        subject = MANY_SUBJECT(count=len(cards)).plain(lang)
    text = _text(HELLO(lang), f"{why} {READ(lang)}", *(one.told(lang) for one in cards), SILENCE(lang))
    return Letter(to, subject, text, YEARLY_KIND)
