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
    "question": Label("C’est noté : vous recevrez un courriel par an au sujet de cette fiche."),
    "arret": Label("C’est fait : vous ne recevrez plus cette question, et vos liens vers la fiche sont fermés."),
    "donne": Label("Le droit est donné."),
    "repris": Label("Le droit est retiré."),
    "ouvert": Label("Le compte est ouvert. Cette personne peut entrer avec son adresse."),
}
NOT_SURE = Phrase("Rien n’est effacé. Écrivez EFFACER dans la case pour confirmer.")
NO_HEIR = Phrase("Aucun compte n’a cette adresse. Donnez celle de quelqu’un qui a déjà un compte.")
NOT_TICKED = Phrase("Cochez la case pour recevoir cette question une fois par an.")
NOT_YOURS = Phrase("Cette fiche n’est pas de celles que vous tenez : rien n’a changé.")
NO_PLACE = Phrase("« {text} » n’est pas connu ici. Donnez le nom d’une fiche, d’un réseau ou d’un territoire.")
