# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form where weights are tried, filled with what was typed, however wrong; and how a weight is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.referral.weights import MOST, weight_in
from web.app.language import language

if TYPE_CHECKING:
    from graph.readings.ranking import WeighedCriterion

LONGEST = 200
FULL, HALF, EMPTY = "dot-full", "dot-half", "dot-empty"


@dataclass(frozen=True)
class WeightForm:
    """What was typed: a request, and the text of each weight by the slug of its criterion; `changed` are those that
    are not today's."""

    need: str
    commune: str
    weights: Mapping[str, str]
    changed: frozenset[str]

    @property
    def asked(self) -> bool:
        """Whether something is looked for."""
        return bool(self.need.strip())


def typed(args: Mapping[str, str], criteria: Iterable[WeighedCriterion], prefix: str) -> WeightForm:
    """The form of an address, cut to what a field can hold."""
    weights, changed = {}, set()
    for item in criteria:
        text = args.get(f"{prefix}{item.slug}", "")[:LONGEST].strip()
        weights[item.slug] = text or shown(item.weight)
        if text and weight_in(text) != item.weight:
            changed.add(item.slug)
    need, commune = (args.get(name, "")[:LONGEST] for name in ("besoin", "commune"))
    return WeightForm(need, commune, weights, frozenset(changed))


def shown(weight: float) -> str:
    """A weight as one writes it: 2,5 in French, 2.5 in English."""
    text = f"{weight:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language() == "fr" else text


def dots(weight: float) -> tuple[str, ...]:
    """A weight as five dots, full, half or empty."""
    halves = round(weight * 2)
    return tuple(
        FULL if halves >= 2 * place else HALF if halves == 2 * place - 1 else EMPTY for place in range(1, int(MOST) + 1)
    )
