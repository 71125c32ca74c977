# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a questionnaire may be, whatever is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.diagnosis.questionnaire import Answer, Question, Questionnaire


def longest_way(questionnaire: Questionnaire, chosen: Mapping[str, tuple[Answer, ...]] | None = None) -> int:
    """The most questions that one person can be asked, over all ways through that agree with the answers chosen."""
    # What has been said so far, as far as it opens a question still to come → the most questions asked to get there.
    ways: dict[frozenset[str], int] = {frozenset(): 0}
    for place, question in enumerate(questionnaire.questions):
        opening = frozenset(iri for later in questionnaire.questions[place + 1 :] for iri in later.asked_if)
        longer: dict[frozenset[str], int] = {}
        for said, count in ways.items():
            asked = not question.asked_if or bool(question.asked_if & said)
            sayings = _sayings(question, opening, (chosen or {}).get(question.slug)) if asked else [frozenset[str]()]
            for now in sayings:
                key = (said | now) & opening
                longer[key] = max(longer.get(key, 0), count + asked)
        ways = longer
    return max(ways.values())


def _sayings(question: Question, opening: frozenset[str], chosen: tuple[Answer, ...] | None) -> list[frozenset[str]]:
    """What may be answered that opens ways; where several answers may be given, giving all opens the most."""
    if chosen is not None:
        return [frozenset(answer.iri for answer in chosen) & opening]
    own = frozenset(answer.iri for answer in question.answers) & opening
    return [own] if question.several or not own else [frozenset([iri]) for iri in sorted(own)]
