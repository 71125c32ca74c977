# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to know of a thing before anything else, in few words: is it open, in which state, when, how it is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from graph.entity.closing import NOT_KNOWN
from graph.entity.existence import PLANNED, STOPPED, lapse, planned
from graph.entity.knowledge import Knowledge
from graph.entity.known import CONFIRMED, DEDUCED, EDITORIAL, FRESH, SAID, Known
from graph.namespaces import SCHEMA, TIS, local_name
from graph.text.ages import age_text, month_or_year
from graph.text.days import MONTH, YEAR, EdgeDay, bound, months_between, precision
from graph.text.sentences import inner
from graph.text.wording import FOR, FROM, SINCE, UNTIL, Label, Phrase, Plain, dated, day_text

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.rdf.dataset import Fact

Tone = Literal["yes", "unsure", "no", "bare"]
"""How a state is drawn: its colour and its sign; `bare` shouts nothing."""
YES: Tone = "yes"
DOUBT: Tone = "unsure"
NO: Tone = "no"
NEUTRAL: Tone = "bare"
# Tone of a state, by the slug of its concept; others stay neutral.
TONES: dict[str, Tone] = {
    "active": YES, "done": YES, "envisaged": DOUBT, "announced": DOUBT, "to-confirm": DOUBT, "not-known": DOUBT,
    "interrupted": NO, "closed": NO, "unmaintained": NO, "no-longer-free": NO,
}  # fmt: skip
# What official lists say of itself needs nobody’s confirmation.
OFFICIAL = (SCHEMA.AdministrativeArea,)
OLD = "old"
NEVER, GUESSED, OPINION = Label("jamais confirmé"), Label("déduit"), Label("notre avis")
GUESSED_FROM = Phrase("déduit {rule}")
TOLD = Phrase("dit en {month}, jamais confirmé")
READ, READ_LONG_AGO = Phrase("lu à la source en {month}"), Phrase("lu en {month}, {age}")
SURE, SURE_LONG_AGO = Phrase("confirmé en {month}"), Phrase("confirmé en {month}, {age}")
UNANSWERED = Phrase("sans réponse depuis le {day}")
REVIEWED = Phrase("relu par la modération en {month}")
SURE_BY = Phrase("confirmé le {day} par {who}")
SINCE_YEAR, UNTIL_YEAR = Label("depuis"), Label("jusqu’en")
NOT = Label("non")
ACTIVE = {SCHEMA.SoftwareApplication: Label("entretenu"), SCHEMA.WebApplication: Label("ouvert")}
"""What is active, said of what it is; of anything else, the name of the state."""
SEEN, SEEN_LAST = Phrase("{state}, vu en {month}"), Phrase("vu en {month}")
SAID_THEN, LAPSED = Phrase("{state}, dit en {month}"), Phrase("{state}, sans nouvelles depuis")
UNHEARD = Label("plus de nouvelles")
CLOSING_ANNOUNCED = Label("fermeture annoncée")


@dataclass(frozen=True)
class State:
    """A state in two to five words; its tone is YES, DOUBT, NO or NEUTRAL.

    `sign` is drawn before it in place of that of the tone: how a thing is known, or OLD; "" for any other state.
    """

    tone: Tone
    text: str
    sign: str = ""


