# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes between two nodes: the most meaningful, really different, exact where one is meant, and those of referrals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from graph.entity import Reader as Entities
from graph.entity.paths import paths, shortest_path
from graph.errors import InvalidInput, UnknownThing
from graph.layout import overlapping, place, readable
from graph.mindmaps import Ends, MindMap, Relations, ends_of
from graph.model import Field, Model
from graph.namespaces import ORG
from graph.rdf.dataset import Dataset
from tests.graph.mindmaps.towns import drawn, iri, short, town
from tests.graph.referral.worlds import world

# From a to z: through a small group, through a service of b, or only through a need and a place that both share.
STREETS = """
<id/organisation/a> a org:FormalOrganization ; skos:prefLabel "A"@fr ; schema:location <id/territory/commune-37261> ;
  tis:worksOn need:training .
<id/organisation/z> a org:FormalOrganization ; skos:prefLabel "Z"@fr ; schema:location <id/territory/commune-37261> ;
  tis:worksOn need:training .
<id/territory/commune-37261> a schema:AdministrativeArea ; skos:prefLabel "Tours"@fr .
<id/working-group/g> a org:OrganizationalUnit ; skos:prefLabel "Le groupe"@fr, "The group"@en .
<id/membership/ag> a org:Membership ; skos:prefLabel "A au groupe"@fr ; org:member <id/organisation/a> ;
  org:organization <id/working-group/g> ; schema:endDate "2021-12-31"^^xsd:date .
<id/membership/zg> a org:Membership ; skos:prefLabel "Z au groupe"@fr ; org:member <id/organisation/z> ;
  org:organization <id/working-group/g> .
<id/organisation/b> a org:FormalOrganization ; skos:prefLabel "B"@fr ; org:linkedTo <id/organisation/a> .
<id/service/s> a schema:Service ; skos:prefLabel "S"@fr ; schema:provider <id/organisation/b>, <id/organisation/z> .
<id/organisation/alone> a org:FormalOrganization ; skos:prefLabel "Seule"@fr .
<id/organisation/beside> a org:FormalOrganization ; skos:prefLabel "À côté"@fr ; org:linkedTo <id/organisation/a> .
"""
DURING, LATER = date(2021, 6, 1), date(2022, 6, 1)
A, Z = "organisation/a", "organisation/z"


@pytest.fixture(scope="module")
def streets() -> Dataset:
    return town(STREETS)


def routes(mindmap: MindMap) -> list[list[str]]:
    return [[short(node).rpartition("/")[2] for node in route.nodes] for route in mindmap.routes]


def test_the_closest_relations_make_the_best_route_and_others_are_different(streets: Dataset, model: Model) -> None:
    mindmap = drawn(streets, model, "chemin", DURING, start=A, end=Z)
    assert routes(mindmap) == [["a", "g", "z"], ["a", "b", "s", "z"]]
    assert [route.cost for route in mindmap.routes] == [2.0, 3.0]
    assert mindmap.route == mindmap.routes[0]
    assert [edge.text for edge in mindmap.routes[0].edges] == ["A au groupe", "Z au groupe"]
    for route in mindmap.routes:
        for (one, two), edge in zip(pairwise(route.nodes), route.edges, strict=True):
            assert {edge.s, edge.o} == {one, two}


def test_a_need_in_common_comes_last_and_a_place_in_common_never(streets: Dataset, model: Model) -> None:
    no_service = town(STREETS.replace(", <id/organisation/z> .", " ."))
    assert routes(drawn(no_service, model, "chemin", LATER, start=A, end=Z)) == [["a", "training", "z"]]
    no_need = town(
        STREETS.replace(", <id/organisation/z> .", " .").replace(
            "tis:worksOn need:training", "a org:FormalOrganization"
        )
    )
    assert routes(drawn(no_need, model, "chemin", LATER, start=A, end=Z)) == []
    assert routes(drawn(no_need, model, "chemin", LATER, start=A, end="territory/commune-37261")) == [
        ["a", "commune-37261"]
    ]


def test_only_what_holds_that_day_counts(streets: Dataset, model: Model) -> None:
    assert routes(drawn(streets, model, "chemin", LATER, start=A, end=Z))[0] == ["a", "b", "s", "z"]


def test_the_way_back_is_the_same(streets: Dataset, model: Model) -> None:
    there, back = (drawn(streets, model, "chemin", DURING, start=one, end=two) for one, two in ((A, Z), (Z, A)))
    assert routes(back) == [list(reversed(route)) for route in routes(there)]


