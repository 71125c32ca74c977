# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is near at hand to answer each question of a request: great subjects, tools most can replace, audiences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.namespaces import TIS, local_name
from graph.text.folding import filed

if TYPE_CHECKING:
    from graph.entity import Reader

TOOLS = 10  # tools in use that are offered to a thumb, those with most ways out first


def choices(reader: Reader, slug: str) -> tuple[tuple[str, str], ...]:
    """The slug and the name of each choice of a list; none where the model has no such list."""
    schemes = [scheme for scheme in reader.model.schemes if scheme.slug == slug]
    return tuple((choice.slug, choice.label(reader.lang)) for scheme in schemes for choice in scheme.choices)


def great_subjects(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The needs under which the others are."""
    return _named(reader, [choice.iri for choice in reader.model.scheme("need").choices if not choice.broader])


def audiences(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Each audience that is part of a wider one."""
    return _named(reader, [choice.iri for choice in reader.model.scheme("audience").choices if choice.broader])


def tools_in_use(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The tools in use that most can take the place of, in alphabetical order."""
    counts: dict[str, int] = {}
    for fact in reader.dataset.facts(p=TIS.replaces):
        if isinstance(fact.o, str):
            counts[fact.o] = counts.get(fact.o, 0) + 1
    names = {iri: filed(reader.label(iri)) for iri in counts}
    ranked = sorted(counts, key=lambda iri: (-counts[iri], names[iri]))
    return _named(reader, sorted(ranked[:TOOLS], key=names.__getitem__))


def _named(reader: Reader, iris: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((local_name(iri), reader.label(iri)) for iri in iris)
