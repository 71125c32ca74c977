# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a delivery may be there already: in the file itself, or known here by another source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.deliveries.origin import KEY
from graph.deliveries.preview import DeliveryPreview, Fate
from graph.entity.kinds import ACTORS
from graph.identity.comparison import SAME
from graph.identity.description import READ, Describer, Description
from graph.identity.matching import IdentityMatcher
from graph.identity.merges import decided_pairs
from graph.namespaces import MERGED, ORG, RDF
from graph.rdf.dataset import Dataset, Fact

if TYPE_CHECKING:
    from graph.deliveries.judging import JudgedDelivery
    from graph.identity.comparison import SamenessPair
    from graph.model import Model
    from graph.territory import Territories


# Beside what describes a thing, of what it is a member.
COMPARED = frozenset({*READ, KEY, ORG.member, ORG.organization})


@dataclass(frozen=True)
class PossibleDuplicate:
    """A new thing of a file (its row, IRI and name) and what it may be: another row, or (0) what is known here.

    `score` is from 0 to 100, `level` tells how sure it is (`same`, `likely`, `perhaps`), `reasons` add up to it.
    `recognised`: a number or an address of its own tells that it is that card, and no other thing of the file or known
    here could be meant; it is merged with it unless that is not wanted.
    """

    row: int
    iri: str
    label: str
    other_row: int
    other_iri: str
    other_label: str
    score: int
    level: str
    reasons: tuple[tuple[int, str], ...]
    recognised: bool = False


def duplicates_of(
    judged: JudgedDelivery, preview: DeliveryPreview, full: Dataset, model: Model, territories: Territories
) -> tuple[PossibleDuplicate, ...]:
    """The new actors of a delivery that may be the same as others, the surest first."""
    said = Dataset.in_memory((fact for fact in judged.facts if fact.p in COMPARED), full.base)
    describer, rows = Describer(territories), {thing.iri: thing.row for thing in preview.things}
    own = list(_described(describer, said, [thing.iri for thing in preview.things if thing.fate is not Fate.GONE]))
    new = {thing.iri for thing in preview.of(Fate.NEW)}
    fresh = [one for one in own if one.key in new]
    if not fresh:
        return ()
    others = (fact.s for kind in ACTORS for fact in _typed(full, model, kind) if fact.source not in judged.sources)
    decided = decided_pairs(full)
    known = list(_described(describer, full, sorted(set(others) - set(rows))))
    pairs = [*_once(IdentityMatcher(own).pairs(fresh)), *IdentityMatcher(known).pairs(fresh)]
    found = [_told(pair, rows) for pair in pairs if frozenset((pair.one.key, pair.other.key)) not in decided]
    recognised = _recognised(found, own, full, judged.sources)
    found = [replace(pair, recognised=recognised.get(pair.iri) == pair.other_iri) for pair in found]
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.row, pair.other_iri)))


def _recognised(
    found: Iterable[PossibleDuplicate], own: Iterable[Description], full: Dataset, sources: frozenset[str]
) -> dict[str, str]:
    """The known card of each new thing that is one for sure: no other row has its number, no other row is that card."""
    numbers = Counter(number for one in own for number in _own_numbers(one))
    twice = {one.key for one in own if any(numbers[number] > 1 for number in _own_numbers(one))}
    sure = {pair.iri: pair.other_iri for pair in found if pair.level == SAME and not pair.other_row}
    times = Counter(sure.values())

    def is_free(iri: str, card: str) -> bool:
        """Nothing is decided of the one, and what brings it says nothing yet of the other."""
        said_by = {fact.source for fact in full.facts(s=card, p=RDF.type)}
        return next(full.facts(s=iri, p=MERGED), None) is None and said_by.isdisjoint(sources)

    return {iri: card for iri, card in sure.items() if iri not in twice and times[card] == 1 and is_free(iri, card)}


def _own_numbers(one: Description) -> list[str]:
    """The numbers that one thing alone should have."""
    return [number for number in one.identifiers if number.startswith(("SIRET ", "RNA "))]


def _described(describer: Describer, dataset: Dataset, iris: Iterable[str]) -> Iterator[Description]:
    addresses: dict[str, list[str]] = {}
    for fact in dataset.facts(p=KEY):
        if isinstance(fact.o, Literal) and "://" in fact.o.value:
            addresses.setdefault(fact.s, []).append(fact.o.value)
    by_kind: dict[str, list[str]] = {}
    for iri in iris:
        by_kind.setdefault((dataset.relative(iri) or "").partition("/")[0], []).append(iri)
    for kind in sorted(by_kind.keys() & set(ACTORS)):
        for one in describer.of_all(dataset, by_kind[kind], kind):
            yield one.published_at(addresses.get(one.key, ()))


def _typed(full: Dataset, model: Model, kind: str) -> Iterator[Fact]:
    for iri in model.kind(kind).classes:
        yield from full.facts(p=RDF.type, o=iri)


def _once(pairs: Iterable[SamenessPair]) -> Iterator[SamenessPair]:
    """Two rows that are new are met from both sides."""
    seen = set[frozenset[str]]()
    for pair in pairs:
        both = frozenset((pair.one.key, pair.other.key))
        if both not in seen:
            seen.add(both)
            yield pair


def _told(pair: SamenessPair, rows: dict[str, int]) -> PossibleDuplicate:
    reasons = tuple((reason.points, reason.said.text()) for reason in pair.reasons)
    one, other = pair.other, pair.one
    return PossibleDuplicate(
        rows.get(one.key, 0), one.key, one.name,
        rows.get(other.key, 0), other.key, other.name,
        pair.score, pair.level, reasons,
    )  # fmt: skip
