# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the one to call do it, or know who does?"""

from __future__ import annotations

from graph.referral._types import (
    ANIMATOR,
    DIRECT,
    ENTRY_POINT,
    INDIRECT,
    MET,
    ORIENTATION,
    UNKNOWN,
    UNMET,
    Candidate,
    Verdict,
)
from graph.referral.situation import Situation

SCORES = {DIRECT: 1.0, INDIRECT: 0.5, ENTRY_POINT: 0.4, ANIMATOR: 0.2}
OTHERWISE = 0.3


class Directness:
    """Qui rend lui-même le service passe avant qui connaît quelqu’un, puis avant ceux dont le rôle est d’orienter."""

    slug = "directness"
    label = "réponse directe ou par un réseau"
    weight = 1.5
    order = 40
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    names = True

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """The state is unmet when someone else must be called after this one."""
        kind = candidate.match.kind
        state = MET if kind in (DIRECT, ENTRY_POINT) else UNMET
        if kind == DIRECT and candidate.offer.traits.kind == ORIENTATION:
            return Verdict(SCORES[kind], _sentence(candidate), UNKNOWN)
        return Verdict(SCORES.get(kind, OTHERWISE), _sentence(candidate), state)

    def lacking(self, count: int) -> str:
        """Never a veto."""
        return ""


def _sentence(candidate: Candidate) -> str:
    offer, kind = candidate.offer, candidate.match.kind
    if kind == INDIRECT:
        return _through(candidate)
    if kind == ENTRY_POINT:
        return f"{offer.actor.label} a pour rôle d’accueillir et d’orienter les associations."
    if kind == ANIMATOR:
        return _animator(candidate)
    if offer.traits.kind == ORIENTATION:
        return f"{offer.actor.label} travaille sur ce sujet, sans service précis renseigné."
    return f"{offer.actor.label} s’en charge directement."


def _animator(candidate: Candidate) -> str:
    offer = candidate.offer
    animated = candidate.via.body if candidate.via else offer.label
    if animated == offer.label:
        return f"{offer.actor.label} anime « {animated} », qui suit ce sujet."
    return f"« {offer.label} » suit ce sujet ; pour le joindre : {offer.actor.label}, qui anime « {animated} »."


def _through(candidate: Candidate) -> str:
    via, far = candidate.via, candidate.offer.actor.label
    if via is None or via.target:
        return f"{candidate.actor.label} oriente vers {far} : demandez-lui de faire le lien."
    return f"{via.actor.label} et {far} se retrouvent dans « {via.body} » : demandez-lui de faire le lien."


criterion = Directness()
