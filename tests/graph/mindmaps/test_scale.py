# SPDX-License-Identifier: AGPL-3.0-or-later
"""Maps of large, odd and hostile graphs: quick, counted right, readable; and kept current as facts change."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.synthetic import ecosystem
from graph.entity.ties import ties_of
from graph.layout import overlapping, place, readable
from graph.mindmaps import LABELS, MindMap, perspectives, warm
from graph.model import Model
from graph.namespaces import ORG, RDF, SCHEMA
from graph.rdf.dataset import Dataset, date_literal
from graph.territory import Territories
from tests.graph.mindmaps.towns import TODAY, drawn, iri, short, town
from tests.instances import draft, fact, label, opened, write
from tests.steps import steps

pytestmark = pytest.mark.long

VIEWS = [view.slug for view in perspectives() if not view.needs_ends]
A_FACT = 7  # calls of functions, at most
ACTORS = 8000  # with their services, networks and areas: more than 20,000 things


def whole(mindmap: MindMap) -> None:
    """What holds of every map."""
    assert 0 < len(mindmap.nodes) == len(mindmap.by_key) <= LABELS
    for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True):
        assert {edge.s, edge.o} == {node.iri, mindmap.by_key[node.parent].iri}
    for node in mindmap.nodes:
        drawn_below = mindmap.children.get(node.key, ())
        assert node.below == sum(child.below + 1 for child in drawn_below) or node.hidden
        assert node.below >= node.hidden + sum(child.below + 1 for child in drawn_below)
    assert mindmap.nodes[0].below >= sum(mindmap.totals.values())
    assert all(mindmap.counts[kind] <= mindmap.totals[kind] for kind in mindmap.counts)
    assert {end for edge in mindmap.cross_links for end in (edge.s, edge.o)} <= set(mindmap.by_iri)


@pytest.fixture(scope="module")
def region(model: Model, territories: Territories) -> Dataset:
    return ecosystem(ACTORS, model, territories).dataset


def count_of(region: Dataset) -> int:
    return sum(1 for _ in region.facts())


# Every call is counted: the last two views each time, the others by `make test-slow`.
COUNTED = [pytest.param(view, marks=[] if view in VIEWS[-2:] else pytest.mark.slow) for view in VIEWS]


@pytest.mark.parametrize("view", COUNTED)
def test_twenty_thousand_things_behind_a_map(region: Dataset, model: Model, view: str) -> None:
    """The first request, nothing kept from another one, takes a few calls of functions for each fact there is."""
    whole(drawn(region, model, view))
    assert steps(lambda: drawn(Dataset(region.store, region.base), model, view)) < A_FACT * count_of(region)


def _colleagues(region: Dataset) -> tuple[str, str]:
    """The first and the last member of the first network, whatever drew the region."""
    members: dict[str, list[str]] = {}
    for membership in region.facts(p=ORG.organization):
        members.setdefault(str(membership.o), []).extend(region.links(membership.s, ORG.member))
    first = sorted(members[min(members)])
    assert len(first) > 2
    return short(first[0]), short(first[-1])


def test_a_path_among_twenty_thousand_things(region: Dataset, model: Model) -> None:
    ends = dict(zip(("start", "end"), _colleagues(region), strict=True))
    assert drawn(region, model, "chemin", **ends).route is not None
    first = Dataset(region.store, region.base)
    assert steps(lambda: drawn(first, model, "chemin", **ends)) < A_FACT * count_of(region)


def test_everything_is_counted_at_that_size(region: Dataset, model: Model) -> None:
    mindmap = drawn(region, model, "reseaux")
    gone = ties_of(region, model).gone(TODAY)
    members = {
        link.o
        for membership in region.instances(ORG.Membership)
        if membership not in gone
        for link in region.facts(s=membership, p=ORG.member)
    }
    assert mindmap.totals["organisation"] == len(members)
    offered = {link.s for actor in members for link in region.facts(p=SCHEMA.provider, o=actor) if link.s not in gone}
    assert mindmap.totals["service"] == len(offered)
    assert mindmap.nodes[0].below == sum(mindmap.totals.values())
    for network in mindmap.children[mindmap.centre]:
        assert network.hidden + len(mindmap.children[network.iri]) > 1000


def test_a_thing_with_a_thousand_neighbours_opens_page_after_page(model: Model) -> None:
    star = town(
        '<id/organisation/hub> a org:FormalOrganization ; skos:prefLabel "Moyeu"@fr . '
        + "".join(
            f'<id/service/s{n:04}> a schema:Service ; skos:prefLabel "Service {n}"@fr ; '
            "schema:provider <id/organisation/hub> . "
            for n in range(1000)
        )
    )
    hub = iri("organisation/hub")
    mindmap = drawn(star, model, "autour", centre=hub, opened=frozenset({hub}))
    whole(mindmap)
    assert mindmap.by_iri[hub].hidden + len(mindmap.nodes) - 1 == 1000
    seen: set[str] = set()
    while len(seen) < 200:
        page = drawn(star, model, "autour", centre=hub, opened=frozenset({hub}), passed={hub: len(seen)})
        new = {node.iri for node in page.nodes[1:]}
        assert page.by_iri[hub].passed == len(seen)
        assert new
        assert not new & seen
        seen |= new
    assert overlapping(place(readable(page)).boxes) == []


def test_circles_end(model: Model) -> None:
    ring = town(
        "".join(
            f'<id/organisation/o{n}> a org:FormalOrganization ; skos:prefLabel "O{n}"@fr ; '
            f"org:linkedTo <id/organisation/o{(n + 1) % 5}> ; "
            f"org:subOrganizationOf <id/organisation/o{(n + 1) % 5}>, <id/organisation/o{n}> . "
            for n in range(5)
        )
    )
    mindmap = drawn(ring, model, "autour", centre="organisation/o0")
    whole(mindmap)
    assert len(mindmap.nodes) == 5
    assert drawn(ring, model, "chemin", start="organisation/o0", end="organisation/o3").routes


def test_a_graph_of_one_thing_says_that_nothing_is_known_around_it(model: Model) -> None:
    mindmap = drawn(
        town('<id/organisation/o> a org:FormalOrganization ; skos:prefLabel "O"@fr .'),
        model,
        "autour",
        centre="organisation/o",
    )
    assert [(node.label, node.empty, node.below) for node in mindmap.nodes] == [("O", True, 0)]
    assert place(mindmap).boxes


@pytest.mark.parametrize(("view", "nodes"), [("reseaux", 1), ("outils", 1), ("besoins", 9), ("territoire", 9)], ids=str)
def test_a_graph_of_nothing_has_a_map_all_the_same(model: Model, view: str, nodes: int) -> None:
    mindmap = drawn(town(""), model, view)
    assert len(mindmap.nodes) == nodes
    assert all(node.empty for node in mindmap.nodes if node.iri not in mindmap.children)
    assert mindmap.totals == ({"need": 8} if nodes > 1 else {})


CLOSING = town(
    """<id/organisation/o> a org:FormalOrganization ; skos:prefLabel "O"@fr . <id/service/s> a schema:Service ;
    skos:prefLabel "S"@fr ; tis:meetsNeed need:email ; schema:provider <id/organisation/o> ;
    schema:endDate "2021-03-31"^^xsd:date ."""
)
COMMUNICATE = "https://w3id.org/tisserand/need/communicate"


@pytest.mark.parametrize("view", ["besoins", "territoire"])
def test_a_large_need_that_nobody_answers_is_shown_and_says_so(model: Model, view: str) -> None:
    mindmap = drawn(CLOSING, model, view, date(2021, 3, 31))
    tops = mindmap.children[mindmap.centre]
    assert [node.iri for node in tops] == [top.iri for top in model.scheme("need").top]
    assert [node.iri for node in tops if not node.empty] == [COMMUNICATE]
    for node in tops[1:]:
        assert (node.below, node.hidden, node.iri in mindmap.children) == (0, 0, False)


@pytest.mark.parametrize("view", ["besoins", "territoire"])
def test_an_answer_that_closed_leaves_its_need_empty(model: Model, view: str) -> None:
    mindmap = drawn(CLOSING, model, view, date(2021, 4, 1))
    assert all(node.empty for node in mindmap.children[mindmap.centre])
    assert mindmap.totals == {"need": 8}  # the precise need, under which nothing is left, is not drawn


HOSTILE = [
    "<script>alert(1)</script>", "{s} {o} {0} %s", "a\\nb\\r\\nc", "\\u202Eretourné", "x" * 5000, " ",
    "\\\"'`&amp;", "🧵" * 40,
]  # fmt: skip


def test_hostile_labels_are_only_labels(model: Model) -> None:
    odd = town(
        "".join(
            f'<id/organisation/o{n}> a org:FormalOrganization ; skos:prefLabel "{text}"@fr ; '
            f"org:linkedTo <id/organisation/o0> . <id/membership/m{n}> a org:Membership ; "
            f'skos:prefLabel "{text}"@fr ; org:member <id/organisation/o{n}> ; org:organization <id/network/n> ; '
            "org:role <javascript:alert> . "
            for n, text in enumerate(HOSTILE)
        )
        + '<id/network/n> a org:OrganizationalCollaboration ; skos:prefLabel "{o}"@fr .'
    )
    for view, asked in (("reseaux", {}), ("autour", {"centre": "organisation/o0"})):
        mindmap = drawn(odd, model, view, **asked)
        whole(mindmap)
        assert len(mindmap.nodes) > len(HOSTILE)
        assert overlapping(place(readable(mindmap)).boxes) == []
        assert all(edge.text for edge in mindmap.edges)
    ends = {"start": "organisation/o1", "end": "organisation/o2"}
    assert "{s} {o} {0} %s" in drawn(odd, model, "chemin", **ends).title


def test_dates_that_are_no_dates_are_left_out(model: Model) -> None:
    odd = town(
        '<id/network/n> a org:OrganizationalCollaboration ; skos:prefLabel "N"@fr ; '
        'schema:startDate "hier", "2021-13-45" ; schema:endDate "9999-12-31"^^xsd:date .'
    )
    mindmap = drawn(odd, model, "reseaux")
    assert iri("network/n") in mindmap.by_iri
    assert mindmap.dates == ()


# Five levels of tools ------------------------------------------------------------------------------------------------

WORKSHOP = """
<id/tool/gmail> a schema:SoftwareApplication ; skos:prefLabel "Gmail"@fr ; tis:meetsNeed need:email .
<id/tool/sogo> a schema:SoftwareApplication ; skos:prefLabel "SOGo"@fr ; tis:meetsNeed need:shared-mailbox .
<id/alternative/a> a tis:Alternative ; tis:replaces <id/tool/gmail> ; tis:freeTool <id/tool/sogo> .
<id/instance/i> a schema:WebApplication ; skos:prefLabel "Courriel libre"@fr ; tis:instanceOf <id/tool/sogo> ;
  schema:provider <id/organisation/host> .
