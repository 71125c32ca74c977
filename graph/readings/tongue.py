# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which language a text seems to be, where it is none that is read here, or another than that of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.namespaces import local_name
from graph.readings.referral.offered import great_subjects
from graph.referral.tongues import tongues
from graph.text.catalogue import LANGUAGES

if TYPE_CHECKING:
    from graph.entity import Reader


@dataclass(frozen=True)
class Tongue:
    """The language of a text (`other` where only its letters are known); `read`: it is one that is read here.

    `words` are what may be chosen instead: the slug of each great subject, in each language that is read.
    """

    code: str
    read: bool
    words: tuple[tuple[str, tuple[str, ...]], ...]


def tongue(reader: Reader, text: str) -> Tongue | None:
    """The language of a text that is not that of the page; None where it is, or nobody can tell."""
    code = tongues(reader.model).of(text)
    if not code or code == reader.lang:
        return None
    if code in LANGUAGES:
        return Tongue(code, read=True, words=())
    choices = reader.model.choices
    subjects = (choices[f"{reader.model.scheme('need').iri}/{slug}"] for slug, _ in great_subjects(reader))
    words = tuple((local_name(need.iri), tuple(need.label(lang) for lang in LANGUAGES)) for need in subjects)
    return Tongue(code, read=False, words=words)
