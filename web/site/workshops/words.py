# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the console of a workshop says: what was done, what became of each addition, and why something is refused."""

from __future__ import annotations

from graph.readings.workshops import DECLINED, ON_WALL, PUT_OFF, SETTLED, TO_READ, UNDONE, RoomAddition
from graph.text.wording import Label, Phrase

DONE = {
    "ouverte": Label("La séance est ouverte : montrez le mur à la salle."),
    "acceptee": Label("C’est au mur."),
    "reunie": Label("C’est ajouté à la fiche connue, et c’est au mur."),
    "tard": Label("C’est gardé pour plus tard."),
    "refusee": Label("Ce n’est pas gardé. « Défaire » le remet à relire."),
    "defaite": Label("C’est défait : c’est de nouveau à relire."),
    "reglee": Label("C’est réglé."),
    "finie": Label("La séance est finie. Les prénoms sont effacés ; ce qui reste à relire peut encore l’être."),
}
STATES = {
    TO_READ: Label("à relire"),
    PUT_OFF: Label("pour plus tard"),
    ON_WALL: Label("au mur"),
    DECLINED: Label("non gardé"),
    SETTLED: Label("déjà connu"),
    UNDONE: Label("retiré depuis"),
}
MERGED = Phrase("au mur, réuni depuis avec « {card} »")
TONES = {TO_READ: "unsure", PUT_OFF: "bare", ON_WALL: "yes", DECLINED: "no", SETTLED: "bare", UNDONE: "no"}
NOT_KEPT = Label("La personne qui animait la séance ne l’a pas retenu.")
NOT_IN_IT = Phrase("Cette contribution n’est pas arrivée dans cette séance : elle se relit ailleurs.")
NO_NAME = Phrase("Écrivez le nom de la fiche avec laquelle réunir cet ajout.")
NO_KNOWN = Phrase("Aucune fiche de cette nature ne s’appelle « {text} » : choisissez un nom de l’annuaire.")
NOTHING_CHOSEN = Phrase("Choisissez ce que vous voulez faire de cet ajout.")


def state_text(one: RoomAddition, lang: str) -> str:
    """What became of an addition, in a few words."""
    return MERGED(card=one.merged).plain(lang) if one.merged else STATES[one.state](lang)
