# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why not this one? Every verdict on what an actor offers, for one situation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import UnknownThing
from graph.referral._types import DIRECT, ENTRY, ENTRY_POINT, Candidate, Offer
from graph.referral.answer import Judged, Referral, WhyNot
from graph.referral.mention import Ref
from graph.text.wording import Phrase, Said

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.jury import Jury
    from graph.referral.matching import Matcher

LAST = 1000
UNKNOWN_ACTOR = Phrase("Aucun acteur ni service n’est connu à cette adresse.")
ANSWERS = Phrase("{actor} est parmi les réponses, au rang {rank}.")
NOTHING_STATED = Phrase("{actor} n’a ni service, ni compétence, ni hébergement renseigné.")
REFUSED = Phrase("{actor} est écarté : voici pourquoi.")
BELOW = Phrase("{actor} pourrait répondre, mais d’autres passent avant.")


def explain_absence(index: ReferralIndex, matcher: Matcher, jury: Jury, referral: Referral, iri: str) -> WhyNot:
    """The verdicts on each offer of an actor (or on one service), those that answer first; raises UnknownThing."""
    actor = index.actors.get(iri)
    offers = list(index.offers.get(iri, ()))
    if actor is None and not offers:
        raise UnknownThing(UNKNOWN_ACTOR(), field="actor")
    for root in sorted(index.roots.get(iri, ())):
        offers += [offer for offer in index.offers.get(root, ()) if offer.actor.iri == iri]
    ranks = {result.candidate.offer.key: result.rank for result in reversed(referral.results)}
    judged = sorted((_judged(matcher, jury, offer, ranks.get(offer.key)) for offer in offers), key=_order)
    named = Ref(iri, actor.label if actor else offers[0].label)
    linking = [result.rank for result in referral.results if result.actor.iri == iri]
    return WhyNot(named, _summary(named, judged, linking), tuple(judged))


def _judged(matcher: Matcher, jury: Jury, offer: Offer, rank: int | None) -> Judged:
    kind = ENTRY_POINT if offer.traits.kind == ENTRY else DIRECT
    candidate = Candidate(offer, matcher.match(jury.situation, offer, kind))
    score = jury.score(candidate)
    return Judged(
        service=None if offer.iri == offer.actor.iri else Ref(offer.iri, offer.label),
        rank=rank,
        score=score,
        refused=score is None,
        reasons=jury.reasons(candidate),
    )


def _order(judged: Judged) -> tuple[int, bool, float, Ref]:
    return judged.rank or LAST, judged.refused, -(judged.score or 0), judged.service or Ref("", "")


def _summary(actor: Ref, judged: list[Judged], linking: list[int]) -> Said:
    ranks = [item.rank for item in judged if item.rank] + linking
    if ranks:
        return ANSWERS(actor=actor, rank=min(ranks))
    if not judged:
        return NOTHING_STATED(actor=actor)
    return (REFUSED if all(item.refused for item in judged) else BELOW)(actor=actor)
