# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking an actor, a contact, a membership or an area away changes in the matrix what it changes in referrals, no more.

Each removal makes a new dataset, of which the matrix is surveyed, and the engine asked cell by cell as the page does.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pytest

from graph.coverage.cell import COVERED
from graph.coverage.survey import EVERYONE, Coverage, SurveyTerms, placed, survey, with_need
from graph.entity.kinds import ACTING
from graph.model import Choice
from graph.namespaces import FOAF, ORG, RDF, SCHEMA
from graph.rdf.dataset import Dataset, Fact
from graph.referral._types import ANIMATOR, DIRECT, INDIRECT
from graph.referral.answer import Referral
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.settings import ROOT
from graph.territory import Territory
from tests.conftest import TESTS, background_facts, facts_of_files
from tests.graph.coverage.test_matrix import worth_of
from tests.graph.referral.worlds import TODAY, state_told
from tests.instances import BASE, ID, model, territories
from tests.siege import LENGTH

TERMS = SurveyTerms(TODAY)
CONTACTS = (FOAF.homepage, SCHEMA.email, SCHEMA.telephone)
AREAS = (SCHEMA.areaServed, SCHEMA.location)
ANSWERS = (DIRECT, INDIRECT)
KINDS = ("actor", "contact", "membership", "area")
FILES = {
    "town": [TESTS / "ecosystem.ttl"],
    "touraine": [path for part in ("touraine", "tools") for path in sorted((ROOT / "data" / part).glob("*.ttl"))],
}
# Where actors are and where they are not, in each intercommunality that the small town names.
PLACES = ("37072", "37261", "37132", "37003", "37123", "37050", "37182", "37214", "37001", "37066", "37216")
NEEDS = {
    "town": (
        "file-sharing", "payments", "digital-basics", "fab-making", "diagnosis", "governance", "email", "website",
        "accounting", "newsletter", "polls", "training", "communicate", "learn", "work-together",
        "equip", "run-association",
    ),
    "touraine": (
        "general-support", "tool-choice", "free-software-awareness", "digital-basics", "free-hosting", "diagnosis",
        "training", "fab-making", "polls", "newsletter", "free-software-transition", "payroll", "senior-workshops",
        "learn",
    ),
}  # fmt: skip
SAMPLE = 3  # removals of each kind on the real data in the ordinary run; one in three of them in the long one


class CellSummary(NamedTuple):
    """What a cell says: its state, those who answer and can be reached, or cannot, other doors, and who animates."""

    state: str
    answers: tuple[tuple[str, str], ...]
    silent: frozenset[str]
    doors: tuple[str, ...]
    animators: tuple[str, ...]


Cells = dict[tuple[str, str], CellSummary]
"""By need and commune."""


@cache
def facts_of(name: str) -> tuple[Fact, ...]:
    return tuple(facts_of_files(FILES[name]))


@cache
def background(name: str) -> tuple[Fact, ...]:
    return tuple(background_facts(facts_of(name), territories()))


def engine_without(name: str, removed: Iterable[Fact] = ()) -> ReferralEngine:
    kept = set(facts_of(name)).difference(removed)
    dataset = Dataset.in_memory([*kept, *background(name)], BASE)
    return ReferralEngine(ReferralIndex(dataset, model(), territories(), day=TODAY))


def removals(name: str, kind: str) -> list[frozenset[Fact]]:
    """What can be taken away: an actor with all that names it, one contact, one membership, one area."""
    facts = facts_of(name)
    classes = {item.iri for item in model().classes if item.kind in ACTING}
    actors = {fact.s for fact in facts if fact.p == RDF.type and fact.o in classes}
    if kind == "actor":
        return [frozenset(fact for fact in facts if iri in (fact.s, fact.o)) for iri in sorted(actors)]
    if kind == "membership":
        memberships = sorted({fact.s for fact in facts if fact.p == ORG.member})
        return [frozenset(fact for fact in facts if iri in (fact.s, fact.o)) for iri in memberships]
    paths = CONTACTS if kind == "contact" else AREAS
    # The homepage of a tool is no contact of anyone.
    said = [fact for fact in facts if fact.p in paths and not fact.s.startswith(f"{ID}tool/")]
    return [frozenset([fact]) for fact in sorted(said, key=str)]


@cache
def asked(name: str) -> tuple[tuple[Choice, ...], tuple[Territory, ...]]:
    needs = tuple(choice for choice in model().scheme("need").choices if choice.slug in NEEDS[name])
    return needs, tuple(territories().by_code("commune", code) for code in PLACES)


