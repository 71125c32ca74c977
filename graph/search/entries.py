# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names to search: of entities that have a directory, and of the concepts of such schemes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal

from graph.model import Choice, EntityClass, Model
from graph.namespaces import SKOS, SKOSXL, TIS
from graph.rdf.dataset import Dataset, spoken

NAME = 1.0
OTHER_NAME = 0.95
HIDDEN_NAME = 0.9
# What an acronym's letters or words say of the thing that it stands for.
STANDS_FOR = 0.92
# The same name in another language: found, but after the French one.
OTHER_LANGUAGE = 0.9
_FORMS = (
    (SKOS.prefLabel, NAME),
    (SKOSXL.literalForm, NAME),
    (SKOS.altLabel, OTHER_NAME),
    (TIS.expansion, OTHER_NAME),
    (SKOS.hiddenLabel, HIDDEN_NAME),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of the name of a thing: `form` is compared, `label` shown; `weight` (0 to 1) is what the form is worth,
    `rank` the place of its kind in the model's order (0 first)."""

    iri: str
    label: str
    kind: str
    form: str
    weight: float
    rank: int = 0


def entries_of(dataset: Dataset, model: Model) -> Iterator[Entry]:
    """Every name of a dataset; an acronym's are also names of what it stands for."""
    for own in model.classes:
        for iri in dataset.instances(*own.classes) if own.directory and not own.scheme else ():
            if model.class_of(dataset.types(iri)) is own:
                yield from entries_about(dataset, model, iri)
    for choice in model.choices.values():
        yield from _concept_entries(choice, model)


def entries_about(dataset: Dataset, model: Model, iri: str) -> Iterator[Entry]:
    """The names of one entity or concept, none for what has no directory or no name."""
    if iri in model.choices:
        yield from _concept_entries(model.choices[iri], model)
        return
    own = model.class_of(dataset.types(iri))
    if own is None or not own.directory or dataset.name(iri) is None:
        return
    label, rank = dataset.label(iri), _rank(own, model)
    forms: dict[str, float] = {}
    for form, weight in _forms(dataset, iri):
        forms[form] = max(weight, forms.get(form, 0.0))
    for form, weight in forms.items():
        yield Entry(iri, label, own.kind, form, weight, rank)


def _forms(dataset: Dataset, iri: str) -> Iterator[tuple[str, float]]:
    """Forms and weights; a form may come twice."""
    for path, weight in _FORMS:
        yield from _texts(dataset, iri, path, weight)
    for acronym in dataset.subjects(TIS.acronymOf, iri):
        for path, _ in _FORMS:
            yield from _texts(dataset, acronym, path, STANDS_FOR)


def _texts(dataset: Dataset, iri: str, path: str, weight: float) -> Iterator[tuple[str, float]]:
    # A name that is set aside for that of another source is one that people may know: it is found, never shown.
    aside = dataset.tables.set_aside.by_subject.get(iri, ())
    told = [(value, weight) for value in dataset.values(iri, path)]
    told += [(value, min(weight, OTHER_NAME)) for other, value in aside if other == path]
    for value, worth in told:
        if isinstance(value, Literal):
            yield value.value, worth * (OTHER_LANGUAGE if spoken(value) not in ("", "fr") else 1.0)


def _concept_entries(choice: Choice, model: Model) -> Iterator[Entry]:
    own = model.by_scheme.get(choice.scheme)
    if own is None or not own.directory or not choice.label:
        return
    forms = dict.fromkeys(choice.alternatives, OTHER_NAME)
    forms |= {text: NAME * OTHER_LANGUAGE for _, text in choice.label.others}
    forms |= {choice.label.fr: NAME}
    for form, weight in forms.items():
        yield Entry(choice.iri, choice.label.fr, own.kind, form, weight, _rank(own, model))


def _rank(own: EntityClass, model: Model) -> int:
    return model.classes.index(own)
