# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing closed, unkept, no longer free or not heard of is advised first: over all that is shipped."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product

import pytest

from graph.entity.closing import OPEN, UNADVISED, closing_of, is_advised
from graph.namespaces import SCHEMA, TIS, VOCABULARY, local_name
from graph.rdf.dataset import Dataset
from graph.referral._types import INSTANCE
from graph.referral.answer import Referral, Result
from tests.graph.referral.worlds import World, world, world_of
from tests.instances import BASE, ID, fact, model

DAY = date(2026, 11, 29)
PLACES = ("Tours", "Chinon", "Loches")


@cache
def shipped() -> World:
    """The shipped data."""
    return world("touraine")


def asked(needs: tuple[str, ...] = (), tools: tuple[str, ...] = (), place: str = "Tours") -> Referral:
    return shipped().ask(commune=place, needs=needs, tools=tools, date=DAY.isoformat())


def every_need() -> list[str]:
    return sorted(choice.slug for choice in model().scheme("need").choices)


def every_tool() -> list[str]:
    return sorted(map(local_name, shipped().dataset.instances(SCHEMA.SoftwareApplication)))


@pytest.mark.parametrize("place", PLACES)
def test_no_first_direct_answer_closes_or_is_not_heard_of(place: str) -> None:
    wrong = []
    for need in every_need():
        results = asked((need,), place=place).results
        # What is put last is told under a title of its own, after all the rest.
        direct = [result for result in results if result.kind == "direct" and not result.last]
        for result in (*results[:1], *direct[:1]):
            closing = result.candidate.offer.traits.closing
            if result.last or (closing is not None and closing.at(DAY) != OPEN):
                wrong.append((need, result.candidate.offer.iri))
    assert wrong == []


def test_what_is_not_heard_of_comes_after_all_that_is_open() -> None:
    met = 0
    for need, place in product(every_need(), PLACES):
        results = asked((need,), place=place).results
        lasts = [result.last for result in results]
        assert lasts == sorted(lasts), need
        met += sum(lasts)
        for result in results:
            assert not (result.candidate.offer.traits.kind == INSTANCE and not result.last and _is_lost(result))
    assert met


def _is_lost(result: Result) -> bool:
    return result.candidate.offer.traits.state == VOCABULARY + "state/not-known"


def test_no_way_out_of_any_tool_is_gone_unkept_or_no_longer_free() -> None:
    data, ways = shipped().dataset, 0
    for tool in every_tool():
        for advice in asked(tools=(tool,)).advice:
            for item in advice.alternatives:
                ways += 1
                assert data.flag(item.tool.iri, TIS.freeSoftware) is True, (tool, item.tool.label)
                assert is_advised(data, item.tool.iri, DAY), (tool, item.tool.label)
                assert data.link(item.tool.iri, TIS.state) not in UNADVISED, (tool, item.tool.label)
                opened = [closing_of(data, hosting.instance.iri).at(DAY) for hosting in item.open_instances]
                assert opened == sorted(opened, key=lambda at: at != OPEN), (tool, item.tool.label)
    assert ways > 200


@pytest.mark.parametrize("tool", ["scrumblr", "lutim", "turtl", "yakforms", "drawio", "mattermost", "skype"])
def test_what_nobody_should_begin_with_has_ways_out_and_is_none(tool: str) -> None:
    (advice,) = asked(tools=(tool,)).advice
    assert advice.alternatives
    assert ID + "tool/" + tool not in {item.tool.iri for item in advice.alternatives}


def test_an_association_is_sent_to_what_is_made_for_it() -> None:
    first, *_ = [r for r in asked(("file-sharing",)).of_kind("direct") if r.candidate.offer.traits.kind == INSTANCE]
    assert first.candidate.offer.iri == ID + "instance/framaspace"
    mail = [result.candidate.offer.iri for result in asked(("email",)).of_kind("direct")]
    assert ID + "instance/sud-ouest-mail" in mail


@pytest.mark.parametrize(
    ("state", "advised"),
    [("active", True), ("not-known", True), ("closed", False), ("unmaintained", False), ("no-longer-free", False)],
)
def test_a_state_decides_whether_a_tool_is_advised(state: str, advised: bool) -> None:
    facts = [fact(ID + "tool/one", TIS.state, f"{VOCABULARY}state/{state}")]
    assert is_advised(Dataset.in_memory(facts, BASE), ID + "tool/one", DAY) is advised


def test_a_tool_that_is_no_longer_kept_leaves_the_advice() -> None:
    told = [fact(ID + "tool/signal", TIS.state, VOCABULARY + "state/unmaintained")]
    kept = [f for f in shipped().dataset.facts() if not (f.s == ID + "tool/signal" and f.p == TIS.state)]
    here = world_of(Dataset.in_memory([*kept, *told], BASE))
    (advice,) = here.ask(commune="Tours", tools=("whatsapp",), date=DAY.isoformat()).advice
    assert ID + "tool/signal" not in {item.tool.iri for item in advice.alternatives}
    (before,) = asked(tools=("whatsapp",)).advice
    assert ID + "tool/signal" in {item.tool.iri for item in before.alternatives}


def test_every_path_begins_with_what_was_asked_or_with_a_rule_that_is_named() -> None:
    here, asked_for = shipped(), [*(((need,), ()) for need in every_need()), *(((), (tool,)) for tool in every_tool())]
    looked = 0
    for (needs, tools), place in product(asked_for, PLACES[:2]):
        situation = here.situation(commune=place, needs=needs, tools=tools, date=DAY.isoformat())
        wanted = {item.iri for item in (*situation.needs, *situation.tools)}
        for result in here.engine.answer(situation).results:
            first = result.path[0].fact
            assert wanted & {first.s, first.o} or result.rule, (needs, tools, place, result.service or result.actor)
            looked += 1
    assert looked > 1000
