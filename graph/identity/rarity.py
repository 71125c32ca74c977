# SPDX-License-Identifier: AGPL-3.0-or-later
"""How rare words, pages, telephones and doors are among things: what many share tells little of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from graph.identity.description import Description
from graph.identity.words import lexicon

# From so many things on, how rare a word is among them is known; of fewer, it is reckoned as if there were so many.
ENOUGH = 400
WEAK = 0.4
LEAST = 0.08


class Rarity:
    """Counts of what descriptions share; of two lists that are compared, each has its own."""

    def __init__(self, descriptions: Iterable[Description] = ()) -> None:
        self.size = 0
        self._words: Counter[str] = Counter()
        self._ways: Counter[str] = Counter()
        self._weights: dict[str, float] = {}
        for description in descriptions:
            self.add(description)

    def add(self, description: Description) -> None:
        """Counts one more."""
        self.size += 1
        self._words.update({word for form in description.names for word in form.words})
        self._ways.update(ways_of(description))
        self._weights.clear()

    def remove(self, description: Description) -> None:
        """Counts one less, which was counted as it is."""
        self.size -= 1
        self._words.subtract({word for form in description.names for word in form.words})
        self._ways.subtract(ways_of(description))
        self._weights.clear()

    def joined(self, other: Rarity) -> Rarity:
        """Words as they are in both lists, ways to reach as in the list in which more share them."""
        both = Rarity()
        both.size = self.size + other.size
        both._words = self._words + other._words
        both._ways = self._ways | other._ways
        return both

    def weight(self, word: str) -> float:
        """What a word tells, from nearly 0 (nearly all have it) to 1 (one has it)."""
        known = self._weights
        found = known.get(word)
        if found is None:
            size = max(self.size, ENOUGH)
            found = log(1 + size / max(self._words[word], 1)) / log(1 + size)
            found = known[word] = max(LEAST, found * (WEAK if word in lexicon().weak else 1.0))
        return found

    def share(self, way: str) -> float:
        """What a way to reach something tells: 1 when it is that of one thing, a half for two."""
        return 1 / max(self._ways[way], 1)


def ways_of(description: Description) -> set[str]:
    """The ways to tell a thing: its numbers, its pages, the hosts that are its own, its mails and telephones."""
    found = {f"# {identifier}" for identifier in description.identifiers}
    found |= {page_way(page.host, page.path) for page in description.pages if page.path or not page.shared}
    found |= {f"h {host}" for host in hosts_of(description)}
    found |= {f"m {mail}" for mail in description.mails}
    return found | {f"t {digits}" for digits in description.telephones}


def page_way(host: str, path: str) -> str:
    """How a page is counted."""
    return f"p {host}{path}"


def hosts_of(description: Description) -> set[str]:
    """The hosts of its pages and mails, but for those on which anybody has a page or a mailbox."""
    hosts = {mail.rpartition("@")[2] for mail in description.mails}
    hosts |= {page.host for page in description.pages}
    return hosts - lexicon().platforms
