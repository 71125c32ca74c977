# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts in order as chains of links: each chain runs on while the next fact holds its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.dataset import Fact
from graph.entity import Mention, Reader
from web.pages import href


@dataclass(frozen=True)
class Step:
    """One link of a chain and the verb that leads to the next ("" for the last); `backwards` reads right to left."""

    label: str
    href: str
    family: str
    shape: str
    verb: str = ""
    backwards: bool = False


def chains(reader: Reader, facts: Iterable[Fact]) -> tuple[tuple[Step, ...], ...]:
    """The facts as few chains as their order allows; every fact is in one of them."""
    edges = [fact for fact in facts if isinstance(fact.o, str)]
    found: list[list[tuple[str, Fact | None]]] = []
    met: set[str] = set()
    for index, fact in enumerate(edges):
        follows = edges[index + 1] if index + 1 < len(edges) else None
        end = found[-1][-1][0] if found else None
        if end not in (fact.s, fact.o):
            found.append([(_start(fact, follows, met), None)])
            end = found[-1][-1][0]
        other = str(fact.o) if end == fact.s else fact.s
        found[-1][-1] = (found[-1][-1][0], fact)
        found[-1].append((other, None))
        met |= {fact.s, other}
    return tuple(tuple(_step(reader, iri, fact) for iri, fact in chain) for chain in found)


def _start(fact: Fact, follows: Fact | None, met: set[str]) -> str:
    """Where a new chain begins: at what earlier chains hold, else at the end that the next fact does not go on from."""
    target = str(fact.o)
    if (fact.s in met) != (target in met):
        return fact.s if fact.s in met else target
    return target if follows is not None and fact.s in (follows.s, follows.o) else fact.s


def _step(reader: Reader, iri: str, fact: Fact | None) -> Step:
    mention = reader.mention(iri)
    own = mention.entity_class
    verb = "" if fact is None else _verb(reader, fact)
    backwards = fact is not None and fact.o == iri
    return Step(_short(mention), href(mention), own.family if own else "", own.shape if own else "", verb, backwards)


def _short(mention: Mention) -> str:
    return mention.label if len(mention.label) <= 60 else mention.label[:58].rstrip() + "…"


def _verb(reader: Reader, fact: Fact) -> str:
    own = reader.class_of(fact.s)
    field = (own.field(fact.p) if own else None) or next(iter(reader.model.fields.get(fact.p, ())), None)
    return "" if field is None else field.verb(reader.lang) or field.name(reader.lang)
