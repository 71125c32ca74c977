# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that people are not made to read: jargon of the house, masculine nouns for people, double forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from graph.model import Model
from graph.model.ontology import EXAMPLES
from graph.settings import ROOT
from graph.text.catalogue import FOLDER

# People are named by words that are the same for everybody (« collègue », « responsable », « équipe », « personne ») ;
# « professionnels » and « participants » name circles.
PEOPLE = re.compile(
    r"\b(?:celles et ceux|ceux et celles|toutes et tous|tous et toutes|conseillers|conseillères|dirigeante?s?"
    r"|utilisat(?:eur|rice)s?|animat(?:eur|rice)s?|accompagnat(?:eur|rice)s?|format(?:eur|rice)s?|médiat(?:eur|rice)s?"
    r"|visit(?:eur|euse)s?|salariés|(?:un|le|du|ce) collègue|votre conseiller|bloqué|une? ou une?)\b"
    r"|\w\((?:e|s|ne|trice)\)|\w·e",
    re.IGNORECASE,
)
HOUSE = re.compile(
    r"\bpoints? d’entrée|\brepli\b|\bune suite\b|\bsuites (?:viennent|d’une)|\btémoin|\binstances?\b|\bgraphes?\b"
    r"|\btendre vers\b|\bse donne à faire|\bd’usage\b|\bvérifiée?s? en\b",
    re.IGNORECASE,
)
FRENCH = re.compile(r'(?<!altLabel )"((?:[^"\\\n]|\\.)*)"@fr')
UNSEEN = re.compile(r"skos:(?:altLabel|hiddenLabel)[^;.]*?(?:[;.]\s*$)", re.DOTALL | re.MULTILINE)
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))


def catalogue_texts() -> Iterator[str]:
    """The French texts of the product."""
    with (FOLDER / "en.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield from message.id if isinstance(message.id, tuple) else (message.id,)


def shown_in(path: Path) -> Iterator[str]:
    """The French texts of a Turtle file, without the other names that people type."""
    yield from FRENCH.findall(UNSEEN.sub(";", path.read_text(encoding="utf-8")))


def test_the_product_names_people_alike_and_speaks_plainly() -> None:
    assert [text for text in catalogue_texts() if PEOPLE.search(text) or HOUSE.search(text)] == []


@pytest.mark.parametrize("folder", ["ontology", "data"])
def test_facts_name_people_alike(folder: str) -> None:
    # What people say in their own words stays as they say it.
    paths = [path for path in (ROOT / folder).rglob("*.ttl") if path.parent.name != EXAMPLES]
    found = {text for path in paths for text in shown_in(path) if PEOPLE.search(text)}
    assert found == set()


@pytest.mark.parametrize("guide", GUIDES, ids=[path.stem for path in GUIDES])
def test_guides_name_people_alike_and_speak_plainly(guide: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", guide.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [line for line in text.splitlines() if PEOPLE.search(line) or HOUSE.search(line)] == []


def test_needs_are_said_of_anybody(model: Model) -> None:
    """After « Elle cherche à » a participle would have to agree."""
    agreeing = re.compile(r"Être \w+(?:é|i|u|is|it|ert)s?\b")
    assert [choice.label("fr") for choice in model.scheme("need").choices if agreeing.match(choice.label("fr"))] == []
