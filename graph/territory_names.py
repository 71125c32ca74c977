# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person types for a place, taken apart: words to compare and codes; and what cannot be a name at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.errors import InvalidInput
from graph.folding import fold, has_controls
from graph.territory_types import Territory
from graph.wording import Phrase

MAX_LENGTH = 150
TOO_LONG = Phrase(
    "Ce nom de lieu est trop long : {most} caractères au plus.",
    "This place name is too long: {most} characters at most.",
)
INVISIBLE = Phrase(
    "Ce nom de lieu contient des caractères invisibles : retapez-le sans copier-coller.",
    "This place name contains invisible characters: type it without copy and paste.",
)
NO_PLACE = Phrase(
    "Indiquez une commune : son nom, son code postal ou son code INSEE.",
    "Give a commune: its name, its postal code or its INSEE code.",
)

# « S/ » before folding (the slash would be lost); the rest after, on folded words.
_ON = re.compile(r"\bs/ ?", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex(?: \d{1,2})?\b")
_SHORT_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = ("le", "la", "les", "l", "de", "du", "des", "d", "et", "arrondissement")
_ORDINAL = re.compile(r"(\d)(?:er|e|eme) ")
_GROUPS = {
    " communaute  communes ": " cc ",
    " comcom ": " cc ",
    " communaute  agglomeration ": " ca ",
    " communaute  urbaine ": " cu ",
}
# Words that may stand before a name without being part of it, and the level they tell.
KIND_WORDS = {
    "ville": "commune",
    "commune": "commune",
    "mairie": "commune",
    "departement": "departement",
    "region": "region",
    "agglomeration": "epci",
}
_DEPARTEMENT = re.compile(r"\d\d|2[ab]|9[78]\d")
_LONG_CODE = re.compile(r"\d{5}|2[ab]\d{3}|\d{9}")


def loosen(folded: str) -> str:
    """Folded names, one a line, without articles and with short forms written whole: the keys of the index.

    Plain replacements in the whole text: ten times quicker on 36,000 names than regular expressions.
    """
    text = _lengthen(folded)
    for article in _ARTICLES:
        text = text.replace(f" {article} ", "")
    for long, short in _GROUPS.items():
        text = text.replace(long, short)
    return _single(_ORDINAL.sub(r"\1 ", text))


def strict(text: str) -> str:
    """A name as one compares it first: folded, short forms written whole, articles kept."""
    return _single(_lengthen(fold(_ON.sub("sur ", text))))


def _lengthen(folded: str) -> str:
    """Short forms written whole, and every word between two spaces of its own."""
    text = " " + folded.replace("\n", " \n ").replace(" ", "  ") + " "
    for short, whole in _SHORT_FORMS.items():
        text = text.replace(f" {short} ", f" {whole} ")
    return text


def _single(spaced: str) -> str:
    return "\n".join(line.strip() for line in spaced.replace("  ", " ").split("\n"))


def checked(text: str) -> str:
    """The text if it can be a name; raises InvalidInput saying why not."""
    if len(text) > MAX_LENGTH:
        raise InvalidInput(TOO_LONG(most=MAX_LENGTH), field="commune")
    if has_controls(text.strip()):
        raise InvalidInput(INVISIBLE(), field="commune")
    if not fold(text):
        raise InvalidInput(NO_PLACE(), field="commune")
    return text


@dataclass(frozen=True)
class Query:
    """A text taken apart: its strict form, its loose form, and of the latter the words and the codes (37, 37500 …)."""

    strict: str
    loose: str
    words: tuple[str, ...]
    codes: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Query:
        """The query of a text; a number of two digits is taken for a département only at the end."""
        written = strict(text)
        whole = _CEDEX.sub("", written).strip()
        loose = loosen(whole)
        words = loose.split()
        codes = [word for word in words if _LONG_CODE.fullmatch(word)]
        words = [word for word in words if word not in codes]
        if whole != written:
            # The code of a CEDEX belongs to a mail office, is in no list and may be the INSEE code of another place.
            codes = [code[:3] if code.startswith("97") else code[:2] for code in codes]
        if words and not codes and _DEPARTEMENT.fullmatch(words[-1]):
            codes = [words.pop()]
        return cls(whole, loose, tuple(words), tuple(code.upper() for code in codes))


def alias_shown(place: Territory, loose: str) -> str:
    """The former name by which a place was found, when its own name does not show it."""
    if strict(place.name).startswith(loose) or loosen(strict(place.name)).startswith(loose):
        return ""
    named = (alias for alias in place.aliases if loosen(strict(alias)).startswith(loose))
    alias = next(named, "") if loose else ""
    return f", avec {alias}" if alias else ""
