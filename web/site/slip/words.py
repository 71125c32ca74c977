# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the pages of slips say: how outcomes are drawn, thanks, and the parameters of their form."""

from __future__ import annotations

from graph.readings.states import DOUBT, NO, YES, Tone
from graph.slips.reference import Slip
from web.app.language import translate

# How each outcome is drawn: by its slug, as a tone.
TONES: dict[str, Tone] = {"taken": YES, "not-for-me": NO, "unreachable": NO, "no-answer": DOUBT}


def thanks() -> str:
    """What to say once a mark is noted: who sees it, and what it does not do."""
    return translate(
        "C’est noté, merci. Ce retour ne se lit qu’avec votre numéro, et ne change l’ordre d’aucune réponse. "
        "Vous pourrez changer d’avis plus tard."
    )


def query(typed: Slip) -> dict[str, object]:
    """The parameters of a slip, as its form sends them."""
    return {
        "commune": typed.commune, "besoin": typed.needs, "acteur": typed.actor, "service": typed.service,
        "date": typed.day.isoformat(),
    }  # fmt: skip
