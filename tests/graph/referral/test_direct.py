# SPDX-License-Identifier: AGPL-3.0-or-later
"""A direct answer answers: whatever is asked, none of them says that it does not deal with it."""

from __future__ import annotations

from itertools import product

import pytest

from graph.errors import InvalidInput
from graph.readings.referral.document import referral_document
from graph.referral.answer import Referral
from tests.graph.referral.test_scenarios import ALL, asked
from tests.graph.referral.worlds import names, world

NEEDS = ((), ("file-sharing",), ("email",), ("website",), ("file-sharing", "email"), ("backup", "video-meeting"))
TOOLS = {
    "town": ((), ("grosmail",), ("vite-date", "nuage-libre")),
    "touraine": ((), ("gmail",), ("framasite",), ("doodle", "google-drive")),
}
PLACES = ("", "37072", "37261", "37132", "45234")


def unmet(referral: Referral) -> list[str]:
    """The direct answers of which something says that they do not meet a need."""
    return [
        f"{result.rank} {text}"
        for result in referral.of_kind("direct")
        for reason in result.reasons
        for text, state in reason.sentences()
        if text.startswith("Ne traite") or (reason.criterion.slug == "need" and state == "unmet")
    ]


@pytest.mark.parametrize("name", TOOLS)
def test_no_direct_answer_says_that_it_does_not_meet_what_is_asked(name: str) -> None:
    here = world(name)
    for needs, tools, place, day in product(NEEDS, TOOLS[name], PLACES, ("2020-12-01", "2026-01-01")):
        if needs or tools:
            referral = here.ask(needs=needs, tools=tools, commune=place, date=day)
            assert unmet(referral) == [], (needs, tools, place, day)
            for result in referral.of_kind("direct"):
                met = [steps for steps in result.candidate.match.needs if steps is not None]
                assert met or not needs


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: f"{scenario.world}: {scenario.name}")
def test_nor_in_any_scenario(scenario: object) -> None:
    try:
        referral = world(scenario.world).ask(**asked(scenario))  # type: ignore[attr-defined]
    except InvalidInput:
        return
    assert unmet(referral) == []


def test_who_helps_with_the_tool_only_is_said_to_be_beside_what_is_asked() -> None:
    referral = world("touraine").ask(commune="37072", needs=("email",), tools=("gmail",))
    beside = [result for result in referral.results if result.beside]
    assert beside
    assert not any(result.beside for result in referral.of_kind("direct"))
    assert {result.kind for result in beside} == {"indirect"}
    for result in beside:
        said = [text for reason in result.reasons for text, _ in reason.sentences()]
        assert "Ne traite pas « Avoir une adresse et des courriels »." in said
        assert any("aide pour l’outil cité, pas pour ce qui est demandé" in text for text in said)
    document = referral_document(referral)["results"]
    assert [item["beside"] for item in document] == [result.beside for result in referral.results]


def test_who_answers_to_a_part_of_a_request_says_so_without_a_no() -> None:
    referral = world("town").ask(commune="Chinon", needs=("file-sharing", "backup"))
    first = referral.results[0]
    assert (first.kind, first.beside) == ("direct", False)
    said = [text for reason in first.reasons for text, _ in reason.sentences()]
    assert "Pour « Sauvegarder ses données », il faudra voir ailleurs." in said


def test_a_tool_alone_is_answered_directly() -> None:
    referral = world("touraine").ask(commune="37072", tools=("gmail",))
    assert [name for name in names(referral.results) if name.startswith("direct")]
    assert not any(result.beside for result in referral.results)
