# SPDX-License-Identifier: AGPL-3.0-or-later
"""States in words: a plan of the past is told as such, what is running bears the age of its last news."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from graph.arguments import parts
from graph.entity import Reader
from graph.model.ontology import vocabulary_facts
from graph.rdf.dataset import Dataset
from graph.readings.card import Sheets, card
from graph.readings.hosts import hosting_facts
from graph.readings.states import OLD, standing
from tests.graph.mindmaps.towns import iri, town
from tests.instances import model as shared_model

TOLD, WITHIN, AFTERWARDS = date(2021, 2, 4), date(2021, 12, 1), date(2026, 11, 29)
WRITTEN = """@prefix state: <https://w3id.org/tisserand/state/> . @prefix prov: <http://www.w3.org/ns/prov#> .
<id/source/minutes> a schema:Dataset ; skos:prefLabel "Minutes"@fr ; dct:issued "2021-02-04"^^xsd:date .
<id/working-group/team> a org:OrganizationalUnit ; skos:prefLabel "Équipe"@fr, "Team"@en .
<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Moulin"@fr, "The Mill"@en .
<id/membership/mill> a org:Membership ; skos:prefLabel "Le Moulin, dans l’équipe"@fr ;
  org:member <id/organisation/mill> ; org:organization <id/working-group/team> ;
  schema:startDate "2021"^^xsd:gYear ; tis:state state:announced .
<id/service/planned> a schema:Service ; skos:prefLabel "Prévu"@fr ; tis:state state:announced .
<id/service/wished> a schema:Service ; skos:prefLabel "Souhaité"@fr ; tis:state state:envisaged .
<id/service/later> a schema:Service ; skos:prefLabel "Plus tard"@fr ; tis:state state:announced ;
  schema:startDate "2026"^^xsd:gYear .
<id/service/running> a schema:Service ; skos:prefLabel "En cours"@fr ; tis:state state:active .
<id/commitment/due> a schema:PlanAction ; skos:prefLabel "Promis"@fr ; tis:state state:announced ;
  schema:agent <id/organisation/mill> ; schema:scheduledTime "2021"^^xsd:gYear .
<id/argument/host> a tis:Argument ; skos:prefLabel "Et lui ?"@fr ; schema:about <id/organisation/mill> ;
  tis:argumentPart <https://w3id.org/tisserand/argument-part/questions> ; schema:position 1 .
<id/instance/seen> a schema:WebApplication ; skos:prefLabel "Vu"@fr ; schema:provider <id/organisation/mill> ;
  tis:state state:active ; tis:stateOn "2022-12-23"^^xsd:date .
<id/instance/recent> a schema:WebApplication ; skos:prefLabel "Vu hier"@fr ; schema:provider <id/organisation/mill> ;
  tis:state state:active ; tis:stateOn "2026-11-28"^^xsd:date .
"""


@cache
def told() -> Reader:
    """What one document said, in February 2021."""
    source = iri("source/minutes")
    facts = [fact._replace(source=source) for fact in town(WRITTEN).facts() if fact.s.startswith(iri(""))]
    return Reader(Dataset.in_memory([*facts, *vocabulary_facts()], town(WRITTEN).base), shared_model())


CASES = [
    ("service/planned", WITHIN, "Annoncé", False),
    ("service/planned", AFTERWARDS, "Annoncé, sans nouvelles depuis", True),
    ("service/wished", AFTERWARDS, "Envisagé, sans nouvelles depuis", True),
    ("service/later", AFTERWARDS, "Annoncé", False),
    ("commitment/due", AFTERWARDS, "Annoncé, sans nouvelles depuis", True),
    ("service/running", WITHIN, "En cours", False),
    ("service/running", AFTERWARDS, "en cours, dit en février 2021", True),
    ("instance/seen", AFTERWARDS, "ouvert, vu en décembre 2022", True),
    ("instance/recent", AFTERWARDS, "ouvert, vu en novembre 2026", False),
]


@pytest.mark.parametrize(("thing", "day", "text", "old"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_state_is_told_with_the_age_of_its_news(thing: str, day: date, text: str, old: bool) -> None:
    state = standing(told(), iri(thing), day)
    assert state is not None
    assert (state.text, state.sign == OLD) == (text, old)


def linked(thing: str) -> dict[str, str]:
    """What a card lists, with the state of each."""
    found = card(told(), iri(thing), AFTERWARDS, Sheets())
    items = [item for group in found.lists for item in (*group.items, *group.rest)]
    return {item.mentions[0].label: item.state.text if item.state else "" for item in items}


def test_what_was_only_planned_is_listed_for_when_not_since_when() -> None:
    assert linked("working-group/team") == {"Le Moulin": "pour 2021"}
    assert linked("organisation/mill")["Promis"] == "pour 2021"


def test_a_service_seen_long_ago_says_so_where_its_host_is_asked_about() -> None:
    found = hosting_facts(told(), parts(told().dataset, told().model), AFTERWARDS)
    (host,) = found[iri("argument/host")]
    assert {(one.service.label, one.since) for one in host.open} == {("Vu", "vu en décembre 2022"), ("Vu hier", "")}
