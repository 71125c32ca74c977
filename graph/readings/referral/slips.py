# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer tells the page that notes a referral, and what it leaves uncovered; nothing of the association."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph import clock
from graph.entity.kinds import ACTORS, OFFERS
from graph.namespaces import local_name
from graph.referral.tools import TRANSITION_NEED
from graph.slips.tables import MOST_NEEDS

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.referral.answer import Referral, Result
    from graph.referral.situation import Situation


@dataclass(frozen=True)
class SlipDraft:
    """Whom, for what (slugs of needs), where (`commune-37261`): what a slip keeps; `service` "" without one."""

    commune: str
    needs: tuple[str, ...]
    actor: str
    service: str


@dataclass(frozen=True)
class UnmetNeeds:
    """The needs (slugs) that an answer leaves uncovered in a commune, on a day."""

    commune: str
    needs: tuple[str, ...]
    day: date


def slip_draft(reader: Reader, result: Result, situation: Situation) -> SlipDraft | None:
    """What a slip would keep of an answer; None where there is nothing to note.

    That is without a commune, without a need, for another day than today, or when who answers is not on a slip.
    """
    commune, needs = situation.by_level.get("commune"), _needs(result, situation)
    actor = _named(reader, result.actor.iri, ACTORS)
    if commune is None or not needs or not actor or situation.day != clock.today():
        return None
    service = _named(reader, result.service.iri, OFFERS) if result.service else ""
    return SlipDraft(f"commune-{commune.code}", needs, actor, service)


def unmet_needs(referral: Referral) -> UnmetNeeds | None:
    """What an answer leaves uncovered; None where nothing is, and without a commune: there is nothing to count."""
    commune = referral.situation.by_level.get("commune")
    if commune is None or not referral.gaps:
        return None
    needs = tuple(local_name(gap.iri) for gap in referral.gaps)
    return UnmetNeeds(f"commune-{commune.code}", needs, referral.situation.day)


def _needs(result: Result, situation: Situation) -> tuple[str, ...]:
    """The needs that this answer meets, all that were asked when it welcomes rather than meets.

    A tool in use without a need is the wish to leave it, or to be helped with it.
    """
    match = zip(situation.needs, result.candidate.match.needs, strict=True)
    met = [local_name(need.iri) for need, distance in match if distance is not None]
    every = [local_name(need.iri) for need in situation.needs]
    return tuple((met or every or ([local_name(TRANSITION_NEED)] if situation.tools else []))[:MOST_NEEDS])


def _named(reader: Reader, iri: str, kinds: tuple[str, ...]) -> str:
    key = reader.key(iri)
    return key if key.partition("/")[0] in kinds else ""
