# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weights are data with their reasons; whatever they are, what is about to close is never first, nor is a doubt ahead
of the same confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest

from graph.errors import SettingsError
from graph.namespaces import VOCABULARY
from graph.referral._types import Candidate, Criterion, Offer, Proof
from graph.referral.answer import Result
from graph.referral.bench import load_criteria
from graph.referral.engine import ReferralEngine
from graph.referral.jury import Jury
from graph.referral.ranking import Draw, Ranked
from graph.referral.situation import Situation
from graph.referral.standing import SORTS, is_exact, sort_of
from graph.referral.weights import MOST, turtle_of, weight_in, weights_of
from tests.graph.referral.test_criteria import candidate, situation
from tests.graph.referral.worlds import World, world

PREFIXES = (
    "@prefix criterion: <https://w3id.org/tisserand/criterion/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix tis: <https://w3id.org/tisserand/ontology#> .\n"
)
CRITERIA = load_criteria()
DAYS = (date(2021, 2, 4), date(2021, 6, 1), date(2026, 11, 29), date(2027, 6, 1))
PLACES = ("37261", "37072", "37003")


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda item: item.slug)
def test_each_weight_has_its_reason_in_both_languages(criterion: Criterion) -> None:
    told = criterion.told
    assert 0 < told.weight <= MOST
    for text in (told.label, told.reason, told.example):
        assert set(text.languages) == {"fr", "en"}
    assert told.reason.fr.endswith(".")
    assert not told.own


# --- what a territory says -------------------------------------------------------------------------------------------


def test_a_territory_weighs_otherwise_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "weights.ttl").write_text(
        PREFIXES + 'criterion:cost tis:weight 3.5 ; rdfs:comment "Ici, presque personne ne peut payer."@fr .\n'
    )
    changed = {item.slug: item for item in load_criteria(tmp_path)}
    assert (changed["cost"].weight, changed["cost"].told.own) == (3.5, True)
    assert changed["cost"].told.reason.fr == "Ici, presque personne ne peut payer."
    assert changed["cost"].label.fr == "coût"
    others = {item.slug: item.told for item in CRITERIA if item.slug != "cost"}
    assert {slug: item.told for slug, item in changed.items() if slug != "cost"} == others


def test_a_territory_that_says_nothing_has_the_weights_that_ship(tmp_path: Path) -> None:
    assert [item.told for item in load_criteria(tmp_path)] == [item.told for item in CRITERIA]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("criterion:cots tis:weight 2 ; {why} .", "« cots ». Vouliez-vous dire « cost »", id="unknown"),
        pytest.param("criterion:cost tis:weight 7 ; {why} .", "0 à 5, comme 2.5 ; il est écrit « 7 »", id="too much"),
        pytest.param("criterion:cost tis:weight -1 ; {why} .", "il est écrit « -1 »", id="below nothing"),
        pytest.param("criterion:cost tis:weight \"lourd\" ; {why} .", "il est écrit « lourd »", id="a word"),
        pytest.param("criterion:cost tis:weight 1, 2 ; {why} .", "il est écrit « 1, 2 »", id="two"),
        pytest.param("criterion:cost {why} .", "le poids de « cost »", id="none"),
        pytest.param("criterion:cost tis:weight 2 .", "dites pourquoi « cost » pèse autant", id="no reason"),
        pytest.param('criterion:cost tis:weight 2 ; rdfs:comment ""@fr .', "dites pourquoi « cost »", id="none yet"),
        pytest.param("criterion:cost tis:weight 2 ; {why} ; rdfs:label \"y\"@fr .", "pas « rdfs:label »", id="a name"),
        pytest.param("<id/organisation/x> tis:weight 2 .", "n’est pas un critère", id="another thing"),
        pytest.param("criterion:cost tis:weight", "le fichier finit trop tôt", id="no Turtle"),
    ],
)  # fmt: skip
def test_a_fault_is_said_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "weights.ttl").write_text(PREFIXES + text.replace("{why}", 'rdfs:comment "x"@fr'))
    with pytest.raises(SettingsError) as refused:
        weights_of(tmp_path)
    assert said in refused.value.message
    assert "weights.ttl" in refused.value.message
    assert refused.value.field == "TERRITORY"


def test_what_is_copied_is_taken_once_its_reason_is_written(tmp_path: Path) -> None:
    file = tmp_path / "weights.ttl"
    file.write_text(turtle_of({"cost": (3.25, ""), "need": (0.0, 'Dit « "oui" ».')}))
    with pytest.raises(SettingsError, match="dites pourquoi"):
        weights_of(tmp_path)
    file.write_text(file.read_text().replace('""@fr', '"Parce que."@fr'))
    found = weights_of(tmp_path)
    assert (found["cost"].weight, found["need"].weight) == (3.25, 0.0)
    assert (found["cost"].reason.fr, found["need"].reason.fr) == ("Parce que.", 'Dit « "oui" ».')


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2,5", 2.5),
        (" 0 ", 0.0),
        ("5.00", 5.0),
        ("5.01", None),
        ("-0.1", None),
        ("", None),
        ("NaN", None),
        ("1e9", None),
    ],
)
def test_a_weight_is_a_number_of_the_range(text: str, number: float | None) -> None:
    assert weight_in(text) == number


