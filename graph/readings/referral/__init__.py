# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral as one reading: what page, sheet, calendar, JSON and command line show of one answer of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph import clock
from graph.readings.referral.answers import BESIDE, CLOSING, GROUPS, LOST
from graph.readings.referral.cards import AnswerCard, AnswerGroup, CardShelf, read_groups
from graph.readings.referral.dates import DayToNote, days_to_note
from graph.readings.referral.slips import UnmetNeeds, unmet_needs
from graph.readings.referral.telling import Telling, request_telling
from graph.readings.referral.understanding import RequestReading, Unfinished, read_request
from graph.readings.states import FRESH
from graph.readings.tools import FreeTools, WaysOut, advised, suggested
from graph.referral.missing import is_not_understood
from graph.referral.situation import PROFESSIONAL
from graph.text.ages import month_or_year, months_between
from graph.text.wording import day_text

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.nearby import Surroundings
    from graph.referral.answer import Referral
    from graph.referral.situation import Query, Situation


@dataclass(frozen=True)
class LadderRung:
    """A rung of the ladder that was tried, and who stands on it."""

    title: str
    names: tuple[str, ...]


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

    `request` is what was understood, `missing` what was asked and not found (but for the words not understood: they
    are in the request), `telling` what to say to anybody who may help, `gaps` the needs that nobody meets here and
    `unmet` what is counted of them; of the `count` answers, `old` are those that nobody confirmed nor read again for
    more than a year; `old_since` is their month in words, "" where they have several.
    """

    situation: Situation
    referral: Referral
    request: RequestReading
    groups: tuple[AnswerGroup, ...]
    ways: tuple[WaysOut, ...]
    suggested: tuple[FreeTools, ...]
    missing: tuple[str, ...]
    gaps: tuple[Mention, ...]
    unmet: UnmetNeeds | None
    ladder: tuple[LadderRung, ...]
    dates: tuple[DayToNote, ...]
    count: int
    old: int
    old_since: str
    day: AnswerDay
    professional: bool
    telling: Telling


def read_referral(
    reader: Reader, around: Surroundings, query: Query, shelf: CardShelf, unfinished: Unfinished | None = None
) -> ReferralReading:
    """The answer to a request; `shelf` keeps the cards that come back, `unfinished` is what is still being typed.

    Raises Ambiguous, UnknownThing or InvalidInput, as the resolver does.
    """
    referral, lang = around.answer(query), reader.lang
    situation = referral.situation
    groups = read_groups(reader, referral, shelf)
    old = [card for group in groups for card in group.answers if is_old(card)]
    return ReferralReading(
        situation=situation,
        referral=referral,
        request=read_request(reader, around.resolver, situation, unfinished),
        groups=groups,
        ways=advised(reader, referral.advice),
        suggested=suggested(reader, situation),
        missing=tuple(said.text(reader) for said in referral.missing if not is_not_understood(said)),
        gaps=tuple(reader.mention(gap.iri) for gap in referral.gaps),
        unmet=unmet_needs(referral),
        ladder=_ladder(groups, lang),
        dates=days_to_note(reader, referral),
        count=len(referral.results),
        old=len(old),
        old_since=_month_of(old, lang),
        day=_day(situation.day, lang),
        professional=situation.asker == PROFESSIONAL,
        telling=request_telling(reader, referral),
    )


def _day(day: date, lang: str) -> AnswerDay:
    today = clock.today()
    return AnswerDay(day, day_text(day, lang), day == today, day < today)


def is_old(card: AnswerCard) -> bool:
    """Whether nobody confirmed nor read again what an answer says for more than a year, or ever."""
    return card.known.on is None or months_between(card.known.on, card.day) > FRESH


def _month_of(cards: list[AnswerCard], lang: str) -> str:
    months = {month_or_year(card.known.on, lang) for card in cards if card.known.on}
    return months.pop() if len(months) == 1 and all(card.known.on for card in cards) else ""


def _ladder(groups: tuple[AnswerGroup, ...], lang: str) -> tuple[LadderRung, ...]:
    """Each rung that was tried, in order."""
    by_kind = {group.kind: tuple(card.actor.label for card in group.answers) for group in groups}
    return tuple(
        LadderRung(title(lang), tuple(dict.fromkeys(by_kind.get(kind, ()))))
        for kind, title, _ in GROUPS
        if kind in by_kind or kind not in (BESIDE, CLOSING, LOST)
    )
