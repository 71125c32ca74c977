# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer reach the commune?"""

from __future__ import annotations

from graph.referral._types import NEARBY, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import Situation

BY_LEVEL = {"commune": 1.0, "epci": 0.9, "departement": 0.8, "region": 0.65, "pays": 0.5}
UNSAID = "unknown"
UNKNOWN_LEVEL = 0.25
ELSEWHERE = 0.1


class Territory:
    """Le territoire couvert contient la commune ; plus il est proche, mieux c’est. Un territoire non renseigné compte peu."""

    slug = "territory"
    label = "territoire"
    weight = 3.0
    order = 30
    by_traits = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto when the area is known and does not hold the place, except for an answer given as being elsewhere."""
        place = situation.place
        if place is None:
            return None
        level, name = candidate.match.level, candidate.actor.label
        if level in BY_LEVEL:
            return Verdict(BY_LEVEL[level], _covers(situation, candidate, level))
        if candidate.match.kind == NEARBY or candidate.distance is not None:
            return Verdict(ELSEWHERE, _elsewhere(place.label, candidate), UNMET)
        if level == UNSAID:
            text = f"Territoire non renseigné : demandez à {name} si {place.label} est couvert."
            return Verdict(UNKNOWN_LEVEL, text, UNKNOWN)
        return Verdict(0.0, f"Ne couvre pas {place.label}.", UNMET, veto=True)

    def lacking(self, count: int) -> str:
        """What is elsewhere is not counted here: it is given as an answer of its own."""
        return ""


def _covers(situation: Situation, candidate: Candidate, level: str) -> str:
    place = situation.places[0].label
    subject = f"{candidate.via.actor.label} couvre" if candidate.via else "Couvre"
    origin = candidate.via.actor.origin if candidate.via else candidate.offer.origin
    if origin == "location":
        return f"Se trouve à {place} ; le territoire couvert n’est pas renseigné."
    around = situation.covering(level)
    return (
        f"{subject} {place}." if around == place else f"{subject} {place} : agit pour tout le territoire « {around} »."
    )


def _elsewhere(place: str, candidate: Candidate) -> str:
    if candidate.distance is None:
        return f"Ailleurs : {place} n’est pas dans le territoire connu de {candidate.actor.label}."
    return f"À {candidate.distance:.0f} km de {place} : rien d’équivalent n’est connu plus près."


criterion = Territory()
