# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matrix never says anything else than the referral, cell by cell, before and after any change of the facts."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from graph.coverage.cell import COVERED, FALLBACK
from graph.coverage.losses import losses
from graph.coverage.scope import Scope, scope
from graph.coverage.survey import EVERYONE, Coverage, SurveyTerms, placed, survey, undisturbed, with_need
from graph.coverage.turns import turns
from graph.model import Choice
from graph.namespaces import FOAF, RDF, SCHEMA, SKOS
from graph.rdf.dataset import Dataset, Fact
from graph.referral.answer import Referral, Result
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.territory import Territory
from tests.conftest import background_facts, facts_of_files
from tests.graph.referral.worlds import TESTS, TODAY, state_told, world, worth_told
from tests.instances import BASE, ID, model, territories

FACTS = facts_of_files([TESTS / "ecosystem.ttl"])
BACKGROUND = background_facts(FACTS, territories())
CONTACTS = (FOAF.homepage, SCHEMA.email, SCHEMA.telephone)
TERMS = SurveyTerms(TODAY)
WINTER = SurveyTerms(date(2020, 12, 1), free=True)
# Communes of every sort for the small town: where actors are, where they are not, in each intercommunality they name.
PLACES = ("37072", "37261", "37132", "37003", "37123", "37050", "37182", "37214", "37001", "37066", "37216")
NEEDS = (
    "file-sharing", "payments", "digital-basics", "fab-making", "diagnosis", "governance", "email", "website",
    "accounting", "newsletter", "polls", "training", "communicate",
)  # fmt: skip


@cache
def touraine() -> Scope:
    return scope(territories(), territories().by_code("departement", "37"))


@cache
def communes() -> tuple[Territory, ...]:
    return tuple(territories().by_code("commune", code) for code in PLACES)


@cache
def needs() -> tuple[Choice, ...]:
    return tuple(choice for choice in model().scheme("need").choices if choice.slug in NEEDS)


def engine_of(facts: Collection[Fact]) -> ReferralEngine:
    return ReferralEngine(ReferralIndex(Dataset.in_memory([*facts, *BACKGROUND], BASE), model(), territories()))


def asked(engine: ReferralEngine, terms: SurveyTerms, need: Choice, commune: Territory) -> Referral:
    """The referral as the page and the API ask it, one by one."""
    return engine.answer(
        with_need(placed(terms, territories(), engine.index.dataset.base, commune), need), EVERYONE, drawn=False
    )


def reached(referral: Referral) -> tuple[str, list[tuple[str, str]]]:
    """The state that a referral deserves, and those who answer and can be reached: told from its results alone."""
    reachable = [
        item
        for item in referral.results
        if item.contact.url or item.contact.page or item.contact.email or item.contact.telephone
    ]
    answers = [item for item in reachable if item.kind in ("direct", "indirect")]
    state = state_told(map(worth_of, answers), bool(reachable))
    return state, [(item.kind, item.actor.iri) for item in answers]


def worth_of(result: Result) -> str:
    """What an answer makes of its cell, told from its words."""
    sentences = [text for reason in result.reasons for text, _ in reason.sentences()]
    return worth_told(result.kind, result.service.iri if result.service else "", sentences)


def states(coverage: Coverage) -> dict[tuple[str, str], str]:
    return {
        (need.slug, commune.code): cell.state
        for need, row in zip(coverage.needs, coverage.rows, strict=True)
        for commune, cell in zip(coverage.communes, row, strict=True)
    }


def check(engine: ReferralEngine, coverage: Coverage, need: int, place: int) -> None:
    cell = coverage.rows[need][place]
    referral = asked(engine, coverage.terms, coverage.needs[need], coverage.communes[place])
    state, answers = reached(referral)
    where = (coverage.needs[need].slug, coverage.communes[place].name)
    assert (cell.state, [(answer.kind, answer.actor.iri) for answer in cell.answers]) == (state, answers), where
    animators = [item.actor.iri for item in referral.of_kind("animator")]
    assert [charge.actor.iri for charge in cell.charges] == animators, where


@pytest.mark.parametrize("terms", [TERMS, WINTER], ids=["today", "free of charge, one winter"])
def test_every_need_in_communes_of_every_sort_is_what_the_referral_says(terms: SurveyTerms) -> None:
    engine = world("town").engine
    coverage = survey(engine, terms, communes())
    for need in range(len(coverage.needs)):
        for place in range(len(coverage.communes)):
            check(engine, coverage, need, place)


@pytest.mark.slow
def test_every_cell_of_the_small_town_is_what_the_referral_says() -> None:
    engine = world("town").engine
    coverage = survey(engine, TERMS, touraine().communes)
    assert len(coverage) == 272 * len(model().scheme("need").choices)
    for need in range(len(coverage.needs)):
        for place in range(len(coverage.communes)):
            check(engine, coverage, need, place)


def test_a_sample_of_the_real_matrix_is_what_the_referral_says() -> None:
    engine = world("touraine").engine
    coverage = survey(engine, TERMS, touraine().communes)
    chance = random.Random(37)
    for _ in range(700):
        check(engine, coverage, chance.randrange(len(coverage.needs)), chance.randrange(len(coverage.communes)))


