# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer meet the needs asked for?"""

from __future__ import annotations

from graph.referral._types import ANIMATOR, DIRECT, ENTRY_POINT, MET, NEARBY, UNKNOWN, UNMET, Candidate, Match, Verdict
from graph.referral.situation import Asked, Situation
from graph.text.wording import Neither, Phrase, Quoted, Said

BY_STEPS = {0: 1.0, 1: 0.85, 2: 0.75, -1: 0.6, -2: 0.4}
FARTHER = 0.3
ANOTHER = Phrase("Ne traite pas « {need} ».")
OTHERS = Phrase("Ne traite {needs}.")
ELSEWHERE = Phrase("Pour {needs}, il faudra voir ailleurs.")
NOR = Phrase("ni « {name} »")
EXACTLY = Phrase("Répond exactement à « {need} ».")
PARTLY = Phrase("Ne fait qu’une partie de « {need} » : demandez si cela suffit.")
WIDER = Phrase("Aide de façon plus large que « {need} » : demandez s’ils le font.")


class Need:
    """L’offre répond au besoin demandé : exactement d’abord, puis à un besoin plus précis, puis à un plus large."""

    slug = "need"
    asks: tuple[str, ...] = ("need_count",)
    reads: tuple[str, ...] = ()
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """What is met, need by need, then what is not; a veto where nothing is, except for the last resorts."""
        match = candidate.match
        if not situation.needs or match.kind in (ENTRY_POINT, ANIMATOR):
            return None
        pairs = list(zip(situation.needs, match.needs, strict=True))
        score = sum(_score(steps) for steps in match.needs) / len(pairs)
        (said, state), *others = _notes(match, pairs)
        answered = any(steps is not None for steps in match.needs) or any(match.tools)
        return Verdict(score, said, state, not answered and match.kind != NEARBY, tuple(others))

    def lacking(self, count: int) -> None:
        """Offers for another need are not counted: they are not what was asked."""


def _score(steps: int | None) -> float:
    return 0.0 if steps is None else BY_STEPS.get(steps, FARTHER)


def _notes(match: Match, pairs: list[tuple[Asked, int | None]]) -> list[tuple[Said, str]]:
    """One sentence for each need that is met, and one for all that are not.

    Who answers to a part of a request answers: the rest is to be looked for, and is not held against it.
    """
    found = [(_sentence(steps)(need=asked), UNKNOWN if steps else MET) for asked, steps in pairs if steps is not None]
    others = tuple(asked for asked, steps in pairs if steps is None)
    if found and others and match.kind == DIRECT:
        return [*found, (ELSEWHERE(needs=Quoted(others)), UNKNOWN)]
    if len(others) > 1:
        return [*found, (OTHERS(needs=Neither(others, NOR)), UNMET)]
    return [*found, *((ANOTHER(need=asked), UNMET) for asked in others)]


def _sentence(steps: int) -> Phrase:
    if steps == 0:
        return EXACTLY
    return PARTLY if steps > 0 else WIDER


criterion = Need()
