# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Mes compétences » as it is shown: the form with what may be chosen, one's own list, and one's requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from graph import clock
from graph.entity import Mention
from graph.model import Choice
from graph.people.account import Account
from graph.readings.skills import LEVEL, MODE, ShownSkill, iri_of, networks, shown_skill
from graph.skills.declaring import A_YEAR, SkillTerms
from graph.skills.hands import Hand
from graph.skills.links import ASKED
from graph.skills.store import KeptSkill
from graph.text.folding import fold
from graph.text.wording import Label
from web.app.language import language
from web.app.pages import ecosystem
from web.site.skills.desk import asker, desk, full_reader, subject_of

STATES = {
    "waiting": Label("attend une réponse"),
    "answered": Label("répondu"),
    "declined": Label("pas possible cette fois"),
    "settled": Label("réglé"),
}


@dataclass(frozen=True)
class SkillForm:
    """The form: what may be chosen, and what each field holds; `typed` under the names of the fields."""

    levels: tuple[Choice, ...]
    modes: tuple[Choice, ...]
    networks: tuple[Mention, ...]
    typed: Mapping[str, str]
    ways: tuple[str, ...]


@dataclass(frozen=True)
class ShownHand:
    """A request in one's list: about what, what became of it, whether one was asked, and what opens it."""

    subject: Mention
    state: str
    asked: bool
    hand: Hand


def terms() -> SkillTerms:
    """What may be chosen today."""
    full, today = full_reader(), clock.today()
    levels, modes = (frozenset(choice.slug for choice in full.model.scheme(slug).choices) for slug in (LEVEL, MODE))
    return SkillTerms(levels, modes, frozenset(one.key for one in networks(full, today)), today)


def form_of(account: Account, subject: str, *, typed: bool) -> SkillForm:
    """The form: as it was typed, or for a subject (a path) that somebody looked for in vain."""
    full, today = full_reader(), clock.today()
    known = networks(full, today)
    if typed:
        values = {name: text[:300] for name, text in request.form.items()}
    else:
        near = next((one.key for one in known if fold(one.label) == fold(account.network)), "")
        asked = subject if subject.partition("/")[2] else ""
        named = full.label(iri_of(full, asked)) if asked and _is_known(asked) else ""
        values = {"q": named, "reseau": near, "jusqu": (today + A_YEAR).isoformat()}
    levels, modes = (full.model.scheme(slug).choices for slug in (LEVEL, MODE))
    return SkillForm(tuple(levels), tuple(modes), known, values, tuple(request.form.getlist("facon")))


def _is_known(path: str) -> bool:
    full = full_reader()
    iri = iri_of(full, path)
    return iri in full.model.choices or iri in ecosystem().repository.full


def shown_of(skill: KeptSkill) -> ShownSkill:
    """One, as whoever is here reads it."""
    return shown_skill(full_reader(), skill, clock.today(), asker().account)


def received(account: int) -> list[ShownHand]:
    """What somebody was asked and asks, the last first."""
    found = desk().hands.of_account(account)
    return [ShownHand(subject_of(one.subject), STATES[one.state](language()), one.side == ASKED, one) for one in found]