<id/organisation/host> a org:FormalOrganization ; skos:prefLabel "Hébergeur"@fr .
<id/service/help> a schema:Service ; skos:prefLabel "Prise en main"@fr ; tis:aboutTool <id/tool/sogo> ;
  schema:provider <id/organisation/helper> .
<id/service/own> a schema:Service ; skos:prefLabel "Aide de l’hébergeur"@fr ; tis:aboutTool <id/tool/other> ;
  schema:provider <id/organisation/host> .
<id/tool/other> a schema:SoftwareApplication ; skos:prefLabel "Autre"@fr .
<id/organisation/helper> a org:FormalOrganization ; skos:prefLabel "Aidante"@fr .
<id/organisation/knows> a org:FormalOrganization ; skos:prefLabel "S’y connaît"@fr .
<id/competence/c> a tis:Competence ; skos:prefLabel "SOGo, à S’y connaît"@fr ;
  tis:competenceOf <id/organisation/knows> ;
  dct:subject <id/tool/sogo> .
<id/tool/lost> a schema:SoftwareApplication ; skos:prefLabel "Sans besoin dit"@fr .
<id/alternative/b> a tis:Alternative ; tis:replaces <id/tool/lost> ; tis:freeTool <id/tool/sogo> .
<id/tool/odd> a schema:SoftwareApplication ; skos:prefLabel "Sans rien de dit"@fr .
<id/alternative/c> a tis:Alternative ; tis:replaces <id/tool/odd> ; tis:freeTool <id/tool/else> .
<id/tool/else> a schema:SoftwareApplication ; skos:prefLabel "Encore autre"@fr .
"""


def test_from_a_free_tool_to_what_it_replaces_who_hosts_it_and_who_helps(model: Model) -> None:
    mindmap = drawn(town(WORKSHOP), model, "outils")
    whole(mindmap)
    above = {short(node.iri): short(node.parent or "") for node in mindmap.nodes}
    assert above["tool/else"] == SCHEMA.SoftwareApplication
    assert above["tool/sogo"] == COMMUNICATE
    for left in ("gmail", "lost"):
        assert above[f"tool/{left}"] == "tool/sogo"
    assert (above["instance/i"], above["organisation/host"]) == ("tool/sogo", "instance/i")
    assert (above["service/help"], above["organisation/helper"]) == ("tool/sogo", "service/help")
    assert above["organisation/knows"] == "tool/sogo"
    from_a_tool = drawn(town(WORKSHOP), model, "outils", centre="tool/gmail")
    assert {short(node.iri) for node in from_a_tool.nodes} >= {"tool/sogo", "instance/i", "organisation/host"}


# Kept current --------------------------------------------------------------------------------------------------------


def test_maps_follow_what_is_contributed(tmp_path: Path, model: Model) -> None:
    """What was read once is not read again, yet a change shows at once, and so does its undoing."""
    repository = opened(tmp_path)
    repository.load([write(tmp_path)], "essai")
    warm(repository.public, model)
    assert iri("organisation/new") not in drawn(repository.public, model, "reseaux").by_iri
    added = {
        fact("organisation/new", RDF.type, ORG.FormalOrganization),
        label("organisation/new", "Nouvelle"),
        fact("membership/new", RDF.type, ORG.Membership),
        label("membership/new", "Nouvelle à la Ronde"),
        fact("membership/new", ORG.member, "organisation/new"),
        fact("membership/new", ORG.organization, "network/round"),
    }
    repository.commit(draft(added))
    assert drawn(repository.public, model, "reseaux").by_iri[iri("organisation/new")].parent == iri("network/round")
    ended = {fact("membership/new", SCHEMA.endDate, date_literal(date(2020, 1, 1)))}
    repository.commit(draft(ended))
    assert iri("organisation/new") not in drawn(repository.public, model, "reseaux").by_iri
    repository.commit(draft(removed=added | ended))
    assert ties_of(repository.public, model).kind(iri("organisation/new")) == ""
    repository.close()


def test_two_sources_that_say_the_same_make_one_relation(model: Model) -> None:
    facts = [
        fact("network/n", RDF.type, ORG.OrganizationalCollaboration),
        fact("organisation/o", RDF.type, ORG.FormalOrganization),
        *(
            fact("organisation/o", ORG.linkedTo, "network/n", source)
            for source in ("https://a.example/", "https://b.example/")
        ),
    ]
    twice = Dataset.in_memory(facts, "http://localhost:5000")
    assert len(ties_of(twice, model).of(iri("network/n"))) == 1
    one = facts[-1]
    before = twice.tables.links(ORG.linkedTo)
    twice.store.remove(next(twice.store.quads_for_pattern(None, None, None, None)))
    assert before.subjects[one.o] == [one.s]


def test_every_level_is_below_the_one_before(region: Dataset, model: Model) -> None:
    mindmap = drawn(region, model, "besoins")
    for one, two in pairwise(mindmap.nodes):
        assert two.depth <= one.depth + 1