def test_a_map_of_routes_is_their_tree_with_a_little_around(streets: Dataset, model: Model) -> None:
    mindmap = drawn(streets, model, "chemin", DURING, start=A, end=Z)
    assert mindmap.centre == iri(A)
    assert mindmap.title == "De « A » à « Z »"
    assert mindmap.nodes[0].label == "A"
    on_routes = {node for route in mindmap.routes for node in route.nodes}
    assert on_routes < set(mindmap.by_iri)
    lit = mindmap.routes[0].nodes
    assert [mindmap.by_iri[two].parent for two in lit[1:]] == list(lit[:-1])
    assert short(mindmap.nodes[1].iri) == "working-group/g"  # the lit route first
    # Where another route arrives, a line joins it to what the tree already has.
    assert (iri("service/s"), iri(Z)) in {(edge.s, edge.o) for edge in mindmap.cross_links}
    beside = set(mindmap.by_iri) - on_routes
    assert iri("organisation/beside") in beside
    assert overlapping(place(readable(mindmap)).boxes) == []


def test_the_lit_route_is_whole_where_little_can_be_drawn(streets: Dataset, model: Model) -> None:
    by = [iri("organisation/b"), iri("service/s")]
    for limit in (4, 5, 6):
        mindmap = drawn(streets, model, "chemin", DURING, start=A, end=Z, through=tuple(by), limit=limit)
        assert {iri(A), *by, iri(Z)} <= set(mindmap.by_iri)
        assert len(mindmap.nodes) <= limit


@pytest.mark.parametrize(
    ("through", "expected"),
    [
        (("organisation/b", "service/s"), ["a", "b", "s", "z"]),
        (("membership/ag", "working-group/g", "membership/zg"), ["a", "g", "z"]),
        (("territory/commune-37261",), ["a", "commune-37261", "z"]),
        (("https://w3id.org/tisserand/need/training",), ["a", "training", "z"]),
    ],
    ids=["by a service", "link entities named", "by a place", "by a need"],
)
def test_one_route_is_meant_exactly(
    streets: Dataset, model: Model, through: tuple[str, ...], expected: list[str]
) -> None:
    mindmap = drawn(streets, model, "chemin", DURING, start=A, end=Z, through=through)
    assert routes(mindmap)[0] == expected
    assert routes(mindmap).count(expected) == 1
    assert mindmap.route == mindmap.routes[0]
    assert set(mindmap.route.nodes) <= set(mindmap.by_iri)


def test_a_broken_route_says_where_and_what_is_nearest(streets: Dataset, model: Model) -> None:
    with pytest.raises(InvalidInput) as broken:
        drawn(streets, model, "chemin", LATER, start=A, end=Z, through=("working-group/g",))
    assert broken.value.field == "par"
    assert "« A » à « Le groupe »" in broken.value.message
    assert "passe par « B » et « S »" in broken.value.message
    assert [short(it.iri) for it in broken.value.suggestions] == ["organisation/b", "service/s"]
    assert broken.value.told("en").startswith("The path asked for is broken")


def test_without_any_path_both_ends_and_a_sentence_are_drawn(streets: Dataset, model: Model) -> None:
    mindmap = drawn(streets, model, "chemin", DURING, start=A, end="organisation/alone")
    assert [node.label for node in mindmap.nodes] == ["A", "Seule"]
    assert mindmap.edges[0].text == "À cette date, aucun chemin connu ne relie « A » à « Seule »"
    assert mindmap.nodes[1].empty
    assert mindmap.routes == ()
    assert mindmap.route is None


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        ({}, "de", "« de » (le départ) et « vers » (l’arrivée)"),
        ({"start": A}, "vers", "« de » (le départ) et « vers » (l’arrivée)"),
        ({"end": A}, "de", "« de » (le départ) et « vers » (l’arrivée)"),
        ({"start": A, "end": A}, "vers", "la même fiche"),
    ],
    ids=["no end", "no arrival", "no departure", "one thing"],
)
def test_a_path_needs_two_ends(streets: Dataset, model: Model, asked: dict[str, str], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        drawn(streets, model, "chemin", DURING, **asked)
    assert refused.value.field == field
    assert says in refused.value.message
    assert [short(it.iri) for it in refused.value.suggestions] == ["working-group/g"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"start": "organisation/x", "end": A}, "de"), ({"start": A, "end": "organisation/x"}, "vers"),
     ({"start": A, "end": Z, "through": ("organisation/x",)}, "par")],
    ids=["start", "end", "between"],
)  # fmt: skip
def test_what_nobody_knows_is_no_end(streets: Dataset, model: Model, asked: dict[str, str], field: str) -> None:
    with pytest.raises(UnknownThing) as unknown:
        drawn(streets, model, "chemin", DURING, **asked)
    assert unknown.value.field == field


def test_any_view_draws_and_gives_the_route_between_two_ends(dataset: Dataset, model: Model) -> None:
    for view in ("reseaux", "territoire", "besoins"):
        mindmap = drawn(dataset, model, view, start="organisation/passerelle", end="organisation/comptoir")
        assert mindmap.route is not None
        assert mindmap.route.nodes[0] == iri("organisation/passerelle")
    assert drawn(dataset, model, "reseaux").routes == ()


