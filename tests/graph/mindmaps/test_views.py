# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points of view on the small town: what they show, when, and what they fold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from graph.errors import InvalidInput, UnknownThing
from graph.layout import READABLE, WIDE_FRAME, overlapping, place, readable
from graph.mindmaps import MapRequest, MindMap, build, folded, path_to, perspectives
from graph.model import Model
from graph.namespaces import ORG, RDF, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Fact
from tests.conftest import dataset_of
from tests.instances import BASE, ID, fact, label
from web.app.ecosystem import DATA

SPRING, WINTER = date(2021, 4, 15), date(2020, 12, 15)
VIEWS = ["reseaux", "reseau", "besoins", "territoire", "outils", "autour"]


def drawn(dataset: Dataset, model: Model, view: str, day: date = SPRING, **more: object) -> MindMap:
    return build(MapRequest(dataset, model, view, day, **more))  # type: ignore[arg-type]


def parent(mindmap: MindMap, iri: str) -> str | None:
    return mindmap.by_iri[ID + iri].parent


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_a_tree_of_known_things(dataset: Dataset, model: Model, view: str) -> None:
    mindmap = drawn(dataset, model, view)
    assert len(mindmap.nodes) > 5
    assert len(mindmap.edges) == len(mindmap.nodes) - 1
    assert len(mindmap.by_key) == len(mindmap.nodes) <= 150
    seen = set()
    for node in mindmap.nodes:
        assert node.parent is None or node.parent in seen
        assert node.label
        seen |= {node.key, node.iri}
    for edge in (*mindmap.edges, *mindmap.cross_links):
        assert {edge.s, edge.o} <= seen
        assert edge.text
        assert "{" not in edge.text
    for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True):
        assert {edge.s, edge.o} == {node.iri, mindmap.by_key[node.parent].iri}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_readable(dataset: Dataset, model: Model, view: str) -> None:
    drawing = place(readable(drawn(dataset, model, view)))
    assert overlapping(drawing.boxes) == []
    assert drawing.smallest_text(WIDE_FRAME) >= READABLE


def test_a_group_is_in_the_network_it_belonged_to_that_day(dataset: Dataset, model: Model) -> None:
    before, after = (drawn(dataset, model, "reseaux", day) for day in (WINTER, SPRING))
    assert parent(before, "working-group/accueils") == ID + "network/cercle"
    assert parent(after, "working-group/accueils") == ID + "network/trame"
    assert parent(after, "organisation/comptoir") == ID + "working-group/accueils"
    assert before.dates == after.dates


def test_dates_are_those_on_which_the_map_changes(dataset: Dataset, model: Model) -> None:
    mindmap = drawn(dataset, model, "reseaux")
    assert {date(2021, 1, 1), date(2022, 1, 1)} <= set(mindmap.dates)
    for one, two in zip(mindmap.dates, mindmap.dates[1:], strict=False):
        same = drawn(dataset, model, "reseaux", two - timedelta(days=1))
        assert {node.iri for node in drawn(dataset, model, "reseaux", one).nodes} == {node.iri for node in same.nodes}


def test_a_closed_network_leaves_the_map(dataset: Dataset, model: Model) -> None:
    assert ID + "network/cercle" in drawn(dataset, model, "reseaux", date(2021, 12, 31)).by_iri
    assert ID + "network/cercle" not in drawn(dataset, model, "reseaux", date(2022, 1, 1)).by_iri


def test_a_free_tool_bears_what_it_replaces_and_a_closed_host_is_gone(dataset: Dataset, model: Model) -> None:
    mindmap = drawn(dataset, model, "outils")
    assert parent(mindmap, "tool/vite-date") == ID + "tool/libre-date"
    assert parent(mindmap, "instance/libre-date-new") == ID + "tool/libre-date"
    assert ID + "instance/libre-date" not in mindmap.by_iri


@pytest.fixture(scope="module")
def tools() -> Dataset:
    return dataset_of(*sorted((DATA / "tools").glob("*.ttl")))


def test_weight_is_given_to_free_tools_what_they_replace_is_a_leaf(tools: Dataset, model: Model) -> None:
    mindmap = drawn(tools, model, "outils")
    tops = [choice.iri for choice in model.scheme("need").top]
    branches = [node.iri for node in mindmap.nodes if node.depth == 1]
    assert branches == [iri for iri in tops if iri in branches]
    free = {link.o for link in tools.facts(p=TIS.freeTool)}
    pills = [node for node in mindmap.nodes if node.depth == 2]
    assert len(pills) > 20
    assert {node.iri for node in pills} <= free
    left = [node for node in mindmap.nodes if node.depth > 2 and node.kind == "tool"]
    assert {"Gmail", "Doodle", "Windows"} <= {node.label for node in left}
    assert [node.label for node in left if node.key in mindmap.children or node.hidden] == []
    assert all(node.key in mindmap.children or node.hidden for node in pills)
    # Hosts are promised: some are drawn, all are counted where a branch is folded.
    assert mindmap.counts["instance"] > 5


def test_the_closest_and_easiest_tools_come_first_around_one_to_leave(tools: Dataset, model: Model) -> None:
    for tool, near, far in (("lastpass", "Bitwarden", "KeePass"), ("google-maps", "uMap", "GoGoCarto")):
        mindmap = drawn(tools, model, "outils", centre=f"{ID}tool/{tool}")
        names = [node.label for node in mindmap.children[f"{ID}tool/{tool}"]]
        assert names.index(near) < names.index(far)


