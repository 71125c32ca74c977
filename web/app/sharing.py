# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page says of itself to search engines and to sites where it is shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

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


def whole_page(endpoint: str, **values: Any) -> str:
    """The lasting whole address of a page: in the language that the address asks, without its other parameters."""
    asked = request.args.get("lang")
    values["lang"] = asked if asked in LANGUAGES else None
    return whole(url_for(endpoint, **values))
