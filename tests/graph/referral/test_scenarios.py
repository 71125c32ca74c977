# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scenarios of tests/scenarios: what each must answer, and every edge of every path as a fact of the dataset."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from graph.errors import InvalidInput
from graph.referral.answer import Referral
from tests.conftest import TESTS
from tests.graph.referral.worlds import World, names, short, told, world

FOLDER = TESTS / "scenarios"
KEYS = {
    "name",
    "world",
    "ask",
    "first",
    "top",
    "absent",
    "kinds",
    "missing",
    "reason",
    "gaps",
    "unresolved",
    "named",
    "error",
    "advice",
    "closed",
}
PLURAL = {"need": "needs", "tool": "tools", "audience": "audiences"}


def scenarios() -> list[dict[str, Any]]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append({"world": path.stem, **scenario})
    return found


ALL = scenarios()


def asked(scenario: dict[str, Any]) -> dict[str, Any]:
    """The request of a scenario, as the resolver takes it."""
    given = {PLURAL.get(key, key): value for key, value in scenario["ask"].items()}
    return {
        key: tuple(value) if isinstance(value, list) else str(value) if key == "date" else value
        for key, value in given.items()
    }


@pytest.mark.parametrize("scenario", ALL, ids=[f"{item['world']}: {item['name']}" for item in ALL])
def test_scenario(scenario: dict[str, Any]) -> None:
    assert set(scenario) <= KEYS
    here = world(scenario["world"])
    if "error" in scenario:
        with pytest.raises(InvalidInput) as caught:
            here.ask(**asked(scenario))
        assert scenario["error"] in [suggestion.label for suggestion in caught.value.suggestions]
        return
    referral = here.ask(**asked(scenario))
    check_answers(scenario, referral)
    check_words(scenario, referral)
    check_paths(here, referral)


def check_answers(scenario: dict[str, Any], referral: Referral) -> None:
    found = names(referral.results)
    assert found
    if "first" in scenario:
        assert found[0] == scenario["first"]
    assert set(scenario.get("top", ())) <= set(found[:3])
    assert not [(name, word) for name in found for word in scenario.get("absent", ()) if is_in(word, name)]
    assert set(scenario.get("kinds", ())) <= {result.kind for result in referral.results}


def is_in(word: str, name: str) -> bool:
    """Whole words, or the beginning of one when it ends with a slash."""
    return f" {word}" in f" {name}" if word.endswith("/") else f" {word} " in f" {name} "


def check_words(scenario: dict[str, Any], referral: Referral) -> None:
    said = [text for result in referral.results for reason in result.reasons for text, _ in reason.sentences()]
    assert any(scenario.get("reason", "") in text for text in said)
    assert [gap.label for gap in referral.gaps] == scenario.get("gaps", []) or "gaps" not in scenario
    assert not scenario.get("missing") or scenario["missing"] in told(referral.missing)
    if "unresolved" in scenario:
        assert scenario["unresolved"] in [words.query for words in referral.situation.unresolved]
    named = [short(ref.iri) for words in referral.situation.unresolved for ref in words.named]
    assert set(scenario.get("named", ())) <= set(named)
    tools = [short(item.tool.iri) for advice in referral.advice for item in advice.alternatives]
    assert set(scenario.get("advice", ())) <= set(tools)
    closed = [
        short(item.instance.iri)
        for advice in referral.advice
        for tool in advice.alternatives
        for item in tool.closed_instances
    ]
    assert set(scenario.get("closed", ())) <= set(closed)


def check_paths(here: World, referral: Referral) -> None:
    """Every edge is a fact that this dataset holds, from the source it names, with a sentence."""
    for result in referral.results:
        assert result.path
        for edge in result.path:
            assert edge.fact in list(here.dataset.facts(edge.fact.s, edge.fact.p, edge.fact.o, edge.fact.source))
            assert edge.text()
            assert "{" not in edge.text()
            assert "http" not in edge.text()


def test_there_are_enough_scenarios_with_names_of_their_own() -> None:
    assert len(ALL) >= 30
    assert len({(item["world"], item["name"]) for item in ALL}) == len(ALL)


def test_a_closed_instance_is_never_recommended_whatever_the_tool() -> None:
    here = world("touraine")
    tools = here.dataset.instances("https://schema.org/SoftwareApplication")
    for day in ("2021-06-01", "2026-01-01"):
        for iri in tools:
            referral = here.ask(tools=(iri,), commune="Tours", date=day)
            for result in referral.results:
                end = result.candidate.offer.traits.span.end
                assert end is None or end.isoformat() >= day, result.service
