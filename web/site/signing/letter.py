# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter that lets somebody in."""

from __future__ import annotations

from graph.mail.letters import Letter
from graph.people.signing import LASTS, Ticket
from graph.text.wording import Label

KIND = "sign-in"
SUBJECT = Label("Votre lien pour entrer")
HELLO = Label("Bonjour,")
SERVES = Label("Ce lien vous fait entrer. Il sert une fois, pendant quinze minutes :")
ELSEWHERE = Label(
    "Vous lisez ce message sur un autre appareil ? Tapez plutôt ce code sur la page où vous avez demandé le lien :"
)
NOTHING = Label("Vous n’avez rien demandé ? Ne faites rien : sans ce message, personne n’entre à votre place.")


def sign_in_letter(to: str, ticket: Ticket, pattern: str, language: str) -> Letter:
    """What is mailed; `pattern` is the address of a link, with the sign `@` where its secret goes."""
    code = f"{ticket.code[:3]} {ticket.code[3:]}"
    link = pattern.replace("@", ticket.link)
    text = "\n\n".join((HELLO(language), SERVES(language), link, ELSEWHERE(language), code, NOTHING(language)))
    return Letter(to, SUBJECT(language), text, KIND, seconds=LASTS)
