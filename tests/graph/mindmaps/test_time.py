# SPDX-License-Identifier: AGPL-3.0-or-later
"""Maps through time: what came, what went, what moved, and the story of the networks of Touraine in 2021."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from graph.errors import InvalidInput
from graph.layout import overlapping, place, readable
from graph.mindmaps import MindMap, cut, perspectives
from graph.model import Model
from graph.rdf.dataset import Dataset
from graph.text.map_words import inside_text
from graph.text.wording import day_text
from tests.conftest import dataset_of
from tests.graph.mindmaps.towns import drawn, iri, short, town
from web.app.ecosystem import DATA

BEFORE, AFTER = date(2020, 6, 1), date(2021, 6, 1)
VILLAGE = """
<id/network/old> a org:OrganizationalCollaboration ; skos:prefLabel "Ancien"@fr, "Old"@en ;
  schema:endDate "2020-12-31"^^xsd:date .
<id/network/new> a org:OrganizationalCollaboration ; skos:prefLabel "Nouveau"@fr, "New"@en .
<id/working-group/team> a org:OrganizationalUnit ; skos:prefLabel "Équipe"@fr, "Team"@en .
<id/membership/team-old> a org:Membership ; skos:prefLabel "L’équipe, dans l’ancien"@fr ;
  org:member <id/working-group/team> ; org:organization <id/network/old> ; schema:endDate "2020-12-31"^^xsd:date .
<id/membership/team-new> a org:Membership ; skos:prefLabel "L’équipe, dans le nouveau"@fr ;
  org:member <id/working-group/team> ; org:organization <id/network/new> ; schema:startDate "2021-01-01"^^xsd:date .
<id/organisation/stays> a org:FormalOrganization ; skos:prefLabel "Reste"@fr .
<id/membership/stays> a org:Membership ; skos:prefLabel "Reste, dans le nouveau"@fr ;
  org:member <id/organisation/stays> ; org:organization <id/network/new> .
<id/organisation/comes> a org:FormalOrganization ; skos:prefLabel "Arrive"@fr .
<id/membership/comes> a org:Membership ; skos:prefLabel "Arrive, dans l’équipe"@fr ;
  org:member <id/organisation/comes> ; org:organization <id/working-group/team> ;
  schema:startDate "2021-03-01"^^xsd:date .
<id/organisation/leaves> a org:FormalOrganization ; skos:prefLabel "Part"@fr ; org:linkedTo <id/organisation/stays> .
<id/membership/leaves> a org:Membership ; skos:prefLabel "Part, dans l’ancien"@fr ;
  org:member <id/organisation/leaves> ; org:organization <id/network/old> .
<id/service/gone> a schema:Service ; skos:prefLabel "Fermé"@fr ; schema:provider <id/organisation/stays> ;
  schema:endDate "2021-02-28"^^xsd:date .
<id/change-event/merger> a org:ChangeEvent ; skos:prefLabel "L’ancien rejoint le nouveau"@fr, "Old joins new"@en ;
  tis:changeKind change-kind:merger ; org:originalOrganization <id/network/old> ;
  org:resultingOrganization <id/network/new> ; dct:date "2021-01-01"^^xsd:date .