# --- other weights, the same index -----------------------------------------------------------------------------------


def weighing(engine: ReferralEngine, weights: dict[str, float]) -> ReferralEngine:
    return ReferralEngine(engine.index, engine.bench.weighing(weights))


def asked(here: World, days: tuple[date, ...] = DAYS, places: tuple[str, ...] = PLACES) -> list[Situation]:
    """Each need in a few communes on a few days."""
    needs = [
        choice.slug for scheme in here.engine.index.model.schemes if scheme.slug == "need" for choice in scheme.choices
    ]
    found = [here.situation(commune=place, needs=(need,)) for place, need in product(places, needs)]
    return [replace(one, day=day) for one, day in product(found, days)]


def test_the_same_weights_give_the_same_answers() -> None:
    here = world("touraine")
    same = weighing(here.engine, {})
    for one in asked(here, DAYS[2:3], PLACES[:1]):
        first, second = here.engine.answer(one), same.answer(one)
        assert [told(item) for item in first.results] == [told(item) for item in second.results]


def told(item: Ranked | Result) -> tuple[float, str, str]:
    """What is compared of an answer."""
    return item.score, item.candidate.actor.iri, item.candidate.offer.iri


def test_other_weights_rank_as_if_all_were_looked_at() -> None:
    """Lists are in the order of other weights: nothing may be left out because of it."""
    here, chance, met = world("touraine"), Random(12), 0
    every = [item for offers in here.engine.index.offers.values() for item in offers]
    for one in chance.sample(asked(here, DAYS[1:2]), 40):
        other = weighing(here.engine, {item.slug: chance.choice((0.0, 0.5, 2.0, 5.0)) for item in CRITERIA})
        jury = Jury(one, other.bench)
        reaching = list(other.matcher.reaching(one, every))
        seen: dict[str, set[Offer]] = {sort: set() for sort in SORTS}
        for sort, exact in product(SORTS, (True, False)):
            wanted = [item for item in reaching if is_of(item, sort, exact)]
            exhaustive = [told(item) for item in jury.rank(wanted, len(every)) if not item.last]
            best = [told(item) for item in jury.best(other.matcher.tiers(one, sort, exact=exact), 5, seen[sort])]
            assert best == exhaustive[:5]
            met += len(exhaustive) > 5
    assert met, "no list is longer than what is kept of it"


def is_of(item: Candidate, sort: str, exact: bool) -> bool:
    return sort_of(item.offer.traits) == sort and is_exact(item.match) is exact


def test_the_weights_of_the_desk_stay_as_they_are() -> None:
    engine = world("touraine").engine
    before = [item.weight for item in engine.bench.criteria]
    weighing(engine, {"need": 0.0})
    assert [item.weight for item in engine.bench.criteria] == before


# --- what holds whatever the weights ---------------------------------------------------------------------------------


def test_what_was_said_to_close_is_never_first() -> None:
    """Over the real data: each need, a few places and days, at our weights and at others."""
    here, chance = world("touraine"), Random(3)
    others = {item.slug: chance.choice((0.0, 1.0, 5.0)) for item in CRITERIA}
    met = 0
    for engine in (here.engine, weighing(here.engine, others)):
        for one in asked(here):
            results = engine.answer(one).results
            closings = [item.candidate.offer.traits.closing for item in results]
            states = ["open" if closing is None else closing.at(one.day) for closing in closings]
            met += sum(state != "open" for state in states)
            assert "closed" not in states
            assert states[0] == "open"
    assert met, "no service is about to close on any of these days"


PROOFS = [Proof(how, month) for how in ("deduced", "editorial") for month in (None, 24250, 24000)]
STATES = ("", *(VOCABULARY[f"state/{slug}"] for slug in ("active", "to-confirm")))


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.rsplit("/", 1)[-1] or "no state")
@pytest.mark.parametrize("age", [0, 7, 13, 25, 49, 100])
def test_a_doubt_comes_after_the_same_said_and_after_the_same_confirmed(state: str, age: int) -> None:
    """Deduced or never confirmed, with all else equal; however old, and however lately we deduced."""
    asking, month = situation(day=date(2020, 11, 15)), 24250
    sure, said = (worth(asking, state, Proof(how, month - age)) for how in ("confirmed", "said"))
    assert said.score < sure.score
    for proof in PROOFS:
        doubt = worth(asking, state, proof)
        assert doubt.score < said.score
        # Scores that are equal as far as answers go do not leave it to chance.
        draw = Draw(asking, world("touraine").engine.index.spots)
        for level in (0.5, doubt.score):
            three = [item._replace(score=level) for item in (doubt, said, sure)]
            assert [item.candidate.offer.traits.proof.how for item in draw.first(three)][:2] == ["confirmed", "said"]


def worth(asking: Situation, state: str, proof: Proof) -> Ranked:
    """A service of that state, known in that way, with its score."""
    judged = candidate(state=state)
    traits = replace(judged.offer.traits, proof=proof)
    item = judged._replace(offer=replace(judged.offer, traits=traits))
    said = [(one.weight, verdict) for one in CRITERIA if (verdict := one.judge(asking, item))]
    assert not any(verdict.veto for _, verdict in said)
    return Ranked(sum(weight * verdict.score for weight, verdict in said) / sum(weight for weight, _ in said), item)
