# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral's peers: the same rules as one SPARQL query over pyoxigraph, and as a networkx traversal."""

from __future__ import annotations

import networkx as nx
import pyoxigraph as ox

from benchmarks.synthetic import SyntheticData
from graph.namespaces import SCHEMA, TIS, VOCABULARY
from graph.referral._types import Candidate
from graph.referral.criteria import territory as territory_criterion
from graph.referral.criteria.cost import ANY_COST
from graph.referral.criteria.cost import NOT_STATED as COST_NOT_STATED
from graph.referral.criteria.freshness import CONFIRMED_BY_AGE, OLDER, UNDATED
from graph.referral.criteria.need import BY_STEPS, FARTHER
from graph.referral.engine import ReferralEngine
from graph.referral.jury import Jury
from graph.referral.situation import Situation
from graph.referral.standing import is_exact

TOP = 10
Row = tuple[str, str, float, bool]
"""An actor, a service, its score, and whether it meets the very need."""


# --- pyoxigraph ------------------------------------------------------------------------------------------------------

# Starts from the offers of the need, whose index is the most selective; areas are closed over the hierarchy beforehand.
QUERY = """
PREFIX tis: <{tis}> PREFIX schema: <{schema}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?actor ?service (?closest = 1e0 AS ?exact)
    (ROUND((?n * 5 + ?t * 3 + 2.5e0 + ?c * 2 + ?o * 2 + ?f + ?m * {mode} + ?a * {audience}
    + ?w * 0.5e0) / ({weights} + ?w * 0.5e0) * 10000) / 10000 AS ?score) WHERE {{
  {{ SELECT ?service ?actor ({needs_score} AS ?n) (MAX(?relation) AS ?closest)
      (MAX(?near) AS ?t) WHERE {{
      {{ VALUES (?need ?asked ?relation) {{ {needs} }}
         ?service tis:meetsNeed ?need ; schema:areaServed ?area ; schema:provider ?actor .
         VALUES (?area ?near) {{ {areas} }} }}
      UNION
      {{ VALUES (?need ?asked ?relation) {{ {needs} }}
         ?service tis:meetsNeed ?need ; schema:provider ?actor . ?actor schema:areaServed ?area .
         FILTER NOT EXISTS {{ ?service schema:areaServed ?own }}
         VALUES (?area ?near) {{ {areas} }} }}
    }} GROUP BY ?service ?actor }}
  OPTIONAL {{ ?service schema:endDate ?end }}
  FILTER (!BOUND(?end) || ?end >= "{day}"^^xsd:date)
  OPTIONAL {{ ?service tis:openToAssociations ?open }}
  FILTER (!BOUND(?open) || ?open)
  OPTIONAL {{ ?service tis:cost ?cost }}
  {free}
  OPTIONAL {{ ?service tis:confirmedOn ?own_day }}
  OPTIONAL {{ ?actor tis:confirmedOn ?actor_day }}
  BIND (COALESCE(?own_day, ?actor_day) AS ?checked)
  BIND ({now} - (YEAR(?checked) * 12 + MONTH(?checked)) AS ?age)
  BIND ({freshness} AS ?f)
  BIND ({cost_score} AS ?c)
  BIND (IF(BOUND(?open), 1e0, 0.4e0) AS ?o)
  BIND (IF(BOUND(?end), 1e0, 0e0) AS ?w)
  BIND ({mode_score} AS ?m)
  BIND ({audience_score} AS ?a)
}} ORDER BY DESC(?exact) DESC(?score) ?actor ?service LIMIT 10
"""
ONE_NEED = "MAX(?relation)"
FREE_FILTER = "FILTER (!BOUND(?cost) || (?cost != <{0}paid> && ?cost != <{0}membership>))"
MODE = (
    "IF(EXISTS {{ ?service tis:accessMode <{0}> }}, 1e0, "
    "IF(EXISTS {{ ?service tis:accessMode ?any_mode }}, 0e0, 0.4e0))"
)
AUDIENCE = (
    "IF(EXISTS {{ ?service schema:audience <{0}> }}, 1e0, "
    "IF(!EXISTS {{ ?service schema:audience ?any_audience }}, 0.5e0, "
    "IF(EXISTS {{ ?service schema:audience <{1}audience/everyone> }} || "
    "EXISTS {{ ?service schema:audience <{1}audience/associations> }}, 0.7e0, 0e0)))"
)


