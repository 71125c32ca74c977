# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer help with the tools the association uses or is blocked on?"""

from __future__ import annotations

from collections.abc import Iterable

from graph.referral._types import ANIMATOR, ENTRY_POINT, MET, NEARBY, UNMET, Candidate, Verdict
from graph.referral.situation import PROFESSIONAL, AskedTool, Situation
from graph.text.wording import Neither, Phrase, Said

SAME, TRANSITION, SAME_NEED = "same", "transition", "need"
BY_LINK = {"close": 0.9, "partial": 0.75, "different": 0.6, TRANSITION: 0.6, SAME_NEED: 0.4}
ALTERNATIVE = 0.7
FOR_PROFESSIONALS = 0.6
PROPRIETARY = 0.7
OTHER_TOOL = Phrase("Ne porte pas sur {tool}.")
OTHER_TOOLS = Phrase("Ne porte {tools}.")
NOR = Phrase("ni sur {name}")
REPLACES = Phrase("Porte sur une solution libre qui peut remplacer {tool}.")
BY_SENTENCE = {
    SAME: Phrase("Porte sur {tool}."),
    TRANSITION: Phrase("Aide à passer à des outils libres : vous utilisez {tool}."),
    SAME_NEED: Phrase("Répond au besoin que couvre {tool}."),
}


class Tool:
    """L’offre porte sur l’outil cité, sur un outil libre qui peut le remplacer, ou sur le passage au libre."""

    slug = "tool"
    asks: tuple[str, ...] = ("tool_kinds", "asker")
    reads: tuple[str, ...] = ()
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """What is met, tool by tool, then what is not; a veto where nothing is, except for the last resorts."""
        match = candidate.match
        if not situation.tools or match.kind in (ENTRY_POINT, ANIMATOR):
            return None
        pairs = list(zip(situation.tools, match.tools, strict=True))
        score = sum(_score(situation, tool, link) for tool, link in pairs) / len(pairs)
        (said, state), *others = _notes(pairs)
        answered = any(match.tools) or any(steps is not None for steps in match.needs)
        veto = not answered and match.kind != NEARBY
        return Verdict(score, said, state, veto, tuple(others))

    def lacking(self, count: int) -> None:
        """Offers for another tool are not counted: they are not what was asked."""


def best_link(situation: Situation, tool: AskedTool, links: Iterable[str]) -> str:
    """The relation to one tool that is worth most; each tool counts by itself, so that the best of each is the best
    of all."""
    return max(sorted(links), key=lambda link: _score(situation, tool, link))


def _score(situation: Situation, tool: AskedTool, link: str | None) -> float:
    """A professional is blocked on the tool itself; an association on a proprietary tool may rather leave it."""
    if link is None:
        return 0.0
    if link == SAME:
        return PROPRIETARY if situation.asker != PROFESSIONAL and tool.free is False else 1.0
    score = BY_LINK.get(link, ALTERNATIVE)
    return score * FOR_PROFESSIONALS if situation.asker == PROFESSIONAL else score


def _notes(pairs: list[tuple[AskedTool, str | None]]) -> list[tuple[Said, str]]:
    """One sentence for each tool that is met, and one for all that are not."""
    found = [(BY_SENTENCE.get(link, REPLACES)(tool=tool), MET) for tool, link in pairs if link is not None]
    others = tuple(tool for tool, link in pairs if link is None)
    if len(others) > 1:
        return [*found, (OTHER_TOOLS(tools=Neither(others, NOR)), UNMET)]
    return [*found, *((OTHER_TOOL(tool=tool), UNMET) for tool in others)]


criterion = Tool()
