# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a request tells of the words people use: those that nothing was made of, and what was chosen for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for

from graph.synonyms.accepted import THINGS, meant
from web.app.pages import ecosystem
from web.site.moderation.counts import hear
from web.site.referral.gaps import is_a_person
from web.site.referral.names import MANY, NAMES

if TYPE_CHECKING:
    from graph.readings.referral.understanding import RequestReading

CHOICE, WORDS = "choisi", "mots"
KINDS = {"besoin": ("need",), "outil": THINGS, "public": ("audience",)}
"""What may be chosen in a field."""


def record_words(asked: RequestReading) -> None:
    """Counts the texts that nothing was understood of; to be called by what shows a referral, within its request."""
    if is_a_person():
        for _, words in asked.words:
            hear(words, "")


def record_choice(words: str, field: str, slug: str) -> None:
    """Counts what somebody chose among proposals for words; what is no such choice counts for nothing."""
    here = ecosystem()
    paths = (f"{kind}/{slug}" for kind in KINDS[field])
    path = next((path for path in paths if meant(path, here.model, here.repository.public)), "")
    if path and is_a_person():
        hear(words, path)


def chosen_value(field: str, slug: str) -> str:
    """How a form says that something was chosen: `besoin/website`."""
    return f"{field}/{slug}"


def read_choice(text: str) -> tuple[str, str]:
    """The field and the slug of such a value; empty where it is none."""
    field, _, slug = text.partition("/")
    return (field, slug) if field in KINDS and slug else ("", "")


def after_choice(field: str, slug: str) -> str:
    """The address of the request with what was chosen, and no longer the words of the choice."""
    args: dict[str, Any] = {name: request.args.getlist(name) for name in (*NAMES, "lang")}
    if field in MANY:
        args[field] = list(dict.fromkeys([*args[field], slug]))
    return url_for("referral.show", **{name: values for name, values in args.items() if any(values)})
