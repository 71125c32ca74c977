# SPDX-License-Identifier: AGPL-3.0-or-later
"""What telephones are told of what they sent."""

from __future__ import annotations

from graph.readings.workshops import DECLINED, ON_WALL, PUT_OFF, SETTLED, TO_READ, UNDONE, RoomAddition
from graph.text.wording import Label, Phrase

SENT = {
    TO_READ: Label("envoyé, la personne qui anime relit"),
    PUT_OFF: Label("envoyé, ce sera relu plus tard"),
    ON_WALL: Label("envoyé, au mur"),
    DECLINED: Label("envoyé, ce n’est pas gardé"),
    SETTLED: Label("envoyé, une fiche le disait déjà"),
    UNDONE: Label("envoyé, retiré du mur depuis"),
}
MERGED = Phrase("envoyé, au mur, dans la fiche « {card} »")
THANKS = {
    "mur": Label("C’est au mur. Autre chose ?"),
    "relu": Label("C’est envoyé : la personne qui anime relit avant le mur. Autre chose ?"),
}
NOT_GATHERED = Phrase("Cette séance ne réunit pas cela : choisissez ce que vous voulez ajouter.")
TOO_MANY_CODES = Phrase("Beaucoup de codes ont été essayés d’où vous êtes. Réessayez dans dix minutes.")


def sent_text(one: RoomAddition, lang: str) -> str:
    """What a telephone is told of what it sent."""
    return MERGED(card=one.merged).plain(lang) if one.merged else SENT[one.state](lang)
