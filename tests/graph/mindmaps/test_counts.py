# SPDX-License-Identifier: AGPL-3.0-or-later
"""What branches of needs count: the actors that a query finds there, each once, wherever the tree draws them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pyoxigraph import Literal

from graph.layout import readable
from graph.mindmaps import MindMap, Node, folded
from graph.model import Model
from graph.rdf.dataset import Dataset
from graph.territory import Territories
from graph.text.days import Span, read_day
from tests.conftest import dataset_of
from tests.graph.mindmaps.towns import drawn, iri, short, town
from web.app.ecosystem import DATA

DAYS = [date(2020, 6, 1), date(2021, 6, 1), date(2026, 11, 29)]
ANSWERS = """
PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tis: <https://w3id.org/tisserand/ontology#>
SELECT DISTINCT ?branch ?actor ?via WHERE {
  ?need skos:broader* ?branch .
  { ?via tis:meetsNeed ?need ; schema:provider ?actor . FILTER NOT EXISTS { ?via a schema:SoftwareApplication } }
  UNION { ?actor tis:worksOn ?need . BIND(?actor AS ?via) }
}"""
SPANS = """
PREFIX schema: <https://schema.org/>
SELECT ?thing ?start ?end WHERE {
  ?thing schema:startDate|schema:endDate ?any .
  OPTIONAL { ?thing schema:startDate ?start } OPTIONAL { ?thing schema:endDate ?end } }"""


@pytest.fixture(scope="module")
def public() -> Dataset:
    """The public facts that ship for the territory, with the tools."""
    return dataset_of(*sorted((DATA / "touraine").glob("*.ttl")), *sorted((DATA / "tools").glob("*.ttl")))


def asked(dataset: Dataset, day: date) -> dict[str, set[str]]:
    """The actors who answer each need, or a more precise one, on a day: as queries find them."""
    rows = dataset.store.query(SPANS, use_default_graph_as_union=True)
    spans = {row["thing"].value: Span(_day(row["start"]), _day(row["end"], last=True)) for row in rows}
    found: dict[str, set[str]] = {}
    for row in dataset.store.query(ANSWERS, use_default_graph_as_union=True):
        branch, actor, via = (row[name].value for name in ("branch", "actor", "via"))
        if all(spans.get(thing, Span()).holds(day) for thing in (actor, via)):
            found.setdefault(branch, set()).add(actor)
    return found


def _day(said: Literal | None, *, last: bool = False) -> date | None:
    return read_day(said.value, last=last) if said else None


def needs(mindmap: MindMap) -> Iterator[Node]:
    """The branches that a map shows."""
    return (node for node in mindmap.nodes if node.kind == "need")


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("view", ["besoins", "territoire"])
def test_a_branch_counts_the_actors_that_a_query_finds(public: Dataset, model: Model, view: str, day: date) -> None:
    queried = asked(public, day)
    whole = drawn(public, model, view, day)
    for mindmap in (whole, readable(whole), folded(whole), drawn(public, model, view, day, since=date(2019, 1, 1))):
        counted = {node.iri: node.actors for node in needs(mindmap)}
        assert counted == {need: len(queried.get(need, ())) for need in counted}
        for node in needs(mindmap):
            assert not node.actors or node.tally[0].split()[0] == str(node.actors)
    if view == "territoire":
        for node in needs(whole):
            assert node.hidden + len(whole.children.get(node.key, ())) == node.actors


@pytest.mark.parametrize("view", ["besoins", "territoire"])
def test_every_need_at_the_centre_counts_the_same(public: Dataset, model: Model, view: str) -> None:
    queried = asked(public, DAYS[-1])
    for choice in model.scheme("need").choices:
        centre = drawn(public, model, view, DAYS[-1], centre=choice.iri).nodes[0]
        assert centre.actors == len(queried.get(choice.iri, ())), choice.iri


def test_services_are_told_apart_from_those_who_offer_them(public: Dataset, model: Model) -> None:
    mindmap = drawn(public, model, "besoins", DAYS[-1])
    texts = [node.tally for node in needs(mindmap) if node.depth == 1]
    assert all("acteur" in actors and "service" in services for actors, services in texts), texts


TWO_THEMES = """<id/organisation/o> a org:FormalOrganization ; skos:prefLabel "O"@fr .
<id/service/mail> a schema:Service ; skos:prefLabel "Courriel"@fr ; schema:provider <id/organisation/o> ;
  tis:meetsNeed need:email .
