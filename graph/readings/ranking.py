# SPDX-License-Identifier: AGPL-3.0-or-later
"""How answers are ranked: what each criterion weighs and why, and what other weights would change of one request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.readings.referral.answers import sentences_of
from graph.referral.engine import ReferralEngine
from graph.referral.weights import MOST, shipped_weights, turtle_of
from graph.text.catalogue import translated

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.referral.answers import CriterionSentence
    from graph.referral._types import Criterion
    from graph.referral.answer import Result
    from graph.referral.situation import Situation

SHOWN = 10
Key = tuple[str, str, str]


@dataclass(frozen=True)
class WeighedCriterion:
    """A criterion in one language: what it looks at, what it weighs, why, and an example of what it says.

    `shipped` is the weight that ships, another one where the territory chose (`own`).
    """

    slug: str
    label: str
    looks_at: str
    weight: float
    reason: str
    example: str
    own: bool
    shipped: float


@dataclass(frozen=True)
class TrialAnswer:
    """One answer of one of the two lists; `was` is its rank at today's weights, None where it was not among them."""

    rank: int
    was: int | None
    actor: Mention
    service: Mention | None
    sentences: tuple[CriterionSentence, ...]

    @property
    def moved(self) -> int:
        """By how many places it goes up; down when below 0."""
        return 0 if self.was is None else self.was - self.rank


@dataclass(frozen=True)
class Trial:
    """The same request at today's weights and at others; `moved` counts the answers of the second list that are not
    where they were, `turtle` is what a territory would write to rank so."""

    today: tuple[TrialAnswer, ...]
    tried: tuple[TrialAnswer, ...]
    gone: frozenset[int]
    turtle: str

    @property
    def moved(self) -> int:
        """How many answers of the second list are not where they were."""
        return sum(answer.was != answer.rank for answer in self.tried)


def weighed(criteria: Iterable[Criterion], lang: str) -> tuple[WeighedCriterion, ...]:
    """The criteria in order."""
    shipped = shipped_weights()
    return tuple(
        WeighedCriterion(
            slug=item.slug,
            label=item.told.label(lang),
            looks_at=translated(item.explanation, lang),
            weight=item.told.weight,
            reason=item.told.reason(lang),
            example=item.told.example(lang),
            own=item.told.own,
            shipped=shipped[item.slug].weight,
        )
        for item in criteria
    )


def ranking_document(criteria: Iterable[Criterion], lang: str) -> dict[str, Any]:
    """The same as data."""
    return {
        "most": MOST,
        "criteria": [
            {
                "criterion": item.slug,
                "label": item.label,
                "weight": item.weight,
                "shipped_weight": item.shipped,
                "own": item.own,
                "looks_at": item.looks_at,
                "reason": item.reason,
                "example": item.example,
            }
            for item in weighed(criteria, lang)
        ],
    }


def trial(reader: Reader, engine: ReferralEngine, situation: Situation, weights: Mapping[str, float]) -> Trial:
    """What other weights change of the answers to one request; nothing is kept of it.

    Every offer that meets the request is looked at, as lists are in the order of today's weights.
    """
    other = ReferralEngine(engine.index, engine.bench.weighing(weights))
    with engine.index.lock:  # both from the same facts
        today = engine.answer(situation, SHOWN).results
        tried = other.answer(situation, SHOWN).results
    ranks, kept = {_key(result): result.rank for result in today}, {_key(result) for result in tried}
    return Trial(
        today=tuple(_answer(reader, result, result.rank) for result in today),
        tried=tuple(_answer(reader, result, ranks.get(_key(result))) for result in tried),
        gone=frozenset(result.rank for result in today if _key(result) not in kept),
        turtle=turtle_of(_changed(engine.bench.criteria, weights)),
    )


def _answer(reader: Reader, result: Result, was: int | None) -> TrialAnswer:
    service = reader.mention(result.service.iri) if result.service else None
    actor = reader.mention(result.actor.iri)
    return TrialAnswer(result.rank, was, actor, service, sentences_of(reader, result.reasons))


def _changed(criteria: Iterable[Criterion], weights: Mapping[str, float]) -> dict[str, tuple[float, str]]:
    """What is not as it ships, each with its reason where the territory has written one for that very weight."""
    shipped = shipped_weights()
    found = {}
    for item in criteria:
        weight = weights.get(item.slug, item.told.weight)
        if weight != shipped[item.slug].weight:
            told = item.told.own and weight == item.told.weight
            found[item.slug] = (weight, item.told.reason.fr if told else "")
    return found


def _key(result: Result) -> Key:
    candidate = result.candidate
    return candidate.actor.iri, candidate.offer.iri, candidate.offer.traits.kind
