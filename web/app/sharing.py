# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page says of itself to search engines and to sites where it is shared."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, url_for

from graph.text.catalogue import LANGUAGES, catalogue
from graph.text.sentences import first_sentence
from web.app.addresses import whole
from web.app.language import language

LONGEST = 160  # characters that search engines show


@dataclass(frozen=True)
class Sharing:
    """Title, one plain sentence, the page's whole address, and the address of a picture here ("" without one)."""

    title: str
    sentence: str
    address: str
    picture: str = ""
    kind: str = "website"

    @property
    def description(self) -> str:
        """The sentence, cut where it would not be shown."""
        return first_sentence(self.sentence, LONGEST) if len(self.sentence) > LONGEST else self.sentence

    @property
    def whole_picture(self) -> str:
        """The picture for those who are elsewhere."""
        return whole(self.picture)

    @property
    def locale(self) -> str:
        """The language as Open Graph names it."""
        known = catalogue(language()).locale
        return known if "_" in known else f"{known}_{known.upper()}"

    def in_language(self, lang: str) -> str:
        """The same page in a language."""
        bare = self.address.partition("?")[0]
        return f"{bare}?lang={lang}"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the interface."""
        return tuple(LANGUAGES)


# Where an address is for one person only, or for nobody: it is not told as the one to keep.
OWN = ("entry", "slip", "professionals", "corrections")


def canonical() -> str:
    """The whole address under which the page of this request is to be known: what it reads, sorted, and nothing empty.

    "" where there is no page of people, or one that is not to be shared.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(view, "reads") or request.blueprint in OWN or request.method != "GET":
        return ""
    asked = sorted(((name, value) for name, value in request.args.items(multi=True) if value), key=itemgetter(0))
    path = url_for(request.endpoint or "", **(request.view_args or {}), lang=None)
    return whole(f"{path.partition('?')[0]}?{urlencode(asked)}" if asked else path)


def whole_page(endpoint: str, **values: Any) -> str:
    """The lasting whole address of a page: in the language that the address asks, without its other parameters."""
    asked = request.args.get("lang")
    values["lang"] = asked if asked in LANGUAGES else None
    return whole(url_for(endpoint, **values))
