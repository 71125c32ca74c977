# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one process holds of what colleagues say and ask: where it is kept, and every fact to tell it with."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, current_app, request, url_for
from werkzeug.datastructures import MultiDict

from graph import clock
from graph.entity import Mention, Reader
from graph.model import Choice
from graph.readings.skills import ShownSkill, SkillSeeker, fair_list, iri_of
from graph.skills.hands import Asker, Hands
from graph.skills.links import SkillLinks
from graph.skills.store import Skills
from web.app.language import language
from web.app.opened import OpenedStore
from web.app.pages import ecosystem
from web.app.parameters import Parameters
from web.app.sessions import session

NAME = "skills"


def _opened_hands() -> Hands:
    settings = ecosystem().settings
    return Hands(settings.database_url, settings.secret_key)


class SkillDesk:
    """The skills and requests of an application, opened when first used."""

    skills = OpenedStore(lambda: Skills(ecosystem().settings.database_url))
    """What colleagues say they know."""
    hands = OpenedStore(_opened_hands)
    """What they are asked."""


def register(app: Flask) -> None:
    """Gives the application its desk."""
    app.extensions[NAME] = SkillDesk()


def desk() -> SkillDesk:
    """The desk of the application at work."""
    return cast(SkillDesk, current_app.extensions[NAME])


def links() -> SkillLinks:
    """What makes and tries the secrets of this instance."""
    return SkillLinks(ecosystem().settings.secret_key)


def full_reader() -> Reader:
    """Reads every fact; never to be put where public pages look."""
    here = ecosystem()
    return Reader(here.full.dataset, here.model, language())


def subject_of(path: str) -> Mention:
    """The tool or need of a path, as it is told between professionals."""
    full = full_reader()
    return full.mention(iri_of(full, path))


def french_name(path: str) -> str:
    """How a letter calls it."""
    here = ecosystem()
    full = Reader(here.full.dataset, here.model)
    return full.label(iri_of(full, path))


def asker() -> Asker:
    """Who asks, as it is counted."""
    found = session()
    return Asker(found.account or 0, found.signature) if found else Asker(0, 0)


def who_knows(iris: tuple[str, ...], least: Choice | None) -> tuple[tuple[ShownSkill, ...], int]:
    """Those who say they know one of these at that level or above, in the order in which to ask; how many know less."""
    full, day, me = full_reader(), clock.today(), asker().account
    found = desk().skills.shown(day, *map(full.key, iris)) if iris else []
    networks = {one.told.network for one in desk().skills.of_account(me)} if me else set()
    seeker = SkillSeeker(me, networks, desk().hands.asked_lately() if found else {})
    return fair_list(full, found, day, seeker, least)


def whole_address(endpoint: str, secret: str) -> str:
    """The address of the page of a secret, as a letter has it."""
    path = url_for(endpoint, lang=None, secret=secret).removeprefix(request.root_path)
    return f"{ecosystem().settings.base_url}{path}"


def told_of(account: int) -> dict[str, Any]:
    """What somebody said to know, asked and was asked, for them to take away."""
    skills, hands = desk().skills.of_account(account), desk().hands.of_account(account)
    return {
        "skills": [
            {
                "subject": one.told.subject,
                "level": one.told.level,
                "network": one.told.network,
                "modes": list(one.told.modes),
                "named": one.told.named,
                "until": one.told.until.isoformat(),
            }
            for one in skills
        ],
        "helping_hands": [
            {
                "subject": one.subject,
                "side": one.side,
                "asked": one.asked_on.isoformat(),
                "state": one.state,
                "words": [{"side": said.side, "words": said.text} for said in one.words],
            }
            for one in hands
        ],
    }


def typed_beside(*names: str) -> Parameters:
    """What was typed in a form in fields of one line; « mots », which has lines, is read by itself."""
    fields = MultiDict((name, value) for name, value in request.form.items(multi=True) if name != "mots")
    return Parameters(fields, names)
