# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page where two cards are compared says once something is done."""

from __future__ import annotations

from graph.text.wording import Phrase

NOTHING_CHOSEN = Phrase("Choisissez : la même, deux différentes, ou plus tard.")
NOTHING_TO_UNDO = Phrase("Vous n’avez encore rien décidé ici : il n’y a rien à défaire.")
DONE = {
    "meme": Phrase("C’est noté : une seule fiche. Chaque source garde ce qu’elle dit."),
    "autre": Phrase("C’est noté : deux fiches différentes. La question ne sera plus posée."),
    "tard": Phrase("Cette paire reviendra après les autres."),
    "defait": Phrase("C’est défait : tout est comme avant ce choix."),
}
