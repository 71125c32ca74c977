# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer meet the needs asked for?"""

from __future__ import annotations

from graph.referral._types import ANIMATOR, ENTRY_POINT, MET, NEARBY, UNMET, Candidate, Verdict
from graph.referral.situation import Situation

BY_STEPS = {0: 1.0, 1: 0.85, 2: 0.75, -1: 0.6, -2: 0.4}
FARTHER = 0.3


class Need:
    """L’offre répond au besoin demandé : exactement d’abord, puis à un besoin plus précis, puis à un plus large."""

    slug = "need"
    label = "besoin"
    weight = 5.0
    order = 10
    asks: tuple[str, ...] = ("need_count",)
    reads: tuple[str, ...] = ()
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """One note a need; a veto when neither need nor tool is met, except for who orients and for the last resort."""
        match = candidate.match
        if not situation.needs or match.kind in (ENTRY_POINT, ANIMATOR):
            return None
        if len(situation.needs) == 1:
            steps = match.needs[0]
            text = _sentence(situation.needs[0].label, steps)
            if steps is not None:
                return Verdict(_score(steps), text)
            return Verdict(0.0, text, UNMET, veto=not any(match.tools) and match.kind != NEARBY)
        notes = tuple(
            (_sentence(asked.label, steps), UNMET if steps is None else MET)
            for asked, steps in zip(situation.needs, match.needs, strict=True)
        )
        score = sum(_score(steps) for steps in match.needs) / len(notes)
        answered = any(steps is not None for steps in match.needs)
        # What is met is said before what is not.
        (text, state), *others = sorted(notes, key=lambda note: note[1] != MET)
        veto = not answered and not any(match.tools) and match.kind != NEARBY
        return Verdict(score, text, state, veto, tuple(others))

    def lacking(self, count: int) -> str:
        """Offers for another need are not counted: they are not what was asked."""
        return ""


def _score(steps: int | None) -> float:
    return 0.0 if steps is None else BY_STEPS.get(steps, FARTHER)


def _sentence(asked: str, steps: int | None) -> str:
    if steps is None:
        return f"Ne traite pas « {asked} »."
    if steps == 0:
        return f"Répond exactement à « {asked} »."
    if steps > 0:
        return f"Répond à une partie de « {asked} »."
    return f"Traite un besoin plus large que « {asked} »."


criterion = Need()
