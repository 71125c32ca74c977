# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody may add, as the vocabulary of contributions says it: under which title, of which class, begun how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.entity import Reader
from graph.errors import UnknownThing
from graph.model import Choice, EntityClass, Texts
from graph.namespaces import TIS
from graph.text.wording import Phrase

SCHEME = "contribution"
NO_FORM = Phrase("Aucun formulaire n’a cette adresse : choisissez ce que vous voulez ajouter.")


@dataclass(frozen=True)
class Addable:
    """One thing to add: `begun` is what its form has chosen already, concepts by IRI."""

    slug: str
    label: Texts
    definition: Texts
    own: EntityClass
    begun: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddableGroup:
    """Things to add that go together, under a title."""

    slug: str
    label: Texts
    items: tuple[Addable, ...]


def addable_groups(reader: Reader) -> tuple[AddableGroup, ...]:
    """All that may be added, in the order of the vocabulary."""
    scheme = reader.model.scheme(SCHEME)
    return tuple(
        AddableGroup(top.slug, top.label, tuple(_items(reader, scheme.narrower(top.iri)))) for top in scheme.top
    )


def addable(reader: Reader, slug: str) -> Addable:
    """One of them; raises UnknownThing."""
    found = next((item for group in addable_groups(reader) for item in group.items if item.slug == slug), None)
    if found is None:
        raise UnknownThing(NO_FORM(), field="kind")
    return found


def addable_class(reader: Reader, iri: str) -> EntityClass | None:
    """The class of a card that a form can correct: one of those that may be added; None for others."""
    own = reader.class_of(iri)
    classes = {item.own.iri for group in addable_groups(reader) for item in group.items}
    return own if own is not None and own.iri in classes else None


def _items(reader: Reader, choices: tuple[Choice, ...]) -> Iterator[Addable]:
    for choice in choices:
        own = reader.model.by_iri.get(reader.dataset.link(choice.iri, TIS.contributes) or "")
        if own is not None and not own.restricted:
            begun = tuple(reader.dataset.links(choice.iri, TIS.beginsWith))
            yield Addable(choice.slug, choice.label, choice.definition, own, begun)
