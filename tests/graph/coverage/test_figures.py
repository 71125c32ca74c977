# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted and shown of the matrix: places, themes, shares, gaps with who is in charge, and what is not sure."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from graph.coverage.cell import COVERED, FALLBACK, NEAR, NONE, TOOL_ONLY
from graph.coverage.figures import PARTIAL, Tally, part
from graph.coverage.matrix import Matrix, matrix
from graph.coverage.reading import percent_text
from graph.coverage.scope import Theme, departement, home, scope, theme, themes
from graph.coverage.survey import SurveyTerms, survey
from graph.coverage.table import CoverageTable, View, table
from graph.errors import InvalidInput
from graph.namespaces import SCHEMA
from graph.rdf.dataset import Dataset, text_literal
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.territory import Territories
from tests.graph.referral.worlds import TODAY, world
from tests.instances import BASE, ID, fact, model, territories

CHINON, TOURS = "200043081", "243700754"


@cache
def town(day: date = TODAY) -> Matrix:
    engine = world("town").engine
    return matrix(engine, scope(territories(), home(engine.index)), SurveyTerms(day))


def shown(theme_slug: str = "", epci: str = "", *, each: bool = False) -> CoverageTable:
    found = town()
    view = View(theme(found.themes, theme_slug) if theme_slug else None, found.scope.area(epci) if epci else None, each)
    return table(found.coverage, found.scope, found.themes, view)


def rank(slug: str) -> int:
    return next(rank for rank, need in enumerate(town().coverage.needs) if need.slug == slug)


def commune(code: str) -> int:
    return next(rank for rank, item in enumerate(town().coverage.communes) if item.code == code)


@pytest.mark.parametrize(
    ("tally", "text"),
    [(Tally(59, 0, 941), "5,9"), (Tally(1, 0, 9999), "0,1"), (Tally(0, 0, 9), "0"), (Tally(1, 2, 1), "25")],
    ids=["below ten", "hardly any", "none", "above"],
)
def test_a_small_share_is_written_with_a_tenth_so_that_places_differ(tally: Tally, text: str) -> None:
    assert percent_text(tally, "fr") == text


# --- places and themes -----------------------------------------------------------------------------------------------


def test_the_departement_is_that_of_the_area_with_all_its_communes() -> None:
    found = town().scope
    assert found.departement.key == "departement-37"
    assert len(found.communes) == 272
    assert len(found.areas) == 11
    assert sorted(rank for area in found.areas for rank in area.ranks) == list(range(272))
    assert found.areas[0].territory.code == TOURS


@pytest.mark.parametrize(("area", "code"), [(["37"], "37"), (["41", "37"], "41"), (["epci-243700754"], "37")])
def test_without_any_actor_it_is_the_first_of_the_area(area: list[str], code: str) -> None:
    index = ReferralIndex(Dataset.in_memory([], BASE), model(), Territories.load(area=area))
    assert home(index).code == code


@pytest.mark.parametrize(
    "text", ["37", "departement-37", "Indre-et-Loire", "indre et loire", f"{ID}territory/departement-37"]
)
def test_a_departement_is_known_by_number_name_or_address(text: str) -> None:
    assert departement(territories(), text, "territoire").code == "37"


def test_a_name_that_begins_another_is_itself() -> None:
    assert departement(territories(), "Indre", "territoire").code == "36"


def test_several_departements_are_choices() -> None:
    with pytest.raises(InvalidInput, match="plusieurs départements") as raised:
        departement(territories(), "Haute", "territoire")
    assert "departement-87" in {item.iri for item in raised.value.suggestions}


@pytest.mark.parametrize("text", ["2A", "2a", "departement-2A"])
def test_corsica_too(text: str) -> None:
    assert departement(territories(), text, "territoire").code == "2A"


@pytest.mark.parametrize("text", ["Chinon", "999", "zzzz", "region-24"])
def test_what_is_no_departement_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        departement(territories(), text, "territoire")
    assert raised.value.field == "territoire"
    assert "n’est pas un département" in raised.value.message
    assert "not a département" in raised.value.told("en")


@pytest.mark.parametrize("text", [CHINON, f"epci-{CHINON}", "CC Chinon, Vienne et Loire"])
def test_an_intercommunality_is_known_by_code_key_or_name(text: str) -> None:
    area = town().scope.area(text)
    assert area.territory.code == CHINON
    assert len(area.ranks) == 19


def test_one_of_elsewhere_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput) as raised:
        town().scope.area("200054781")
    assert raised.value.field == "epci"
    assert len(raised.value.suggestions) == 11


def test_each_need_is_in_one_theme_and_themes_come_in_order() -> None:
    found = themes(model().scheme("need"))
    assert [item.need.iri for item in found] == [choice.iri for choice in model().scheme("need").top]
    assert sorted(rank for item in found for rank in item.ranks) == list(range(len(model().scheme("need").choices)))
    assert all(item.needs[0] is item.need for item in found)


@pytest.mark.parametrize("text", ["communicate", "Communiquer et échanger", "communiquer ET echanger", "Communicate"])
def test_a_theme_is_known_by_its_names(text: str) -> None:
    assert theme(town().themes, text).need.slug == "communicate"


@pytest.mark.parametrize("text", ["zzz", "email"])
def test_what_is_no_theme_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        theme(town().themes, text)
    assert raised.value.field == "theme"
    assert len(raised.value.suggestions) == len(town().themes)


