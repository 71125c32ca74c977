# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request read from an address: understood, answered, told again in the form, and never left without somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for

from graph import clock
from graph.errors import TisserandError
from graph.referral.answer import Referral
from graph.referral.situation import ASSOCIATION, PROFESSIONAL, Query, Situation
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters
from web.site.referral.answers import Group, groups, resolver, situation_of
from web.site.referral.page import Form, form
from web.site.takeaway.page import whole

if TYPE_CHECKING:
    from graph.territory import Territory

MANY = ("besoin", "outil", "public")
ONE = ("commune", "question", "mode", "date", "gratuit", "professionnel")
# What is looked at, not what is asked: left out of the address that is given to others.
VIEW = ("pourquoi", "comparer", "pas", "saisie")
NAMES = (*MANY, *ONE, *VIEW)
SHOWN = 10
WELCOMED = 3
CODE = re.compile(r"\s*(97\d|\d\d|2[ab])\d{2,3}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Answered:
    """A request answered; `kept` are its parameters, with the day they are answered for."""

    situation: Situation
    referral: Referral
    groups: tuple[Group, ...]
    kept: dict[str, list[str]]

    @property
    def address(self) -> str:
        """Where the answers are, for others."""
        return whole(url_for("referral.show", **self.kept))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Rescue:
    """Who welcomes and orients near a place, for a request that cannot be answered."""

    place: str
    groups: tuple[Group, ...]


def parameters() -> Parameters:
    """What was sent, checked; raises InvalidInput naming what cannot be read."""
    return Parameters(request.args, NAMES)


def understood(query: Parameters, *, welcome: bool) -> Situation:
    """The situation of a request; with `welcome`, also of one which asks for nothing yet."""
    day = query.day("date")
    return situation_of(
        ecosystem(),
        Query(
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
        ),
    )


def answered(query: Parameters) -> Answered:
    """The answers; a place alone is a request for those who welcome there."""
    situation = understood(query, welcome=bool(query.text("commune")))
    referral = ecosystem().referral.answer(situation)
    kept = kept_of() | {"date": [situation.day.isoformat()]}
    return Answered(situation, referral, groups(reader(), referral), kept)


def kept_of() -> dict[str, list[str]]:
    """The parameters of the request that are not empty."""
    return {name: values for name in (*MANY, *ONE) if (values := list(filter(str.strip, request.args.getlist(name))))}


def typed(situation: Situation | None = None) -> Form:
    """The form filled with what was sent, however wrong, cut to what a field can hold."""
    args = request.args
    lists = {name: tuple(value[:200] for value in args.getlist(name)[:20] if value.strip()) for name in MANY}
    texts = {name: args.get(name, "")[:200] for name in ONE}
    return form(lists, texts, situation)


def choices(slug: str) -> list[tuple[str, str]]:
    """The slug and the name of each choice of a list."""
    here = reader()
    return [
        (choice.slug, choice.label(here.lang))
        for scheme in here.model.schemes
        if scheme.slug == slug
        for choice in scheme.choices
    ]


def rescue() -> Rescue:
    """Those who welcome and orient where the request says, or else in the area of this instance."""
    place = _around(request.args.get("commune", "")[:200])
    situation = Situation(clock.today(), resolver(ecosystem()).places(place.key), limit=WELCOMED)
    return Rescue(place.name, groups(reader(), ecosystem().referral.answer(situation)))


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
