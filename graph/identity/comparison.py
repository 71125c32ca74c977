# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a criterion of sameness says of two descriptions, what it weighs, and what a pair comes to, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from graph.text.wording import Spoken

if TYPE_CHECKING:
    from graph.identity.description import Description
    from graph.identity.rarity import Rarity
    from graph.model import Texts

MOST = 100
SURE, LOOK = 90, 45
"""Bars of the score: from the first on « sans doute la même », from the second on « à regarder »."""
SAME, LIKELY, PERHAPS, OTHER = "same", "likely", "perhaps", "other"
"""May be merged without asking; over the first bar; between both; under them."""


class Comparison(NamedTuple):
    """What a criterion says of two descriptions: a share of its points, from -1 to 1, and why.

    `least`, `most`: bounds that it sets to the score of the pair. `same`: it alone tells that they are one.
    """

    share: float
    said: Spoken
    least: int = 0
    most: int = MOST
    same: bool = False


class SamenessCriterion(Protocol):
    """One reason to take two things for one, as its file says it. Its class docstring is its public explanation.

    What it weighs and why is data: `ontology/sameness/<slug>.ttl`.
    """

    slug: str

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """What it says, None where there is nothing to compare."""


class SamenessWeight(NamedTuple):
    """What the data say of a criterion: the most points it gives, the most it takes away, why, its place, its name."""

    points: int
    against: int
    reason: Texts
    order: int
    label: Texts


@dataclass(frozen=True, slots=True)
class WeighedSameness:
    """A criterion with what it weighs; `explanation` is its public one, in French."""

    criterion: SamenessCriterion
    told: SamenessWeight

    @property
    def slug(self) -> str:
        """Its name in addresses and data."""
        return self.criterion.slug

    @property
    def explanation(self) -> str:
        """Its public explanation, in French."""
        return type(self.criterion).__doc__ or ""

    def points(self, share: float) -> int:
        """What a share of its points comes to."""
        return round(share * (self.told.points if share > 0 else self.told.against))


class SamenessReason(NamedTuple):
    """A line of what a score is made of: the slug of a criterion, its points (below 0: against), a sentence."""

    criterion: str
    points: int
    said: Spoken


@dataclass(frozen=True, slots=True)
class SamenessPair:
    """Two things that may be one: a score from 0 to 100, the sum of the points of its reasons.

    `level`: SAME, LIKELY, PERHAPS or OTHER; a pair is never merged by anything but SAME or a person.
    """

    one: Description
    other: Description
    score: int
    reasons: tuple[SamenessReason, ...]
    level: str
