# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model with the words that facts give to its choices, besides those of `ontology/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal

from graph.model import Choice, Model
from graph.namespaces import SKOS
from graph.rdf.dataset import Dataset

NAMES = (SKOS.altLabel, SKOS.hiddenLabel)


def grown(model: Model, dataset: Dataset) -> Model:
    """The same model where no fact says more; else another, whose choices that gained nothing are the same objects."""
    more = {choice.iri: _grown(choice, dataset) for choice in model.choices.values()}
    if all(more[iri] is choice for iri, choice in model.choices.items()):
        return model
    schemes = (
        replace(scheme, choices=tuple(more[choice.iri] for choice in scheme.choices)) for scheme in model.schemes
    )
    return replace(model, schemes=tuple(schemes))


def _grown(choice: Choice, dataset: Dataset) -> Choice:
    """A choice with the names and examples of a dataset; itself where it has them all already."""
    names = _texts(dataset, choice.iri, NAMES) - {*choice.alternatives}
    examples = _texts(dataset, choice.iri, (SKOS.example,)) - {*choice.examples}
    if not names and not examples:
        return choice
    return replace(
        choice,
        alternatives=tuple(sorted({*choice.alternatives, *names})),
        examples=tuple(sorted({*choice.examples, *examples})),
    )


def _texts(dataset: Dataset, iri: str, paths: Iterable[str]) -> set[str]:
    return {value.value for path in paths for value in dataset.values(iri, path) if isinstance(value, Literal)}
