# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a sentence that ask for different things: cut where two needs explain its words far better than one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from graph.referral.claims import WHERE
from graph.referral.question_words import AND, Word

MOST_PARTS = 8
"""Parts between two cuts that may be; those beyond belong to the last."""

_STRONG = re.compile(r"[.;:!?+/&\n]")

Worth = Mapping[int, float]


class Cuts(NamedTuple):
    """What a cut must bring, by what stands there: `joined`, « et », « + », the end of a sentence; `listed`, a comma,
    which also tells more of the same. In the worth of words (`LikelyChoices.worth`)."""

    joined: float
    listed: float


def parted(text: str, words: Sequence[Word], worth: Callable[[list[Word]], Worth], cuts: Cuts) -> list[list[int]]:
    """The places of the words of each part, in order; one part where one need explains all as well.

    `worth` tells what some words are worth for each need. Of all ways to cut between two clauses, that is taken whose
    parts are worth most together, each for its best need, once each cut is paid for.
    """
    clauses = _clauses(text, words, cuts)
    heard = [worth([words[place] for place in places]) for _, places in clauses]
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
    for end in range(1, len(clauses) + 1):
        found: list[tuple[float, list[tuple[int, int]]]] = []
        together: dict[int, float] = {}
        for start in range(end - 1, -1, -1):
            for number, gain in heard[start].items():
                together[number] = together.get(number, 0.0) + gain
            cost = clauses[start][0] if start else 0.0
            found.append((best[start][0] + max(together.values(), default=0.0) - cost, [*best[start][1], (start, end)]))
        best.append(max(found, key=lambda item: item[0]))
    return [list(chain(*(places for _, places in clauses[start:end]))) for start, end in best[-1][1]]


def _clauses(text: str, words: Sequence[Word], cuts: Cuts) -> list[tuple[float, list[int]]]:
    """The places of the words between two possible cuts, each with what the cut before costs."""
    clauses: list[tuple[float, list[int]]] = [(0.0, [])]
    end = 0
    for place, word in enumerate(words):
        cost = _cost(text[end : word.start], word, cuts) if place and len(clauses) < MOST_PARTS else None
        if cost is not None:
            clauses.append((cost, []))
        clauses[-1][1].append(place)
        end = word.end
    return clauses


def _cost(between: str, word: Word, cuts: Cuts) -> float | None:
    """What a cut before a word costs, None where there is none."""
    if _STRONG.search(between) or (word.folded in AND and word.said.casefold() != WHERE):
        return cuts.joined
    return cuts.listed if "," in between else None