<id/service/files> a schema:Service ; skos:prefLabel "Fichiers"@fr ; schema:provider <id/organisation/o> ;
  tis:meetsNeed need:file-sharing .
<id/service/other> a schema:Service ; skos:prefLabel "Sans besoin dit"@fr ; schema:provider <id/organisation/o> ."""
NEED = "https://w3id.org/tisserand/need/"


def test_an_actor_stands_under_each_theme_with_what_answers_it(model: Model) -> None:
    mindmap = drawn(town(TWO_THEMES), model, "territoire")
    first, again = mindmap.places[iri("organisation/o")]
    assert [(node.parent, node.key == node.iri) for node in (first, again)] == [
        (f"{NEED}communicate", True),
        (f"{NEED}work-together", False),
    ]
    below = [[short(child.iri) for child in mindmap.children[node.key]] for node in (first, again)]
    assert below == [["service/mail", "service/other"], ["service/files"]]
    labels = [mindmap.by_iri[str(node.parent)].label for node in (again, first)]
    assert [node.also for node in (first, again)] == [(label,) for label in labels]
    assert (mindmap.totals["organisation"], mindmap.counts["organisation"], mindmap.nodes[0].actors) == (1, 1, 1)


NEAR_AND_FAR = "".join(
    f"""<id/organisation/{slug}> a org:FormalOrganization ; skos:prefLabel "{name}"@fr {area} .
    <id/service/{slug}> a schema:Service ; skos:prefLabel "{name}, courriel"@fr ; tis:meetsNeed need:email ;
      schema:provider <id/organisation/{slug}> ."""
    for slug, name, area in (
        ("a", "Ailleurs", "; schema:areaServed <id/territory/departement-67>"),
        ("b", "Partout", "; schema:areaServed <id/territory/pays-fr>"),
        ("c", "Région", "; schema:areaServed <id/territory/region-24>"),
        ("d", "Zèle", "; schema:location <id/territory/commune-37072>"),
        ("e", "Écoute", "; schema:areaServed <id/territory/departement-37>"),
        ("f", "Inconnu", ""),
    )
)


@pytest.mark.parametrize("view", ["besoins", "territoire"])
def test_the_nearest_come_first_then_by_name(model: Model, territories: Territories, view: str) -> None:
    mindmap = drawn(town(NEAR_AND_FAR), model, view, territories=territories)
    labels = [node.label.removesuffix(", courriel") for node in mindmap.nodes if node.kind == "service"]
    assert labels == ["Écoute", "Zèle", "Région", "Ailleurs", "Inconnu", "Partout"]


CROWD = "".join(
    f"""<id/organisation/o{n}> a org:FormalOrganization ; skos:prefLabel "{name} {n:02}"@fr .
    <id/service/s{n}> a schema:Service ; skos:prefLabel "Aide {n}"@fr ; tis:meetsNeed need:email ;
      schema:provider <id/organisation/o{n}> ."""
    for n, name in enumerate(["Zénith", "atelier", "Écho", "Bureau", "Éveil", "Abri"] * 10)
)


def test_a_long_branch_opens_in_the_order_of_names_and_leads_to_each_letter_and_back(model: Model) -> None:
    theme = f"{NEED}communicate"
    asked_for = {"opened": frozenset({theme})}

    def actors(**passed: int) -> list[str]:
        mindmap = drawn(town(CROWD), model, "territoire", passed=passed and {theme: passed["to"]}, **asked_for)
        return [node.label for node in mindmap.children[theme]]

    branch = drawn(town(CROWD), model, "territoire", **asked_for).by_iri[theme]
    assert branch.index == (("A", 0), ("B", 20), ("E", 30), ("Z", 50))
    assert actors()[:11] == [*(f"Abri {n:02}" for n in range(5, 60, 6)), "atelier 01"]
    assert actors(to=30)[0] == "Écho 02"
    assert actors(to=50)[-1] == "Zénith 54"
    assert drawn(town(CROWD), model, "territoire").by_iri[theme].index == ()
