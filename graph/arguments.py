# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be said about free software to an association, as read from a dataset: parts in order, with sources."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model import Choice, Model, Texts, texts_of
from graph.namespaces import DCT, SCHEMA, SKOS, TIS
from graph.rdf.dataset import ORIGINS, Dataset
from graph.rdf.positions import by_position

PARTS = "argument-part"
"""The scheme of the parts, in the order in which they are said."""


@dataclass(frozen=True)
class Argument:
    """One thing to say, in words of our own.

    `objection` is what it answers, `question` what nobody has settled; both are empty when there is none.
    `audiences`, `about` and `readings` are IRIs; `said_by` those it comes from, `sources` the bundles that tell it.
    """

    iri: str
    title: Texts
    text: Texts
    objection: Texts
    condition: Texts
    first_step: Texts
    question: Texts
    audiences: tuple[str, ...]
    about: tuple[str, ...]
    readings: tuple[str, ...]
    said_by: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ArgumentPart:
    """One part of what is said, with its arguments in order."""

    choice: Choice
    arguments: tuple[Argument, ...]

    @property
    def slug(self) -> str:
        """`why`, `how`…"""
        return self.choice.slug

    @property
    def title(self) -> Texts:
        """Its title."""
        return self.choice.label


def parts(dataset: Dataset, model: Model) -> tuple[ArgumentPart, ...]:
    """Every part of the scheme, in its order, even one in which nothing is said yet."""
    return tuple(
        ArgumentPart(
            choice,
            tuple(
                _argument(dataset, iri) for iri in by_position(dataset, dataset.subjects(TIS.argumentPart, choice.iri))
            ),
        )
        for choice in model.scheme(PARTS).choices
    )


def arguments_about(dataset: Dataset, *iris: str) -> tuple[Argument, ...]:
    """What is said about any of these things, each argument once, in the order of the things then of its place."""
    own = set(dataset.instances(TIS.Argument))
    found = [iri for thing in iris for iri in by_position(dataset, dataset.subjects(SCHEMA.about, thing)) if iri in own]
    return tuple(_argument(dataset, iri) for iri in dict.fromkeys(found))


def _argument(dataset: Dataset, iri: str) -> Argument:
    return Argument(
        iri=iri,
        title=texts_of(dataset, iri, SKOS.prefLabel),
        text=texts_of(dataset, iri, DCT.description),
        objection=texts_of(dataset, iri, TIS.objection),
        condition=texts_of(dataset, iri, TIS.condition),
        first_step=texts_of(dataset, iri, TIS.firstStep),
        question=texts_of(dataset, iri, TIS.openQuestion),
        audiences=tuple(dataset.links(iri, SCHEMA.audience)),
        about=tuple(dataset.links(iri, SCHEMA.about)),
        readings=tuple(dataset.links(iri, SCHEMA.citation)),
        said_by=tuple(origin for path in ORIGINS for origin in dataset.links(iri, path)),
        sources=tuple(dict.fromkeys(fact.source for fact in dataset.shown(iri, DCT.description) if fact.source)),
    )
