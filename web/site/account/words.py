# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the pages of accounts say."""

from __future__ import annotations

from graph.text.wording import Label, Phrase
from web.app.accounts import COMPUTER, TELEPHONE

DEVICES = {COMPUTER: Label("Un ordinateur"), TELEPHONE: Label("Un téléphone")}
SURE = {"EFFACER", "ERASE"}
DONE = {
    "note": Label("C’est enregistré."),
    "ferme": Label("Cet appareil est déconnecté."),
    "delie": Label("C’est fait : on n’entre plus ici par ce service, sauf à le relier de nouveau."),
    "retire": Label("C’est retiré : il n’en reste rien."),
    "donne": Label("Le droit est donné."),
    "repris": Label("Le droit est retiré."),
    "ouvert": Label("Le compte est ouvert. Cette personne peut entrer avec son adresse."),
}
NOT_SURE = Phrase("Rien n’est effacé. Écrivez EFFACER dans la case pour confirmer.")
NO_HEIR = Phrase("Aucun compte n’a cette adresse. Donnez celle de quelqu’un qui a déjà un compte.")
NO_PLACE = Phrase("« {text} » n’est pas connu ici. Donnez le nom d’une fiche, d’un réseau ou d’un territoire.")
