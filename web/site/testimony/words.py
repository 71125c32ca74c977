# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of testimony say once something is noted."""

from __future__ import annotations

from graph.text.wording import Phrase

DONE = {
    "note": Phrase("C’est noté, merci. Rien ne change encore pour le public."),
    "deja": Phrase("C’est noté, merci. La fiche était déjà « à vérifier » pour le public."),
    "dit": Phrase("C’est noté, merci. Vous êtes au moins deux à le dire : la fiche est « à vérifier » pour le public."),
}
