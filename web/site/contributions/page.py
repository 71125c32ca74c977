# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of contributions shows: the queue, one of it in full, and what was decided lately."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from graph import clock
from graph.contributions.desk import ContributionDesk, Queued
from graph.contributions.lateness import usual_wait
from graph.contributions.risk import RISKY
from graph.contributions.store import Contribution
from graph.contributions.tables import ACCEPTED, ASKED
from graph.contributions.takers import Taker
from graph.entity import Reader
from graph.errors import UnknownThing
from graph.identity.merges import NOT_HERE
from graph.model import EntityClass
from graph.readings.contributions import (
    AlikeThing,
    ContributionSheet,
    alike_things,
    as_correction,
    contribution_sheet,
)
from web.app.language import language
from web.app.pages import ecosystem
from web.app.reach import own_proposals
from web.site.contributions.looking_after import standing_takers, taker_of_session, taker_text

RISK, ANSWER, MINE = "risque", "reponse", "moi"
FILTERS = (RISK, ANSWER, MINE)
MOST_LISTED, MOST_DECIDED = 60, 20


@dataclass(frozen=True)
class QueueLine:
    """A line of the queue: the number, what it is about, its sort, how many days it waits, what there is to say.

    `settled`: it was read and dealt with, without a change.
    """

    number: int
    label: str
    entity_class: EntityClass | None
    sort: str
    days: int
    signs: tuple[str, ...]
    state: str
    times: int
    alike: int
    risky: bool
    settled: bool
    taker: str = ""


@dataclass(frozen=True)
class OneContribution:
    """A contribution in full; `previous` and `next` are the numbers beside it, 0 for none; `joined`: the key of the
    known thing to which it would be added."""

    contribution: Contribution
    sheet: ContributionSheet
    alike: tuple[AlikeThing, ...]
    place: int
    previous: int
    next: int
    joined: str


@dataclass(frozen=True)
class ContributionsPage:
    """All that waits, the one to read, what was decided, and figures: days of the oldest, decided within a week,
    those that whoever asks looks after, and the days that half of those decided within a month waited (None: none was).
    """

    lines: tuple[QueueLine, ...]
    more: int
    held: int
    total: int
    risky: int
    asked: int
    one: OneContribution | None
    decided: tuple[QueueLine, ...]
    oldest: int
    week: int
    mine: int = 0
    delay: int | None = None


def desk() -> ContributionDesk:
    """Where contributions are decided, by who asks."""
    return ContributionDesk(ecosystem().contributions, ecosystem().repository, own_proposals())


def reader() -> Reader:
    """Reads all facts: those that wait may speak of what only professionals see."""
    return Reader(ecosystem().full.dataset, ecosystem().model, language())


def contributions_page(number: int, joined: str, only: str) -> ContributionsPage:
    """The page with one contribution, by default the first; `only`: those at risk, or those that wait for an answer."""
    mine, here = desk(), reader()
    queue, taken, me = mine.queue(), standing_takers(), taker_of_session()
    own = {number for number, one in taken.items() if one == me}
    shown = [item for item in queue.waiting if _is_among(item, only, own)]
    numbers = [item.contribution.number for item in shown]
    asked = number if number in numbers else (numbers[0] if numbers else 0)
    place = numbers.index(asked) if asked else 0
    risky = [item for item in queue.waiting if item.is_risky]
    return ContributionsPage(
        lines=tuple(_line(here, item.contribution, len(item.alike), taken) for item in _around(shown, place)),
        more=max(0, len(shown) - MOST_LISTED),
        held=queue.held,
        total=queue.total,
        risky=sum(1 + len(item.alike) for item in risky) + queue.held,
        asked=sum(item.contribution.state == ASKED for item in queue.waiting),
        one=_one(here, shown[place].contribution, numbers, joined if asked == number else "") if asked else None,
        decided=tuple(_line(here, one) for one in mine.decided(MOST_DECIDED)),
        oldest=max((_days(item.contribution) for item in queue.waiting), default=0),
        week=mine.decided_since(clock.now() - timedelta(days=7)),
        mine=sum(item.contribution.number in own for item in queue.waiting),
        delay=usual_wait(mine.delays_since(clock.now() - timedelta(days=30))),
    )


def joined_to(contribution: Contribution, key: str) -> Contribution:
    """The same, its proposal as what it adds to a known thing where one is named; raises UnknownThing."""
    if not key or contribution.proposal is None:
        return contribution
    here = reader()
    iri = f"{here.dataset.base}/id/{key}"
    own = here.class_of(iri)
    if own is None or own.kind != contribution.proposal.kind or not contribution.proposal.is_new:
        raise UnknownThing(NOT_HERE(), field="avec")
    joined = as_correction(contribution.proposal, iri, here)
    return Contribution(**{**vars(contribution), "proposal": joined})


def _is_among(item: Queued, only: str, own: Collection[int]) -> bool:
    if only == RISK:
        return item.is_risky
    if only == MINE:
        return item.contribution.number in own
    return only != ANSWER or item.contribution.state == ASKED


def _around(shown: list[Queued], place: int) -> Iterable[Queued]:
    """As many as are listed, with the one that is read among them."""
    start = max(0, min(place - MOST_LISTED // 2, len(shown) - MOST_LISTED))
    return shown[start : start + MOST_LISTED]


def _one(here: Reader, found: Contribution, numbers: list[int], key: str) -> OneContribution | None:
    try:
        contribution = joined_to(found, key)
    except UnknownThing:
        contribution, key = found, ""
    if contribution.proposal is None:
        return None
    place = numbers.index(found.number)
    alike = () if key else alike_things(here, contribution.proposal, ecosystem().full.search, ecosystem().territories)
    return OneContribution(
        contribution,
        contribution_sheet(here, contribution.proposal, ecosystem().territories),
        alike,
        place + 1,
        numbers[place - 1] if place else 0,
        numbers[place + 1] if place + 1 < len(numbers) else 0,
        key,
    )


def _line(here: Reader, found: Contribution, alike: int = 0, taken: Mapping[int, Taker] | None = None) -> QueueLine:
    sheet = contribution_sheet(here, found.proposal) if found.proposal else None
    return QueueLine(
        number=found.number,
        label=sheet.label if sheet else "",
        entity_class=sheet.entity_class if sheet else None,
        sort=sheet.sort if sheet else "",
        days=_days(found),
        signs=found.signs,
        state=found.state,
        times=found.times,
        alike=alike,
        risky=found.risk >= RISKY,
        settled=found.state == ACCEPTED and not found.change,
        taker=taker_text((taken or {}).get(found.number)),
    )


def _days(found: Contribution) -> int:
    return max(0, (clock.now().date() - found.received.date()).days)
