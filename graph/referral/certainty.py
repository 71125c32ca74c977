# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a reading is sure: what the whole sentence bears out; where nothing is named, what is likely, as a guess."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from graph.model import Choice
from graph.referral.claims import WordClaim, clause_of
from graph.referral.likely import PROPOSED, Likely, LikelyChoices, likely_enough, proposed
from graph.referral.mention import Ref
from graph.referral.parting import Cuts, parted
from graph.referral.question_words import Word
from graph.referral.said import stem_of
from graph.referral.situation import NEED, TOOL

SURE_SHARE, SURE_WORDS, FEW_WORDS = 0.7, 3, 2
"""A need is sure where it answers that share of what is said, or where so many words name it, or where so few are said
and nothing answers them better. Measured on phrasings (`benchmarks.understanding`)."""
WEAK = 0.95
"""A need that scores less than that share of the likeliest is not sure."""
LEAST_SHARE = 0.1
"""Below that share a sentence is not understood."""
NAMED, NAMED_WHOLE = 0.05, 0.3
"""What a need gains on the others, as guesses, where words name it or a tool named serves it, and the more where these
words are all that is said."""
MOST_SAID = 8
"""Words that say something in a short sentence; longer ones tell a story."""
NAMED_SHORT, SHORT, LONG = Cuts(0.0, 0.6), Cuts(0.0, 2.0), Cuts(3.0, 6.0)
"""What parts must bring in a short sentence where something is named, in another short one, and in a long one: measured
on phrasings (`benchmarks.understanding`)."""
PART_SHARE, PART_WORDS = 0.2, 1
"""What share of what it says, and how many words that say something, a part of a sentence needs to ask by itself."""
RATHER = 0.2
"""What share of the score of the likeliest another must have to be offered in the place of what is sure."""
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


def beside_of(choices: Iterable[Choice], choice: Choice) -> Iterator[Choice]:
    """Those of some choices that stand under the same as one, in their order."""
    return (one for one in choices if one is not choice and not {*one.broader}.isdisjoint(choice.broader))


