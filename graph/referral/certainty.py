# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a reading is sure: what the whole sentence bears out; where nothing is named, what is likely, as a guess."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from graph.referral.claims import WordClaim, clause_of
from graph.referral.likely import PROPOSED, Likely, LikelyChoices, proposed
from graph.referral.mention import Ref
from graph.referral.question_words import Word
from graph.referral.situation import NEED, TOOL

SURE_SHARE, SURE_WORDS, FEW_WORDS = 0.6, 3, 2
"""A need is sure where it answers that share of what is said, or where so many words name it, or where so few are said
and nothing answers them better. Measured on phrasings (`benchmarks.understanding`)."""
WEAK = 0.85
"""Where a need that few words name scores less than that share of the likeliest, this one is read instead."""
LEAST_SHARE, LEAST_BESIDE = 0.15, 0.3
"""Below that share a sentence is not understood, nor what it says besides what it names."""
BEST = 2
"""How many of the likeliest of a part of a sentence may be what another part asks for already."""


def weighed(index: LikelyChoices, text: str, words: list[Word], claims: list[WordClaim]) -> list[WordClaim]:
    """The claims of a sentence, each need with whether it is sure; where none asks for anything, what is likely, and
    so for the parts of it that ask for something else."""
    return _Weighing(index, text, words, claims).made()


@dataclass(frozen=True, eq=False)
class _Weighing:
    index: LikelyChoices
    text: str
    words: list[Word]
    claims: list[WordClaim]

    def made(self) -> list[WordClaim]:
        needs = [claim for claim in self.claims if claim.kind == NEED]
        rest = [claim for claim in self.claims if claim.kind != NEED]
        if self._is_elsewhere():
            return [*(claim for claim in needs if self._named(claim) >= FEW_WORDS), *rest]
        kept = self._once([self._weighed(claim) for claim in needs])
        if not needs:
            least = LEAST_BESIDE if any(claim.kind == TOOL for claim in rest) else LEAST_SHARE
            kept = self._guessed(least)
        return [*kept, *self._beside([*kept, *rest]), *rest]

    def _is_elsewhere(self) -> bool:
        return self.index.is_elsewhere(self.words)

    @cached_property
    def _ranked(self) -> list[Likely]:
        return self.index.ranked(self.words)

    def _guessed(self, least: float) -> list[WordClaim]:
        """What the whole sentence is about, where it says it well enough."""
        ranked = self._ranked
        return [_guess(ranked, ranked[0].places)] if ranked and ranked[0].share >= least and ranked[0].places else []

    def _beside(self, claims: list[WordClaim]) -> list[WordClaim]:
        """What the parts of a sentence that name nothing are about, where they say it well."""
        clauses: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self.words)):
            clauses[clause_of(self.text, self.words, place)].append(place)
        if len(clauses) == 1:
            return []
        taken = {place for claim in claims for place in claim.places if claim.sure}
        found = {claim.iri for claim in claims}
        more: list[WordClaim] = []
        for places in clauses.values():
            said = [place for place in places if not self.words[place].little]
            if len(said) < FEW_WORDS or not taken.isdisjoint(said):
                continue
            ranked = self.index.ranked([self.words[place] for place in places])
            best = ranked[0] if ranked else None
            if best and best.share >= SURE_SHARE and found.isdisjoint(one.choice.iri for one in ranked[:BEST]):
                found.add(best.choice.iri)
                more.append(_guess(ranked, tuple(places[place] for place in best.places)))
        return more

    def _weighed(self, claim: WordClaim) -> WordClaim:
        """A need that words name is sure where what the sentence says besides is about it too, or says little."""
        said = {place for other in self.claims if other is not claim for place in other.places} - {*claim.places}
        left = [word for place, word in enumerate(self.words) if place not in said]
        ranked = self.index.ranked(left) if said else self._ranked
        mine = next((one for one in ranked if one.choice.iri == claim.iri), None)
        named = self._named(claim)
        if mine is None or named >= SURE_WORDS:
            return claim
        if mine.share >= SURE_SHARE and mine.score >= ranked[0].score * WEAK:
            return claim
        if mine.score == ranked[0].score and sum(not word.little for word in left) <= FEW_WORDS:
            return claim
        best = ranked[0].choice if mine.score < ranked[0].score * WEAK else None
        meant = WordClaim.of(NEED, best, claim.places) if best else claim
        named_as = Ref(claim.iri, claim.label)
        others = [ref for ref in (*((named_as,) if best else ()), *proposed(ranked)) if ref.iri != meant.iri]
        return replace(meant, sure=False, others=tuple(dict.fromkeys(others))[: PROPOSED - 1])

    def _named(self, claim: WordClaim) -> int:
        """How many words name it."""
        return sum(not self.words[place].little for place in claim.places)

    def _once(self, claims: list[WordClaim]) -> list[WordClaim]:
        """Each need once."""
        return list({claim.iri: claim for claim in reversed(claims)}.values())[::-1]


def _guess(ranked: list[Likely], places: tuple[int, ...]) -> WordClaim:
    return replace(WordClaim.of(NEED, ranked[0].choice, places), sure=False, others=proposed(ranked)[1:])
