# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scenarios of tests/scenarios asked of the engine, and every edge of every path as a fact of the dataset."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.entity import Reader
from graph.errors import InvalidInput
from graph.referral.answer import Referral
from tests.conftest import TESTS
from tests.graph.referral.worlds import World, names, short, told, world
from tests.instances import model
from tests.scenarios.judge import Scenario, ScenarioReply, faults, scenarios

ALL = scenarios(TESTS / "scenarios")
PLURAL = {"need": "needs", "tool": "tools", "audience": "audiences"}


def cases(every: tuple[Scenario, ...] = ALL) -> list[Any]:
    """Each scenario as a parameter; those not answered yet must fail until they are."""
    return [
        pytest.param(item, id=f"{item.world}: {item.name}", marks=[pytest.mark.xfail(strict=True)] * bool(item.not_yet))
        for item in every
    ]


def asked(scenario: Scenario) -> dict[str, Any]:
    """The request of a scenario, as the resolver takes it."""
    given = {PLURAL.get(key, key): value for key, value in scenario.parameters.items()}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()} | {
        "free": bool(scenario.ask.get("free"))
    }


@pytest.mark.parametrize("scenario", cases())
def test_the_engine_answers_as_expected(scenario: Scenario) -> None:
    here = world(scenario.world)
    if "error" in scenario.expected:
        with pytest.raises(InvalidInput) as refused:
            here.ask(**asked(scenario))
        assert faults(scenario, ScenarioReply(choices=tuple(item.label for item in refused.value.suggestions))) == []
        return
    referral = here.ask(**asked(scenario))
    check_paths(here, referral)
    assert faults(scenario, said(here, referral, scenario.lang)) == []


def said(here: World, referral: Referral, lang: str) -> ScenarioReply:
    """What the engine says, read from its own objects rather than from its document."""
    speaker = Reader(here.dataset, model(), lang)
    ways = [way for advice in referral.advice for way in advice.alternatives]
    unresolved = referral.situation.unresolved
    return ScenarioReply(
        results=tuple(names(referral.results)),
        reasons=tuple(
            text for result in referral.results for reason in result.reasons for text, _ in reason.sentences(speaker)
        ),
        missing=tuple(told(referral.missing, speaker)),
        gaps=tuple(speaker.name(gap.iri, gap.label) for gap in referral.gaps),
        unresolved=tuple(words.query for words in unresolved),
        named=tuple(short(ref.iri) for words in unresolved for ref in words.named),
        advice=tuple(short(way.tool.iri) for way in ways),
        closed=tuple(short(item.instance.iri) for way in ways for item in way.closed_instances),
    )


def check_paths(here: World, referral: Referral) -> None:
    """Every edge is a fact that this dataset holds, from the source it names, with a sentence."""
    for result in referral.results:
        assert result.path
        for edge in result.path:
            assert edge.fact in list(here.dataset.facts(edge.fact.s, edge.fact.p, edge.fact.o, edge.fact.source))
            assert edge.text()
            assert "{" not in edge.text()
            assert "http" not in edge.text()


def test_there_are_enough_scenarios_each_with_its_name_and_its_request() -> None:
    assert len(ALL) >= 80
    assert len({(item.world, item.name) for item in ALL}) == len(ALL)
    assert all(item.expected for item in ALL)
    # The same request twice would be one scenario counted twice.
    requests = [(item.world, item.lang, str(sorted(item.parameters.items()))) for item in ALL if not item.not_yet]
    assert len(set(requests)) == len(requests)


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        ({"first": "direct organisation/b"}, "not first: direct organisation/b"),
        ({"top": ["direct organisation/d"]}, "not among the first: direct organisation/d"),
        ({"absent": ["organisation/c"]}, "should be absent: direct organisation/c"),
        ({"absent": ["organisation/"]}, "should be absent: direct organisation/a"),
        ({"kinds": ["nearby"]}, "no answer of the kind: nearby"),
        ({"reason": "far"}, "no such reason: far"),
        ({"missing": "one"}, "not said to be missing: one"),
        ({"gaps": []}, "gaps: gap"),
        ({"unresolved": "word"}, "not said to be unclear: word"),
        ({"advice": ["tool/x"]}, "not in advice: tool/x"),
        ({"error": "Tours (37)"}, "not among the choices: Tours (37)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_as_expected_is_a_fault(expected: dict[str, Any], fault: str) -> None:
    answered = ("direct organisation/a", "direct organisation/c", "entry-point organisation/e", "direct organisation/d")
    found = ScenarioReply(results=answered, reasons=("near",), missing=("two",), gaps=("gap",))
    assert faults(Scenario("town", "name", {}, expected), found)[0] == fault


def test_a_closed_instance_is_never_recommended_whatever_the_tool() -> None:
    here = world("touraine")
    tools = here.dataset.instances("https://schema.org/SoftwareApplication")
    for day in ("2021-06-01", "2026-01-01"):
        for iri in tools:
            referral = here.ask(tools=(iri,), commune="Tours", date=day)
            for result in referral.results:
                end = result.candidate.offer.traits.span.end
                assert end is None or end >= date.fromisoformat(day), result.service
