# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what somebody wrote is a name, with its typing errors, its plurals and its words in another order."""

from __future__ import annotations

from difflib import SequenceMatcher

from graph.referral.question_words import AND, ARTICLES
from graph.referral.sentence import SHORTEST_NAME
from graph.search.names import ALIKE, LONG_ENOUGH
from graph.text.folding import fold

WORD_ALIKE = 0.6
"""How alike a word and that of a name are, of which it is a typing error."""


def is_proper(said: str, label: str) -> bool:
    """Whether some word of a name is the tool's own, which « visio libre » does not have."""
    own = fold(label).replace(" ", "")
    words = [word for word in fold(said).split() if len(word) >= SHORTEST_NAME]
    return any(word in own for word in words) or "".join(fold(said).split()) in own


def same_name(said: str, name: str) -> bool:
    """The same words, a plural or a typing error apart; two things joined by « et » are no one name."""
    if not AND.intersection(fold(said).split()) <= {*fold(name).split()}:
        return False
    if len(said) >= LONG_ENOUGH and fold(said)[:1] == fold(name)[:1] and misspells(said, name, ALIKE):
        return True  # hardly anybody mistakes the first letter
    first, second = (
        [word.rstrip("sx") for word in fold(text).split() if word not in ARTICLES] for text in (said, name)
    )
    return bool(first) and sorted(first) == sorted(second)


def misspells(said: str, name: str, least: float) -> bool:
    """Whether a text is a name with typing errors: as alike as that, and each of its words is like one of the name."""
    if likeness(said, name) < least:
        return False
    names = fold(name).split()
    words = (word for word in fold(said).split() if word not in names and word not in ARTICLES)
    return all(any(likeness(word, one) >= WORD_ALIKE for one in names) for word in words) or len(names) == 1


def likeness(one: str, other: str) -> float:
    """0 to 1: how alike two texts are once folded, whatever the order of their words."""
    first, second = (" ".join(sorted(fold(text).split())) for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() if first and second else 0.0
