# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stays in French on an English page, marked so that a screen reader says it in French."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import Flask, current_app
from markupsafe import Markup, escape
from pyoxigraph import Literal

from graph.rdf.dataset import spoken as language_of
from graph.text.sentences import first_sentence
from web.app.ecosystem import current_ecosystem
from web.app.language import language
from web.app.recent import recent

FRENCH = Markup(' lang="fr"')
# Where a line is made of several texts, and where one of several sentences ends.
BETWEEN, AFTER_NAME, END = " · ", ": ", re.compile(r"[.?!…»](?= )")


def register(app: Flask) -> None:
    """Gives templates `foreign()` and `spoken()`."""
    app.jinja_env.globals.update(foreign=foreign, spoken=spoken)


def foreign(text: object) -> Markup:
    """The `lang` attribute of an element that holds this text of the facts; nothing on a French page."""
    return FRENCH if language() != "fr" and _is_foreign(str(text), _known()) else Markup("")


def spoken(line: object) -> Markup:
    """A line of facts, each of its texts that is in French alone marked; as it is on a French page."""
    if language() == "fr":
        return escape(line)
    known = _known()
    return Markup(" · ").join(_marked(part, known) for part in str(line).split(BETWEEN))


def _marked(text: str, known: Collection[str]) -> Markup:
    """A text, or what is said of a name, in its language."""
    if _is_foreign(text, known):
        return Markup('<span lang="fr">{}</span>').format(text)
    name, colon, said = text.partition(AFTER_NAME)
    if colon and _is_foreign(said, known):
        return Markup('{}<span lang="fr">{}</span>').format(name + colon, said)
    return escape(text)


def _is_foreign(text: str, known: Collection[str]) -> bool:
    """Whether it is one of these texts, or several one after the other."""
    if text in known:
        return True
    ends = (found.end() for found in END.finditer(text))
    return any(text[:end] in known and _is_foreign(text[end + 1 :], known) for end in ends)


def _known() -> frozenset[str]:
    return recent(current_app, "french texts").get(current_ecosystem().repository.number, _french_only)


def _french_only() -> frozenset[str]:
    """The texts that the public facts give in French and in no other language, and their first sentences."""
    said: dict[str, set[str]] = {}
    for fact in current_ecosystem().repository.public.facts():
        if isinstance(fact.o, Literal):
            said.setdefault(fact.o.value, set()).add(language_of(fact.o))
    alone = [text for text, languages in said.items() if languages == {"fr"}]
    return frozenset((*alone, *map(first_sentence, alone)))
