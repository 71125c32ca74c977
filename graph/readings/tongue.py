# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which language a text seems to be, where it is none that is read here, or another than that of the page."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.namespaces import local_name
from graph.readings.referral.offered import great_subjects
from graph.referral.question_words import words_of
from graph.text.catalogue import LANGUAGES

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.model import Scheme

SCHEME = "tongue"
LEAST = 2
"""Little words of a language from which a text is in it, when it has fewer of any other."""
OTHER_SCRIPT = "other"
LATIN = "LATIN"
MOST_LETTERS = 2_000


@dataclass(frozen=True)
class Tongue:
    """The language of a text (OTHER_SCRIPT where only its letters are known); `read`: it is one that is read here.

    `words` are what may be chosen instead: the slug of each great subject, in each language that is read.
    """

    code: str
    read: bool
    words: tuple[tuple[str, tuple[str, ...]], ...]


def tongue(reader: Reader, text: str) -> Tongue | None:
    """The language of a text that is not that of the page; None where it is, or nobody can tell."""
    scheme = next((scheme for scheme in reader.model.schemes if scheme.slug == SCHEME), None)
    code = _language(scheme, text[:MOST_LETTERS]) if scheme else ""
    if not code or code == reader.lang:
        return None
    if code in LANGUAGES:
        return Tongue(code, read=True, words=())
    choices = reader.model.choices
    subjects = (choices[f"{reader.model.scheme('need').iri}/{slug}"] for slug, _ in great_subjects(reader))
    words = tuple((local_name(need.iri), tuple(need.label(lang) for lang in LANGUAGES)) for need in subjects)
    return Tongue(code, read=False, words=words)


def _language(scheme: Scheme, text: str) -> str:
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return ""
    if sum(not unicodedata.name(letter, "").startswith(LATIN) for letter in letters) * 2 > len(letters):
        return OTHER_SCRIPT
    said = {word.folded for word in words_of(text)}
    counts = {code: len(said & little) for code, little in _little_words(scheme).items()}
    best, most = max(counts.items(), key=lambda item: item[1])
    alone = all(count < most for code, count in counts.items() if code != best)
    return best if most >= LEAST and alone else ""


@lru_cache(maxsize=4)
def _little_words(scheme: Scheme) -> dict[str, frozenset[str]]:
    return {choice.slug: frozenset(" ".join(choice.examples).split()) for choice in scheme.choices}
