# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where each thing of a referral leads: the path on the map, the calendar, the slip, the request without one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request, url_for

from web.site.referral.names import ONE

if TYPE_CHECKING:
    from graph.mindmaps import Ends
    from graph.readings.referral.cards import AnswerCard
    from graph.readings.referral.desk import AskedAnswer
    from graph.readings.referral.slips import SlipDraft
    from graph.readings.referral.understanding import ReadThing
    from web.site.referral.form import RequestForm

VIEW = "chemin"
FIELDS = {
    "need": "besoin",
    "tool": "outil",
    "audience": "public",
    "mode": "mode",
    "cost": "gratuit",
    "place": "commune",
}


def map_address(card: AnswerCard) -> str:
    """The map of the path of an answer on its day; "" where it joins no two things."""
    return _way(card.ends, card.day.isoformat()) if card.ends else ""


def calendar_address(card: AnswerCard) -> str:
    """The calendar of an answer with days to come, "" without."""
    kind, _, slug = card.dated.partition("/")
    return url_for("paper.calendar", kind=kind, slug=slug, date=card.day) if slug else ""


def slip_address(draft: SlipDraft) -> str:
    """The page that notes this referral."""
    values: dict[str, Any] = {"commune": draft.commune, "besoin": draft.needs, "acteur": draft.actor}
    return url_for("slip.give", **values, service=draft.service or None)


def without(thing: ReadThing, form: RequestForm) -> str:
    """The request as it was understood, without one thing: by the names, no longer by the words."""
    return url_for("referral.show", **_rest(thing, form))


def choice_address(thing: ReadThing, form: RequestForm, slug: str) -> str:
    """The same with another thing instead, through the page that counts what was chosen for which words; a place and
    a way of helping are no words to learn."""
    field = FIELDS[thing.kind]
    if field in ONE:
        return url_for("referral.show", **_rest(thing, form) | {field: slug})
    counted: dict[str, Any] = {"mots": thing.words or thing.label, "choisi": f"{field}/{slug}"}
    return url_for("referral.choose", **_rest(thing, form), **counted)


def tool_address(form: RequestForm, slug: str) -> str:
    """The request with a tool besides: the one of which a nickname was said."""
    asked = _asked(form)
    return url_for("referral.show", **asked | {"outil": [*asked.get("outil", ()), slug]})


def _rest(thing: ReadThing, form: RequestForm) -> dict[str, Any]:
    """The parameters of a request without one thing."""
    field = FIELDS[thing.kind]
    asked = _asked(form)
    given = asked.get(field, "")
    asked[field] = [value for value in given if value != thing.slug] if isinstance(given, list) else []
    return {name: value for name, value in asked.items() if value}


def _asked(form: RequestForm) -> dict[str, Any]:
    """The parameters of a request as it was understood."""
    asked: dict[str, Any] = {"besoin": form.needs, "outil": form.tools, "public": form.audiences}
    asked = {name: [chip.value for chip in chips] for name, chips in asked.items()}
    for name, text in form.typed.items():
        asked.setdefault(name, []).append(text)
    asked |= {"commune": form.commune, "mode": form.mode, "date": form.day, "gratuit": "1" if form.free else ""}
    asked |= {"professionnel": "1" if form.professional else "", "lang": request.args.get("lang", "")}
    return {name: value for name, value in asked.items() if value}


def alone(part: AskedAnswer, form: RequestForm) -> str:
    """The request for one of the things asked alone, where all who answer it are told."""
    asked: dict[str, Any] = {"commune": form.commune, "mode": form.mode, "date": form.day}
    asked |= {"gratuit": "1" if form.free else "", "public": [chip.value for chip in form.audiences]}
    asked |= {"professionnel": "1" if form.professional else "", "lang": request.args.get("lang", "")}
    asked["outil" if part.tool else "besoin"] = part.slug
    return url_for("referral.show", _anchor="more", **{name: value for name, value in asked.items() if value})


def _way(ends: Ends, day: str) -> str:
    query = [("vue", VIEW), ("date", day), ("de", ends.start), ("vers", ends.end)]
    return f"{url_for('map.show')}?{urlencode([*query, *(('par', key) for key in ends.through)])}"
