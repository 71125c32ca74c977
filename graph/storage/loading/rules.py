# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the check asked at the door: the data as a loading would leave them, judged before anything changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from graph.diagnosis.checks import diagnosis_findings
from graph.errors import DataError
from graph.model import Model
from graph.namespaces import RDF, SCHEMA, compact
from graph.rdf.dataset import Dataset, Fact, Value, to_quad
from graph.storage.derivation import Background
from graph.storage.journal import Draft
from graph.storage.loading import Loaded
from graph.validation import Finding, validate_entities

MOST_TOLD = 20
DATES = {SCHEMA.startDate, SCHEMA.endDate}


@dataclass(frozen=True)
class Rules:
    """What the model asks of data; territories that nobody refers to yet exist all the same."""

    model: Model
    background: Background

    def refuse_faults(self, loaded: Sequence[Loaded], draft: Draft, full: Dataset) -> list[str]:
        """Raises DataError naming each fault of these files, and each one that they would make elsewhere.

        A fault that was in another source before stays its own affair, and warnings refuse nothing. Where each source
        is right by itself and they contradict each other, that is only told: the list says where.
        """
        after, own = self._after(draft, full), {item.source for item in loaded}
        found = self._faults(after, _touched(draft, full, after))
        elsewhere = {finding for finding in found if finding.source not in own}
        if elsewhere:
            found -= elsewhere & self._faults(full, {finding.subject for finding in elsewhere})
        contradictions = {finding for finding in found if self._is_contradiction(finding, after, own)}
        if found - contradictions:
            raise _refusal(loaded, found - contradictions, self.background.base)
        return [str(_fault(finding, loaded[0], "", self.background.base)) for finding in sorted(contradictions)]

    def made_by(self, draft: Draft, full: Dataset) -> set[Finding]:
        """The faults that a change would make, wherever they are; those that were there before are not its own."""
        after = self._after(draft, full)
        touched = _touched(draft, full, after)
        return self._faults(after, touched) - self._faults(full, {iri for iri in touched if iri in full})

    def _is_contradiction(self, finding: Finding, after: Dataset, own: set[str]) -> bool:
        """Whether sources that are each right disagree: one more name, an end before the start of another one."""
        facts = list(after.facts(s=finding.subject))
        paths = DATES if finding.path in DATES else {finding.path}
        sources = {fact.source for fact in facts if fact.p in paths}
        if finding.value or len(sources) < 2:
            return False
        for source in sources & own:
            said = (fact for fact in facts if fact.source == source or fact.p == RDF.type)
            alone = self._faults(Dataset.in_memory(said, after.base), [finding.subject])
            if any(other.path == finding.path and not other.value for other in alone):
                return False
        return True

    def _faults(self, dataset: Dataset, iris: Iterable[str]) -> set[Finding]:
        found = validate_entities(dataset, self.model, iris, self.background.is_territory)
        return {finding for finding in (*found, *diagnosis_findings(dataset)) if finding.is_violation}

    def _after(self, draft: Draft, full: Dataset) -> Dataset:
        """The data with the change made, and the territories it speaks of described."""
        places = [self.background.territory(iri) for iri in {fact.s for fact in draft.added}]
        described = (self.background.territories.facts(full.base, place) for place in places if place is not None)
        return _Foreseen(full, draft.removed, chain(draft.added, *described))


class _Foreseen(Dataset):
    """A dataset as it would be without some facts and with others, read through: nothing is copied."""

    def __init__(self, now: Dataset, removed: frozenset[Fact], added: Iterable[Fact]) -> None:
        self._now, self._removed = now, removed
        store = ox.Store()
        store.bulk_extend(map(to_quad, added))
        super().__init__(store, now.base)

    def facts(
        self, s: str | None = None, p: str | None = None, o: Value | None = None, source: str | None = None
    ) -> Iterator[Fact]:
        """The facts that would be there."""
        added = list(super().facts(s, p, o, source))
        there = set(added)
        kept = (fact for fact in self._now.facts(s, p, o, source) if fact not in there and fact not in self._removed)
        return chain(added, kept)


def _touched(draft: Draft, full: Dataset, after: Dataset) -> set[str]:
    """Whose rules may be broken: what the change speaks of, and what leads to something that is no longer the same."""
    speaks_of = {fact.s for fact in draft.added | draft.removed}
    changed = {fact.s for fact in draft.removed if fact.p == RDF.type}
    leading = {fact.s for iri in changed for fact in full.facts(o=iri)}
    return {iri for iri in speaks_of | leading if iri in after}


@dataclass(frozen=True, order=True)
class _Fault:
    """A fault where it is written; one that is in no file of this loading comes last."""

    elsewhere: bool
    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}, ligne {self.line} : {self.text}" if self.line else f"{self.file} : {self.text}"


def _refusal(loaded: Sequence[Loaded], findings: Iterable[Finding], base: str) -> DataError:
    """The first faults in one error, one a line, in the order of the files and of their lines; and how many more."""
    by_source, ordered = {item.source: item for item in loaded}, sorted(findings)
    chosen = ((finding, by_source.get(finding.source)) for finding in ordered[:MOST_TOLD])
    faults = sorted(_fault(finding, item, loaded[0].file, base) for finding, item in chosen)
    first, told = faults[0], [str(fault) for fault in faults[1:]]
    if len(ordered) > MOST_TOLD:
        told.append(f"… et {len(ordered) - MOST_TOLD} de plus.")
    return DataError("\n".join([first.text, *told]), file=first.file, line=first.line or None)


def _fault(finding: Finding, item: Loaded | None, otherwise: str, base: str) -> _Fault:
    subject, value = finding.subject.removeprefix(f"{base}/"), finding.value.removeprefix(f"{base}/")
    where = " · ".join(part for part in (compact(subject), compact(finding.path)) if part)
    text = f"{where} : {finding.message}" + (f" [{value}]" if value else "")
    if item is None:
        source = finding.source.removeprefix(f"{base}/")
        return _Fault(True, otherwise, 0, f"ce chargement mettrait en faute une autre source ({source}) : {text}")
    return _Fault(False, item.file, item.line_of(finding.subject, finding.path, finding.value) or 0, text)
