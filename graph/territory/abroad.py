# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that are known to be outside France: countries, and towns of other countries that people of France may type."""

from __future__ import annotations

from functools import cache

from graph.settings import ROOT
from graph.territory.names import NameQuery, loosen, strict

FILE = ROOT / "data" / "territories" / "abroad.txt"


@cache
def names() -> frozenset[str]:
    """The names as they are compared."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    return frozenset(loosen(strict(line)) for line in lines if line and not line.startswith("#"))


def is_abroad(query: NameQuery) -> bool:
    """Whether the whole text is such a name: « Liège », « 1000 Bruxelles »; a code of France tells otherwise."""
    return not query.codes and _words(query) in names()


def ends_abroad(query: NameQuery) -> bool:
    """Whether the text ends with such a name: « Bruxelles, Belgique »."""
    words = _words(query).split()
    return any(" ".join(words[start:]) in names() for start in range(len(words)))


def _words(query: NameQuery) -> str:
    return " ".join(word for word in query.words if not word.isdecimal())
