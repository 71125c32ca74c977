# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters of maps: what is left out is neither drawn nor counted, and nothing is told of it; the rest hangs again."""

from __future__ import annotations

from datetime import date

import pytest

from graph.layout import overlapping, place, readable
from graph.mindmaps import MapFilter, MindMap, filter_choices, perspectives
from graph.model import Model
from graph.namespaces import SCHEMA, TIS, VOCABULARY
from graph.rdf.dataset import Dataset
from tests.conftest import dataset_of
from tests.graph.mindmaps.towns import drawn, iri, short, town
from web.app.ecosystem import DATA

DAY, SINCE = date(2021, 6, 1), date(2020, 6, 1)
FREE = VOCABULARY["cost/free"]
VIEWS = [view.slug for view in perspectives() if not (view.needs_ends or view.needs_centre)]
KINDS = ["organisation", "service", "network", "working-group", "need"]


@pytest.fixture(scope="module")
def public() -> Dataset:
    """The public facts that ship for the territory, with the tools."""
    return dataset_of(*sorted((DATA / "touraine").glob("*.ttl")), *sorted((DATA / "tools").glob("*.ttl")))


def told(mindmap: MindMap) -> set[tuple[str, str, str]]:
    """What a comparison says happened."""
    return {(it.state, it.iri, it.day.isoformat()) for it in mindmap.changes}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("view", VIEWS)
def test_a_kind_that_is_hidden_is_nowhere_and_nothing_is_told_of_it(
    public: Dataset, model: Model, view: str, kind: str
) -> None:
    """Between two dates too: what a filter hides has neither begun nor ended."""
    whole = drawn(public, model, view, DAY, since=SINCE, whole=True, limit=20_000)
    left = drawn(public, model, view, DAY, since=SINCE, whole=True, limit=20_000, filter=MapFilter(kinds=(kind,)))
    assert kind not in left.counts
    assert kind not in left.totals
    assert left.masked[kind] == whole.totals.get(kind, 0)
    assert not [it for it in left.changes if it.kind == kind]
    assert told(left) <= told(whole)
    states = {(node.iri, node.state) for node in whole.nodes}
    assert {(node.iri, node.state) for node in left.nodes} <= states
    for node, edge in zip(left.nodes[1:], left.edges, strict=True):
        assert {edge.s, edge.o} == {node.iri, left.by_key[str(node.parent)].iri}
    assert overlapping(place(readable(left)).boxes) == []


@pytest.mark.parametrize("view", ["territoire", "besoins"])
def test_who_offers_something_stays_when_services_are_hidden(public: Dataset, model: Model, view: str) -> None:
    whole, left = (drawn(public, model, view, DAY, filter=it) for it in (MapFilter(), MapFilter(kinds=("service",))))
    assert (left.actors, left.whole) == (whole.nodes[0].actors, whole.nodes[0].actors)
    assert left.nodes[0].actors == left.actors


def free(dataset: Dataset) -> set[str]:
    """Who offers something free of charge on the day."""
    offers = [link.s for link in dataset.facts(p=TIS.cost, o=FREE) if dataset.valid(link.s, DAY)]
    return {link for offer in offers for link in dataset.links(offer, SCHEMA.provider) if dataset.valid(link, DAY)}


def test_a_cost_leaves_those_who_offer_something_at_that_cost(public: Dataset, model: Model) -> None:
    mindmap = drawn(public, model, "territoire", DAY, whole=True, limit=20_000, filter=MapFilter(cost=FREE))
    actors = {node.iri for node in mindmap.nodes if node.kind in ("organisation", "network", "working-group", "branch")}
    assert actors
    assert actors <= free(public)
    offers = [node.iri for node in mindmap.nodes if public.links(node.iri, SCHEMA.provider)]
    assert offers
    assert all(FREE in public.links(offer, TIS.cost) for offer in offers)
    assert 0 < mindmap.actors < mindmap.whole


TWO = """<id/organisation/o> a org:FormalOrganization ; skos:prefLabel "O"@fr .
<id/service/free> a schema:Service ; skos:prefLabel "Libre"@fr ; schema:provider <id/organisation/o> ;
  tis:meetsNeed need:email ; tis:cost <https://w3id.org/tisserand/cost/free> ;
  schema:audience <https://w3id.org/tisserand/audience/seniors> .
<id/service/paid> a schema:Service ; skos:prefLabel "Payant"@fr ; schema:provider <id/organisation/o> ;
  tis:meetsNeed need:file-sharing ; tis:cost <https://w3id.org/tisserand/cost/paid> .
<id/organisation/silent> a org:FormalOrganization ; skos:prefLabel "Silence"@fr ; tis:worksOn need:email ."""
NEED = "https://w3id.org/tisserand/need/"


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (MapFilter(cost=FREE), {"organisation/o", "service/free"}),
        (MapFilter(cost=FREE, kinds=("service",)), {"organisation/o"}),
        (MapFilter(audience=VOCABULARY["audience/seniors"]), {"organisation/o", "service/free"}),
        (MapFilter(kinds=("organisation",)), {"service/free", "service/paid"}),
        (MapFilter(kinds=("organisation", "service")), set()),
        (MapFilter(cost=VOCABULARY["cost/membership"]), set()),
    ],
    ids=["cost", "cost without services", "audience", "without actors", "nothing left", "no such cost"],
)
def test_under_each_need_only_what_was_asked_answers_it(model: Model, asked: MapFilter, left: set[str]) -> None:
    mindmap = drawn(town(TWO), model, "territoire", filter=asked)
    assert {short(node.iri) for node in mindmap.nodes if "/id/" in node.iri} == left
    assert mindmap.barren == (not left)
    if asked.cost == FREE:
        bare = mindmap.by_iri[f"{NEED}work-together"]
        assert (bare.empty, bare.actors, bare.hidden) == (True, 0, 0)


def test_only_what_facts_tell_can_be_asked(model: Model) -> None:
    found = filter_choices(town(TWO), model)
    assert (found.places, found.audiences) == ((), (VOCABULARY["audience/seniors"],))
    assert found.costs == (FREE, VOCABULARY["cost/paid"])


def test_the_centre_is_never_left_out(model: Model) -> None:
    mindmap = drawn(town(TWO), model, "autour", centre="organisation/o", filter=MapFilter(kinds=("organisation",)))
    assert mindmap.centre == iri("organisation/o")
    assert len(mindmap.nodes) > 1
