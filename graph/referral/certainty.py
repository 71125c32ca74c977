# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a reading is sure: what the whole sentence bears out; where nothing is named, what is likely, as a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from graph.referral.claims import WordClaim, clause_of, joined_of
from graph.referral.likely import PROPOSED, Likely, LikelyChoices, proposed
from graph.referral.mention import Ref
from graph.referral.question_words import Word
from graph.referral.situation import NEED, TOOL

SURE_SHARE, SURE_WORDS, FEW_WORDS = 0.6, 3, 2
"""A need is sure where it answers that share of what is said, or where so many words name it, or where so few are said
and nothing answers them better. Measured on phrasings (`benchmarks.understanding`)."""
WEAK = 0.85
"""A need that scores less than that share of the likeliest is not sure."""
LEAST_SHARE = 0.15
"""Below that share a sentence is not understood."""
NAMED, NAMED_WHOLE = 0.1, 0.4
"""What a need gains on the others, as guesses, where words name it or a tool named serves it, and the more where these
words are all that is said."""
MOST_SAID = 8
"""Words that say something in a sentence that may ask for several things; longer ones tell a story."""
PART_SHARE, PART_WORDS = 0.5, 1
"""What share of what it says, and how many words that say something, a part of a sentence needs to ask by itself."""
BEST = 1
"""How many of the likeliest of a part of a sentence may be what another part asks for already."""


def weighed(
    index: LikelyChoices,
    text: str,
    words: list[Word],
    claims: list[WordClaim],
    serves: Callable[[str], Collection[str]] = lambda tool: (),
) -> list[WordClaim]:
    """The claims of a sentence: the needs that it bears out are sure; where none is, what it is likely about; and so
    for the parts of it that ask for something else. What is said elsewhere than at such a desk asks for nothing.
    `serves` tells the needs that a tool serves, which are likelier where it is named."""
    return _Weighing(index, text, words, claims, serves).made()


@dataclass(frozen=True, eq=False)
class _Weighing:
    index: LikelyChoices
    text: str
    words: list[Word]
    claims: list[WordClaim]
    serves: Callable[[str], Collection[str]]

    def made(self) -> list[WordClaim]:
        needs = [claim for claim in self.claims if claim.kind == NEED]
        rest = [claim for claim in self.claims if claim.kind != NEED]
        if self.index.is_elsewhere(self.words):
            told = [claim for claim in needs if self._named(claim) >= SURE_WORDS]
            few = len(self._said(range(len(self.words)), rest)) <= FEW_WORDS
            return [*told, *(claim for claim in rest if claim.kind != TOOL or told or few)]
        sure = [claim for claim in needs if self._is_sure(claim)]
        kept = sure or self._whole(needs, rest)
        return [*kept, *self._parts(kept, rest), *rest]

    @cached_property
    def _ranked(self) -> list[Likely]:
        return self.index.ranked(self.words)

    def _whole(self, needs: list[WordClaim], rest: list[WordClaim]) -> list[WordClaim]:
        """What the whole sentence is about, where it says it well enough, with what its words name besides."""
        tools = [claim for claim in rest if claim.kind == TOOL]
        gain = dict.fromkeys(chain(*(self.serves(claim.iri) for claim in tools)), NAMED)
        every = max(len(self._said(range(len(self.words)), ())), 1)
        gain |= {claim.iri: NAMED + NAMED_WHOLE * self._named(claim) / every for claim in needs}
        ranked = sorted(self._ranked, key=lambda one: -one.score - gain.get(one.choice.iri, 0))
        if not ranked:
            return [replace(claim, sure=False) for claim in needs[:1]]
        if not needs and (ranked[0].share < LEAST_SHARE or (tools and not self._said(range(len(self.words)), rest))):
            return []
        places = ranked[0].places or tuple(place for claim in needs for place in claim.places)
        return [_guess(ranked, tuple(sorted(places)), needs)] if places else []

    def _said(self, places: Iterable[int], but: Iterable[WordClaim]) -> list[int]:
        """Those of these places whose words say something, but for those of some claims."""
        others = {place for claim in but for place in claim.places}
        return [place for place in places if not self.words[place].little and place not in others]

    def _parts(self, kept: list[WordClaim], rest: list[WordClaim]) -> list[WordClaim]:
        """What the other parts of a sentence are about, where they say it well; beside a guess, « et » must part them:
        what stands between commas may tell more of the same."""
        clauses: dict[int, list[int]] = defaultdict(list)
        part_of = clause_of if any(claim.sure for claim in kept) else joined_of
        for place in range(len(self.words)):
            clauses[part_of(self.text, self.words, place)].append(place)
        if len(clauses) == 1 or not kept or len(self._said(range(len(self.words)), ())) > MOST_SAID:
            return []
        taken = {place for claim in kept if claim.sure for place in claim.places}
        found = {claim.iri for claim in kept}
        more: list[WordClaim] = []
        for places in clauses.values():
            said = self._said(places, rest)
            if len(said) < PART_WORDS or not taken.isdisjoint(said):
                continue
            ranked = self.index.ranked([self.words[place] for place in places])
            best = ranked[0] if ranked else None
            if best and best.share >= PART_SHARE and found.isdisjoint(one.choice.iri for one in ranked[:BEST]):
                found.add(best.choice.iri)
                more.append(_guess(ranked, tuple(places[place] for place in best.places)))
        return more

    def _is_sure(self, claim: WordClaim) -> bool:
        """A need that words name is sure where what the sentence says besides is about it too, or says little."""
        needs = [other for other in self.claims if other is not claim and other.kind == NEED]
        said = {place for other in needs for place in other.places} - {*claim.places}
        left = [word for place, word in enumerate(self.words) if place not in said]
        ranked = self.index.ranked(left) if said else self._ranked
        mine = next((one for one in ranked if one.choice.iri == claim.iri), None)
        if mine is None or self._named(claim) >= SURE_WORDS or self._is_all():
            return True
        alone = self._named(claim) > 1 or all(other.kind != TOOL for other in self.claims)
        if mine.share >= SURE_SHARE and mine.score >= ranked[0].score * (WEAK if alone else 1):
            return True
        return mine.score == ranked[0].score and sum(not word.little for word in left) <= FEW_WORDS

    def _is_all(self) -> bool:
        """Whether the sentence is made of names only."""
        return not self._said(range(len(self.words)), self.claims)

    def _named(self, claim: WordClaim) -> int:
        """How many words name it."""
        return sum(not self.words[place].little for place in claim.places)


def _guess(ranked: list[Likely], places: tuple[int, ...], named: Sequence[WordClaim] = ()) -> WordClaim:
    """The likeliest, with what else may be meant: the next, and what the words name."""
    best, near = ranked[0].choice, proposed(ranked)[1:]
    others = dict.fromkeys([*near, *(Ref(claim.iri, claim.label) for claim in named if claim.iri != best.iri)])
    return replace(WordClaim.of(NEED, best, places), sure=False, others=tuple(others)[: PROPOSED - 1])
