# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of moderators says once something is done."""

from __future__ import annotations

from graph.text.wording import Phrase

NOT_SAID = Phrase("Cette fiche n’est plus dite « à vérifier » : quelqu’un l’a déjà réglée. Voyez la liste.")
# What is done by each gesture about a wave.
DECIDED = {"retirer": "vague", "garder": "garde", "retablir": "retabli"}
DONE = {
    "accepte": Phrase("C’est fait : ces mots sont compris dès maintenant."),
    "refuse": Phrase("C’est fait : ces mots ne seront plus montrés, et ils sont oubliés."),
    "retire": Phrase("C’est fait : ces mots ne veulent plus dire cela."),
    "verifie": Phrase("C’est noté : les signalements reçus jusqu’ici sont réglés."),
    "dire": Phrase("C’est dit : cette fiche est « à vérifier » pour tout le monde, jusqu’à ce qu’elle soit corrigée."),
    "vague": Phrase("C’est fait : ces signalements ne comptent plus. « Rétablir », en bas de la page, les rend."),
    "garde": Phrase("C’est noté : ces signalements comptent, chaque fiche est à relire."),
    "retabli": Phrase("C’est fait : ces signalements sont de nouveau à relire."),
    "corrige": Phrase("C’est noté : cette fiche n’est plus « à vérifier »."),
}
