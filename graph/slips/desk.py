# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk where slips are marked and cards checked: keeps the corrections of the graph to what the slips say."""

from __future__ import annotations

import threading
from datetime import date

from graph.dataset import Dataset
from graph.errors import UnknownThing
from graph.journal import Draft
from graph.repository import Repository
from graph.slips.corrections import SOURCE, Correction, closed, corrections, wanted
from graph.slips.rule import COUNTS_FOR, ENOUGH, Case, Due, due
from graph.slips.store import Kept, Slips
from graph.wording import Phrase

AUTHOR = "retours des orientations"
SUMMARY, CHECKED = "Corrections demandées par les retours des orientations", "Fiche vérifiée : {name}"
NO_CORRECTION = Phrase(
    "Aucune correction à faire ne porte le code {code}. Voyez la liste : {known}.",
    "No correction to make bears the code {code}. See the list: {known}.",
)
NONE = Phrase("elle est vide", "it is empty")


class Desk:
    """Slips and graph together. What is marked is kept first: corrections can always be derived from it again."""

    def __init__(self, slips: Slips, repository: Repository) -> None:
        self.slips, self._repository = slips, repository
        self._deriving = threading.Lock()

    def mark(self, number: str, outcome: str, day: date) -> Kept:
        """Notes what became of a slip, then derives the corrections; raises UnknownThing or Conflict."""
        kept = self.slips.mark(number, outcome, day)
        self.derive(day)
        return kept

    def derive(self, today: date) -> None:
        """Makes the corrections of the graph those that the slips ask for; nothing is journaled when they are.

        It looks again after each change: what another process marked meanwhile is then taken in too.
        """
        source = f"{self._repository.base}/id/{SOURCE}"
        with self._deriving:
            while True:
                full = self._repository.full
                now, present = wanted(full, self._due(full, today)), frozenset(full.facts(source=source))
                draft = Draft(AUTHOR, "outcome", SUMMARY, source, present - now, now - present)
                if now == present or self._repository.commit(draft) is None:
                    return

    def _due(self, full: Dataset, today: date) -> dict[Case, Due]:
        """The cases to check, but for organisations that the graph no longer describes."""
        found = self._questioned(today)
        return {case: why for case, why in found.items() if f"{self._repository.base}/id/{case.actor}" in full}

    def _questioned(self, today: date) -> dict[Case, Due]:
        return due(self.slips.marked(ENOUGH, today - COUNTS_FOR), today)

    def close(self, code: str, author: str, day: date) -> Correction:
        """Says that somebody has checked: the outcomes so far ask for nothing more. Raises UnknownThing.

        Outcomes are settled first: were it to stop there, the correction would be withdrawn at the next look.
        """
        full = self._repository.full
        to_do = {item.code: item for item in corrections(full) if item.done is None}
        item = to_do.get(code.replace(" ", "").upper())
        if item is None:
            known = ", ".join(to_do) or NONE().text()
            raise UnknownThing(NO_CORRECTION(code=code.upper()[:20], known=known), field="code")
        why = self._questioned(day).get(item.case)
        self.slips.settle(why.marks if why else (), item.case.need)
        removed, added = closed(full, item, day)
        summary = CHECKED.format(name=full.label(item.iri))
        source = f"{self._repository.base}/id/{SOURCE}"
        self._repository.commit(Draft(author, "correction", summary, source, removed, added))
        self.derive(day)
        return item
