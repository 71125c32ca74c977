# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words accepted by a moderator, as facts of the journal: what they are said for, in a source that bears the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

from graph.model import Model
from graph.namespaces import SKOS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.storage.decisions import day_source, sources
from graph.storage.journal import Draft
from graph.text.folding import fold

KIND = "words"
MOST_IN_A_NAME = 3
"""Words of a name; what is longer is an example of what people say."""
CONCEPTS, THINGS = ("need", "audience"), ("tool", "instance")


@dataclass(frozen=True)
class AcceptedWords:
    """Words accepted, for what (its IRI), and when."""

    words: str
    iri: str
    day: date
    fact: Fact


def meant(path: str, model: Model, dataset: Dataset) -> str:
    """The IRI of what `need/website` or `tool/yeswiki` stands for; "" where nothing is known under it."""
    kind, _, slug = path.partition("/")
    if not slug.replace("-", "").replace(".", "").isalnum() or not slug.isascii():
        return ""
    if kind in CONCEPTS:
        return VOCABULARY[path] if VOCABULARY[path] in model.choices else ""
    iri = f"{dataset.base}/id/{path}"
    return iri if kind in THINGS and model.kind(kind).iri in dataset.types(iri) else ""


def path_of(iri: str, dataset: Dataset) -> str:
    """`need/website` or `tool/yeswiki`: the inverse of `meant`."""
    return iri.removeprefix(VOCABULARY).removeprefix(f"{dataset.base}/id/")


def acceptance(words: str, iri: str, dataset: Dataset, day: date, author: str) -> Draft:
    """The fact that these words are said for a thing: another name of it where they are few, else an example."""
    source = day_source(dataset.base, day)
    is_name = len(fold(words).split()) <= MOST_IN_A_NAME or not iri.startswith(VOCABULARY)
    fact = Fact(iri, SKOS.altLabel if is_name else SKOS.example, text_literal(words, "fr"), source)
    return Draft(author, KIND, f"« {words} » accepté pour « {dataset.label(iri)} »", source, added=frozenset({fact}))


def withdrawal(found: AcceptedWords, dataset: Dataset, author: str) -> Draft:
    """What takes accepted words back."""
    summary = f"« {found.words} » retiré de « {dataset.label(found.iri)} »"
    return Draft(author, KIND, summary, found.fact.source, removed=frozenset({found.fact}))


def accepted(dataset: Dataset) -> tuple[AcceptedWords, ...]:
    """The words accepted so far, the latest first."""
    return tuple(sorted(_accepted(dataset), key=lambda item: (-item.day.toordinal(), item.words)))


def _accepted(dataset: Dataset) -> Iterator[AcceptedWords]:
    for source, day in sources(dataset).items():
        for path in (SKOS.altLabel, SKOS.example):
            for fact in dataset.facts(p=path, source=source):
                if isinstance(fact.o, Literal):
                    yield AcceptedWords(fact.o.value, fact.s, day, fact)