def test_another_departement_is_surveyed_as_well() -> None:
    engine = world("touraine").engine
    elsewhere = scope(territories(), territories().by_code("departement", "45")).communes
    coverage = survey(engine, TERMS, elsewhere[::40])
    chance = random.Random(45)
    for _ in range(150):
        check(engine, coverage, chance.randrange(len(coverage.needs)), chance.randrange(len(coverage.communes)))


def with_nobody_at_the_door() -> list[Fact]:
    return [fact for fact in FACTS if not fact.p.endswith("entryPoint")]


def organisations_alone() -> list[Fact]:
    """A few organisations of which nothing is known but who they are, where, and how to reach them."""
    kept = (RDF.type, SKOS.prefLabel, SCHEMA.location, SCHEMA.areaServed, *CONTACTS)
    alone = [fact for fact in FACTS if fact.s.startswith(ID + "organisation/") and fact.p in kept]
    return [*alone, *(fact for fact in FACTS if fact.s.startswith(ID + "source/"))]


@pytest.mark.parametrize(
    ("facts", "most"),
    [
        pytest.param(with_nobody_at_the_door(), 12, id="answers from elsewhere"),
        pytest.param(organisations_alone(), 60, id="any organisation, for want of better"),
    ],
)
def test_without_entry_points_places_are_asked_together_and_the_matrix_still_says_what_the_referral_says(
    facts: list[Fact], most: int
) -> None:
    engine, questions = engine_of(facts), []
    scopes = [scope(territories(), territories().by_code("departement", code)) for code in ("37", "45")]
    places = [place for found in scopes for place in found.communes]
    coverage = survey(engine, TERMS, places, needs(), between=lambda: questions.append(1))
    assert len(needs()) <= len(questions) <= most * len(needs()) < len(coverage) / 9
    chance = random.Random(4537)
    for _ in range(400):
        check(engine, coverage, chance.randrange(len(needs())), chance.randrange(len(places)))


# --- what a change of the facts flips (more in test_removals.py) ------------------------------------------------------


def test_one_contact_less_and_the_cells_it_held_are_no_longer_green() -> None:
    lost = {fact for fact in FACTS if fact.s == ID + "service/files-back" and fact.p in CONTACTS}
    lost |= {fact for fact in FACTS if fact.s == ID + "organisation/atelier" and fact.p in CONTACTS}
    before, after = (
        states(survey(engine_of(facts), SurveyTerms(TODAY, free=True), communes(), needs()))
        for facts in (FACTS, set(FACTS) - lost)
    )
    assert before["file-sharing", "37072"] == COVERED
    assert after["file-sharing", "37072"] == FALLBACK
    assert before["file-sharing", "37132"] == after["file-sharing", "37132"]


def test_a_survey_that_meets_a_change_is_made_again_and_a_fault_is_told() -> None:
    index, tries = engine_of(FACTS).index, []

    def made() -> int:
        tries.append(len(tries))
        if tries == [0]:
            index.update([], [])
            raise KeyError("an actor that went meanwhile")
        return len(tries)

    assert undisturbed(index, made) == 2
    with pytest.raises(ZeroDivisionError):
        undisturbed(index, lambda: 1 // 0)
    with pytest.raises(KeyError):
        undisturbed(index, lambda: {}["never there"])


def test_a_day_at_the_end_of_the_calendar_has_none_after_it(tmp_path: Path) -> None:
    text = (TESTS / "ecosystem.ttl").read_text(encoding="utf-8")
    for day in ("2020-09-01", "2021-03-31"):
        assert day in text
        text = text.replace(day, str(date.max))
    (tmp_path / "ecosystem.ttl").write_text(text, encoding="utf-8")
    found = turns(engine_of(facts_of_files([tmp_path / "ecosystem.ttl"])).index)
    assert found[-1] == date.max
    assert list(found) == sorted(set(found))


# --- single points of failure ----------------------------------------------------------------------------------------


def test_single_points_of_failure_are_those_that_taking_away_each_actor_finds() -> None:
    engine = world("town").engine
    coverage = survey(engine, TERMS, communes(), needs())
    before = states(coverage)
    expected = {}
    for actor in engine.index.actors:
        gone = engine_of({fact for fact in FACTS if actor not in (fact.s, fact.o)})
        after = states(survey(gone, TERMS, communes(), needs()))
        lost = {(*cell, after[cell]) for cell in before if before[cell] == COVERED != after[cell]}
        if lost:
            expected[actor] = lost
    found = {
        loss.actor.iri: {(coverage.needs[n].slug, coverage.communes[c].code, state) for n, c, state in loss.cells}
        for loss in losses(engine.index, coverage)
    }
    assert found == expected
    assert found


def test_the_actor_on_which_most_depends_comes_first_and_the_index_is_left_as_it_was() -> None:
    engine = world("town").engine
    before = (engine.index.version, len(engine.index.dataset))
    found = losses(engine.index, survey(engine, TERMS, communes(), needs()))
    sizes = [len(loss.cells) for loss in found]
    assert sizes == sorted(sizes, reverse=True)
    assert (engine.index.version, len(engine.index.dataset)) == before
