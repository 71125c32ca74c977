# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stories as read from a dataset: their views in order, what is told of each, and where that is known from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import Texts, texts_of
from graph.namespaces import DCT, SCHEMA, SKOS, TIS, local_name
from graph.rdf.positions import by_position

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset


@dataclass(frozen=True)
class StorySentence:
    """One sentence: `document` is the IRI of what says it ("" where none does), `passage` where it is read there."""

    iri: str
    text: Texts
    document: str
    passage: Texts


@dataclass(frozen=True)
class StoryView:
    """One view: `query` is what follows the question mark in the address of the map."""

    iri: str
    title: Texts
    query: str
    sentences: tuple[StorySentence, ...]


@dataclass(frozen=True)
class Story:
    """A story, by the word that stands for it in addresses."""

    iri: str
    slug: str
    title: Texts
    summary: Texts
    views: tuple[StoryView, ...]

    def rank(self, asked: str) -> int | None:
        """The place, from 1, of the view asked for; None when there is no such view."""
        rank = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 0
        return rank if 1 <= rank <= len(self.views) else None


def stories(dataset: Dataset) -> tuple[Story, ...]:
    """Every story of a dataset, by title."""
    found = [read_story(dataset, iri) for iri in dataset.instances(TIS.Story)]
    return tuple(sorted(found, key=lambda story: (story.title.fr, story.slug)))


def story_named(dataset: Dataset, slug: str) -> Story | None:
    """The story that stands under a word in addresses."""
    return next((read_story(dataset, iri) for iri in dataset.instances(TIS.Story) if local_name(iri) == slug), None)


def read_story(dataset: Dataset, iri: str) -> Story:
    """A story with all that is told in it."""
    return Story(
        iri=iri,
        slug=local_name(iri),
        title=texts_of(dataset, iri, SKOS.prefLabel),
        summary=texts_of(dataset, iri, DCT.description),
        views=tuple(_view(dataset, view) for view in by_position(dataset, dataset.subjects(TIS.viewOf, iri))),
    )


def _view(dataset: Dataset, iri: str) -> StoryView:
    sentences = by_position(dataset, dataset.subjects(TIS.saidOf, iri))
    return StoryView(
        iri=iri,
        title=texts_of(dataset, iri, SKOS.prefLabel),
        query=dataset.text(iri, TIS.mapQuery) or "",
        sentences=tuple(_sentence(dataset, sentence) for sentence in sentences),
    )


def _sentence(dataset: Dataset, iri: str) -> StorySentence:
    return StorySentence(
        iri=iri,
        text=texts_of(dataset, iri, SKOS.prefLabel),
        document=dataset.link(iri, SCHEMA.citation) or "",
        passage=texts_of(dataset, iri, TIS.passage),
    )
