# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the check asked at the door: the data as a loading would leave them, judged before anything changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import pyoxigraph as ox
from pyoxigraph import Literal

from graph.diagnosis.checks import diagnosis_findings, speaks_of_questionnaires
from graph.entity import Reader
from graph.entity.disagreement_words import told
from graph.entity.disagreements import Disagreement, DisagreementRule
from graph.entity.standing import Standings
from graph.errors import DataError
from graph.model import Model
from graph.model.finding import VIOLATION
from graph.namespaces import RDF, compact
from graph.rdf.dataset import Dataset, Fact, Value, to_quad
from graph.storage.derivation import Background
from graph.storage.journal import Draft
from graph.storage.loading import Loaded
from graph.validation import Finding, validate_entities

MOST_TOLD = 20
OTHERWISE = "une source d’ici dit autrement : elle est gardée."


@dataclass(frozen=True)
class Rules:
    """What the model asks of data; territories that nobody refers to yet exist all the same."""

    model: Model
    background: Background

    @cached_property
    def rule(self) -> DisagreementRule:
        """What chooses where sources disagree."""
        return DisagreementRule(self.model)

    def refuse_faults(self, loaded: Sequence[Loaded], draft: Draft, full: Dataset) -> list[str]:
        """Raises DataError naming each fault of these files, and each one that they would make elsewhere.

        A fault that was in another source before stays its own affair, and warnings refuse nothing. Where these files
        and another source disagree, that is only told: who says what, where it is written, and what will be shown.
        """
        after, own = self._after(draft, full), {item.source for item in loaded}
        touched = _touched(draft, full, after)
        found = self._faults(after, touched)
        elsewhere = {finding for finding in found if finding.source not in own}
        if elsewhere:
            found -= elsewhere & self._faults(full, {finding.subject for finding in elsewhere})
        if found:
            raise _refusal(loaded, found, self.background.base)
        return [_notice(item, loaded, after, self.model) for item in self._disputed(after, full, touched, own)]

    def _disputed(self, after: Dataset, full: Dataset, iris: Iterable[str], own: set[str]) -> Iterator[Disagreement]:
        """What these sources and others say differently, and did not before."""
        standings = Standings(after, self.model), Standings(full, self.model)
        for iri in sorted(iris):
            ruling, before = self.rule.ruling(after, iri, standings[0]), self.rule.ruling(full, iri, standings[1])
            known = {_answers(item) for item in (*before.disagreements, *before.closings)}
            closings = [item for item in ruling.closings if item.against.source not in own]
            for item in (*ruling.disagreements, *closings):
                if own & {item.by.source, item.against.source} and _answers(item) not in known:
                    yield item

    def made_by(self, draft: Draft, full: Dataset, shipped: set[str] | None = None) -> set[Finding]:
        """The faults that a change would make, wherever they are; those that were there before are not its own.

        With `shipped`, the sources of the project, another answer than that of a source of people is one too.
        """
        after = self._after(draft, full)
        touched, asks = _touched(draft, full, after), _asks(draft, full, after)
        before = self._faults(full, {iri for iri in touched if iri in full}, asks=asks)
        faults = self._faults(after, touched, asks=asks) - before
        return faults if shipped is None else faults | set(self._against_people(after, full, touched, shipped))

    def _against_people(
        self, after: Dataset, full: Dataset, iris: Iterable[str], shipped: set[str]
    ) -> Iterator[Finding]:
        for item in self._disputed(after, full, iris, shipped):
            for source, values in ((item.by.source, item.shown), (item.against.source, item.other)):
                if not {item.by.source, item.against.source} <= shipped and source in shipped and item.shown:
                    for value in values:
                        text = value.value if isinstance(value, Literal) else value
                        yield Finding(VIOLATION, source, item.subject, item.path, OTHERWISE, text)

    def _faults(self, dataset: Dataset, iris: Iterable[str], *, asks: bool = True) -> set[Finding]:
        """Those of some things; with `asks`, those of questionnaires too, which are read whole."""
        found = validate_entities(dataset, self.model, iris, self.background.is_territory)
        asked = diagnosis_findings(dataset) if asks else ()
        return {finding for finding in (*found, *asked) if finding.is_violation}

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


def _answers(found: Disagreement) -> tuple[object, ...]:
    """What tells one disagreement from another: who answers what, not what they are worth."""
    return found.subject, found.path, found.lang, found.shown, found.by.source, found.other, found.against.source


def _notice(found: Disagreement, loaded: Sequence[Loaded], after: Dataset, model: Model) -> str:
    """A disagreement with the file and the line of what it says."""
    by_source = {item.source: item for item in loaded}
    source, values = found.against.source, found.other
    if source not in by_source or not values:
        source, values = found.by.source, found.shown
    item = by_source.get(source, loaded[0])
    value = next((value.value if isinstance(value, Literal) else value for value in values), "")
    line = item.line_of(found.subject, found.path, value) or 0
    return str(_Fault(False, item.file, line, told(Reader(_about(found, after, model), model), found)))


def _about(found: Disagreement, after: Dataset, model: Model) -> Dataset:
    """What a disagreement names, as it will be shown."""
    links = [value for value in (*found.shown, *found.other) if isinstance(value, str)]
    named = (found.subject, found.by.source, found.against.source, *links)
    data = Dataset.in_memory({fact for iri in named for fact in after.facts(s=iri)}, after.base)
    data.rule = DisagreementRule(model)
    return data


def _touched(draft: Draft, full: Dataset, after: Dataset) -> set[str]:
    """Whose rules may be broken: what the change speaks of, and what leads to something that is no longer the same."""
    speaks_of = {fact.s for fact in draft.added | draft.removed}
    changed = {fact.s for fact in draft.removed if fact.p == RDF.type}
    leading = {fact.s for iri in changed for fact in full.facts(o=iri)}
    return {iri for iri in speaks_of | leading if iri in after}


def _asks(draft: Draft, full: Dataset, after: Dataset) -> bool:
    """Whether a change speaks of a questionnaire, as it is or as it will be."""
    subjects = {fact.s for fact in draft.added | draft.removed}
    return any(speaks_of_questionnaires(dataset, subjects) for dataset in (full, after))


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
