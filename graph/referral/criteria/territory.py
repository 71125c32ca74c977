# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the offer reach the commune?"""

from __future__ import annotations

from functools import lru_cache
from math import inf

from graph.referral._types import ELSEWHERE, INDIRECT, UNKNOWN, UNMET, UNSAID, Candidate, Verdict
from graph.referral.situation import Place, Situation
from graph.text.wording import Phrase, Said

BY_LEVEL = {"commune": 1.0, "epci": 0.9, "departement": 0.8, "region": 0.65, "pays": 0.5}
UNKNOWN_LEVEL = 0.25
AWAY = 0.1
UNSTATED = Phrase("Territoire non renseigné : vérifiez que {place} est couvert.")
BEYOND = Phrase("Ne couvre pas {place}.")
LOCATED = Phrase("Se trouve à {place} ; le territoire couvert n’est pas renseigné.")
COVERS = Phrase("Couvre {place}.")
COVERS_AROUND = Phrase("Couvre {place} : agit pour tout le territoire « {around} ».")
NEIGHBOUR_COVERS = Phrase("{actor} couvre {place}.")
NEIGHBOUR_COVERS_AROUND = Phrase("{actor} couvre {place} : agit pour tout le territoire « {around} ».")
ELSEWHERE_IN = Phrase("Ailleurs ({where}) : {place} n’est pas dans le territoire connu.")
DISTANT = Phrase("À {km} km de {place} ({where}).")
OUTSIDE = Phrase("hors du territoire demandé")


class TerritoryCriterion:
    """Le territoire couvert contient la commune ; plus il est proche, mieux c’est ; non renseigné, il compte peu."""

    slug = "territory"
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
            return _covers(situation, candidate, level)
        if level == ELSEWHERE:
            return Verdict(AWAY, _elsewhere(place, candidate), UNMET)
        if level == UNSAID:
            return Verdict(UNKNOWN_LEVEL, UNSTATED(place=place), UNKNOWN)
        return Verdict(0.0, BEYOND(place=place), UNMET, veto=True)

    def lacking(self, count: int) -> None:
        """What is elsewhere is not counted here: it is given as an answer of its own."""


def _covers(situation: Situation, candidate: Candidate, level: str) -> Verdict:
    place, around = situation.places[0], situation.by_level[level]
    neighbour = candidate.via.actor if candidate.via and candidate.match.kind == INDIRECT else None
    origin = neighbour.origin if neighbour else candidate.offer.origin
    here = around.label == place.label
    if neighbour and origin != "location":
        phrase = NEIGHBOUR_COVERS if here else NEIGHBOUR_COVERS_AROUND
        return Verdict(BY_LEVEL[level], phrase(actor=neighbour, place=place, around=around))
    return _reaching(LOCATED if origin == "location" else COVERS if here else COVERS_AROUND, level, place, around)


@lru_cache(maxsize=4096)
def _reaching(phrase: Phrase, level: str, place: Place, around: Place) -> Verdict:
    """What is said alike of all that reach a place through the same territory."""
    values = {"place": place} if phrase is LOCATED else {"place": place, "around": around}
    return Verdict(BY_LEVEL[level], phrase(**values))


def _elsewhere(place: Place, candidate: Candidate) -> Said:
    where = candidate.where or OUTSIDE()
    if candidate.distance is None or candidate.distance == inf:
        return ELSEWHERE_IN(where=where, place=place)
    return DISTANT(km=f"{candidate.distance:.0f}", place=place, where=where)


criterion = TerritoryCriterion()