# --- counting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tally", "state", "percent"),
    [
        (Tally(4, 0, 0), COVERED, 100),
        (Tally(0, 0, 4), NONE, 0),
        (Tally(0, 1, 3), FALLBACK, 0),
        (Tally(0, 1, 3, 0, 2, 5), TOOL_ONLY, 0),
        (Tally(0, 1, 3, 0, 0, 1), NEAR, 0),
        (Tally(1, 0, 0, 0, 2, 1), PARTIAL, 25),
        (Tally(1, 0, 999), PARTIAL, 1),
        (Tally(999, 0, 1), PARTIAL, 99),
        (Tally(1, 1, 1), PARTIAL, 33),
        (Tally(0, 0, 0), NONE, 0),
    ],
    ids=[
        "all",
        "none",
        "a fallback",
        "a tool",
        "something near",
        "one of four",
        "one of a thousand",
        "all but one",
        "a third",
        "nothing",
    ],
)
def test_a_share_is_whole_or_nothing_only_when_it_is(tally: Tally, state: str, percent: int) -> None:
    assert (tally.state, tally.percent) == (state, percent)


def test_the_table_opens_with_themes_and_intercommunalities_and_sums_up_every_cell() -> None:
    found = shown()
    assert [line.need.slug if line.need else "" for line in found.lines][:2] == ["", "communicate"]
    assert len(found.columns) == 12
    whole = found.boxes[0][0].tally
    assert whole.total == len(town().coverage)
    for column in range(1, 12):
        assert sum(row[column].tally.total for row in found.boxes[1:]) == found.boxes[0][column].tally.total
    for row in found.boxes:
        assert sum(box.tally.covered for box in row[1:]) == row[0].tally.covered


def test_an_opened_table_has_needs_in_their_order_and_communes_with_the_same_answers_together() -> None:
    found = shown("communicate", CHINON)
    assert [line.depth for line in found.lines][:4] == [0, 0, 0, 1]
    together = [len(column.territories) for column in found.columns[1:]]
    assert sum(together) == 19
    assert found.columns[1].territory.name == "Chinon"
    rows = town().coverage.rows
    for column in found.columns[1:]:
        for line in found.lines[1:]:
            cells = [rows[line.ranks[0]][place] for place in column.ranks]
            assert len({(cell.state, cell.sure, cell.actors) for cell in cells}) == 1
    assert len(shown("communicate", CHINON, each=True).columns) == 20


def test_what_rests_on_an_unstated_area_is_covered_and_said_not_to_be_sure() -> None:
    # Nothing is known of where « Bricole Exemple » acts: once it can be reached its cells are covered, not surely.
    cell = town().coverage.rows[rank("website")][commune("37132")]
    assert [actor.iri for actor in cell.silent] == [f"{ID}organisation/bricole"]
    assert cell.state != COVERED
    reached = fact("organisation/bricole", SCHEMA.email, text_literal("bricole@bricole.example"))
    dataset = Dataset.in_memory([*world("town").dataset.facts(), reached], BASE)
    engine = ReferralEngine(ReferralIndex(dataset, model(), territories()))
    coverage = survey(engine, SurveyTerms(TODAY), town().scope.communes, [town().coverage.needs[rank("website")]])
    assert {(cell.state, cell.sure) for cell in coverage.rows[0]} == {(COVERED, False)}
    found = part(coverage)
    assert (found.tally().unsure, found.unsure()[0].actor.iri) == (272, f"{ID}organisation/bricole")
    # The referral gives it in the département most actors are in, and nowhere else: so does the matrix.
    lyon = [territories().by_code("commune", "69123")]
    assert survey(engine, SurveyTerms(TODAY), lyon, coverage.needs).rows[0][0].state == FALLBACK


def test_who_answers_without_a_contact_is_counted() -> None:
    silent = {item.actor.iri: item.cells for item in shown().part.silent()}
    assert silent[f"{ID}organisation/bricole"] >= 200


def test_gaps_say_who_runs_the_network_in_charge() -> None:
    gaps = {gap.need.slug: gap for gap in shown().part.gaps()}
    assert "training" in gaps
    assert [charge.body.label for charge in gaps["training"].charges]
    sizes = [len(gap.places) for gap in shown().part.gaps()]
    assert sizes == sorted(sizes, reverse=True)
    assert not any(gap.tally.state == COVERED for gap in gaps.values())


def test_another_day_is_another_matrix() -> None:
    then, now = town(date(2020, 12, 1)), town()
    # A colleague knows who does it: that is near, and nobody does it here.
    cell = then.coverage.rows[rank("diagnosis")][commune("37072")]
    assert (cell.state, cell.actors, bool(cell.near)) == (NEAR, (), True)
    assert {answer.kind for answer in then.coverage.rows[rank("diagnosis")][commune("37072")].answers} == {"indirect"}
    assert then.coverage.terms != now.coverage.terms


def test_holders_are_the_single_points_of_each_cell() -> None:
    found = town()
    cell = rank("payments"), commune("37003")
    assert [ref.iri for ref in found.holders.get(cell, ())] == [] or found.coverage.rows[cell[0]][
        cell[1]
    ].state == COVERED
    assert all(found.coverage.rows[need][place].state == COVERED for need, place in found.holders)


def test_themes_name_their_needs() -> None:
    found: tuple[Theme, ...] = town().themes
    assert town().theme_of[rank("file-sharing")] in found
    assert town().area_of[commune("37072")].code == CHINON
