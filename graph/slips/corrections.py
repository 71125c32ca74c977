# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections as facts of the graph: what somebody who answers for it asks to be checked on a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.namespaces import TIS, VOCABULARY, local_name
from graph.rdf.dataset import Dataset
from graph.slips.rule import Case
from graph.storage.access import is_anonymous

DONE = VOCABULARY["state/done"]


@dataclass(frozen=True)
class Correction:
    """One thing to check: what is questioned, the last outcome, and when it was done."""

    iri: str
    case: Case
    reported: date
    done: date | None


def corrections(dataset: Dataset) -> tuple[Correction, ...]:
    """The corrections of a dataset for which somebody answers, those to do first, then by actor."""
    found = [_read(dataset, iri) for iri in dataset.instances(TIS.Correction)]
    return tuple(
        sorted((item for item in found if item), key=lambda item: (item.done is not None, item.case, item.iri))
    )


def _read(dataset: Dataset, iri: str) -> Correction | None:
    actor, outcome = dataset.link(iri, TIS.corrects), dataset.link(iri, TIS.reported)
    path, day = dataset.relative(actor or ""), dataset.day(iri, TIS.reportedOn)
    if not path or not outcome or day is None or all(is_anonymous(fact.source) for fact in dataset.facts(s=iri)):
        return None
    need = dataset.link(iri, TIS.unsuitedNeed)
    done = dataset.day(iri, TIS.verifiedOn) or day if dataset.link(iri, TIS.state) == DONE else None
    return Correction(iri, Case(path, local_name(outcome), local_name(need) if need else ""), day, done)
