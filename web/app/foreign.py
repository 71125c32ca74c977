# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stays in French on an English page, marked so that a screen reader says it in French."""

from __future__ import annotations

from flask import Flask, current_app
from markupsafe import Markup
from pyoxigraph import Literal

from graph.rdf.dataset import spoken
from web.app.ecosystem import current_ecosystem
from web.app.language import language
from web.app.recent import recent

FRENCH = Markup(' lang="fr"')


def register(app: Flask) -> None:
    """Gives templates `foreign()`."""
    app.jinja_env.globals["foreign"] = foreign


def foreign(text: object) -> Markup:
    """The `lang` attribute of an element that holds this text of the facts; nothing on a French page."""
    if language() == "fr":
        return Markup("")
    number = current_ecosystem().repository.number
    known = recent(current_app, "french texts").get(number, _french_only)
    return FRENCH if str(text) in known else Markup("")


def _french_only() -> frozenset[str]:
    """The texts that the public facts give in French and in no other language."""
    said: dict[str, set[str]] = {}
    for fact in current_ecosystem().repository.public.facts():
        if isinstance(fact.o, Literal):
            said.setdefault(fact.o.value, set()).add(spoken(fact.o))
    return frozenset(text for text, languages in said.items() if languages == {"fr"})