def test_link_entities_are_lines_and_sources_stay_aside(dataset: Dataset, model: Model) -> None:
    kinds = {node.kind for view in VIEWS if view != "reseau" for node in drawn(dataset, model, view).nodes}
    assert not kinds & {"membership", "alternative", "competence", "commitment", "change-event", "source", "acronym"}


def test_a_membership_reads_as_its_name_and_role(dataset: Dataset, model: Model) -> None:
    mindmap = drawn(dataset, model, "reseaux")
    texts = {(edge.s, edge.o): edge.text for edge in (*mindmap.edges, *mindmap.cross_links)}
    text = texts[ID + "organisation/passerelle", ID + "network/trame"]
    assert text.startswith("La Passerelle anime la Trame (")


def test_any_entity_or_concept_can_be_the_centre(dataset: Dataset, model: Model) -> None:
    for iri in (
        ID + "organisation/comptoir",
        ID + "membership/relais-in-cercle",
        "https://w3id.org/tisserand/need/file-sharing",
    ):
        mindmap = drawn(dataset, model, "autour", centre=iri)
        assert len(mindmap.nodes) > 1
    crossed = drawn(dataset, model, "autour", centre=ID + "membership/relais-in-cercle")
    assert crossed.centre == ID + "organisation/relais"


def test_a_map_speaks_english_too(dataset: Dataset, model: Model) -> None:
    assert drawn(dataset, model, "besoins", lang="en").title == model.scheme("need").label.languages["en"]


def crowd(model: Model, members: int) -> Dataset:
    """A network with that many members, each with a service."""
    facts: list[Fact] = [fact("network/n", RDF.type, ORG.OrganizationalCollaboration), label("network/n", "Réseau")]
    for number in range(members):
        facts += [
            fact(f"organisation/o{number:03}", RDF.type, ORG.FormalOrganization),
            label(f"organisation/o{number:03}", f"Acteur {number:03}"),
            fact(f"membership/m{number}", RDF.type, ORG.Membership),
            label(f"membership/m{number}", f"Acteur {number:03} au réseau"),
            fact(f"membership/m{number}", ORG.member, f"organisation/o{number:03}"),
            fact(f"membership/m{number}", ORG.organization, "network/n"),
            fact(f"service/s{number}", RDF.type, SCHEMA.Service),
            label(f"service/s{number}", f"Service {number}"),
            fact(f"service/s{number}", SCHEMA.provider, f"organisation/o{number:03}"),
        ]
    return Dataset.in_memory(facts, "http://localhost:5000")


def test_what_does_not_fit_is_counted_and_opens(model: Model) -> None:
    dataset = crowd(model, 300)
    closed = drawn(dataset, model, "reseaux")
    network = closed.by_iri[ID + "network/n"]
    assert len(closed.children[network.iri]) + network.hidden == 300
    opened = drawn(dataset, model, "reseaux", opened=frozenset({network.iri}))
    assert len(opened.nodes) <= 150
    assert opened.by_iri[network.iri].hidden < network.hidden
    assert overlapping(place(opened).boxes) == []


def test_a_small_map_hides_nothing(model: Model) -> None:
    assert sum(node.hidden for node in drawn(crowd(model, 12), model, "reseaux").nodes) == 0


def test_folding_keeps_only_the_opened_path(dataset: Dataset, model: Model) -> None:
    mindmap = drawn(dataset, model, "besoins")
    deep = next(node for node in mindmap.nodes if node.depth == 2 and mindmap.children.get(node.iri))
    path = path_to(mindmap, deep.iri)
    narrow = folded(drawn(dataset, model, "besoins", opened=frozenset({deep.iri})))
    assert set(path) == narrow.opened
    assert {node.parent for node in narrow.nodes} - {None} == {narrow.centre, *path}
    assert {node.iri for node in narrow.nodes} <= set(mindmap.by_iri)


def test_unknown_views_and_centres_say_what_to_do(dataset: Dataset, model: Model) -> None:
    with pytest.raises(InvalidInput) as unknown:
        drawn(dataset, model, "besoin")
    assert unknown.value.field == "vue"
    assert unknown.value.suggestions[0].iri == "besoins"
    with pytest.raises(UnknownThing):
        drawn(dataset, model, "autour", centre=ID + "organisation/nobody")
    with pytest.raises(UnknownThing):
        drawn(Dataset.in_memory([], "http://localhost:5000"), model, "autour")


def test_every_view_has_both_languages_and_its_own_place() -> None:
    assert len({view.order for view in perspectives()}) == len(perspectives())
    assert {view.slug for view in perspectives()} >= {*VIEWS, "chemin"}
    texts = [text for view in perspectives() for text in (view.label, view.summary)]
    assert all(text.fr and text("en") != text.fr for text in texts)


def test_all_relations_of_two_things_are_told(model: Model) -> None:
    """One is the branch of the tree; what else is said of the same two is in the data all the same."""
    one, other = "organisation/a", "organisation/b"
    said = {
        (one, ORG.linkedTo, other),
        (one, ORG.subOrganizationOf, other),
        (one, TIS.orientsTowards, other),
        (other, ORG.linkedTo, one),
    }
    facts = [fact(iri, RDF.type, ORG.FormalOrganization) for iri in (one, other)]
    facts += [label(iri, iri[-1].upper()) for iri in (one, other)]
    mindmap = drawn(Dataset.in_memory([*facts, *(fact(*it) for it in said)], BASE), model, "autour", centre=ID + one)
    told = [(edge.s, edge.p, edge.o) for edge in (*mindmap.edges, *mindmap.cross_links)]
    assert sorted(told) == sorted((ID + s, p, ID + o) for s, p, o in said)
    drawing = place(mindmap)
    assert len(drawing.branches) == 1
    assert drawing.cross_links == ()
