# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: what do those who were referred there before say?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import MONTHS_IN_YEAR, Phrase, Said, month_number

UNREACHABLE, NOT_FOR_ME = VOCABULARY["outcome/unreachable"], VOCABULARY["outcome/not-for-me"]
SCORES = {UNREACHABLE: 0.0, NOT_FOR_ME: 0.1}
SILENT = Phrase("Signalé injoignable le {day} : vérifiez avant d’orienter.")
UNSUITED = Phrase("Signalé le {day} : « {need} » n’est pas pour lui. Vérifiez avant d’orienter.")


class Outcomes:
    """Un acteur signalé injoignable, ou hors sujet, descend jusqu’à vérification ; un retour anonyme ne compte pas."""

    slug = "outcomes"
    asks: tuple[str, ...] = ("needs", "month")
    reads: tuple[str, ...] = ("reports",)
    names = False
    ages: tuple[int, ...] = (0, MONTHS_IN_YEAR + 1)

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Does not apply without a report of the last twelve months, nor to one of « not for me » on another need."""
        needs = {need.iri: need for need in situation.needs}
        said: list[tuple[float, Said]] = []
        for report in candidate.offer.traits.reports:
            if 0 <= situation.month - month_number(report.day) <= MONTHS_IN_YEAR and report.outcome in SCORES:
                if report.outcome == UNREACHABLE:
                    said.append((SCORES[UNREACHABLE], SILENT(day=report.day)))
                elif report.need in needs:
                    said.append((SCORES[NOT_FOR_ME], UNSUITED(need=needs[report.need], day=report.day)))
        if not said:
            return None
        said.sort(key=lambda pair: pair[0])
        (score, first), *others = said
        return Verdict(score, first, UNMET, notes=tuple((other, UNMET) for _, other in others))

    def lacking(self, count: int) -> None:
        """Never a veto: who answers nobody today may answer tomorrow."""


criterion = Outcomes()
