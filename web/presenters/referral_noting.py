# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer tells the page that notes a referral: whom, for what, where; nothing of the association itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from graph.entity import Reader
from graph.namespaces import local_name
from graph.referral.situation import Situation
from graph.referral.tools import TRANSITION_NEED
from graph.slips.reference import ACTORS, MOST_NEEDS, OFFERS

if TYPE_CHECKING:
    from graph.referral.answer import Result


def asked(situation: Situation) -> dict[str, Any] | None:
    """The need and the commune to note; None where there is nothing to note: no commune, no need, another day.

    A tool in use without a need is the wish to leave it, or to be helped with it.
    """
    commune = situation.by_level.get("commune")
    needs = [local_name(need.iri) for need in situation.needs]
    if situation.tools and not needs:
        needs = [local_name(TRANSITION_NEED)]
    if commune is None or not needs or situation.day != date.today():
        return None
    return {"commune": commune.code, "besoin": needs[:MOST_NEEDS]}


def chosen(reader: Reader, result: Result) -> dict[str, str]:
    """The actor of an answer, and the service where there is one; empty for what a slip does not hold."""
    actor = _named(reader, result.actor.iri, ACTORS)
    service = _named(reader, result.service.iri, OFFERS) if result.service else ""
    return ({"acteur": actor} if actor else {}) | ({"service": service} if actor and service else {})


def _named(reader: Reader, iri: str, kinds: tuple[str, ...]) -> str:
    address = reader.address(iri)
    return "/".join(address) if address and address[0] in kinds else ""
