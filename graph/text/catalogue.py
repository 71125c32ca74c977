# SPDX-License-Identifier: AGPL-3.0-or-later
"""The texts of the product in other languages: one file a language in `translations/`, the French text is the key."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent / "translations"
FRENCH = "fr"
LANGUAGES = (FRENCH, *sorted(path.stem for path in FOLDER.glob("*.po")))
"""What can be asked for, French first."""


class Catalogue(NamedTuple):
    """A language: its locale, by which days and lists are written; texts by French key; which form a count takes."""

    locale: str
    texts: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of one of `LANGUAGES`; a text without translation is left out, so that French shows."""
    if lang == FRENCH:
        return Catalogue(FRENCH, {}, lambda count: int(abs(count) > 1))
    with (FOLDER / f"{lang}.po").open("rb") as file:
        read = read_po(file)
    texts = {_key(message.id): _forms(message.string) for message in read if message.id}
    return Catalogue(
        str(read.locale_identifier or lang),
        {key: forms for key, forms in texts.items() if all(forms)},
        gettext.c2py(read.plural_expr),
    )


@lru_cache(maxsize=1024)
def basic(tag: str) -> str:
    """The language of a tag without region, script nor case: `en` for `en-GB`, `fr` for ` FR_ca`."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def translated(text: str, lang: str) -> str:
    """The text in a language, in French where it has no translation."""
    return text if lang == FRENCH else catalogue(lang).texts.get(text, (text,))[0]


def plural_form(one: str, many: str, count: int, lang: str) -> str:
    """The form of a text that a count takes in a language: French counts 0 and 1 as singular, English only 1."""
    known = catalogue(lang)
    forms = known.texts.get(one, (one, many))
    return forms[min(known.form(abs(count)), len(forms) - 1)]


def _key(found: Any) -> str:
    return str(found[0]) if isinstance(found, tuple) else str(found)


def _forms(found: Any) -> tuple[str, ...]:
    return tuple(found) if isinstance(found, tuple) else (str(found),)
