# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the names of places are said in French: with an article, after « de », after « en » or « dans »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from graph.folders import DATA

if TYPE_CHECKING:
    from graph.territory import Territory

FILE = DATA / "territories" / "spoken-names.tsv"
# What groups of communes are called by, when their name begins with it.
FEMININE = re.compile(r"(?:CC|CA|CU|Métropole|Communauté)\b")
VOWEL = re.compile(r"[aeiouyhéèêàâîôœæ]", re.IGNORECASE)


class SpokenName(NamedTuple):
    """`Loiret`, `le Loiret`, `du Loiret`, `dans le Loiret`."""

    name: str
    with_article: str
    after_of: str
    after_in: str


def spoken(places: Iterable[Territory]) -> SpokenName:
    """The names of some places, in their order, as one name: « le Loiret et le Cher »."""
    return SpokenName(*(_listed(names) for names in zip(*map(_of_place, places), strict=True)))


def _of_place(place: Territory) -> SpokenName:
    name = place.name.replace("'", "’")
    known = _known().get((place.level, place.code))
    if known is not None:
        return SpokenName(name, *known)
    if FEMININE.match(name):
        return SpokenName(name, f"la {name}", f"de la {name}", f"dans la {name}")
    after_of = f"d’{name}" if VOWEL.match(name) else f"de {name}"
    return SpokenName(name, name, after_of, f"sur le territoire {after_of}")


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} et {last}" if first else last


@cache
def _known() -> dict[tuple[str, str], tuple[str, str, str]]:
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines()[1:])
    return {(level, code): (with_article, after_of, after_in) for level, code, with_article, after_of, after_in in rows}
