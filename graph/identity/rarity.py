# SPDX-License-Identifier: AGPL-3.0-or-later
"""How rare words, pages, telephones and doors are among things: what many share tells little of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from math import log
from typing import TYPE_CHECKING

from graph.identity.words import lexicon

if TYPE_CHECKING:
    from graph.identity.description import Description

# From so many things on, how rare a word is among them is known; of fewer, it is reckoned as if there were so many.
ENOUGH = 400
WEAK = 0.4
LEAST = 0.08


ONE_LIST = frozenset({""})


class Rarity:
    """Counts of what descriptions share: of words in all lists together, of ways to reach in each list, as two things
    of two lists that share one are the one pair that is looked for."""

    def __init__(self, descriptions: Iterable[Description] = ()) -> None:
        self.size = 0
        self._words: Counter[str] = Counter()
        self._ways: dict[str, Counter[str]] = {}
        self._weights: dict[str, float] = {}
        self._pair = 0
        for description in descriptions:
            self.add(description)

    def add(self, description: Description, lists: Collection[str] = ONE_LIST) -> None:
        """Counts one more, of these lists."""
        self.size += 1
        self._words.update({word for form in description.names for word in form.words})
        for name in lists:
            self._ways.setdefault(name, Counter()).update(ways_of(description))
        self._weights.clear()

    def remove(self, description: Description, lists: Collection[str] = ONE_LIST) -> None:
        """Counts one less, which was counted as it is, of these lists."""
        self.size -= 1
        self._words.subtract({word for form in description.names for word in form.words})
        for name in lists:
            self._ways[name].subtract(ways_of(description))
        self._weights.clear()

    def joined(self, other: Rarity) -> Rarity:
        """What both count, the lists of the one beside those of the other."""
        both = Rarity()
        both.size = self.size + other.size
        both._words = self._words + other._words
        both._ways = {f"{side}{name}": own for side, one in enumerate((self, other)) for name, own in one._ways.items()}
        return both

    def within(self) -> Rarity:
        """The same for two things of one list: neither makes what they share less rare for the other."""
        own = Rarity()
        own.size, own._words, own._ways, own._weights = self.size, self._words, self._ways, self._weights
        own._pair = 1
        return own

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
        return 1 / max(1, max((own.get(way, 0) for own in self._ways.values()), default=0) - self._pair)


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
