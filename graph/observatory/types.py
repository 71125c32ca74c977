# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one object that says what an instance is about, to every page, export and command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.model import Texts


@dataclass(frozen=True)
class Observatory:
    """A territory as an instance shows it; texts are in French, and in the other languages they are written in.

    `area` and `examples` are keys of territories (`departement-37`); no area is the whole country. `contact` and
    `legal` are empty where nobody gave them. `slug` begins the names of files; `licence` is an IRI. `keywords` are
    language and word.
    """

    folder: Path
    name: Texts
    with_article: Texts
    after_of: Texts
    after_in: Texts
    area: tuple[str, ...]
    examples: tuple[str, ...]
    publisher: str
    contact: str
    legal: Texts
    language: str
    slug: str
    licence: str
    sentence: Texts
    title: Texts
    description: Texts
    keywords: tuple[tuple[str, str], ...]