class Sparql:
    """The best SPARQL we could write, in pyoxigraph in memory, facts in the default graph."""

    def __init__(self, store: ox.Store, engine: ReferralEngine) -> None:
        self._store = store
        self._engine = engine

    def text(self, situation: Situation) -> str:
        """The query of a situation."""
        near = self._engine.matcher.needs.near
        cost = VOCABULARY["cost/"]
        mode, audience = situation.mode, next(iter(situation.audiences), None)
        relations = [
            f"(<{iri}> {rank} {BY_STEPS.get(steps, FARTHER)}e0)"
            for rank, asked in enumerate(situation.needs)
            for iri, steps in near(asked.iri).items()
        ]
        both = "+".join(
            f"COALESCE(MAX(IF(?asked = {rank}, ?relation, 0e0)), 0e0)" for rank in range(len(situation.needs))
        )
        return QUERY.format(
            tis=TIS,
            schema=SCHEMA,
            needs=" ".join(relations),
            needs_score=ONE_NEED if len(situation.needs) == 1 else f"({both}) / {len(situation.needs)}",
            areas=" ".join(f"(<{item.iri}> {territory_criterion.BY_LEVEL[item.level]}e0)" for item in situation.places),
            day=situation.day.isoformat(),
            now=situation.day.year * 12 + situation.day.month,
            free=FREE_FILTER.format(cost) if situation.free else "",
            freshness=_freshness(),
            cost_score=_cost(situation, cost),
            mode="1.5e0" if mode else "0e0",
            audience="2e0" if audience else "0e0",
            weights=f"{15.5 + (1.5 if mode else 0) + (2 if audience else 0)}e0",
            mode_score=MODE.format(mode.iri) if mode else "0e0",
            audience_score=AUDIENCE.format(audience.iri, VOCABULARY) if audience else "0e0",
        )

    def answer(self, situation: Situation) -> list[Row]:
        """Actor, service and score of the ten best."""
        rows = self._store.query(self.text(situation))
        return [
            (row["actor"].value, row["service"].value, float(row["score"].value), row["exact"].value == "true")  # type: ignore[union-attr]
            for row in rows
        ]


def _freshness() -> str:
    scores = "".join(f"IF(?age <= {months}, {score}e0, " for months, score in CONFIRMED_BY_AGE)
    return f"IF(BOUND(?checked), {scores}{OLDER}e0{')' * len(CONFIRMED_BY_AGE)}, {UNDATED}e0)"


def _cost(situation: Situation, cost: str) -> str:
    scores = {iri: score for iri, (score, _) in ANY_COST.items()}
    if situation.free:
        scores = {f"{cost}free": 1.0, f"{cost}free-under-conditions": 0.7}
    cases = "".join(f"IF(?cost = <{iri}>, {score}e0, " for iri, score in scores.items())
    return f"COALESCE({cases}{COST_NOT_STATED}e0{')' * len(scores)}, {COST_NOT_STATED}e0)"


# --- networkx --------------------------------------------------------------------------------------------------------


class Traversal:
    """The same candidates by walking a networkx graph; the scores by our own criteria, each offer judged alone."""

    def __init__(self, found: SyntheticData, engine: ReferralEngine) -> None:
        self._engine = engine
        self._graph = nx.MultiDiGraph()
        self._offers = {offer.key: offer for offers in engine.index.offers.values() for offer in offers}
        for path in (TIS.meetsNeed, SCHEMA.provider, SCHEMA.areaServed):
            for fact in found.dataset.facts(p=path):
                self._graph.add_edge(fact.s, fact.o, key=path)

    def answer(self, situation: Situation) -> list[Row]:
        """Actor, service and score of the ten best."""
        areas = {place.iri for place in situation.places}
        near = self._engine.matcher.needs.near
        keys = set()
        for need in {iri for asked in situation.needs for iri in near(asked.iri)}:
            if need in self._graph:
                for service, _, path in self._graph.in_edges(need, keys=True):
                    if path == TIS.meetsNeed:
                        keys |= {(actor, service) for actor in self._reaching(service, areas)}
        found = {key: self._offers[key] for key in keys}
        match = self._engine.matcher.match
        candidates = (Candidate(offer, match(situation, offer, "direct")) for offer in found.values())
        jury = Jury(situation, self._engine.bench)
        judged = [item for item in map(jury.judged, candidates) if item is not None and not item.last]
        ranked = sorted(judged, key=lambda item: (not is_exact(item.candidate.match), -item.score))[:TOP]
        return [
            (item.candidate.actor.iri, item.candidate.offer.iri, item.score, is_exact(item.candidate.match))
            for item in ranked
        ]

    def _reaching(self, service: str, areas: set[str]) -> list[str]:
        own = {end for _, end, path in self._graph.out_edges(service, keys=True) if path == SCHEMA.areaServed}
        actors = [end for _, end, path in self._graph.out_edges(service, keys=True) if path == SCHEMA.provider]
        return [actor for actor in actors if areas & (own or self._areas(actor))]

    def _areas(self, actor: str) -> set[str]:
        return {end for _, end, path in self._graph.out_edges(actor, keys=True) if path == SCHEMA.areaServed}


# --- one run ---------------------------------------------------------------------------------------------------------
