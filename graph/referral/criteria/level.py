# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: how well does the actor know the subject?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import COMPETENCE, UNKNOWN, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Phrase

LEVELS = {
    VOCABULARY["level/expert"]: (1.0, Phrase("Connaissance experte.")),
    VOCABULARY["level/proficient"]: (0.8, Phrase("Bonne connaissance.")),
    VOCABULARY["level/beginner"]: (0.4, Phrase("Connaissance débutante.")),
}
NOT_STATED = 0.5
UNSAID = Phrase("Niveau non renseigné.")


class Level:
    """Le niveau déclaré d’une compétence compte : expert, puis confirmé, puis débutant."""

    slug = "level"
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ("kind", "level")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies to competences only."""
        traits = candidate.offer.traits
        if traits.kind != COMPETENCE:
            return None
        if traits.level not in LEVELS:
            return Verdict(NOT_STATED, UNSAID(), UNKNOWN)
        score, phrase = LEVELS[traits.level]
        return Verdict(score, phrase())

    def lacking(self, count: int) -> None:
        """Never a veto."""


criterion = Level()
