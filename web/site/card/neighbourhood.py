# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threads around an entity, placed for the drawing of its card: a strand each, eight units apart, no crossing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.entity import Citation, Entity, Incoming, Mention
from graph.layout.text import fit, text_width
from graph.model import EntityClass
from web.app.language import language

SIZE = 15.0
STEP, STRANDS = 58, 8
WIDEST = 262  # how wide pills may be


@dataclass(frozen=True)
class Strand:
    """One thread: its path, the pill at its end, the verb above it; units of the drawing."""

    path: str
    tint: int
    y: float
    width: float
    label: str
    verb: str
    href: str
    entity_class: EntityClass


@dataclass(frozen=True)
class Neighbourhood:
    """The drawing: its centre, its strands, its height, and how many neighbours it leaves out."""

    label: str
    centre_width: float
    strands: tuple[Strand, ...]
    height: float
    hidden: int


def neighbourhood(entity: Entity, href: Callable[[Mention], str]) -> Neighbourhood | None:
    """The drawing around an entity, None when nothing is linked to it; `href` gives the address of a mention."""
    ties = list(_distinct(entity))
    kept = _varied(ties)
    label = fit(entity.mention.label, 240, SIZE, bold=True)
    strands = tuple(_strand(index, len(kept), verb, mention, href) for index, (verb, mention) in enumerate(kept))
    centre = max(88.0, text_width(label, SIZE, bold=True) + 32)
    return Neighbourhood(label, centre, strands, STEP * len(strands) + 76, len(ties) - len(kept)) if strands else None


def _distinct(entity: Entity) -> Iterator[tuple[str, Mention]]:
    """Each neighbour once, with the verb of the first tie to it; choices of a list and diagnoses are not neighbours."""
    seen = {entity.mention.iri}
    for verb, mention in _ties(entity):
        own = mention.entity_class
        aside = own is None or not (own.directory or (own.on_map and not own.scheme))
        if own is not None and not aside and mention.iri not in seen:
            seen.add(mention.iri)
            yield verb, mention


def _ties(entity: Entity) -> Iterator[tuple[str, Mention]]:
    for group in entity.incoming:
        for citation in group.citations:
            yield from _through(group, citation, language())
    for edge in entity.outgoing:
        yield edge.verb, edge.o


def _through(group: Incoming, citation: Citation, lang: str) -> Iterator[tuple[str, Mention]]:
    """What links here; where it only ties things together, what is at its other ends."""
    verb = group.field.inverse(lang) or citation.edge.verb
    for mention in [other for _, other in citation.others] if citation.ties else [citation.edge.s]:
        yield verb, mention


def _varied(ties: list[tuple[str, Mention]]) -> list[tuple[str, Mention]]:
    """At most STRANDS ties, taken in turn from each kind, then put back in order of kind."""
    by_kind: dict[str, list[tuple[str, Mention]]] = {}
    for verb, mention in ties:
        by_kind.setdefault(mention.entity_class.kind if mention.entity_class else "", []).append((verb, mention))
    taken: list[tuple[str, Mention]] = []
    turn = 0
    while len(taken) < min(STRANDS, len(ties)):
        # Choices of a list come last: who and what matter more than about what.
        taken += [found[turn] for found in sorted(by_kind.values(), key=_is_choice) if turn < len(found)]
        turn += 1
    return sorted(taken[:STRANDS], key=lambda tie: tie[1].entity_class.order if tie[1].entity_class else 0)


def _is_choice(found: list[tuple[str, Mention]]) -> bool:
    own = found[0][1].entity_class
    return own is not None and bool(own.scheme)


def _strand(index: int, count: int, verb: str, mention: Mention, href: Callable[[Mention], str]) -> Strand:
    own = mention.entity_class
    if own is None:
        raise TypeError("a strand leads to an entity that has a class")
    y, x = 98 + STEP * index, 66 - 8 * index if count > 1 else 66
    label = fit(mention.label, WIDEST - 48, SIZE, bold=True)
    path = f"M{x} 40V{y - 18}Q{x} {y} {x + 16} {y}H94"
    return Strand(
        path, index % 7 + 1, y, text_width(label, SIZE, bold=True) + 46, label, fit(verb, 250, 13.5), href(mention), own
    )