def proof(reader: Reader, known: Known, day: date, *, whole: bool = False) -> State:
    """How a thing is known, in words, with a mark of age after a year; it ages, it never hides.

    `whole`: with the day and who confirmed, where there is room.
    """
    lang = reader.lang
    if known.how == DEDUCED:
        rule = known.rule(lang) if known.rule else ""
        return State(DOUBT, GUESSED_FROM(rule=rule).text(reader) if rule else GUESSED(lang), DEDUCED)
    if known.how == EDITORIAL:
        return State(NEUTRAL, OPINION(lang), EDITORIAL)
    if known.on is None:
        return State(DOUBT, NEVER(lang), SAID)
    months, month = months_between(known.on, day), month_or_year(known.on, lang)
    old, age = months > FRESH, age_text(known.on, day, lang)
    sign = OLD if old else known.how
    said = TOLD(month=month)
    if known.how == CONFIRMED:
        said = (SURE_LONG_AGO if old else SURE)(month=month, age=age)
        if whole:
            said = SURE_BY(day=day_text(known.on, lang), who=reader.label(known.by))
        return State(DOUBT if old else YES, said.text(reader), sign)
    if known.read:
        said = (READ_LONG_AGO if old else READ)(month=month, age=age)
    return State(NEUTRAL if known.read and not old else DOUBT, said.text(reader), sign)


def interval(start: date | None, end: date | None, day: date, lang: str) -> State | None:
    """When something holds, in years when that is enough; None when nobody said."""
    if start is None and end is None:
        return None
    if bound(start) or bound(end):
        return _bounded(start, end, day, lang)
    if end is not None and end < day:
        years = f"{start.year} – {end.year}" if start and start.year != end.year else str(end.year)
        return State(NEUTRAL, years if start else f"{UNTIL_YEAR(lang)} {end.year}")
    if start is not None and start > day:
        return State(DOUBT, dated(_month_of(start), FROM, lang))
    if end is not None:
        return State(YES, dated(end, UNTIL, lang))
    return State(YES, f"{SINCE_YEAR(lang)} {start.year if start else ''}".strip())


def _bounded(start: date | None, end: date | None, day: date, lang: str) -> State:
    """The same of what is only known to begin or to end at the latest, or at the earliest, on a day."""
    leading = SINCE if start is not None and start <= day else FROM
    told = [dated(start, leading, lang)] if start is not None else []
    told += [dated(end, UNTIL, lang)] if end is not None else []
    over = end is not None and end < day
    return State(NEUTRAL if over else YES if leading == SINCE or start is None else DOUBT, ", ".join(told))


def _month_of(day: date) -> date:
    """No more of a day than its month."""
    return day if precision(day) == YEAR or bound(day) else EdgeDay(day.year, day.month, day.day, MONTH)


def states(reader: Reader, iri: str, day: date, *, whole: bool = False) -> tuple[State, ...]:
    """What to know before anything else: said to close, open to associations, in which state, when it holds, how it is
    known.

    `whole`: on its own card, who confirmed it and on which day.
    """
    return tuple(_states(reader, iri, day, whole=whole))


def _states(reader: Reader, iri: str, day: date, *, whole: bool) -> Iterator[State]:
    data, lang = reader.dataset, reader.lang
    announced = data.day(iri, TIS.announcedEnd)
    if announced:
        yield State(NO if announced < day else DOUBT, announced_text(announced, lang))
    asked = data.day(iri, TIS.unansweredSince)
    if asked:
        yield State(DOUBT, UNANSWERED(day=day_text(asked, lang)).text(reader))
    yield from _said_of(reader, iri, TIS.openToAssociations, otherwise=NO)
    told = standing(reader, iri, day)
    if told:
        yield told
    yield from _said_of(reader, iri, TIS.freeSoftware, otherwise=NEUTRAL)
    period = planned_for(reader, iri) or interval(
        data.day(iri, SCHEMA.startDate), data.day(iri, SCHEMA.endDate), day, lang
    )
    # Since when it is open says nothing where nobody knows whether it still is.
    if period and data.link(iri, TIS.state) != NOT_KNOWN:
        yield period
    own = reader.class_of(iri)
    known = Knowledge.now(data).of_thing(iri)
    if own is not None and own.directory and own.iri not in OFFICIAL and not own.scheme and known.how != EDITORIAL:
        yield proof(reader, known, day, whole=whole)
        reviewed = data.day(iri, TIS.reviewedOn) if whole else None
        if reviewed is not None:
            yield State(NEUTRAL, REVIEWED(month=month_or_year(reviewed, lang)).text(reader))


