# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts as chains of links read from left to right: from the need to who answers, then to the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.model import Field
    from graph.rdf.dataset import Fact

LONGEST = 60  # characters of a name in a link


@dataclass(frozen=True)
class ChainStep:
    """One link of a chain, its name cut where it is long, and the verb that leads to the next ("" for the last)."""

    iri: str
    key: str
    label: str
    family: str
    shape: str
    verb: str = ""


@dataclass(frozen=True)
class ChainTie:
    """What joins two things: one fact, or several read through what lies between."""

    ends: tuple[str, str]
    facts: tuple[Fact, ...]

    def other(self, end: str) -> str:
        """The end that is not this one."""
        return self.ends[1] if end == self.ends[0] else self.ends[0]

    def leaving(self, end: str) -> Fact:
        """The fact whose verb is read when going away from an end."""
        return next((fact for fact in self.facts if end in (fact.s, fact.o)), self.facts[0])


def chains(reader: Reader, facts: Iterable[Fact], towards: str = "") -> tuple[tuple[ChainStep, ...], ...]:
    """The facts as few chains, the first one going to `towards`; detours between two links of a chain are left out."""
    links = _shortened(reader, [fact for fact in facts if isinstance(fact.o, str)])
    found: list[tuple[ChainStep, ...]] = []
    met: set[str] = set()
    while rest := [link for link in links if not met.issuperset(link.ends)]:
        start = _start(reader, rest)
        tree, detours = _tree(rest, start)
        met |= {start, *tree}
        for chain in _split(tree, start, towards, detours):
            found.append(tuple(_steps(reader, chain, tree)))
    return tuple(found)


def _shortened(reader: Reader, facts: list[Fact]) -> list[ChainTie]:
    """The links, with what only ties two things together read through: a membership, the places in between."""
    links = [ChainTie((fact.s, str(fact.o)), (fact,)) for fact in facts]
    for middle in dict.fromkeys(end for link in links for end in link.ends):
        around = [link for link in links if middle in link.ends]
        if len(around) == 2 and _is_passage(reader, middle, *around):
            first, second = around
            ends = (first.other(middle), second.other(middle))
            links[links.index(first)] = ChainTie(ends, first.facts + second.facts)
            links.remove(second)
    return links


def _is_passage(reader: Reader, middle: str, first: ChainTie, second: ChainTie) -> bool:
    own = reader.class_of(middle)
    if first.other(middle) == second.other(middle):
        return False
    into, out = first.leaving(middle), second.leaving(middle)
    # « est dans » then « est dans » is one « est dans » : such runs are read from one end to the other.
    same = into.p == out.p and (into.s == middle) != (out.s == middle)
    return same or (own is not None and not own.directory and not own.scheme)


def _start(reader: Reader, links: list[ChainTie]) -> str:
    """Where to begin: at a need, else at the end of the first fact, that the others do not go on from."""
    ends = [end for link in links for end in link.ends]
    needs = [end for end in ends if end in reader.model.choices]
    first = links[0].ends if len(links) > 1 else links[0].ends[::-1]
    return next((end for end in (*needs, *first[::-1]) if ends.count(end) == 1), (needs or first)[0])


def _tree(links: list[ChainTie], start: str) -> tuple[dict[str, tuple[str, ChainTie]], set[str]]:
    """What each thing is reached from, and by which link, nearest first; and the things that two ways lead to."""
    came: dict[str, tuple[str, ChainTie]] = {}
    used: set[int] = set()
    frontier = [start]
    while frontier:
        here = frontier.pop(0)
        for index, link in enumerate(links):
            other = link.other(here)
            if here in link.ends and other != start and other not in came:
                came[other] = (here, link)
                used.add(index)
                frontier.append(other)
    return came, {
        end for index, link in enumerate(links) if index not in used for end in link.ends if end == start or end in came
    }


def _split(
    tree: Mapping[str, tuple[str, ChainTie]], start: str, towards: str, detours: set[str]
) -> Iterator[tuple[str, ...]]:
    """The tree as chains from its root or from a link of an earlier chain; one that only doubles another is left."""
    fathers = {father for father, _ in tree.values()}
    leaves = [end for end in tree if end not in fathers]
    kept = [leaf for leaf in leaves if leaf not in detours] or leaves
    shown: set[str] = set()
    for leaf in sorted(kept, key=lambda leaf: towards not in _way(tree, start, leaf)):
        way = _way(tree, start, leaf)
        known = [index for index, end in enumerate(way) if end in shown]
        yield way[known[-1] if known else 0 :]
        shown |= set(way)


def _way(tree: Mapping[str, tuple[str, ChainTie]], start: str, end: str) -> tuple[str, ...]:
    way = [end]
    while way[-1] != start:
        way.append(tree[way[-1]][0])
    return tuple(reversed(way))


def _steps(reader: Reader, chain: tuple[str, ...], tree: Mapping[str, tuple[str, ChainTie]]) -> Iterator[ChainStep]:
    for index, iri in enumerate(chain):
        mention = reader.mention(iri)
        own = mention.entity_class
        verb = _verb(reader, tree[chain[index + 1]][1].leaving(iri), iri) if index + 1 < len(chain) else ""
        family, shape = (own.family, own.shape) if own else ("", "")
        yield ChainStep(iri, mention.key, _short(mention), family, shape, verb)


def _short(mention: Mention) -> str:
    return mention.label if len(mention.label) <= LONGEST else mention.label[: LONGEST - 2].rstrip() + "…"


def _verb(reader: Reader, fact: Fact, leaving: str) -> str:
    """The verb of a fact read from one of its ends."""
    field = _field(reader, fact)
    if field is None:
        return ""
    said = field.verb(reader.lang) if fact.s == leaving else field.inverse(reader.lang)
    return said or field.name(reader.lang)


def _field(reader: Reader, fact: Fact) -> Field | None:
    own = reader.class_of(fact.s)
    return (own.field(fact.p) if own else None) or next(iter(reader.model.fields.get(fact.p, ())), None)
