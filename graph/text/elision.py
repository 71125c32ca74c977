# SPDX-License-Identifier: AGPL-3.0-or-later
"""What French joins when it is spoken: `d’Excel`, `qu’iCloud`, `du Relais`, `aux Amis`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# An h, and a y before a consonant, are not heard.
_HEARD = frozenset("aàâäeéèêëiîïoôöuùûüœæhy")
# Words that begin as with a consonant, though they are written with an h or a vowel.
_ASPIRATED = re.compile(
    "(?:hac|hag|haï|hai[en]|hal[lot]|hamac|hame|hamst|hanch|hand|hang|hann|hant|happ|harang|harc|hard|hare|haric|harn|harp|hasard"
    "|hât|hauss|haut|havr|hell?o|hériss|hern|héro[sn]|hers|hêtr|heurt|hib|hic|hiérarch|hip|hiss|hobb|hoch|hock|hold|holl"
    "|homard|honf|hongr|hont|hoquet|hors|hot|houbl|hou[eilps]|hub|huch|hue|huguenot|huit|hul|hupp|hurl|hutt|onz|oui\\b|ouat"
    "|uhlan|ulul|un\\b(?! )|y[aeiou])"
)
# The letters whose names begin with a vowel; a name of consonants alone is spelt out.
_SPELT = re.compile(r"[AEFHILMNORSX][B-DF-HJ-NP-TV-Z]{1,5}\b")
_BEFORE = re.compile(r"\b(?P<word>[dD]e|[qQ]ue|[jJ]usque|[àÀ]) \{(?P<blank>\w+)\}")
_ARTICLE = re.compile(r"(Les?) (?=\w)")
_CONTRACTED = {("de", "Le"): "du", ("de", "Les"): "des", ("à", "Le"): "au", ("à", "Les"): "aux"}
_TAG = re.compile(r"<[^>]*>")


@lru_cache(maxsize=4096)
def begins_with_a_vowel(name: str) -> bool:
    """Whether a name is heard as beginning with a vowel, so that the word before it is elided."""
    bare = _TAG.sub("", name).lstrip()
    if _SPELT.match(bare):
        return True
    lower = bare.lower()
    return lower[:1] in _HEARD and not _ASPIRATED.match(lower)


def fitted(template: str, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """A French template and its values, the words before its blanks elided or contracted as the values ask."""
    if not has_junctions(template):
        return template, values
    shorter: dict[str, Any] = {}

    def joined(found: re.Match[str]) -> str:
        word, blank = found["word"], found["blank"]
        value = values.get(blank)
        if not isinstance(value, str):
            return found[0]
        article = _ARTICLE.match(value)
        if article and (short := _CONTRACTED.get((word.lower(), article[1]))):
            shorter[f"{blank}_bare"] = value[article.end() :]
            return f"{short.capitalize() if word[0].isupper() else short} {{{blank}_bare}}"
        elided = word not in "àÀ" and begins_with_a_vowel(value)
        return f"{word[:-1]}’{{{blank}}}" if elided else found[0]

    return _BEFORE.sub(joined, template), {**values, **shorter}


@lru_cache(maxsize=2048)
def has_junctions(template: str) -> bool:
    """Whether a French template has a word before a blank that may be elided or contracted."""
    return _BEFORE.search(template) is not None
