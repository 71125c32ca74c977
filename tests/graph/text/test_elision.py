# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences with blanks as they are spoken: elided and contracted by what a name sounds like, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from graph.namespaces import SKOS
from graph.settings import ROOT
from graph.text.catalogue import FOLDER
from graph.text.elision import begins_with_a_vowel
from graph.text.sentences import ended, inner
from graph.text.wording import Phrase, Plain, filled
from tests.conftest import dataset_of, shared_territories
from tests.french import spoken_faults

NAMES = [
    ("Excel", True), ("iCloud", True), ("uMap", True), ("Événement Facebook", True), ("e-monsite", True),
    ("EPN de Tours", True), ("ARN", True), ("Yvelines", True), ("Huismes", True), ("Indre-et-Loire", True),
    ("Gmail", False), ("YesWiki", False), ("Hub-Lo", False), ("Haute-Savoie", False), ("Honfleur", False),
    ("Onzain", False), ("PTCA", False), ("CHATONS", False), ("Zaclys", False), ("8 mai", False), ("", False),
    ("<a href='x'>Outlook</a>", True),
]  # fmt: skip
FILLED = [
    ("Autour de {x}", "Excel", "Autour d’Excel"),
    ("De {x}", "Alsace", "D’Alsace"),
    ("qui ne contient que {x}", "Indre-et-Loire", "qui ne contient qu’Indre-et-Loire"),
    ("une association de {x}", "Le Louroux", "une association du Louroux"),
    ("une association de {x}", "Les Hermites", "une association des Hermites"),
    ("une association de {x}", "L’Île-Bouchard", "une association de L’Île-Bouchard"),
    ("une association de {x}", "La Riche", "une association de La Riche"),
    ("à {x} ; {x}", "Le Mans", "au Mans ; Le Mans"),
    ("« de {x} »", "Gmail", "« de Gmail »"),
    ("vient de « {x} »", "Excel", "vient de « Excel »"),
]
# What stands in the blanks of the sentences of the product that do not hold a name.
COUNTS = {
    "n", "count", "num", "total", "most", "low", "high", "number", "km", "rank", "first", "last", "hours", "minutes",
    "year", "code", "age", "version",
}  # fmt: skip
DAYS = {"day", "since", "date", "month", "period", "start", "end", "hour"}
BLANK = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize(("name", "vowel"), NAMES, ids=[name for name, _ in NAMES])
def test_a_name_is_heard(name: str, vowel: bool) -> None:
    assert begins_with_a_vowel(name) is vowel


@pytest.mark.parametrize(("template", "name", "said"), FILLED, ids=[said for _, _, said in FILLED])
def test_words_before_a_blank_are_joined_to_it(template: str, name: str, said: str) -> None:
    assert filled(template, {"x": name}, "fr") == said
    assert Phrase(template)(x=name).text() == said
    assert filled(template, {"x": name}, "en") == template.replace("{x}", name), "other languages are left alone"


def test_a_text_is_ended_once() -> None:
    said = ["", "Oui.", "Qui ?", "« Oui. »", "Et…", "Non"]
    assert [ended(text) for text in said] == ["", "Oui.", "Qui ?", "« Oui. »", "Et…", "Non."]


def test_a_name_within_a_sentence_keeps_its_own_capitals() -> None:
    assert [inner(text) for text in ("À distance", "EPN", "Chez Labomedia", "")] == [
        "à distance", "EPN", "chez Labomedia", "",
    ]  # fmt: skip


def sentences() -> Iterator[tuple[str, str]]:
    """Each French sentence of the product that names something, with the blank where the name stands."""
    with (FOLDER / "en.po").open("rb") as file:
        messages = [message.id for message in read_po(file) if message.id]
    for text in (one for message in messages for one in (message if isinstance(message, tuple) else (message,))):
        for blank in dict.fromkeys(BLANK.findall(text)):
            if blank not in COUNTS | DAYS:
                yield text, blank


def names() -> list[str]:
    """The French names of all that the shipped facts tell of, and of the places they are about."""
    facts = dataset_of(*sorted((ROOT / "data").rglob("*.ttl")))
    found = {fact.o.value for fact in facts.facts(p=SKOS.prefLabel) if getattr(fact.o, "language", "") == "fr"}
    places = shared_territories()
    return sorted(
        found | {place.name for place in places.all("commune") if place.name.startswith(("Le", "L’", "A", "H"))}
    )


def unsaid(texts: list[tuple[str, str]], names: list[str]) -> list[str]:
    """What is wrong in a sentence that names one of these, without what is wrong in the name itself."""
    known = {name: len(spoken_faults(name)) for name in names}
    found = []
    for text, blank in texts:
        others = dict.fromkeys(BLANK.findall(text), "§")
        for name in names:
            said = filled(text, {**others, blank: name}, "fr")
            wrong = spoken_faults(said)
            if len(wrong) > known[name] * text.count(f"{{{blank}}}"):
                found.append(f"{said} ({wrong[0]})")
    return found


def joined(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those in which a name comes after a word that it may change."""
    return [(text, blank) for text, blank in texts if re.search(rf"\b(?:\w{{1,2}}|que|jusque) \{{{blank}\}}", text)]


def test_sentences_name_a_few_of_each_sound() -> None:
    few = [name for name, _ in NAMES[:-2]] + ["Le Mouvement associatif", "Les Hermites", "L’Autre Brique", "La FUN"]
    assert unsaid(list(sentences()), few) == []


@pytest.mark.slow
def test_sentences_name_everything() -> None:
    assert unsaid(joined(sentences()), names()) == []


@pytest.mark.parametrize("count", [0, 1, 2, 21])
def test_counts_agree(count: int) -> None:
    with (FOLDER / "en.po").open("rb") as file:
        plurals = [message.id for message in read_po(file) if isinstance(message.id, tuple)]
    assert plurals
    for one, many in plurals:
        said = (many if count > 1 else one).replace("{num}", str(count)).replace("{count}", str(count))
        said = BLANK.sub("§", said.replace("{n}", str(count)))
        assert spoken_faults(said) == [], said


def test_a_plain_speaker_leaves_names_as_they_are() -> None:
    assert Phrase("de {x}")(x="Excel").text(Plain("en")) == "de Excel"
