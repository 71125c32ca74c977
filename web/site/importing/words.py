# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages by which files come in say of what was done, and of what cannot be."""

from __future__ import annotations

from graph.text.wording import Label, Phrase

NOTHING = Phrase("Choisissez un fichier, ou donnez son adresse : l’un ou l’autre.")
BOTH = Phrase("Un fichier et une adresse : gardez l’un ou l’autre.")
NO_SOURCE = Phrase("Dites de qui vient ce fichier : son nom sera sur chaque fiche.")
NO_LICENCE = Phrase("Dites ce que l’on peut faire de ce fichier. Si vous ne savez pas, dites-le : il reste ici.")
FAULT_OF_OURS = Phrase("Ce fichier n’a pas pu être lu, et c’est de notre fait. Rien n’est écrit, il attend toujours.")
SETTLE_FIRST = Phrase("Répondez d’abord à la question qui attend.")
MANY_GONE = Phrase(
    "Plus d’une fiche sur dix a disparu de ce fichier. Si c’est voulu, cochez-le ; sinon, c’est peut-être le mauvais "
    "fichier."
)
NOTHING_ENTERS = Phrase(
    "Aucune ligne ne peut entrer telle quelle : choisissez des valeurs plus haut, ou corrigez le fichier."
)
NOT_A_FILE = Phrase("La modification {number} n’est pas l’envoi d’un fichier : elle ne se défait pas ici.")
DONE = {
    "integre": Phrase("C’est fait : ces fiches sont dans la carte, l’annuaire et les réponses."),
    "rien": Phrase("Rien à changer : tout était déjà ici, mot pour mot."),
    "defait": Phrase("C’est défait : tout est comme avant cet envoi."),
    "abandonne": Phrase("Ce fichier est abandonné : rien n’a été écrit."),
}
NO_SUCH_CARD = Phrase("Cette fiche n’est pas de celles qui sont lues ailleurs : choisissez-en une dans la liste.")
# What became of a card that is read again: the word of the address, and what is told.
FATES = {
    "same": "pareille",
    "changed": "changee",
    "gone": "partie",
    "merged": "devenue",
}
AGAIN = {
    "pareille": Phrase("Rien n’a changé là-bas : la fiche est comme elle était lue."),
    "changee": Phrase("La fiche a changé là-bas : elle a changé ici aussi."),
    "partie": Phrase("La fiche n’est plus là-bas. Elle reste ici, et le dit."),
    "devenue": Phrase("Là-bas, cette fiche est devenue une autre. Elle reste ici, et le dit."),
}
# What may be done with a file, in the words of the page: the choice, its name, and what it means.
LICENCES = (
    (
        "etalab-2.0",
        Label("On peut le republier en citant la source"),
        Label("Licence Ouverte 2.0. C’est le cas des fichiers publics de l’État et des communes."),
    ),
    (
        "cc-by",
        Label("On peut le republier en citant la source : CC BY"),
        Label("Comme beaucoup de cartes et de jeux de données d’associations."),
    ),
    ("cc0", Label("On peut tout en faire"), Label("CC0 : personne ne demande rien.")),
    (
        "odbl",
        Label("On peut le republier, aux mêmes conditions : ODbL"),
        Label("Comme OpenStreetMap. Il restera à part, pour pouvoir être retiré d’un export."),
    ),
    (
        "cc-by-sa",
        Label("On peut le republier, aux mêmes conditions : CC BY-SA"),
        Label("Comme Wikipédia. Il restera à part, pour pouvoir être retiré d’un export."),
    ),
    (
        "ici",
        Label("Seulement pour nous"),
        Label("Les fiches sont gardées ici, et ne sont sur aucune page publique ni dans aucun fichier."),
    ),
    ("inconnue", Label("Je ne sais pas"), Label("Il reste « seulement pour nous » jusqu’à votre réponse.")),
)
