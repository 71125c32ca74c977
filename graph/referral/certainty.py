# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a reading is sure: what the whole sentence bears out; where nothing is named, what is likely, as a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from graph.referral.claims import WordClaim, clause_of
from graph.referral.likely import PROPOSED, Likely, LikelyChoices, proposed
from graph.referral.mention import Ref
from graph.referral.question_words import Word
from graph.referral.situation import NEED, TOOL

SURE_SHARE, SURE_WORDS, FEW_WORDS = 0.6, 3, 2
"""A need is sure where it answers that share of what is said, or where so many words name it, or where so few are said
and nothing answers them better. Measured on phrasings (`benchmarks.understanding`)."""
WEAK = 0.6
"""Where a need that one word names scores less than that share of the likeliest, this one is read instead."""
LEAST_SHARE = 0.3
"""Below, a sentence is not understood."""


def weighed(index: LikelyChoices, text: str, words: list[Word], claims: list[WordClaim]) -> list[WordClaim]:
    """The claims of a sentence, each need with whether it is sure; where none asks for anything, what is likely, and
    so for the parts of it that ask for something else."""
    if any(claim.kind in (NEED, TOOL) for claim in claims):
        sure = [_weighed(index, words, claim, claims) if claim.kind == NEED else claim for claim in claims]
        return [*sure, *_beside(index, text, words, sure)]
    ranked = index.ranked(words)
    if not ranked or ranked[0].share < LEAST_SHARE:
        return claims
    return [*claims, _guess(ranked, ranked[0].places)]


def _guess(ranked: list[Likely], places: tuple[int, ...]) -> WordClaim:
    return replace(WordClaim.of(NEED, ranked[0].choice, places), sure=False, others=proposed(ranked)[1:])


def _beside(index: LikelyChoices, text: str, words: list[Word], claims: list[WordClaim]) -> Iterator[WordClaim]:
    """What the parts of a sentence that name nothing are about, where they say it well."""
    clauses: dict[int, list[int]] = defaultdict(list)
    for place in range(len(words)):
        clauses[clause_of(text, words, place)].append(place)
    taken = {place for claim in claims for place in claim.places}
    found = {claim.iri for claim in claims}
    for places in clauses.values():
        said = [place for place in places if not words[place].little]
        if len(said) < FEW_WORDS or not taken.isdisjoint(said):
            continue
        ranked = index.ranked([words[place] for place in places])
        best = ranked[0] if ranked else None
        if best and best.share >= SURE_SHARE and found.isdisjoint(one.choice.iri for one in ranked[:PROPOSED]):
            found.add(best.choice.iri)
            yield _guess(ranked, tuple(places[place] for place in best.places))


def _weighed(index: LikelyChoices, words: list[Word], claim: WordClaim, claims: list[WordClaim]) -> WordClaim:
    """A need that words name is sure where what the sentence says besides is about it too, or says little."""
    said = {place for other in claims if other is not claim for place in other.places} - {*claim.places}
    left = [word for place, word in enumerate(words) if place not in said]
    ranked = index.ranked(left)
    mine = next((one for one in ranked if one.choice.iri == claim.iri), None)
    named = sum(not words[place].little for place in claim.places)
    if mine is None or mine.share >= SURE_SHARE or named >= SURE_WORDS:
        return claim
    if mine.score == ranked[0].score and sum(not word.little for word in left) <= FEW_WORDS:
        return claim
    best = ranked[0].choice if named <= 1 and mine.score < ranked[0].score * WEAK else None
    meant = WordClaim.of(NEED, best, claim.places) if best else claim
    named_as = Ref(claim.iri, claim.label)
    others = [ref for ref in (*((named_as,) if best else ()), *proposed(ranked)) if ref.iri != meant.iri]
    return replace(meant, sure=False, others=tuple(dict.fromkeys(others))[: PROPOSED - 1])
