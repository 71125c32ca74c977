# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer reach the commune?"""

from __future__ import annotations

from math import inf

from graph.referral._types import ELSEWHERE, INDIRECT, UNKNOWN, UNMET, UNSAID, Candidate, Verdict
from graph.referral.situation import Situation

BY_LEVEL = {"commune": 1.0, "epci": 0.9, "departement": 0.8, "region": 0.65, "pays": 0.5}
UNKNOWN_LEVEL = 0.25
AWAY = 0.1


class Territory:
    """Le territoire couvert contient la commune ; plus il est proche, mieux c’est ; non renseigné, il compte peu."""

    slug = "territory"
    label = "territoire"
    weight = 3.0
    order = 30
    asks: tuple[str, ...] = ("placed",)
    reads: tuple[str, ...] = ()
    names = True

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto when the area is known and does not hold the place, except for an answer given as being elsewhere."""
        place = situation.place
        if place is None:
            return None
        level = candidate.match.level
        if level in BY_LEVEL:
            return Verdict(BY_LEVEL[level], _covers(situation, candidate, level))
        if level == ELSEWHERE:
            return Verdict(AWAY, _elsewhere(place.label, candidate), UNMET)
        if level == UNSAID:
            return Verdict(
                UNKNOWN_LEVEL, f"Territoire non renseigné : vérifiez que {place.label} est couvert.", UNKNOWN
            )
        return Verdict(0.0, f"Ne couvre pas {place.label}.", UNMET, veto=True)

    def lacking(self, count: int) -> str:
        """What is elsewhere is not counted here: it is given as an answer of its own."""
        return ""


def _covers(situation: Situation, candidate: Candidate, level: str) -> str:
    place = situation.places[0].label
    neighbour = candidate.via.actor if candidate.via and candidate.match.kind == INDIRECT else None
    subject = f"{neighbour.label} couvre" if neighbour else "Couvre"
    origin = neighbour.origin if neighbour else candidate.offer.origin
    if origin == "location":
        return f"Se trouve à {place} ; le territoire couvert n’est pas renseigné."
    around = situation.by_level[level]
    return (
        f"{subject} {place}." if around == place else f"{subject} {place} : agit pour tout le territoire « {around} »."
    )


def _elsewhere(place: str, candidate: Candidate) -> str:
    where = candidate.where or "hors du territoire demandé"
    if candidate.distance is None or candidate.distance == inf:
        return f"Ailleurs ({where}) : {place} n’est pas dans le territoire connu."
    return f"À {candidate.distance:.0f} km de {place} ({where})."


criterion = Territory()
