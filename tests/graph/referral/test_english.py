# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral in English: every sentence has two languages, and no French one is left in an English answer."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from graph import errors
from graph.entity import Reader
from graph.errors import TisserandError
from graph.readings.referral.document import referral_document, why_not_document
from graph.referral.answer import Referral
from graph.referral.criteria.tool import NOR
from graph.settings import ROOT
from graph.territory import types as territory_types
from graph.text.catalogue import catalogue
from graph.text.wording import Month, Neither, Phrase, Plain, Plural, Quoted, day_text
from tests.graph.referral.test_criteria import DATES, GMAIL
from tests.graph.referral.test_scenarios import ALL, asked
from tests.graph.referral.worlds import FRENCH_WORDS, Nameless, told, world
from tests.instances import ID, model
from tests.scenarios.judge import Scenario

CODE = [path for folder in ("graph", "exports", "web") for path in sorted(ROOT.glob(f"{folder}/**/*.py"))]
ERRORS = {
    name
    for module in (errors, territory_types)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, TisserandError)
}
# Read by who keeps the instance: at start, or at the command line, which speaks French.
FOR_MAINTAINERS = {"ModelError", "SettingsError", "StorageError", "DataError", "TooLarge", "Conflict", "BrokenJournal"}
AT_THE_COMMAND_LINE = {
    "graph/backup/rotation.py",
    "graph/entry/gate.py",
    "graph/erasure/wanted.py",
    "graph/rescue.py",
    "graph/storage/journal.py",
    "graph/storage/loading/formats.py",
    "graph/storage/loading/safety.py",
    "graph/storage/repository.py",
    "web/cli/_french.py",
    "web/cli/_saved.py",
    "web/cli/backup.py",
    "web/cli/erase.py",
    "web/cli/export.py",
}
BLANKS = re.compile(r"\{\w+\}")
QUOTED = re.compile("“[^”]*”")


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Every call of one of these names, with the file it is in."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield path.relative_to(ROOT).as_posix(), node


def test_every_phrase_is_in_both_languages_with_the_same_blanks() -> None:
    found = [(where, call) for where, call in calls({"Phrase", "Label", "Plural"})]
    assert len(found) > 250
    for where, call in found:
        texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
        assert len(texts) == len(call.args), f"{where}, line {call.lineno}: a text as it is"
        french = str(texts[0])
        forms = catalogue("en").texts.get(french)
        assert forms, f"{where}, line {call.lineno}: « {french} » is not in the catalogue of English"
        assert len(forms) == len(texts), french
        for english in forms:
            assert set(BLANKS.findall(french)) == set(BLANKS.findall(english)), french
            # What is quoted is the name of a parameter.
            words = QUOTED.sub("Name", BLANKS.sub("Name", english)).replace("département", "area")
            assert call.func.id == "Label" or not FRENCH_WORDS.search(words), english  # type: ignore[attr-defined]


def test_every_error_that_a_visitor_may_read_is_in_both_languages() -> None:
    left = [
        f"{where}, line {call.lineno}"
        for where, call in calls(ERRORS - FOR_MAINTAINERS)
        if where not in AT_THE_COMMAND_LINE
        if call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
    ]
    assert not left, "say it with a Phrase in graph/, with translate() in web/"


def sentences(referral: Referral, lang: str) -> list[str]:
    """All that an answer says, without the names of things."""
    speaker = Nameless(lang)
    return [
        *told(referral.missing, speaker),
        *(
            text
            for result in referral.results
            for reason in result.reasons
            for text in (reason.criterion.label(lang), *(text for text, _ in reason.sentences(speaker)))
        ),
        *(edge.text(speaker) for result in referral.results for edge in result.path),
    ]


@pytest.mark.parametrize(
    "scenario",
    [item for item in ALL if "error" not in item.expected],
    ids=[f"{item.world}: {item.name}" for item in ALL if "error" not in item.expected],
)
def test_no_french_in_an_english_answer(scenario: Scenario) -> None:
    referral = world(scenario.world).ask(**asked(scenario))
    french, english = sentences(referral, "fr"), sentences(referral, "en")
    assert len(french) == len(english)
    typed = [words.query for words in referral.situation.unresolved]
    for text in english:
        assert text
        assert not FRENCH_WORDS.search(_without(text, typed)), text


def _without(text: str, typed: list[str]) -> str:
    """The text without the words that a person typed."""
    for words in typed:
        text = text.replace(words, "Label")
    return text


@pytest.mark.parametrize(
    "scenario",
    [item for item in ALL if "error" in item.expected],
    ids=[item.name for item in ALL if "error" in item.expected],
)
def test_a_refusal_in_english(scenario: Scenario) -> None:
    with pytest.raises(TisserandError) as caught:
        world(scenario.world).ask(**asked(scenario))
    assert caught.value.told("fr") == caught.value.message
    assert re.search(r"is the name of several places|Did you mean", caught.value.told("en"))


def test_the_document_in_english() -> None:
    town = world("town")
    needs = ("file-sharing", "backup")
    referral = town.ask(commune="Chinon", needs=needs, mode="remote", free=True)
    document = json.loads(json.dumps(referral_document(referral, Reader(town.dataset, model(), "en"))))
    assert [need["label"] for need in document["situation"]["needs"]] == ["Share files", "Back up data"]
    assert document["situation"]["mode"]["label"] == "Remotely"
    first = document["results"][0]
    texts = [reason["text"] for reason in first["reasons"]]
    assert "Meets “Share files” exactly." in texts
    assert "Free of charge, as asked." in texts
    assert first["path"][0]["text"] == "“Take your files back” meets the need “Share files”"
    details = {detail["label"]: detail["values"] for detail in first["details"]}
    assert details["cost"] == ["Free of charge"]
    assert details["next dates"] == ["22 June 2021"]
    assert "Chinon: nobody is known for “Back up data”." in document["missing"]
    assert document["gaps"][0]["label"] == "Back up data"


def test_why_not_in_english() -> None:
    town = world("town")
    situation = town.situation(commune="Chinon", needs=("file-sharing",), free=True)
    why = town.engine.why_not(situation, ID + "organisation/cooperative")
    document = why_not_document(why, Reader(town.dataset, model(), "en"))
    assert document["summary"] == "Example Cooperative is kept out: here is why."
    reasons = [reason["text"] for offer in document["offers"] for reason in offer["reasons"]]
    assert "Paid: you asked for free of charge." in reasons


@pytest.mark.parametrize(
    ("said", "french", "english"),
    [
        (Month(2021 * 12 + 1), "février 2021", "February 2021"),
        (Plural("{count} an", "{count} ans")(0), "0 an", "0 years"),
        (Plural("{count} an", "{count} ans")(1), "1 an", "1 year"),
        (Neither((GMAIL, DATES), NOR), "ni sur GrosMail, ni sur Dates", "GrosMail or Dates"),
        (Phrase("le {day}")(day=date(2021, 5, 1)), "le 1er mai 2021", "on 1 May 2021"),
        (
            Quoted(world("town").situation(needs=("email",)).needs),
            "« Avoir une adresse et des courriels »",
            "“Avoir une adresse et des courriels”",
        ),
    ],
    ids=["a month", "none", "one", "neither", "a day", "a name"],
)
def test_values_are_worded_in_both_languages(said: Any, french: str, english: str) -> None:
    assert (said.text(), said.text(Plain("en"))) == (french, english)


def test_the_first_day_of_a_month_is_french_only_in_french() -> None:
    assert [day_text(date(2021, 1, 1), lang) for lang in ("fr", "en")] == ["1er janvier 2021", "1 January 2021"]