def of_matrix(name: str, engine: ReferralEngine) -> Cells:
    needs, communes = asked(name)
    coverage: Coverage = survey(engine, TERMS, communes, needs)
    return {
        (need.slug, commune.code): CellSummary(
            cell.state,
            tuple((answer.kind, answer.actor.iri) for answer in cell.answers),
            frozenset(actor.iri for actor in cell.silent),
            tuple(actor.iri for actor in cell.doors),
            tuple(charge.actor.iri for charge in cell.charges),
        )
        for need, row in zip(needs, coverage.rows, strict=True)
        for commune, cell in zip(communes, row, strict=True)
    }


def of_referrals(name: str, engine: ReferralEngine) -> Cells:
    needs, communes = asked(name)
    return {
        (need.slug, commune.code): reached(
            engine.answer(with_need(placed(TERMS, territories(), engine.index.dataset.base, commune), need), EVERYONE)
        )
        for need in needs
        for commune in communes
    }


def reached(referral: Referral) -> CellSummary:
    """What a cell must say, told from what is shown of the referral alone."""
    found = [
        (item.kind, item.actor.iri, bool(item.contact.url or item.contact.email or item.contact.telephone), worth)
        for item, worth in zip(referral.results, map(worth_of, referral.results), strict=True)
    ]
    answers = tuple((kind, iri) for kind, iri, reachable, _ in found if reachable and kind in ANSWERS)
    silent = frozenset(iri for _, iri, reachable, worth in found if not reachable and worth == COVERED)
    doors = tuple(iri for kind, iri, reachable, _ in found if reachable and kind not in ANSWERS)
    animators = tuple(iri for kind, iri, *_ in found if kind == ANIMATOR)
    worths = [worth for kind, _, reachable, worth in found if reachable and kind in ANSWERS]
    return CellSummary(state_told(worths, bool(doors)), answers, silent, doors, animators)


@cache
def whole(name: str) -> tuple[Cells, Cells]:
    engine = engine_without(name)
    return of_matrix(name, engine), of_referrals(name, engine)


def changed(before: Cells, after: Cells) -> Cells:
    return {cell: found for cell, found in after.items() if found != before[cell]}


def check(name: str, removed: frozenset[Fact]) -> Cells:
    """The cells that change are those whose referral changed, and come to be what it has become."""
    matrix_before, told_before = whole(name)
    engine = engine_without(name, removed)
    flipped = changed(matrix_before, of_matrix(name, engine))
    assert flipped == changed(told_before, of_referrals(name, engine)), sorted(map(str, removed))[:3]
    return flipped


def states_changed(name: str, flipped: Cells) -> set[tuple[str, str]]:
    before = whole(name)[0]
    return {cell for cell, said in flipped.items() if said.state != before[cell].state}


@pytest.mark.parametrize("name", FILES)
def test_the_matrix_starts_as_the_referrals_are(name: str) -> None:
    needs, communes = asked(name)
    matrix, told = whole(name)
    assert len(needs) == len(NEEDS[name]), set(NEEDS[name]) - {need.slug for need in needs}
    assert matrix == told
    assert len(matrix) == len(needs) * len(communes)
    assert len({said.state for said in matrix.values()}) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_small_town_every_removal_flips_what_its_referrals_flip(kind: str) -> None:
    found = [check("town", removed) for removed in removals("town", kind)]
    # Some removals do change colours: a matrix that never moves would not pass.
    assert any(states_changed("town", flipped) for flipped in found) or kind == "membership"
    assert any(found)


@pytest.mark.parametrize("kind", KINDS)
def test_on_the_real_data_a_sample_of_removals_flips_what_its_referrals_flip(kind: str) -> None:
    for removed in random.Random(kind).sample(removals("touraine", kind), SAMPLE):
        check("touraine", removed)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_on_the_real_data_removals_flip_what_their_referrals_flip(kind: str) -> None:
    """One removal in three of each kind; every one in a siege."""
    found = [check("touraine", removed) for removed in removals("touraine", kind)[:: 3 if LENGTH == 1 else 1]]
    # What few of them tell may be told by others too.
    assert any(found) or (LENGTH == 1 and kind in {"area", "membership"})


def test_two_removals_at_once_flip_what_their_referrals_flip() -> None:
    every = [removed for kind in KINDS for removed in removals("town", kind)]
    chance = random.Random(2)
    for _ in range(8):
        check("town", frozenset().union(*chance.sample(every, 2)))
