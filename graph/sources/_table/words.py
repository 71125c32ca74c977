# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of cells as choices of a list: what people call a need, an audience, a cost; the nearest of unknown ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from graph.model import Choice, Model
from graph.text.folding import fold, key, roots

LONG_ENOUGH = 7
NEAREST, LOOKED_AT = 3, 40
# What a word is worth that names a choice, and one that somebody said about it.
NAMED, TOLD = 1.0, 0.3
ALIKE = 70
# How many texts are remembered: tables say the same words again and again.
MOST_KNOWN, LONGEST = 20_000, 120


class ChoiceWords:
    """The words that mean each choice of a scheme."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self._labels = {choice.iri: choice.label.fr for choice in choices}
        self._folded: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        # By word, the choices of which it is said, and how surely.
        self._told: dict[str, dict[str, float]] = {}
        for choice in choices:
            names = (choice.iri, choice.slug, *choice.label.languages.values(), *choice.notation)
            for form in names:
                self._folded.setdefault(fold(form), choice.iri)
        for choice in choices:
            for form in (*choice.label.languages.values(), *choice.alternatives):
                self._folded.setdefault(fold(form), choice.iri)
                self._keys.setdefault(key(form), choice.iri)
                self._tell(choice.iri, form, NAMED)
            for form in choice.examples:
                self._tell(choice.iri, form, TOLD)
        self._found: dict[str, str] = {}
        self._near: dict[str, tuple[str, ...]] = {}

    def _tell(self, iri: str, form: str, weight: float) -> None:
        for word in roots(form):
            told = self._told.setdefault(word, {})
            told[iri] = max(weight, told.get(iri, 0.0))

    def find(self, text: str) -> str:
        """The IRI of the choice that these words mean, empty where they mean none, or could mean two."""
        if text not in self._found and len(self._found) < MOST_KNOWN:
            self._found[text] = self._find(text)
        return self._found[text] if text in self._found else self._find(text)

    def _find(self, text: str) -> str:
        folded = fold(text[:LONGEST])
        found = self._folded.get(folded) or self._keys.get(key(text))
        if found or len(folded) < LONG_ENOUGH:
            return found or ""
        alike = process.extract(folded, self._folded.keys(), scorer=OSA.distance, score_cutoff=1, limit=LOOKED_AT)
        near = {self._folded[form] for form, *_ in alike}
        return near.pop() if len(near) == 1 else ""

    def nearest(self, text: str) -> tuple[str, ...]:
        """The labels of the choices whose words come nearest."""
        text = text[:LONGEST]
        if text not in self._near:
            if len(self._near) >= MOST_KNOWN:
                self._near.clear()
            self._near[text] = self._nearest(text)
        return self._near[text]

    def _nearest(self, text: str) -> tuple[str, ...]:
        """By the rare words that they share with all that is said of a choice; else by how the labels are written."""
        worth: dict[str, float] = {}
        for word in roots(text):
            choices = self._told.get(word, {})
            for iri, weight in choices.items():
                worth[iri] = worth.get(iri, 0.0) + weight * math.log(1 + len(self._labels) / len(choices))
        ranked = [self._labels[iri] for iri in sorted(worth, key=lambda iri: -worth[iri])]
        alike = process.extract(
            text, list(self._labels.values()), scorer=fuzz.WRatio, processor=fold, score_cutoff=ALIKE
        )
        return tuple(dict.fromkeys([*ranked, *(label for label, *_ in alike)]))[:NEAREST]


@lru_cache(maxsize=64)
def _words_of(choices: tuple[Choice, ...]) -> ChoiceWords:
    return ChoiceWords(choices)


def words_of(model: Model) -> Mapping[str, ChoiceWords]:
    """By IRI of a scheme of ours, the words of its choices."""
    return {scheme.iri: _words_of(scheme.choices) for scheme in model.schemes if not scheme.publisher}
