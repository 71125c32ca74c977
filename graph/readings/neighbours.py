# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nearest neighbours of a thing, of as many kinds as there are, each with the verb that ties it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.entity import Citation, Entity, Incoming, Mention

MOST = 8


@dataclass(frozen=True)
class Neighbours:
    """Neighbours with the verb that leads to each, and how many others there are."""

    ties: tuple[tuple[str, Mention], ...]
    hidden: int


def neighbours(entity: Entity, lang: str) -> Neighbours:
    """What an entity is tied to, in a language; of many, some of each kind."""
    ties = list(_distinct(entity, lang))
    kept = _varied(ties)
    return Neighbours(tuple(kept), len(ties) - len(kept))


def _distinct(entity: Entity, lang: str) -> Iterator[tuple[str, Mention]]:
    """Each neighbour once, with the verb of the first tie to it; choices of a list and diagnoses are not neighbours."""
    seen = {entity.mention.iri}
    for verb, mention in _ties(entity, lang):
        own = mention.entity_class
        aside = own is None or not (own.directory or (own.on_map and not own.scheme))
        if own is not None and not aside and mention.iri not in seen:
            seen.add(mention.iri)
            yield verb, mention


def _ties(entity: Entity, lang: str) -> Iterator[tuple[str, Mention]]:
    for group in entity.incoming:
        for citation in group.citations:
            yield from _through(group, citation, lang)
    for edge in entity.outgoing:
        yield edge.verb, edge.o


def _through(group: Incoming, citation: Citation, lang: str) -> Iterator[tuple[str, Mention]]:
    """What links here; where it only ties things together, what is at its other ends."""
    verb = group.field.inverse(lang) or citation.edge.verb
    for mention in [other for _, other in citation.others] if citation.ties else [citation.edge.s]:
        yield verb, mention


def _varied(ties: list[tuple[str, Mention]]) -> list[tuple[str, Mention]]:
    """At most MOST ties, taken in turn from each kind, then put back in order of kind."""
    by_kind: dict[str, list[tuple[str, Mention]]] = {}
    for verb, mention in ties:
        by_kind.setdefault(mention.entity_class.kind if mention.entity_class else "", []).append((verb, mention))
    taken: list[tuple[str, Mention]] = []
    turn = 0
    while len(taken) < min(MOST, len(ties)):
        # Choices of a list come last: who and what matter more than about what.
        taken += [found[turn] for found in sorted(by_kind.values(), key=_is_choice) if turn < len(found)]
        turn += 1
    return sorted(taken[:MOST], key=lambda tie: tie[1].entity_class.order if tie[1].entity_class else 0)


def _is_choice(found: list[tuple[str, Mention]]) -> bool:
    own = found[0][1].entity_class
    return own is not None and bool(own.scheme)
