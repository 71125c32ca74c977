# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the one to call do it, or know who does?"""

from __future__ import annotations

from functools import lru_cache

from graph.referral._types import (
    ANIMATOR,
    DIRECT,
    ENTRY_POINT,
    INDIRECT,
    MET,
    ORIENTATION,
    UNKNOWN,
    UNMET,
    Actor,
    Candidate,
    Verdict,
)
from graph.referral.situation import Situation
from graph.text.wording import Phrase, Said

SCORES = {DIRECT: 1.0, INDIRECT: 0.5, ENTRY_POINT: 0.4, ANIMATOR: 0.2}
OTHERWISE, BESIDE = 0.3, 0.4
WELCOMES = Phrase("{actor} a pour rôle d’accueillir et d’orienter les associations.")
INTERESTED = Phrase("{actor} travaille sur ce sujet, sans service précis renseigné.")
HELPS_OTHERWISE = Phrase("{actor} aide pour l’outil cité, pas pour ce qui est demandé.")
ITSELF = Phrase("{actor} s’en charge directement.")
ANIMATES = Phrase("{actor} anime « {body} », qui suit ce sujet.")
FOLLOWS = Phrase("« {group} » suit ce sujet ; pour le joindre : {actor}, qui anime « {body} ».")
ORIENTS = Phrase("{actor} oriente vers {far} : demandez-lui de faire le lien.")
MEETS = Phrase("{actor} et {far} se retrouvent dans « {body} » : demandez-lui de faire le lien.")


class Directness:
    """Qui rend le service passe avant qui connaît quelqu’un, puis avant qui a pour rôle d’orienter."""

    slug = "directness"
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    names = True

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """The state is unmet when someone else must be called after this one, or for what is asked."""
        kind = candidate.match.kind
        if kind == DIRECT and candidate.match.beside:
            return Verdict(BESIDE, HELPS_OTHERWISE(actor=candidate.offer.actor), UNMET)
        if kind == DIRECT and candidate.offer.traits.kind == ORIENTATION:
            return Verdict(SCORES[kind], _sentence(candidate), UNKNOWN)
        if kind == DIRECT:
            return _itself(candidate.offer.actor)
        state = MET if kind == ENTRY_POINT else UNMET
        return Verdict(SCORES.get(kind, OTHERWISE), _sentence(candidate), state)

    def lacking(self, count: int) -> None:
        """Never a veto."""


@lru_cache(maxsize=8192)
def _itself(actor: Actor) -> Verdict:
    """What is said of most answers; an actor that changes is another one."""
    return Verdict(SCORES[DIRECT], ITSELF(actor=actor))


def _sentence(candidate: Candidate) -> Said:
    offer, kind = candidate.offer, candidate.match.kind
    if kind == INDIRECT:
        return _through(candidate)
    if kind == ENTRY_POINT:
        return WELCOMES(actor=offer.actor)
    if kind == ANIMATOR:
        return _animator(candidate)
    return (INTERESTED if offer.traits.kind == ORIENTATION else ITSELF)(actor=offer.actor)


def _animator(candidate: Candidate) -> Said:
    offer, via = candidate.offer, candidate.via
    body = via.body if via and via.body else offer
    if body.label == offer.label:
        return ANIMATES(actor=offer.actor, body=body)
    return FOLLOWS(group=offer, actor=offer.actor, body=body)


def _through(candidate: Candidate) -> Said:
    via, far = candidate.via, candidate.offer.actor
    if via is None or via.body is None:
        return ORIENTS(actor=candidate.actor, far=far)
    return MEETS(actor=via.actor, far=far, body=via.body)


criterion = Directness()