def test_a_route_speaks_english(streets: Dataset, model: Model) -> None:
    mindmap = drawn(streets, model, "chemin", DURING, start=A, end="organisation/alone", lang="en")
    assert mindmap.title == "From “A” to “Seule”"
    assert mindmap.edges[0].text == "On that date, no known path links “A” to “Seule”"


def test_labels_with_braces_stay_as_they_are(model: Model) -> None:
    odd = town(STREETS.replace('"A"@fr', '"{end} {o} {new}"@fr'))
    assert drawn(odd, model, "chemin", DURING, start=A, end=Z).title == "De « {end} {o} {new} » à « Z »"


def test_the_interface_gives_facts_that_exist(streets: Dataset, model: Model) -> None:
    reader = Entities(streets, model)
    found = paths(reader, iri(A), iri(Z))
    assert [len(path) for path in found] == [4, 3]
    for edge in (edge for path in found for edge in path):
        assert next(streets.facts(edge.s.iri, edge.p, edge.o.iri), None) is not None
    assert [edge.p for edge in found[0]] == [ORG.member, ORG.organization, ORG.organization, ORG.member]
    assert shortest_path(reader, iri(A), iri(Z)) == found[0]
    assert shortest_path(reader, iri(A), iri("organisation/alone")) is None
    assert shortest_path(reader, iri(A), iri(A)) == ()
    assert len(shortest_path(reader, iri("membership/ag"), iri(Z)) or ()) == 3


@pytest.mark.parametrize(
    "asked",
    [{"commune": "Tours", "needs": ("training",)}, {"commune": "Tours", "needs": ("file-sharing", "general-support")},
     {"commune": "Tours", "tools": ("Google Docs",)}, {"needs": ("free-software-transition",)}],
    ids=["a need and a town", "two needs", "a tool", "a need"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["town", "touraine"])
def test_the_path_of_each_referral_is_a_route_on_the_map(name: str, asked: dict[str, object], model: Model) -> None:
    here = world(name)
    results = here.ask(**asked).results
    assert results
    reader = Relations(here.dataset, model)
    for result in results:
        facts = [(edge.fact.s, edge.fact.p, edge.fact.o) for edge in result.path if isinstance(edge.fact.o, str)]
        ends = ends_of(reader, facts)
        if ends is None:  # only what the actor is
            assert len(facts) == 1
            continue
        mindmap = drawn(here.dataset, model, "chemin", start=ends.start, end=ends.end, through=ends.through)
        assert mindmap.route is not None
        assert mindmap.route.nodes == (ends.start, *ends.through, ends.end)
        assert {ends.start, ends.end} <= {iri for s, _, o in facts for iri in (s, o)}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], None),
        ([("organisation/a", "org:linkedTo", "organisation/b")], ("organisation/a", (), "organisation/b")),
        (
            [("service/s", "p", "organisation/b"), ("organisation/b", "p", "organisation/a")],
            ("service/s", ("organisation/b",), "organisation/a"),
        ),
        (
            [("membership/zg", "m", Z), ("membership/zg", "o", "working-group/g"),
             ("membership/ag", "o", "working-group/g"), ("membership/ag", "m", A)],
            (Z, ("working-group/g",), A),
        ),
        (
            [("organisation/b", "p", "organisation/a"), ("service/s", "p", "organisation/b"), ("service/s", "p", Z)],
            ("organisation/a", ("organisation/b", "service/s"), Z),
        ),
        ([("organisation/nobody", "p", "organisation/a")], None),
    ],
    ids=["nothing", "one fact", "a chain", "through link entities", "named from the middle", "unknown"],
)  # fmt: skip
def test_facts_tell_what_to_put_in_the_address(
    streets: Dataset, model: Model, facts: list[tuple[str, str, str]], expected: tuple[str, tuple[str, ...], str] | None
) -> None:
    whole = [(iri(s), p, iri(o)) for s, p, o in facts]
    found = ends_of(Relations(streets, model), whole)
    if expected is None:
        assert found is None
    else:
        start, through, end = expected
        assert found == Ends(iri(start), tuple(map(iri, through)), iri(end))


def test_the_costs_of_relations_are_those_of_the_ontology(streets: Dataset, model: Model) -> None:
    """Where memberships cost more than all else, the route changes: nothing in the code says which is best."""
    fields = {cls.kind: tuple(_dear(field) for field in cls.fields) for cls in model.classes}
    dear = replace(model, classes=tuple(replace(cls, fields=fields[cls.kind]) for cls in model.classes))
    assert routes(drawn(streets, dear, "chemin", DURING, start=A, end=Z))[0] == ["a", "b", "s", "z"]


def _dear(field: Field) -> Field:
    return replace(field, path_cost=9.0) if field.path == ORG.member else field
