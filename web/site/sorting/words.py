# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of sorting say: verdicts, what may be wrong, and what was done."""

from __future__ import annotations

from graph.contributions.verdict_tables import IMPROVE, PASSED, RIGHT, WRONG
from graph.text.wording import Label, Phrase

WRONGS = {
    "ferme": Label("C’est fermé, ou cela n’existe plus"),
    "ailleurs": Label("Ce n’est plus à cette adresse"),
    "double": Label("Cette fiche en répète une autre"),
    "autre": Label("Autre chose"),
}
SAID = {
    RIGHT: Label("dit juste"),
    IMPROVE: Label("à améliorer"),
    WRONG: Label("dit faux"),
    PASSED: Label("passé"),
}
NOT_SAID = Phrase("Dites en quelques mots ce qui est faux.")
NOTHING_CHOSEN = Phrase("Choisissez ce que vous voulez dire de cette fiche.")
DONE = {
    "fait": Phrase("C’est noté. « Revenir » défait votre dernier choix."),
    "defait": Phrase("C’est défait : la fiche est de nouveau à trier."),
    "ameliore": Phrase("C’est noté : cette fiche n’est plus dans la liste."),
}