def planned_for(reader: Reader, iri: str) -> State | None:
    """For when something was planned (`pour 2021`), whatever came of it; None of what was not, or for no date."""
    data = reader.dataset
    due = data.day(iri, SCHEMA.scheduledTime)
    if due is None and planned(data, iri):
        due = data.day(iri, SCHEMA.startDate) or data.day(iri, SCHEMA.endDate)
    return State(NEUTRAL, dated(due, FOR, reader.lang)) if due else None


def is_past(reader: Reader, iri: str, day: date) -> bool:
    """Whether it was only planned, and a year has gone by without news of it."""
    data = reader.dataset
    if not planned(data, iri):
        return False
    due = data.day(iri, SCHEMA.scheduledTime) or data.day(iri, SCHEMA.startDate)
    last = lapse(Knowledge.now(data).of_thing(iri).on, due)
    return last is not None and last < day


def unlived(reader: Reader, iri: str, day: date) -> State | None:
    """The state of what is not there: only planned, done, stopped; None of anything else."""
    state = reader.dataset.link(iri, TIS.state)
    return standing(reader, iri, day) if state in PLANNED | STOPPED else None


def standing(reader: Reader, iri: str, day: date) -> State | None:
    """In which state it is, and when that was last seen; None when nobody said. What was seen long ago is in doubt."""
    data, lang = reader.dataset, reader.lang
    state, seen = data.link(iri, TIS.state), data.day(iri, TIS.stateOn)
    if state is None:
        return None
    tone = TONES.get(local_name(state), NEUTRAL)
    if state == NOT_KNOWN:
        return State(tone, unheard_text(seen, lang))
    if seen is None:
        return _unseen(reader, iri, state, day)
    own = next((ACTIVE[kind](lang) for kind in data.types(iri) if kind in ACTIVE and tone == YES), "")
    said = own or inner(reader.label(state))
    old = months_between(seen, day) > FRESH
    text = SEEN(state=said, month=month_or_year(seen, lang)).text(reader)
    return State(DOUBT, text, OLD) if old and tone == YES else State(tone, text)


def _unseen(reader: Reader, iri: str, state: str, day: date) -> State:
    """A state that nobody dated: of a plan whose time has gone by that; of what was running, when it was said so."""
    tone, label = TONES.get(local_name(state), NEUTRAL), reader.label(state)
    if is_past(reader, iri, day):
        return State(tone, LAPSED(state=label).text(reader), OLD)
    told = Knowledge.now(reader.dataset).of_thing(iri).on
    if local_name(state) != "active" or told is None or months_between(told, day) <= FRESH:
        return State(tone, label)
    return State(DOUBT, SAID_THEN(state=label.lower(), month=month_or_year(told, reader.lang)).text(reader), OLD)


def unheard_text(seen: date | None, lang: str) -> str:
    """`plus de nouvelles depuis janvier 2021`."""
    return f"{UNHEARD(lang)} {dated(_month_of(seen), SINCE, lang)}" if seen else UNHEARD(lang)


def seen_text(seen: date, lang: str) -> str:
    """`vu en décembre 2022`: of what nobody has seen since."""
    return SEEN_LAST(month=month_or_year(seen, lang)).text(Plain(lang))


def opinion(reader: Reader, facts: Iterable[Fact]) -> State | None:
    """That it is our opinion, when somebody here judged one of these facts and nobody else said it."""
    knowledge = Knowledge.now(reader.dataset)
    judged = any(knowledge.of_fact(fact).how == EDITORIAL for fact in facts)
    return State(NEUTRAL, OPINION(reader.lang), EDITORIAL) if judged else None


def announced_text(day: date, lang: str) -> str:
    """`fermeture annoncée pour le 6 juillet 2021`, gone by or to come."""
    return f"{CLOSING_ANNOUNCED(lang)} {dated(day, FOR, lang)}"


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
