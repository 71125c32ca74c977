# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral as one reading: what page, sheet, calendar, JSON and command line show of one answer of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph import clock
from graph.entity.known import FRESH
from graph.readings.referral.dates import DayToNote, days_to_note
from graph.readings.referral.desk import DeskReading, DeskView, read_desk
from graph.readings.referral.slips import UnmetNeeds, unmet_needs
from graph.readings.referral.telling import Telling, request_telling
from graph.readings.referral.understanding import RequestReading, read_request
from graph.readings.tools import WaysOut, advised
from graph.referral.missing import is_not_understood
from graph.referral.situation import PROFESSIONAL
from graph.text.ages import month_or_year
from graph.text.days import months_between
from graph.text.wording import day_text

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.nearby import Surroundings
    from graph.readings.referral.cards import AnswerCard, CardShelf
    from graph.referral.answer import Referral
    from graph.referral.situation import Query, Situation


@dataclass(frozen=True)
class AnswerDay:
    """The day that answers are for: in words, and whether it is today or gone by."""

    date: date
    text: str
    today: bool
    past: bool


@dataclass(frozen=True)
class ReferralReading:
    """A referral in the language of who reads.

    `request` is what was understood, `desk` the answers need by need, `missing` what was asked and not found (but for
    the words not understood: they are in the request), `telling` what to say to anybody who may help, `gaps` the needs
    that nobody meets here and `unmet` what is counted of them; of the `count` that are told first, `old` are those that
    nobody confirmed nor read again for more than a year; `old_since` is their month in words, "" where they have
    several.
    """

    situation: Situation
    referral: Referral
    request: RequestReading
    desk: DeskReading
    ways: tuple[WaysOut, ...]
    missing: tuple[str, ...]
    gaps: tuple[Mention, ...]
    unmet: UnmetNeeds | None
    dates: tuple[DayToNote, ...]
    count: int
    old: int
    old_since: str
    day: AnswerDay
    professional: bool
    telling: Telling


def read_referral(
    reader: Reader, around: Surroundings, query: Query, shelf: CardShelf, view: DeskView | None = None
) -> ReferralReading:
    """The answer to a request; `shelf` keeps the cards that come back, `view` is how much of it is looked at.

    Raises Ambiguous, UnknownThing or InvalidInput, as the resolver does.
    """
    referral, view = around.answer(query), view or DeskView()
    situation = referral.situation
    desk = read_desk(reader, around.engine, referral, shelf, view)
    first, old, old_since = _ages(desk, reader.lang)
    return ReferralReading(
        situation=situation,
        referral=referral,
        request=read_request(reader, around.resolver, situation, view.unfinished),
        desk=desk,
        ways=advised(reader, referral.advice),
        missing=tuple(said.text(reader) for said in referral.missing if not is_not_understood(said)),
        gaps=tuple(reader.mention(gap.iri) for gap in referral.gaps),
        unmet=unmet_needs(referral),
        dates=days_to_note(reader, referral),
        count=first,
        old=old,
        old_since=old_since,
        day=_day(situation.day, reader.lang),
        professional=situation.asker == PROFESSIONAL,
        telling=request_telling(reader, referral),
    )


def _ages(desk: DeskReading, lang: str) -> tuple[int, int, str]:
    """How many are told first, how many of them are old, and their month in words, "" where they have several."""
    first = {caller.actor.iri: caller.best for part in desk.parts for caller in part.first}
    first |= {caller.actor.iri: caller.best for caller in desk.welcomes}
    old = [card for card in first.values() if is_old(card)]
    return len(first), len(old), _month_of(old, lang)


def _day(day: date, lang: str) -> AnswerDay:
    today = clock.today()
    return AnswerDay(day, day_text(day, lang), day == today, day < today)


def is_old(card: AnswerCard) -> bool:
    """Whether nobody confirmed nor read again what an answer says for more than a year, or ever."""
    return card.known.on is None or months_between(card.known.on, card.day) > FRESH


def _month_of(cards: list[AnswerCard], lang: str) -> str:
    months = {month_or_year(card.known.on, lang) for card in cards if card.known.on}
    return months.pop() if len(months) == 1 and all(card.known.on for card in cards) else ""
