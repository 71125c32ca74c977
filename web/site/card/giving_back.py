# SPDX-License-Identifier: AGPL-3.0-or-later
"""A correction offered to the site that a card comes from: a mail to complete, which nobody sends from here."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from graph.readings.homes import CardHome
from graph.text.punctuation import colon
from graph.text.sentences import sentence
from web.app.filters import long_date
from web.app.language import language, told
from web.app.values import displays

# Mail programs cut longer addresses.
LONGEST_MAIL, LONGEST_VALUE = 1_900, 120


def correction_mail(home: CardHome, here: str) -> str:
    """The `mailto:` that offers a correction of a card to its site, "" where the site gives no address to write to.

    `here`: the address of the card here. As many of the fields that were read as a mail program takes.
    """
    if not home.contact:
        return ""
    lines = list(_fields(home))
    for most in range(len(lines), -1, -1):
        text = "\r\n".join(_letter(home, here, lines[:most]))
        subject = told("Une correction pour votre fiche {address}", address=home.there)
        mail = f"{home.contact}?subject={quote(subject)}&body={quote(text)}"
        if len(mail) <= LONGEST_MAIL:
            return mail
    return home.contact


def _letter(home: CardHome, here: str, lines: list[str]) -> Iterator[str]:
    yield from (told("Bonjour,"), "")
    yield told("Votre fiche {address} dit :", address=home.there)
    yield from lines
    yield from ("", told("Il faudrait lire :"), "- ", "")
    yield from (told("Comment on le sait :"), "- ", "")
    if home.read_on:
        day = long_date(home.read_on)
        yield told("Cette fiche est reprise ici, comme elle était lue le {day} : {address}", day=day, address=here)
    else:
        yield told("Cette fiche est reprise ici : {address}", address=here)


def _fields(home: CardHome) -> Iterator[str]:
    for values in home.said:
        said = ", ".join(value.text for value in displays(values))
        cut = said if len(said) <= LONGEST_VALUE else f"{said[: LONGEST_VALUE - 1].rstrip()}…"
        yield f"- {sentence(values.field.name(language()))}{colon(language())} {cut}"
