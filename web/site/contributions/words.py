# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of contributions says: sorts, risks, reasons of a refusal, and what was done."""

from __future__ import annotations

from graph.contributions.risk import (
    EMPTIES,
    FOLLOWS,
    FROM_ROOM,
    HASTE,
    KEPT_IN_ROOM,
    LINKS,
    PERSONAL,
    RENAMES,
    SAME_TEXT,
)
from graph.contributions.sender import ACCOUNT, CARD_LINK, LINK, VISITOR
from graph.contributions.tables import ACCEPTED, ASKED, LATER, REFUSED
from graph.readings.contributions import ADDITION, CORRECTION, REPORT
from graph.text.wording import Label, Phrase

SORTS = {ADDITION: Label("ajout"), CORRECTION: Label("correction"), REPORT: Label("signalement")}
SENDERS = {
    VISITOR: Phrase("Contribution n° {number}, sans compte."),
    LINK: Phrase("Contribution n° {number}, de l’invitation {who}."),
    ACCOUNT: Phrase("Contribution n° {number}, du compte n° {who}."),
    CARD_LINK: Phrase("Contribution n° {number}, par le lien de fiche n° {who}."),
}
OF_WORKSHOP = Phrase("Venue de l’atelier « {title} ».")
SIGNS = {
    SAME_TEXT: Label("presque le même texte que d’autres"),
    LINKS: Label("plusieurs liens"),
    PERSONAL: Label("parle peut-être d’une personne"),
    HASTE: Label("envoyée très vite"),
    EMPTIES: Label("vide un champ"),
    RENAMES: Label("change le nom"),
    KEPT_IN_ROOM: Label("acceptée dans la salle"),
    FROM_ROOM: Label("venue d’un atelier"),
    FOLLOWS: Label("parle d’une fiche du même atelier, à accepter d’abord"),
}
STATES = {ASKED: Label("réponse attendue"), LATER: Label("remise à plus tard")}
DECIDED = {ACCEPTED: Label("acceptée"), REFUSED: Label("refusée")}
SETTLED = Label("lu et traité")
REASONS = {
    "connue": Label("C’est déjà sur une autre fiche."),
    "fermee": Label("Ce n’est pas ouvert aux associations."),
    "inverifiable": Label("Nous n’avons pas pu le vérifier."),
    "publicite": Label("C’est de la publicité."),
}
NOTHING_CHOSEN = Phrase("Choisissez ce que vous voulez faire de cette contribution.")
NOTHING_TICKED = Phrase("Cochez au moins une contribution.")
NOTHING_TAKEN = Phrase("Vous ne prenez aucun champ : pour tout laisser comme aujourd’hui, refusez la contribution.")
NOT_WRITTEN = Phrase("{field} : écrivez votre version, ou choisissez une des deux autres.")
CHANGED_MEANWHILE = Phrase(
    "Quelqu’un a changé cette fiche depuis que vous avez ouvert cette page. Rien n’est perdu : voici ce qu’elle dit "
    "maintenant, à côté de ce qui est proposé. Relisez, puis décidez."
)
SOME_LEFT = Phrase("Contribution n° {number} : {why}")
DONE = {
    "acceptee": Phrase("C’est fait : la fiche le dit dès maintenant. « Défaire » remet tout comme avant."),
    "reglee": Phrase("C’est noté : vous l’avez lu, et c’est traité. « Défaire » le remet à relire."),
    "refusee": Phrase("C’est noté : la même proposition ne reviendra pas. « Défaire » la remet à relire."),
    "question": Phrase("C’est noté : cette contribution attend une réponse."),
    "tard": Phrase("C’est noté : cette contribution reste dans la liste."),
    "envoyee": Phrase("C’est parti : ce que l’autre site en fait sera dit ici, avec cette contribution."),
    "defait": Phrase("C’est défait : la contribution est de nouveau à relire, et la fiche est comme avant."),
    "prise": Phrase("C’est noté : vous vous en occupez."),
    "confiee": Phrase("C’est noté : elle est confiée."),
    "rendue": Phrase("C’est noté : n’importe qui peut s’en occuper."),
    "plusieurs": Phrase("C’est fait pour celles que vous avez cochées."),
}
