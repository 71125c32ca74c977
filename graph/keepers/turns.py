# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a card's keepers are asked: once a year, on a day that is the card's own, then reminded twice; never twice a
month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from graph.clock import DAY
from graph.keepers.store import Keeper

A_YEAR = 365
BETWEEN = 30 * DAY
"""Between two letters to one person, whatever they are about; so a card is reminded of after 30 and 60 days."""
MOST_LETTERS = 3
"""The question and two reminders; then nobody answers."""
REST = 90 * DAY
"""Whoever agreed or answered so lately is left alone until the next year."""
MOST_CARDS = 10
"""Cards of which one letter asks; the others follow a month later."""


def asked_on(card: str, today: date) -> date:
    """The last day, up to today, on which a card is asked about: cards are spread over the year by their path."""
    place = int.from_bytes(sha256(card.encode()).digest()[:4]) % A_YEAR
    day = date(today.year, 1, 1) + timedelta(days=place)
    return day if day <= today else date(today.year - 1, 1, 1) + timedelta(days=place)


def begins(one: Keeper, now: int) -> bool:
    """Whether this year's question is to be asked."""
    if one.letters in (1, 2):
        return False
    day = asked_on(one.card, datetime.fromtimestamp(now, UTC).date())
    turn = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    since = max(one.agreed, one.answered, one.began)
    return since < turn and since <= now - REST


def is_due(one: Keeper, now: int) -> bool:
    """Whether a letter is to be written about a card: the question, or a reminder of it."""
    return begins(one, now) or (0 < one.letters < MOST_LETTERS and one.last <= now - BETWEEN)


def due_letters(keepers: Iterable[Keeper], now: int) -> list[tuple[Keeper, ...]]:
    """Of whom to ask now about which cards: one letter a person, and none to whoever got one less than a month ago."""
    people: dict[str, list[Keeper]] = {}
    for one in keepers:
        people.setdefault(one.email, []).append(one)
    found = []
    for cards in people.values():
        if max(one.last for one in cards) <= now - BETWEEN:
            found.append(tuple([one for one in cards if is_due(one, now)][:MOST_CARDS]))
    return [asked for asked in found if asked]


def silent_since(keepers: Iterable[Keeper], now: int) -> dict[str, date]:
    """The cards of which no keeper answered, with the day on which the first of them was asked."""
    cards: dict[str, list[Keeper]] = {}
    for one in keepers:
        cards.setdefault(one.card, []).append(one)
    return {
        card: datetime.fromtimestamp(min(one.began for one in some), UTC).date()
        for card, some in cards.items()
        if all(one.letters >= MOST_LETTERS and one.last <= now - BETWEEN for one in some)
    }
