# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk by place: each branch counts the actors that a query finds there, and no actor is further than three
gestures."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.synthetic import SyntheticData, ecosystem
from graph.layout import FRAMES
from graph.mindmaps import PAGE, STEPS, MindMap
from graph.model import Model
from graph.namespaces import ORG, SCHEMA, TIS
from graph.rdf.dataset import Dataset
from graph.territory import Territories
from tests.conftest import dataset_of
from tests.graph.mindmaps.towns import drawn, iri, short, town
from tests.graph.mindmaps.walking import Walker
from tests.instances import BASE
from tests.siege import LENGTH
from web.app.ecosystem import DATA

DAY = date(2026, 11, 29)
PLACES = """
PREFIX schema: <https://schema.org/> PREFIX tis: <https://w3id.org/tisserand/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT DISTINCT ?place ?actor WHERE {
  VALUES ?kind { org:FormalOrganization tis:Branch org:OrganizationalCollaboration org:OrganizationalUnit }
  ?actor a ?kind .
  { ?actor schema:location ?at } UNION { ?offer schema:provider ?actor ; schema:location ?at }
  ?at schema:containedInPlace* ?place . }"""
KINDS = (ORG.FormalOrganization, TIS.Branch, ORG.OrganizationalCollaboration, ORG.OrganizationalUnit)


@pytest.fixture(scope="module")
def public(territories: Territories) -> Dataset:
    """The public facts that ship for the territory, with the places that they name."""
    said = dataset_of(*sorted((DATA / "touraine").rglob("*.ttl")), *sorted((DATA / "tools").glob("*.ttl")))
    named = {fact.o for path in (SCHEMA.location, SCHEMA.areaServed) for fact in said.facts(p=path)}
    places = {part for one in named for part in territories.chain(territories.from_iri(BASE, str(one)))}
    return Dataset.in_memory([*said.facts(), *(it for one in places for it in territories.facts(BASE, one))], BASE)


@pytest.fixture(scope="module")
def mindmap(public: Dataset, model: Model, territories: Territories) -> MindMap:
    return drawn(public, model, "lieux", DAY, territories=territories)


def queried(dataset: Dataset) -> dict[str, set[str]]:
    """The actors that are in each place, or in a part of it."""
    found: dict[str, set[str]] = {}
    for row in dataset.store.query(PLACES, use_default_graph_as_union=True):
        found.setdefault(row["place"].value, set()).add(row["actor"].value)
    return found


def test_each_place_counts_the_actors_that_a_query_finds_there(public: Dataset, mindmap: MindMap) -> None:
    counted = {node.iri: node.actors for node in mindmap.nodes if node.kind == "territory" and node.depth}
    there = queried(public)
    assert len(counted) > 8
    assert counted == {place: len(there[place]) for place in counted}
    assert [node.label for node in mindmap.nodes[:1]] == ["Indre-et-Loire"]


def test_who_is_nowhere_said_to_be_has_a_branch_and_who_acts_everywhere_too(public: Dataset, mindmap: MindMap) -> None:
    actors = {it for kind in KINDS for it in public.instances(kind)}
    placed = set().union(*queried(public).values())
    branches = {node.iri: node for node in mindmap.children[mindmap.centre]}
    unknown, everywhere = branches[SCHEMA.location], branches[SCHEMA.areaServed]
    assert (unknown.label, everywhere.label) == ("Lieu non renseigné", "Pour tout le territoire")
    assert unknown.actors == len([it for it in actors - placed if public.valid(it, DAY)])
    organisations = set(public.instances(ORG.FormalOrganization))
    assert len(organisations - placed) == 29
    assert len(organisations) == 46
    assert 0 < everywhere.actors < len(actors)


TWO_PLACES = """<id/organisation/o> a org:FormalOrganization ; skos:prefLabel "O"@fr ;
  schema:location <id/territory/commune-37261>, <id/territory/commune-37122> .
<id/organisation/away> a org:FormalOrganization ; skos:prefLabel "Ailleurs"@fr ;
  schema:location <id/territory/commune-45234> .
<id/organisation/desk> a org:FormalOrganization ; skos:prefLabel "Permanence"@fr .
<id/service/desk> a schema:Service ; skos:prefLabel "Permanence du mardi"@fr ; schema:provider <id/organisation/desk> ;
  schema:location <id/territory/commune-37132> ; schema:areaServed <id/territory/departement-37> ."""