@dataclass(frozen=True, eq=False)
class _Weighing:
    index: LikelyChoices
    text: str
    words: list[Word]
    claims: list[WordClaim]
    serves: Callable[[str], Collection[str]]
    known: dict[tuple[int, ...], list[Likely]] = field(default_factory=dict)

    def made(self) -> list[WordClaim]:
        needs = [claim for claim in self.claims if claim.kind == NEED]
        rest = [claim for claim in self.claims if claim.kind != NEED]
        if self.index.is_elsewhere(self.words):
            told = [claim for claim in needs if self._named(claim) >= SURE_WORDS]
            few = len(self._said(range(len(self.words)), rest)) <= FEW_WORDS
            return [*told, *(claim for claim in rest if claim.kind != TOOL or told or few)]
        sure = [claim for claim in needs if self._is_sure(claim)]
        named = [replace(claim, sure=False) for claim in needs if claim not in sure and self._named(claim) > 1]
        kept = [*sure, *named] if sure else self._whole(needs, rest)
        kept += self._parts(kept, rest)
        return [*(claim if claim.others else self._with_others(claim, kept) for claim in kept), *rest]

    def _with_others(self, claim: WordClaim, kept: Sequence[WordClaim]) -> WordClaim:
        """What is named may be meant otherwise: what the sentence is nearly as likely about, but for what it asks
        besides, else what stands beside it in the list of needs."""
        read = {one.iri for one in kept}
        besides = {place for one in kept if one is not claim for place in one.places} - {*claim.places}
        part = self._about(self._part(claim) - besides) if besides else []
        whole = self._about({*range(len(self.words))} - besides)
        near = (one.choice for one in chain(islice(self._rather(part, read), 1), self._rather(whole, read)))
        beside = beside_of(self.index.choices, claim.choice) if claim.choice else ()
        others = {one.iri: Ref(one.iri, one.label.fr) for one in chain(near, beside) if one.iri not in read}
        return replace(claim, others=tuple(others.values())[: PROPOSED - 1])

    @property
    def _ranked(self) -> list[Likely]:
        return self._about(range(len(self.words)))

    def _about(self, places: Iterable[int]) -> list[Likely]:
        """What the words at some places are about, the likeliest first; looked for once."""
        key = tuple(sorted(places))
        if key not in self.known:
            self.known[key] = self.index.ranked([self.words[place] for place in key])
        return self.known[key]

    def _whole(self, needs: list[WordClaim], rest: list[WordClaim]) -> list[WordClaim]:
        """What the whole sentence is about, where it says it well enough, with what its words name besides."""
        tools = [claim for claim in rest if claim.kind == TOOL]
        alone = bool(rest) and not self._said(range(len(self.words)), rest)
        gain = dict.fromkeys(chain(*(self.serves(claim.iri) for claim in tools)), NAMED)
        every = max(len(self._said(range(len(self.words)), ())), 1)
        gain |= {claim.iri: NAMED + NAMED_WHOLE * self._named(claim) / every for claim in needs}
        ranked = sorted(self._ranked, key=lambda one: -one.score - gain.get(one.choice.iri, 0))
        if not ranked:
            return [replace(claim, sure=False) for claim in needs[:1]]
        if not needs and (ranked[0].share < LEAST_SHARE or alone):
            return []
        places = ranked[0].places or tuple(place for claim in needs for place in claim.places)
        if not needs and all(self.words[place].said.isdigit() for place in places):
            return []
        return [_guess(ranked, tuple(sorted(places)), needs)] if places else []

    def _said(self, places: Iterable[int], but: Iterable[WordClaim]) -> list[int]:
        """Those of these places whose words say something, but for those of some claims."""
        others = {place for claim in but for place in claim.places}
        return [place for place in places if not self.words[place].little and place not in others]

    def _parts(self, kept: list[WordClaim], rest: list[WordClaim]) -> list[WordClaim]:
        """What the other parts of a sentence are about, where they say it well."""
        if not kept:
            return []
        taken = {place for claim in kept if claim.sure or len(kept) > 1 for place in claim.places}
        found = {claim.iri for claim in kept}
        more: list[WordClaim] = []
        for places in parted(self.text, self.words, self.index.worth, self._cuts(kept)):
            said = self._said(places, rest)
            heard = [place for place in said if stem_of(self.words[place]) in self.index.rare]
            if len(heard) < PART_WORDS or not taken.isdisjoint(said) or len(places) == len(self.words):
                continue
            ranked = self._about(places)
            best = ranked[0] if ranked else None
            if best and best.share >= PART_SHARE and found.isdisjoint(one.choice.iri for one in ranked[:BEST]):
                found.add(best.choice.iri)
                more.append(_guess(ranked, tuple(places[place] for place in best.places)))
        return more

    def _cuts(self, kept: list[WordClaim]) -> Cuts:
        if len(self._said(range(len(self.words)), ())) > MOST_SAID:
            return LONG
        return NAMED_SHORT if any(claim.sure for claim in kept) else SHORT

    def _is_sure(self, claim: WordClaim) -> bool:
        """A need that words name is sure where what the sentence says besides is about it too, or says little."""
        needs = [other for other in self.claims if other is not claim and other.kind == NEED]
        said = {place for other in needs for place in other.places} - {*claim.places}
        left = {*range(len(self.words))} - said
        ranked = self._about(left)
        mine = next((one for one in ranked if one.choice.iri == claim.iri), None)
        if mine is None or self._named(claim) >= SURE_WORDS or self._is_all():
            return True
        if self._is_great(claim):
            return False
        alone = self._named(claim) > 1 or all(other.kind != TOOL for other in self.claims)
        if _bears_out(mine, ranked, WEAK if alone else 1):
            return True
        if mine.score == ranked[0].score and len(self._said(left, ())) <= FEW_WORDS:
            return True
        return self._named(claim) > 1 and self._part_bears_out(claim)

    def _is_great(self, claim: WordClaim) -> bool:
        """Whether one word names one of the great subjects, among others: « apprendre » may be what is done there."""
        return claim.choice is not None and not claim.choice.broader and self._named(claim) == 1

    def _part_bears_out(self, claim: WordClaim) -> bool:
        """Whether its own part of a short sentence is about it."""
        if len(self._said(range(len(self.words)), ())) > MOST_SAID:
            return False
        ranked = self._about(self._part(claim))
        mine = next((one for one in ranked if one.choice.iri == claim.iri), None)
        return mine is not None and _bears_out(mine, ranked, WEAK)

    def _rather(self, ranked: list[Likely], read: Collection[str]) -> Iterator[Likely]:
        return (one for one in likely_enough(ranked, RATHER) if one.choice.iri not in read)

    def _part(self, claim: WordClaim) -> set[int]:
        """The places of the words of the part of the sentence where it is named."""
        part = clause_of(self.text, self.words, claim.places[0])
        return {place for place in range(len(self.words)) if clause_of(self.text, self.words, place) == part}

    def _is_all(self) -> bool:
        """Whether the sentence is made of names only."""
        return not self._said(range(len(self.words)), self.claims)

    def _named(self, claim: WordClaim) -> int:
        """How many words name it."""
        return sum(not self.words[place].little for place in claim.places)


def _bears_out(mine: Likely, ranked: list[Likely], weak: float) -> bool:
    return mine.share >= SURE_SHARE and mine.score >= ranked[0].score * weak


def _guess(ranked: list[Likely], places: tuple[int, ...], named: Sequence[WordClaim] = ()) -> WordClaim:
    """The likeliest, with what else may be meant: the next, and what the words name."""
    best, near = ranked[0].choice, proposed(ranked)[1:]
    others = dict.fromkeys([*near, *(Ref(claim.iri, claim.label) for claim in named if claim.iri != best.iri)])
    return replace(WordClaim.of(NEED, best, places), sure=False, others=tuple(others)[: PROPOSED - 1])