"""


@pytest.fixture(scope="module")
def village() -> Dataset:
    return town(VILLAGE)


@pytest.fixture(scope="module")
def touraine() -> Dataset:
    return dataset_of(*sorted((DATA / "touraine").glob("*.ttl")))


def states(mindmap: MindMap) -> dict[str, str]:
    return {short(node.iri): node.state for node in mindmap.nodes if node.state}


def parents(mindmap: MindMap) -> dict[str, str]:
    return {short(node.iri): short(node.parent or "") for node in mindmap.nodes}


def test_between_two_days_a_map_holds_what_is_and_what_was(village: Dataset, model: Model) -> None:
    mindmap = drawn(village, model, "reseaux", AFTER, since=BEFORE)
    assert states(mindmap) == {
        "network/old": "ended",
        "working-group/team": "moved",
        "organisation/comes": "added",
        "service/gone": "ended",
    }
    above = parents(mindmap)
    # What lives on stays where it was, by a relation that ended with what it belonged to.
    assert above["organisation/leaves"] == "network/old"
    assert mindmap.edges[[node.iri for node in mindmap.nodes[1:]].index(iri("organisation/leaves"))].state == "ended"
    assert above["service/gone"] == "organisation/stays"
    assert above["working-group/team"] == "network/new"
    assert overlapping(place(readable(mindmap)).boxes) == []


def test_what_moved_keeps_a_line_to_where_it_was(village: Dataset, model: Model) -> None:
    mindmap = drawn(village, model, "reseaux", AFTER, since=BEFORE)
    lines = {(short(edge.s), short(edge.o)): edge for edge in mindmap.cross_links}
    assert lines["working-group/team", "network/old"].state == "ended"
    assert lines["organisation/leaves", "organisation/stays"].state == ""  # both are still there, only not in the view
    merger = lines["network/old", "network/new"]
    assert (merger.kind, merger.state, merger.text) == ("change", "added", "L’ancien rejoint le nouveau (Fusion)")


def test_mergers_are_told_first_then_changes_by_day(village: Dataset, model: Model) -> None:
    told = drawn(village, model, "reseaux", AFTER, since=BEFORE).changes
    assert [(str(change.day), change.state, change.text) for change in told] == [
        ("2021-01-01", "changed", "L’ancien rejoint le nouveau (Fusion)"),
        ("2021-01-01", "ended", "Terminé : Ancien (réseau)"),
        ("2021-01-01", "moved", "Équipe passe de « Ancien » à « Nouveau »"),
        ("2021-03-01", "added", "Nouveau : Arrive, dans l’équipe"),
        ("2021-03-01", "ended", "Terminé : Reste propose « Fermé »"),
    ]
    english = [change.text for change in drawn(village, model, "reseaux", AFTER, since=BEFORE, lang="en").changes]
    assert "Team moves from “Old” to “New”" in english
    assert "Old joins new (Merger)" in english


def test_days_are_those_of_memberships_things_and_events(village: Dataset, model: Model) -> None:
    days = {date(2021, 1, 1), date(2021, 3, 1)}
    for day in (BEFORE, AFTER):
        assert set(drawn(village, model, "reseaux", day).dates) == days


@pytest.mark.parametrize("since", [None, AFTER], ids=["no earlier day", "the same day"])
def test_nothing_happens_without_an_earlier_day(village: Dataset, model: Model, since: date | None) -> None:
    mindmap = drawn(village, model, "reseaux", AFTER, since=since)
    assert states(mindmap) == {}
    assert mindmap.changes == ()
    assert {edge.state for edge in (*mindmap.edges, *mindmap.cross_links)} <= {""}
    assert iri("network/old") not in mindmap.by_iri


def test_days_in_the_wrong_order_are_refused(village: Dataset, model: Model) -> None:
    with pytest.raises(InvalidInput, match="Échangez-les") as refused:
        drawn(village, model, "reseaux", BEFORE, since=AFTER)
    assert refused.value.field == "depuis"


def test_the_same_place_is_kept_where_it_still_holds(model: Model) -> None:
    """A second home that comes later does not make a thing move: it has not left the first one."""
    both = town(
        """<id/network/a> a org:OrganizationalCollaboration ; skos:prefLabel "A"@fr .
        <id/network/b> a org:OrganizationalCollaboration ; skos:prefLabel "B"@fr .
        <id/organisation/o> a org:FormalOrganization ; skos:prefLabel "O"@fr .
        <id/membership/a> a org:Membership ; org:member <id/organisation/o> ;
          org:organization <id/network/a> ; org:role role:participant .
        <id/membership/b> a org:Membership ; org:member <id/organisation/o> ;
          org:organization <id/network/b> ; org:role role:animator ; schema:startDate "2021-01-01"^^xsd:date ."""
    )
    assert states(drawn(both, model, "reseaux", AFTER, since=BEFORE)) == {}


def test_a_centre_that_ended_says_so(village: Dataset, model: Model) -> None:
    mindmap = drawn(village, model, "reseau", AFTER, since=BEFORE, centre="network/old")
    assert mindmap.nodes[0].state == "ended"
    assert iri("network/old") in {change.iri for change in mindmap.changes}


def test_what_changed_is_drawn_before_what_did_not(model: Model) -> None:
    members = "\n".join(
        f'<id/organisation/o{n:03}> a org:FormalOrganization ; skos:prefLabel "O{n}"@fr . '
        f"<id/membership/m{n}> a org:Membership ; org:member <id/organisation/o{n:03}> ; "
        "org:organization <id/network/n> " + ('; schema:startDate "2021-01-01"^^xsd:date .' if n in (250, 299) else ".")
        for n in range(300)
    )
    crowd = town('<id/network/n> a org:OrganizationalCollaboration ; skos:prefLabel "N"@fr .' + members)
    mindmap = drawn(crowd, model, "reseaux", AFTER, since=BEFORE)
    assert states(mindmap) == {"organisation/o250": "added", "organisation/o299": "added"}
    assert set(states(readable(mindmap))) == set(states(mindmap))
    assert mindmap.by_iri[iri("network/n")].hidden + len(mindmap.children[iri("network/n")]) == 300


def test_a_long_list_of_changes_is_whole(model: Model) -> None:
    text = "".join(
        f"<id/organisation/o{n}> a org:FormalOrganization . <id/membership/m{n}> a org:Membership ; "
        f"org:member <id/organisation/o{n}> ; org:organization <id/network/n> ; "
        'schema:startDate "2021-01-01"^^xsd:date . '
        for n in range(400)
    )
    crowd = town("<id/network/n> a org:OrganizationalCollaboration ." + text)
    assert len(drawn(crowd, model, "reseaux", AFTER, since=BEFORE).changes) == 400


def test_a_folded_branch_says_what_happened_inside(village: Dataset, model: Model) -> None:
    whole = drawn(village, model, "reseaux", AFTER, since=BEFORE)
    happened = {(node.iri, node.state) for node in whole.nodes if node.state}
    assert happened
    for shown in ({whole.centre}, {whole.centre, iri("network/old"), iri("network/new")}):
        shut = cut(whole, shown)
        told = [{(node.iri, node.state)} if node.state else set() for node in shut.nodes]
        assert set().union(*told, *(node.inside for node in shut.nodes)) == happened
        more = {node.key for node in whole.nodes if node.depth < 2} | {iri("working-group/team")}
        assert cut(cut(whole, more), shown).nodes == shut.nodes
    assert whole.nodes[0].inside == frozenset()
    small = drawn(village, model, "reseaux", AFTER, since=BEFORE, limit=2)
    assert {it for node in small.nodes for it in node.inside} | {(it.iri, it.state) for it in small.nodes} >= happened
    two = frozenset({("a", "added"), ("b", "added"), ("c", "ended")})
    assert inside_text(two, "fr") == "3 changements à l’intérieur : 2 nouveaux, 1 terminé"
    assert inside_text(two, "en") == "3 changes inside: 2 new, 1 ended"


def test_what_ended_leaves_a_trace_that_leads_to_its_end(village: Dataset, touraine: Dataset, model: Model) -> None:
    (old,) = drawn(village, model, "reseaux", AFTER).traces
    assert (short(old.iri), str(old.end), old.since < old.day <= AFTER) == ("network/old", "2020-12-31", True)
    assert states(drawn(village, model, "reseaux", old.day, since=old.since))["network/old"] == "ended"
    assert drawn(village, model, "reseaux", BEFORE).traces == ()
    assert drawn(village, model, "reseaux", AFTER, since=BEFORE).traces == ()
    (can,) = drawn(touraine, model, "reseaux", date(2026, 6, 1)).traces
    assert (short(can.iri), str(can.since), str(can.day)) == ("network/can", "2020-01-01", "2022-01-01")


# The story of 2021 in Touraine ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        ("2020-06-01", "can-technical-actors can-pava", "ptca-observatory aval-pava free-software-and-associations"),
        ("2020-12-31", "can-technical-actors can-pava", "ptca-observatory aval-pava"),
        # No source says the day of 2021 on which a group goes on elsewhere: all that year it may be in both.
        ("2021-01-01", "can-technical-actors can-pava ptca-observatory aval-pava free-software-and-associations", ""),
        ("2021-12-31", "can-technical-actors can-pava ptca-observatory aval-pava free-software-and-associations", ""),
        ("2022-01-01", "aval-pava free-software-and-associations ptca-observatory", "can-technical-actors can-pava"),
        ("2022-06-01", "aval-pava free-software-and-associations", "can-technical-actors can-pava"),
    ],
    ids=["in 2020", "last day of 2020", "first day of 2021", "last day of 2021", "first day of 2022", "today"],
)
def test_the_slider_tells_the_groups(touraine: Dataset, model: Model, day: str, there: str, absent: str) -> None:
    groups = {
        short(node.iri).removeprefix("working-group/")
        for node in drawn(touraine, model, "reseaux", date.fromisoformat(day)).nodes
    }
    assert set(there.split()) <= groups
    assert not set(absent.split()) & groups


def test_the_can_leaves_the_map_in_2022(touraine: Dataset, model: Model) -> None:
    assert iri("network/can") in drawn(touraine, model, "reseaux", date(2021, 12, 31)).by_iri
    assert iri("network/can") not in drawn(touraine, model, "reseaux", date(2022, 1, 1)).by_iri


def test_the_partial_mergers_of_2021_are_told_at_once(touraine: Dataset, model: Model) -> None:
    mindmap = drawn(touraine, model, "reseaux", date(2022, 6, 1), since=date(2020, 6, 1))
    found, above = states(mindmap), parents(mindmap)
    assert (found["working-group/can-pava"], above["working-group/can-pava"]) == ("ended", "network/can")
    assert (found["working-group/aval-pava"], above["working-group/aval-pava"]) == ("added", "network/aval")
    assert found["network/can"] == "ended"
    assert found["organisation/autre-brique"] == "moved"
    assert above["organisation/autre-brique"] == "working-group/free-software-and-associations"
    assert above["working-group/free-software-and-associations"] == "network/ptca"
    changes = {(short(edge.s), short(edge.o)) for edge in mindmap.cross_links if edge.kind == "change"}
    technical = "working-group/can-technical-actors"
    assert changes == {
        ("working-group/can-pava", "working-group/aval-pava"),
        (technical, "working-group/ptca-observatory"),
        (technical, "working-group/ptca-actor-meetings"),
        (technical, "working-group/free-software-and-associations"),
        ("organisation/ddcs", "organisation/drjscs"),
    }
    texts = [change.text for change in mindmap.changes if change.state == "changed"]
    assert "Le groupe des PAVA passe de la CAN à l’AVAL (Fusion partielle)" in texts
    assert "La DRJSCS succède à la DDCS (Succession ou changement de nom)" in texts


def test_one_network_shows_the_changes_that_touched_it(touraine: Dataset, model: Model) -> None:
    mindmap = drawn(touraine, model, "reseau", date(2021, 2, 4), centre="network/can")
    kinds = [node.kind for node in mindmap.children[iri("network/can")]]
    assert kinds == ["working-group", "working-group", "service", "change-event", "change-event"]
    event = mindmap.by_iri[iri("change-event/can-technical-actors-to-ptca-2021")]
    assert {short(node.iri) for node in mindmap.children[event.iri]} == {
        "working-group/ptca-observatory",
        "working-group/ptca-actor-meetings",
        "working-group/free-software-and-associations",
    }


def test_every_date_of_a_view_changes_what_it_shows(touraine: Dataset, model: Model) -> None:
    mindmap = drawn(touraine, model, "reseaux", date(2022, 6, 1))
    assert len(mindmap.dates) >= 4
    for one, two in zip(mindmap.dates, mindmap.dates[1:], strict=False):
        start, end = (drawn(touraine, model, "reseaux", day) for day in (one, two - timedelta(days=1)))
        assert start.nodes == end.nodes


HANDED_OVER = """
<id/network/net> a org:OrganizationalCollaboration ; skos:prefLabel "Réseau"@fr, "Net"@en .
<id/organisation/before> a org:FormalOrganization ; skos:prefLabel "Avant"@fr .
<id/organisation/then> a org:FormalOrganization ; skos:prefLabel "Ensuite"@fr .
<id/membership/before> a org:Membership ; skos:prefLabel "Avant, dans le réseau"@fr ;
  org:member <id/organisation/before> ; org:organization <id/network/net> ;
  schema:endDate "[..2021-02-04]"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
<id/membership/then> a org:Membership ; skos:prefLabel "Ensuite, dans le réseau"@fr ;
  org:member <id/organisation/then> ; org:organization <id/network/net> ;
  schema:startDate "[..2021-02-04]"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
"""


def test_who_leaves_and_who_comes_on_a_day_or_before_are_one_stop(model: Model) -> None:
    net = town(HANDED_OVER)
    mindmap = drawn(net, model, "reseaux", AFTER)
    assert [day_text(mindmap.told(day)) for day in mindmap.dates] == ["au plus tard le 4 février 2021"]
    (stop,) = mindmap.dates
    shown = {short(node.iri) for node in drawn(net, model, "reseaux", stop).nodes}
    assert "organisation/then" in shown
    assert "organisation/before" not in shown


@pytest.mark.parametrize(
    "view", [view.slug for view in perspectives() if not view.needs_ends and not view.needs_centre]
)
def test_no_two_stops_are_told_alike(touraine: Dataset, model: Model, view: str) -> None:
    mindmap = drawn(touraine, model, view, AFTER)
    labels = [day_text(mindmap.told(day)) for day in mindmap.dates]
    assert len(labels) == len(set(labels))
