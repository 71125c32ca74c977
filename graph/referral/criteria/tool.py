# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer help with the tools the association uses or is blocked on?"""

from __future__ import annotations

from graph.referral._types import ANIMATOR, ENTRY_POINT, MET, NEARBY, UNMET, Candidate, Verdict
from graph.referral.situation import PROFESSIONAL, AskedTool, Situation

SAME, TRANSITION, SAME_NEED = "same", "transition", "need"
BY_LINK = {"close": 0.9, "partial": 0.75, "different": 0.6, TRANSITION: 0.6, SAME_NEED: 0.4}
ALTERNATIVE = 0.7
FOR_PROFESSIONALS = 0.6
PROPRIETARY = 0.7


class Tool:
    """L’offre porte sur l’outil cité, sur un outil libre qui peut le remplacer, ou sur le passage au libre."""

    slug = "tool"
    label = "outil"
    weight = 4.0
    order = 20
    asks: tuple[str, ...] = ("tool_kinds", "asker")
    reads: tuple[str, ...] = ()
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """One note a tool; a veto when neither need nor tool is met, except for who orients and for the last resort."""
        match = candidate.match
        if not situation.tools or match.kind in (ENTRY_POINT, ANIMATOR):
            return None
        pairs = list(zip(situation.tools, match.tools, strict=True))
        notes = [(_sentence(tool, link), UNMET if link is None else MET) for tool, link in pairs]
        score = sum(_score(situation, tool, link) for tool, link in pairs) / len(pairs)
        (text, state), *others = sorted(notes, key=lambda note: note[1] != MET)
        answered = any(match.tools) or any(steps is not None for steps in match.needs)
        veto = not answered and match.kind != NEARBY
        return Verdict(score, text, state, veto, tuple(others))

    def lacking(self, count: int) -> str:
        """Offers for another tool are not counted: they are not what was asked."""
        return ""


def _score(situation: Situation, tool: AskedTool, link: str | None) -> float:
    """A professional is blocked on the tool itself; an association on a proprietary tool may rather leave it."""
    if link is None:
        return 0.0
    if link == SAME:
        return PROPRIETARY if situation.asker != PROFESSIONAL and tool.free is False else 1.0
    score = BY_LINK.get(link, ALTERNATIVE)
    return score * FOR_PROFESSIONALS if situation.asker == PROFESSIONAL else score


def _sentence(tool: AskedTool, link: str | None) -> str:
    if link is None:
        return f"Ne porte pas sur {tool.label}."
    if link == SAME:
        return f"Porte sur {tool.label}."
    if link == TRANSITION:
        return f"Aide à passer à des outils libres : vous utilisez {tool.label}."
    if link == SAME_NEED:
        return f"Répond au besoin que couvre {tool.label}."
    return f"Porte sur une solution libre qui peut remplacer {tool.label}."


criterion = Tool()
