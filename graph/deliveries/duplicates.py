# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a delivery may be there already: in the file itself, or known here by another source. Nothing is merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.deliveries.preview import DeliveryPreview, Fate
from graph.entity.kinds import ACTORS
from graph.identity.description import READ, Describer, Description
from graph.identity.matching import IdentityMatcher
from graph.namespaces import APART, MERGED, ORG, RDF, decides
from graph.rdf.dataset import Dataset, Fact

if TYPE_CHECKING:
    from graph.deliveries.judging import JudgedDelivery
    from graph.identity.comparison import SamenessPair
    from graph.model import Model
    from graph.territory import Territories


# Beside what describes a thing, of what it is a member.
COMPARED = frozenset({*READ, ORG.member, ORG.organization})


@dataclass(frozen=True)
class PossibleDuplicate:
    """A new thing of a file (its row, IRI and name) and what it may be: another row, or (0) what is known here.

    `score` is from 0 to 100, `level` tells how sure it is (`same`, `likely`, `perhaps`), `reasons` add up to it.
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
    decided = _decided(full)
    known = list(_described(describer, full, sorted(set(others) - set(rows))))
    pairs = [*_once(IdentityMatcher(own).pairs(fresh)), *IdentityMatcher(known).pairs(fresh)]
    found = [_told(pair, rows) for pair in pairs if frozenset((pair.one.key, pair.other.key)) not in decided]
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.row, pair.other_iri)))


def _described(describer: Describer, dataset: Dataset, iris: Iterable[str]) -> Iterator[Description]:
    by_kind: dict[str, list[str]] = {}
    for iri in iris:
        by_kind.setdefault((dataset.relative(iri) or "").partition("/")[0], []).append(iri)
    for kind in sorted(by_kind.keys() & set(ACTORS)):
        yield from describer.of_all(dataset, by_kind[kind], kind)


def _decided(full: Dataset) -> set[frozenset[str]]:
    """The pairs of which somebody said whether they are one."""
    found = (fact for path in (MERGED, APART) for fact in full.facts(p=path))
    return {frozenset((fact.s, str(fact.o))) for fact in found if decides(fact.p, fact.source, full.base)}


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
