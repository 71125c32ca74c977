# SPDX-License-Identifier: AGPL-3.0-or-later
"""The language of a page: French first, English where the reader asks for it, texts from a gettext catalogue."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from markupsafe import Markup

from graph.text.catalogue import FRENCH, LANGUAGES, basic, plural_form, translated
from graph.text.elision import fitted, has_junctions
from graph.text.wording import filled
from web.app.files import ENDPOINTS

LANGUAGE = "lang"  # the parameter of every address that asks for one
# What is answered in these is in words, thus in a language.
WORDED = {"text/html", "application/json", "application/problem+json"}


def register(app: Flask) -> None:
    """Gives templates `_()` and `ngettext()`, keeps `?lang=` from page to page, and states the language served."""
    app.jinja_env.globals.update(language=language, _=_text, ngettext=_plural)
    app.url_defaults(_keep_language)
    app.after_request(_say_language)


def language() -> str:
    """One of `LANGUAGES` for this request: `?lang=` first, then Accept-Language, then that of the instance;
    `fr` outside a request."""
    if not has_request_context():
        return "fr"
    found: str | None = g.get("language")
    if found is None:
        asked = basic(request.args.get(LANGUAGE, ""))
        found = g.language = (
            asked if asked in LANGUAGES else str(request.accept_languages.best_match(LANGUAGES, _default()))
        )
    return found


def _default() -> str:
    """The language of the instance, for a reader who asks for none."""
    found: str = current_app.extensions["tisserand"].observatory.language
    return found


def translate(text: str) -> str:
    """The text in the language of the page; French texts are their own keys."""
    return str(_marked(text, language())[0])


def told(text: str, **values: object) -> str:
    """The text in the language of the page, its `{blanks}` filled in."""
    return filled(translate(text), values, language())


def _text(text: str, **values: object) -> Markup:
    """The text for a template, its `{blanks}` filled in; what is filled in is escaped."""
    found, joins = _marked(text, language())
    if not values:
        return found
    fit, given = fitted(found, values) if joins else (found, values)
    return Markup(fit).format(**given)  # noqa: S704 - our own texts


def _plural(one: str, many: str, count: int, **values: object) -> Markup:
    """The text for a template in the form that a count takes; `{num}` is the count, unless it is given in words."""
    lang, given = language(), {"num": count, **values}
    found = plural_form(one, many, count, lang)
    fit, all_given = fitted(found, given) if lang == FRENCH else (found, given)
    return Markup(fit).format(**all_given)  # noqa: S704 - our own texts


@lru_cache(maxsize=4096)
def _marked(text: str, lang: str) -> tuple[Markup, bool]:
    """A text of ours, and whether words before its blanks may be joined to them; looked up once: a page says some
    hundred of them."""
    found = translated(text, lang)
    return Markup(found), lang == FRENCH and has_junctions(found)  # noqa: S704 - our own texts


def plural(one: str, many: str, count: int) -> str:
    """The form for that count: French counts 0 and 1 as singular, English only 1."""
    return plural_form(one, many, count, language())


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint not in ENDPOINTS and has_request_context() and basic(request.args.get(LANGUAGE, "")) == language():
        values.setdefault(LANGUAGE, language())


def _say_language(response: Response) -> Response:
    if response.mimetype in WORDED:
        response.headers.setdefault("Content-Language", language())
        response.vary.add("Accept-Language")
    return response
