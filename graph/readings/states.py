# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to know of a thing before anything else, in few words: is it open, in which state, when, verified when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from graph.namespaces import SCHEMA, TIS, local_name
from graph.text.ages import age_text, month_or_year, months_between
from graph.text.days import MONTH, YEAR, EdgeDay, precision
from graph.text.wording import FOR, FROM, UNTIL, Label, dated

if TYPE_CHECKING:
    from graph.entity import Reader

Tone = Literal["yes", "unsure", "no", "bare"]
"""How a state is drawn: its colour and its sign; `bare` shouts nothing."""
YES: Tone = "yes"
DOUBT: Tone = "unsure"
NO: Tone = "no"
NEUTRAL: Tone = "bare"
# Tone of a state, by the slug of its concept; others stay neutral.
TONES: dict[str, Tone] = {"active": YES, "done": YES, "announced": DOUBT, "to-confirm": DOUBT, "closed": NO}
FRESH, AGEING = 12, 24  # months since somebody verified
NEVER, VERIFIED, VERIFIED_IN = Label("jamais vérifié"), Label("vérifié"), Label("vérifié en")
TO_REVIEW = Label("à revoir : vérifié en")
SINCE, UNTIL_YEAR = Label("depuis"), Label("jusqu’en")
NOT = Label("non")
CLOSING_ANNOUNCED = Label("fermeture annoncée")


@dataclass(frozen=True)
class State:
    """A state in two to five words; its tone is YES, DOUBT, NO or NEUTRAL."""

    tone: Tone
    text: str


def freshness(verified: date | None, day: date, lang: str) -> State:
    """How long ago somebody verified; it ages, it never hides and never shouts: calling first is said once."""
    if verified is None:
        return State(NEUTRAL, NEVER(lang))
    months = months_between(verified, day)
    if 0 <= months <= AGEING:
        return State(YES if months <= FRESH else DOUBT, f"{VERIFIED(lang)} {age_text(verified, day, lang)}")
    # Long ago, or after the day of an answer for a day gone by.
    return State(NEUTRAL, f"{VERIFIED_IN(lang)} {month_or_year(verified, lang)}")


def interval(start: date | None, end: date | None, day: date, lang: str) -> State | None:
    """When something holds, in years when that is enough; None when nobody said."""
    if start is None and end is None:
        return None
    if end is not None and end < day:
        years = f"{start.year} – {end.year}" if start and start.year != end.year else str(end.year)
        return State(NEUTRAL, years if start else f"{UNTIL_YEAR(lang)} {end.year}")
    if start is not None and start > day:
        return State(DOUBT, dated(_month_of(start), FROM, lang))
    if end is not None:
        return State(YES, dated(end, UNTIL, lang))
    return State(YES, f"{SINCE(lang)} {start.year if start else ''}".strip())


def _month_of(day: date) -> date:
    """No more of a day than its month."""
    return day if precision(day) == YEAR else EdgeDay(day.year, day.month, day.day, MONTH)


def states(reader: Reader, iri: str, day: date, *, whole: bool = False) -> tuple[State, ...]:
    """What to know before anything else: said to close, open to associations, in which state, when it holds, verified
    when.

    `whole`: on its own card, what is old asks to be looked at again.
    """
    return tuple(_states(reader, iri, day, whole=whole))


def _states(reader: Reader, iri: str, day: date, *, whole: bool) -> Iterator[State]:
    data, lang = reader.dataset, reader.lang
    announced = data.day(iri, TIS.announcedEnd)
    if announced:
        yield State(NO if announced < day else DOUBT, announced_text(announced, lang))
    yield from _said_of(reader, iri, TIS.openToAssociations, otherwise=NO)
    for state in data.links(iri, TIS.state):
        yield State(TONES.get(local_name(state), NEUTRAL), reader.label(state))
    yield from _said_of(reader, iri, TIS.freeSoftware, otherwise=NEUTRAL)
    period = interval(data.day(iri, SCHEMA.startDate), data.day(iri, SCHEMA.endDate), day, lang)
    if period:
        yield period
    verified = data.day(iri, TIS.verifiedOn)
    if verified:
        yield _to_review(verified, day, lang) if whole else freshness(verified, day, lang)


def announced_text(day: date, lang: str) -> str:
    """`fermeture annoncée pour le 6 juillet 2021`, gone by or to come."""
    return f"{CLOSING_ANNOUNCED(lang)} {dated(day, FOR, lang)}"


def _to_review(verified: date, day: date, lang: str) -> State:
    if months_between(verified, day) <= AGEING:
        return freshness(verified, day, lang)
    return State(DOUBT, f"{TO_REVIEW(lang)} {month_or_year(verified, lang)}")


def free_state(reader: Reader, iri: str) -> State | None:
    """Whether a tool is free software, in the words of its field; None when nobody said."""
    return next(_said_of(reader, iri, TIS.freeSoftware, otherwise=NEUTRAL), None)


def _said_of(reader: Reader, iri: str, path: str, *, otherwise: Tone) -> Iterator[State]:
    """A yes or a no, under the name of its field; nothing when nobody said."""
    said, own = reader.dataset.flag(iri, path), reader.class_of(iri)
    field = own.field(path) if own else None
    if said is not None and field is not None:
        name = field.name(reader.lang)
        yield State(YES, name) if said else State(otherwise, f"{name} : {NOT(reader.lang)}")
