# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer tells the page that notes a referral: whom, for what, where; nothing of the association itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph import clock
from graph.entity import Reader
from graph.namespaces import local_name
from graph.referral.situation import Situation
from graph.referral.tools import TRANSITION_NEED
from graph.slips.reference import ACTORS, MOST_NEEDS, OFFERS

if TYPE_CHECKING:
    from graph.referral.answer import Result


def noted(reader: Reader, result: Result, situation: Situation) -> dict[str, Any]:
    """The parameters of the page that notes this answer; empty where there is nothing to note.

    That is without a commune, without a need, for another day than today, or when who answers is not on a slip.
    """
    commune, needs = situation.by_level.get("commune"), _needs(result, situation)
    actor = _named(reader, result.actor.iri, ACTORS)
    if commune is None or not needs or not actor or situation.day != clock.today():
        return {}
    service = _named(reader, result.service.iri, OFFERS) if result.service else ""
    asked = {"commune": f"commune-{commune.code}", "besoin": needs, "acteur": actor}
    return asked | ({"service": service} if service else {})


def _needs(result: Result, situation: Situation) -> list[str]:
    """The needs that this answer meets, all that were asked when it welcomes rather than meets.

    A tool in use without a need is the wish to leave it, or to be helped with it.
    """
    match = zip(situation.needs, result.candidate.match.needs, strict=True)
    met = [local_name(need.iri) for need, distance in match if distance is not None]
    every = [local_name(need.iri) for need in situation.needs]
    return (met or every or ([local_name(TRANSITION_NEED)] if situation.tools else []))[:MOST_NEEDS]


def _named(reader: Reader, iri: str, kinds: tuple[str, ...]) -> str:
    address = reader.address(iri)
    return "/".join(address) if address and address[0] in kinds else ""
