# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request read from an address: understood, answered, told again in the form, and never left without somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from flask import request, url_for

from graph import clock
from graph.errors import TisserandError
from graph.readings.referral import ReferralReading, read_referral
from graph.readings.referral.cards import AnswerGroup, CardShelf, read_groups
from graph.readings.referral.desk import MOST, DeskView
from graph.readings.referral.desk import SHOWN as SHOWN_FIRST
from graph.readings.referral.offered import choices as offered_choices
from graph.readings.referral.refining import Refinement
from graph.readings.referral.understanding import RequestReading, Unfinished, read_request
from graph.referral.situation import ASSOCIATION, PROFESSIONAL, Query, Situation
from graph.text.typed import LETTERS, LONGEST_TEXT
from web.app.addresses import whole
from web.app.pages import ecosystem, kept, reader
from web.app.parameters import Parameters
from web.site.referral.form import RequestBar, RequestForm, bar, form, understood_form
from web.site.referral.names import MANY, NAMES, ONE, REFINED, kept_of
from web.site.referral.words import Headline, headline

if TYPE_CHECKING:
    from graph.territory import Territory

FARTHEST = 1_000  # kilometres
MORE = 20  # callers more at each « voir la suite »
# What people write in an address for them, as in that of the API.
ALSO = {
    "lieu": "commune", "ville": "commune", "place": "commune", "need": "besoin", "q": "besoin", "tool": "outil",
    "audience": "public",
}  # fmt: skip
SHOWN = 10
SHOWN_AGAIN = 10_000  # characters of a text that is too long: its field shows them, to be made shorter
WELCOMED = 3
CODE = re.compile(r"\s*(97\d|\d\d|2[ab])\d{2,3}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Answered:
    """A request answered; `kept` are its parameters, with the day they are answered for."""

    reading: ReferralReading
    kept: dict[str, list[str]]
    address: str
    view: DeskView = field(default_factory=DeskView)

    @cached_property
    def head(self) -> Headline:
        """What heads the answers, on every face."""
        return headline(self.reading)


@dataclass(frozen=True)
class ReferralRescue:
    """Who welcomes and orients near a place, for a request that cannot be answered."""

    place: str
    groups: tuple[AnswerGroup, ...]


def parameters() -> Parameters:
    """What was sent, checked; raises InvalidInput naming what cannot be read."""
    return Parameters(request.args, NAMES, LETTERS)


def understood(query: Parameters) -> RequestReading:
    """What is understood so far of a request which may ask for nothing yet."""
    here = ecosystem().public.surroundings
    return read_request(reader(), here.resolver, here.situation(_query(query, welcome=True)))


def answered(query: Parameters) -> Answered:
    """The answers; a place alone is a request for those who welcome there."""
    typing, view = query.text("saisie"), view_of(query)
    reading = read_referral(
        reader(),
        ecosystem().public.surroundings,
        _query(query, welcome=bool(query.text("commune"))),
        kept("cards of answers", CardShelf),
        replace(view, unfinished=Unfinished(typing, tuple(request.args.getlist(typing)))),
    )
    known = kept_of() | {"date": [reading.day.date.isoformat()]}
    given = _given_on(known, reading.request)
    return Answered(reading, known, whole(url_for("referral.show", **given)), view)  # type: ignore[arg-type]


def _given_on(known: dict[str, list[str]], asked: RequestReading) -> dict[str, list[str]]:
    """The parameters of the address that is given to others: of a letter, what was understood and not its words."""
    letters = {text for values in known.values() for text in values if len(text) > LONGEST_TEXT}
    if not letters:
        return known
    read = understood_form(asked)
    named = {"besoin": read.needs, "outil": read.tools, "public": read.audiences}
    found = {name: [chip.value for chip in chips if chip.value not in letters] for name, chips in named.items()}
    found |= {"commune": [asked.place.key if asked.place else ""], "mode": [read.mode]}
    found |= {"gratuit": ["1" if asked.free else ""]}
    others = {name: known.get(name, []) for name in ("date", "professionnel")}
    return {name: values for name, values in (found | others).items() if any(values)}


def view_of(query: Parameters) -> DeskView:
    """How much of the answers is looked at."""
    chosen = {name: query.texts(own) for own, name in REFINED.items()}
    wanted = Refinement({name: values for name, values in chosen.items() if values}, _number(query, "rayon", FARTHEST))
    return DeskView(_number(query, "suite", MOST) or SHOWN_FIRST, wanted=wanted)


def further(view: DeskView) -> int:
    """How many callers to show next."""
    return min(view.shown + MORE, MOST)


def _number(query: Parameters, name: str, most: int) -> int:
    return query.number(name, 0, 0, most) if query.text(name) else 0


def _query(query: Parameters, *, welcome: bool) -> Query:
    """What is asked; with `welcome`, also where nothing is asked for yet."""
    day = query.day("date")
    return Query(
        commune=query.text("commune"),
        needs=query.texts("besoin"),
        tools=query.texts("outil"),
        audiences=query.texts("public"),
        question=query.text("question"),
        free=query.flag("gratuit"),
        mode=query.text("mode"),
        date=day.isoformat() if day else "",
        asker=PROFESSIONAL if query.flag("professionnel") else ASSOCIATION,
        limit=SHOWN,
        welcome=welcome,
    )


def typed(asked: RequestReading | None = None, *, moved: bool = False) -> RequestForm:
    """The form filled with what was sent, however wrong, cut to what a field can show; `moved`: what was typed as a
    place is a sentence."""
    return form(*_sent(moved=moved), asked)


def sentence_of(asked: RequestReading | None = None, *, moved: bool = False) -> RequestBar:
    """The same as one sentence and what was given beside it."""
    return bar(*_sent(moved=moved), asked, dict(choices("need")))


def _sent(*, moved: bool) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    args = request.args
    lists = {name: tuple(value[:SHOWN_AGAIN] for value in args.getlist(name)[:20] if value.strip()) for name in MANY}
    texts = {name: args.get(name, "")[:SHOWN_AGAIN] for name in ONE}
    if moved:
        texts |= {"question": ", ".join(filter(None, (texts["question"], texts["commune"]))), "commune": ""}
    return lists, texts


def choices(slug: str) -> tuple[tuple[str, str], ...]:
    """The slug and the name of each choice of a list; read once between two changes."""
    return kept(f"choices of {slug}", lambda: offered_choices(reader(), slug))


def rescue() -> ReferralRescue:
    """Those who welcome and orient where the request says, or else in the area of this instance."""
    place, around = _around(request.args.get("commune", "")[:200]), ecosystem().public.surroundings
    situation = Situation(clock.today(), around.resolver.places(place.key), limit=WELCOMED)
    shelf = kept("cards of answers", CardShelf)
    return ReferralRescue(place.name, read_groups(reader(), around.engine.answer(situation), shelf))


def _around(text: str) -> Territory:
    """The place of a text, else the département that its code begins with, else the area of this instance."""
    known = ecosystem().territories
    code = CODE.match(text)
    for wanted in (text, f"departement-{code[1].upper()}" if code else ""):
        try:
            if wanted.strip():
                return known.resolve(wanted)
        except TisserandError:
            continue
    return known.area[0]
