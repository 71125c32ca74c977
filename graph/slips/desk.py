# SPDX-License-Identifier: AGPL-3.0-or-later
"""What whoever keeps the site reads in the slips: the cards that reports question, and the waves among these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.errors import UnknownThing
from graph.namespaces import VOCABULARY
from graph.rdf.dataset import Dataset
from graph.slips.number import drawn
from graph.slips.rule import COUNTS_FOR, ENOUGH, NOT_FOR_ME, UNREACHABLE, Case, Due, due
from graph.slips.store import Slips
from graph.slips.waves import Wave, since, waves
from graph.text.wording import Phrase

CODE = 6
TITLES = {
    UNREACHABLE: Phrase("{actor} : signalé injoignable"),
    NOT_FOR_ME: Phrase("{actor} : « {need} », pas pour lui"),
}
NO_CARD = Phrase("Aucune fiche à vérifier ne porte le code {code}. Voyez la liste : {known}.")
NO_WAVE = Phrase("Aucune vague n’a commencé à {code}. Voyez la liste : {known}.")
NONE = Phrase("elle est vide")


@dataclass(frozen=True)
class Questioned:
    """A card that marks question: its code for the command line, what it is about in words, and why."""

    code: str
    label: str
    case: Case
    why: Due


class CorrectionDesk:
    """The slips read with the graph, which says what they are about."""

    def __init__(self, slips: Slips, full: Dataset) -> None:
        self._slips, self._full = slips, full

    def questioned(self, today: date) -> tuple[Questioned, ...]:
        """The cards to check, by actor, but for organisations that the graph no longer describes."""
        found = due(self._slips.marked(ENOUGH, today - COUNTS_FOR), today)
        for actor, (day, count) in self._slips.unreached(today - COUNTS_FOR).items():
            case = Case(actor, UNREACHABLE, "")
            marked = found.get(case, Due(day, ()))
            found[case] = marked._replace(day=max(day, marked.day), visitors=count)
        for actor, by in self._slips.signed_unreached(today - COUNTS_FOR).items():
            case = Case(actor, UNREACHABLE, "")
            known = found.get(case, Due(date.min, ()))
            signed, visitors = known.signed.union(by.items()), known.visitors + len(by)
            found[case] = known._replace(day=max(known.day, *by.values()), visitors=visitors, signed=signed)
        here = [(case, why) for case, why in found.items() if f"{self._full.base}/id/{case.actor}" in self._full]
        return tuple(Questioned(code_of(case), self.label(case), case, why) for case, why in sorted(here))

    def label(self, case: Case) -> str:
        """What a case is about, in words."""
        actor = self._full.label(f"{self._full.base}/id/{case.actor}")
        need = self._full.label(VOCABULARY[f"need/{case.need}"]) if case.need else ""
        return TITLES[case.outcome].fr.format(actor=actor, need=need)

    def one(self, code: str, today: date) -> Questioned:
        """The card of a code; raises UnknownThing."""
        known = {item.code: item for item in self.questioned(today)}
        item = known.get(code.replace(" ", "").upper())
        if item is None:
            raise UnknownThing(NO_CARD(code=code.upper()[:20], known=", ".join(known) or NONE().text()), field="code")
        return item

    def check(self, code: str, today: date) -> Questioned:
        """Says that somebody has checked a card: the marks so far ask for nothing more. Raises UnknownThing."""
        item = self.one(code, today)
        self._slips.settle(item.why.marks, item.case.need)
        if item.case.outcome == UNREACHABLE:
            self._slips.forget_unreached(item.case.actor)
        return item

    # --- waves ---------------------------------------------------------------------------------------------------

    def waves(self, today: date) -> tuple[Wave, ...]:
        """The waves of which nothing was decided, the last first."""
        return waves(self._slips.reports(since(today)))

    def decided(self) -> list[tuple[Wave, str]]:
        """The waves of which something was decided, and what."""
        return self._slips.decisions()

    def decide(self, first: str, decision: str, today: date) -> Wave:
        """Leaves a wave out of all that is read (WITHDRAWN), or lets it count (KEPT); raises UnknownThing."""
        wave = _one(first, self.waves(today))
        self._slips.decide(wave, decision, today)
        return wave

    def decide_no_more(self, first: str) -> Wave:
        """Takes a decision back; raises UnknownThing."""
        wave = _one(first, [wave for wave, _ in self.decided()])
        self._slips.decide_no_more(wave)
        return wave


def _one(first: str, known: Sequence[Wave]) -> Wave:
    """The wave that began in a minute; raises UnknownThing."""
    found = next((wave for wave in known if wave.first == first.strip()), None)
    if found is None:
        names = ", ".join(wave.first for wave in known) or NONE().text()
        raise UnknownThing(NO_WAVE(code=first[:20], known=names), field="code")
    return found


def code_of(case: Case) -> str:
    """`K7M2RX`: the same for the same case, whoever reads it."""
    return drawn(b"", "|".join(case))[:CODE]