@pytest.fixture(scope="module")
def placed(territories: Territories) -> Dataset:
    said = town(TWO_PLACES)
    keys = ("commune-37261", "commune-37122", "commune-45234", "commune-37132")
    places = {part for key in keys for part in territories.chain(territories.by_key(key))}
    return Dataset.in_memory([*said.facts(), *(it for one in places for it in territories.facts(BASE, one))], BASE)


def test_an_actor_stands_in_each_commune_where_one_of_its_places_is(
    placed: Dataset, model: Model, territories: Territories
) -> None:
    mindmap = drawn(placed, model, "lieux", territories=territories)
    above = [short(mindmap.by_key[str(node.parent)].iri) for node in mindmap.places[iri("organisation/o")]]
    assert above == ["territory/commune-37122", "territory/commune-37261"]
    assert mindmap.nodes[0].actors == 3
    desk = mindmap.places[iri("organisation/desk")]
    assert [mindmap.by_key[str(node.parent)].label for node in desk] == ["Loches", "Pour tout le territoire"]
    away = mindmap.by_iri[iri("organisation/away")]
    assert mindmap.by_key[str(mindmap.by_key[str(away.parent)].parent)].label == "Ailleurs"


def test_a_place_at_the_centre_is_walked_alone(placed: Dataset, model: Model, territories: Territories) -> None:
    mindmap = drawn(placed, model, "lieux", centre="territory/epci-243700754", territories=territories)
    towns = {node.label for node in mindmap.children[mindmap.centre] if node.kind == "territory"}
    assert towns == {"Tours", "Joué-lès-Tours"}


def test_without_an_area_the_walk_goes_from_regions_down(placed: Dataset, model: Model) -> None:
    mindmap = drawn(placed, model, "lieux")
    assert [node.label for node in mindmap.children[mindmap.centre] if node.kind] == ["Centre-Val de Loire"]
    assert iri("organisation/o") in mindmap.by_iri


@pytest.fixture(scope="module")
def thousand(model: Model, territories: Territories) -> SyntheticData:
    return ecosystem(1000, model, territories)


def test_each_part_of_the_territory_and_each_page_is_one_gesture_away(
    thousand: SyntheticData, model: Model, territories: Territories
) -> None:
    """From the facts alone: a branch, a commune of its list, a page of that one; the index names them all at once."""
    walker = Walker(thousand.dataset, model, territories)
    for branch in walker.branches():
        opened = drawn(thousand.dataset, model, "lieux", territories=territories, opened=frozenset({branch.key}))
        node = opened.by_key[branch.key]
        below = node.hidden + len(opened.children[branch.key])
        if below > PAGE and branch.kind:
            assert len({step.key for step in node.steps}) == below
            assert sum(step.actors for step in node.steps) == node.actors
            assert max(step.actors for step in node.steps) <= PAGE * STEPS
        elif below > PAGE:
            assert node.steps[0].rank == 0
            assert all(
                later.rank - sooner.rank <= PAGE for sooner, later in zip(node.steps, node.steps[1:], strict=False)
            )


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("frame", ["", *(["w1920"] if LENGTH > 1 else [])])
def test_every_one_of_a_thousand_actors_is_three_gestures_away(
    thousand: SyntheticData, model: Model, territories: Territories, frame: str
) -> None:
    """In the frame of most screens; in a siege, in that of a wall too, which shows more at once."""
    walker = Walker(thousand.dataset, model, territories, FRAMES[frame])
    for branch in walker.branches():
        for part in walker.parts(branch):
            walker.inside(branch, part)
    actors = set(thousand.dataset.instances(ORG.FormalOrganization))
    assert actors <= walker.found.keys()
    assert max(walker.found[actor] for actor in actors) <= 3


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(1800)
def test_actors_of_ten_thousand_are_three_gestures_away(model: Model, territories: Territories) -> None:
    """Those of the largest commune; in a siege, of that of each part of the territory and of one in seven others."""
    large = ecosystem(10_000, model, territories)
    walker = Walker(large.dataset, model, territories)
    expected: set[str] = set()
    at = large.dataset.tables.links(SCHEMA.location).subjects
    branches = sorted((branch for branch in walker.branches() if branch.kind), key=lambda branch: -branch.actors)
    for branch in branches[: len(branches) if LENGTH > 1 else 1]:
        parts = list(walker.parts(branch))
        largest = max(parts, key=lambda key: len(at.get(key, ())), default="")
        for part in dict.fromkeys([largest, *(parts[::7] if LENGTH > 1 else ())] if parts else ()):
            walker.inside(branch, part)
            expected.update(at[part])
    assert len(expected) > (2500 if LENGTH > 1 else 250)
    assert expected <= walker.found.keys()
    assert max(walker.found[actor] for actor in expected) <= 3
