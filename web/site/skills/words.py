# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the pages of skills say."""

from __future__ import annotations

from graph.text.wording import Label, Phrase

DONE = {
    "dit": Label("C’est noté. Vos collègues le voient dès maintenant."),
    "confirme": Label("C’est confirmé, pour un an de plus."),
    "retire": Label("C’est retiré : il n’en reste rien."),
}
TOO_OFTEN = Phrase(
    "Trop de demandes sont déjà parties aujourd’hui, vers cette personne ou de votre part. Ce que vous avez écrit est "
    "gardé ci-dessous : réessayez demain, ou demandez à quelqu’un d’autre."
)
OWN = Phrase("C’est vous qui connaissez ce sujet : choisissez une autre personne.")
