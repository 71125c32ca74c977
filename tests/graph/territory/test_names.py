# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type for a place, of today or of yesterday: found and said, or proposed; never another silently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.territory import AmbiguousTerritory, Territories, Territory, UnknownTerritory
from graph.territory.abroad import names
from graph.territory.names import loosen, strict
from graph.territory.types import OTHER

RIVERS = ("Loire", "Vienne", "Cher", "Marne", "Indre", "Creuse", "Sarthe", "Meuse", "Garonne")
COMMUNE = ("commune",)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param("Saint-Michel-sur-Loire", "37232", "a rejoint Coteaux-sur-Loire (37) en 2017.", id="merged"),
        pytest.param("Ingrandes-de-Touraine", "37232", "Ingrandes-de-Touraine a rejoint", id="another of the same"),
        pytest.param("Négron, Indre-et-Loire", "37163", "a rejoint Nazelles-Négron (37) en 1971.", id="with its area"),
        pytest.param("Saint-Victor-sur-Loire", "42218", "a rejoint Saint-Étienne (42) en 1970.", id="elsewhere"),
        pytest.param(
            "Châlons-sur-Marne", "51108", "s’appelle Châlons-en-Champagne (51) depuis 1998.", id="called otherwise"
        ),
        pytest.param("37227", "37232", "Le code 37227 n’a plus cours", id="the code of a former commune"),
        pytest.param("37100", "37261", "Comme code INSEE, c’est Épeigné-les-Bois (37)", id="two readings of a code"),
        pytest.param("Tours Nord", "37261", "« Tours Nord » n’est pas une commune", id="a part of a town"),
        pytest.param("les deux lions", "37261", "« les deux lions » n’est pas une commune", id="a quarter"),
        pytest.param("Sanitas", "37261", "« Sanitas » n’est pas une commune", id="a quarter without its article"),
        pytest.param("Blois centre-ville", "41018", "n’est pas une commune", id="its centre"),
    ],
)
def test_a_place_found_otherwise_than_by_its_name_is_said(
    territories: Territories, text: str, code: str, said: str
) -> None:
    read = territories.read(text)
    assert read.place.code == code
    assert read.said is not None
    assert said in read.said.text()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Azay/Cher", "37015", id="a slash for sur"),
        pytest.param("St Cyr/Loire", "37214", id="a slash before the name of a département"),
        pytest.param("St Cyr s/ Loire", "37214", id="s/ for sur"),
        pytest.param("montlouis s loire", "37156", id="s for sur"),
        pytest.param("Fontenay s/s Bois", "94033", id="s/s for sous"),
        pytest.param("Joué l/ Tours", "37122", id="l/ for lès"),
        pytest.param("Joué-lez-Tours", "37122", id="lez for lès"),
        pytest.param("Villeneuve-lès-Avignon", "30351", id="lès for lez"),
        pytest.param("Castelnau-le-Lez", "34057", id="a river called Lez"),
        pytest.param("37926 Tours", "37261", id="a code of business mail"),
        pytest.param("45074 Orléans", "45234", id="a code of business mail that is the INSEE code of another"),
        pytest.param("Tours cedex 2", "37261", id="cedex without a code"),
        pytest.param("CS 12345 37032 Tours cedex 1", "37261", id="a box and a cedex"),
        pytest.param("20176 Ajaccio cedex", "2A004", id="a cedex in Corsica"),
        pytest.param("37 000 Tours", "37261", id="a code in two parts"),
        pytest.param("75018", "75056", id="the postal code of a district, and a former code elsewhere"),
        pytest.param("37510 Ballan", "37018", id="a beginning that a postal code makes certain"),
        pytest.param("Suisse (57)", "57662", id="a commune called as a country, its département said"),
    ],
)
def test_a_name_written_in_another_way_is_understood(territories: Territories, text: str, code: str) -> None:
    read = territories.read(text)
    assert (read.place.code, read.said) == (code, None)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        pytest.param("jouelestours", "Joué-lès-Tours (37)", id="without spaces"),
        pytest.param("Villeaux dames", "La Ville-aux-Dames (37)", id="spaces elsewhere"),
        pytest.param("Ballan", "Ballan-Miré (37)", id="the beginning of one name only"),
        pytest.param("St Cyr Loire", "Saint-Cyr-sur-Loire (37)", id="a river is no département"),
        pytest.param("Tours Sanitas", "Tours (37)", id="a quarter that nobody knows, after its town"),
        pytest.param("Sanitas, à Tours", "Tours (37)", id="and before"),
    ],
)
def test_what_is_not_certain_is_proposed_first(territories: Territories, text: str, proposed: str) -> None:
    with pytest.raises(UnknownTerritory, match="Vouliez-vous dire") as caught:
        territories.resolve(text)
    assert caught.value.suggestions[0].label == proposed


def test_a_former_name_that_begins_others_gives_choices_with_home_first(territories: Territories) -> None:
    with pytest.raises(AmbiguousTerritory) as caught:
        territories.resolve("Saint-Patrice")
    assert caught.value.suggestions[0].label == "Coteaux-sur-Loire (37), avec Saint-Patrice"


def test_the_insee_reading_of_a_postal_code_comes_last_among_choices(territories: Territories) -> None:
    with pytest.raises(AmbiguousTerritory) as caught:
        territories.resolve("37130")
    assert caught.value.suggestions[-1].iri == "commune-37130"


def test_a_quarter_is_not_taken_for_a_commune_far_away(territories: Territories) -> None:
    with pytest.raises(UnknownTerritory) as caught:
        territories.resolve("Beaujardin")
    assert caught.value.suggestions == ()


@pytest.mark.parametrize("text", ["Bruxelles", "1000 Bruxelles", "Bruxelle", "Genève (Suisse)", "10115 Berlin"])
def test_a_place_abroad_is_said_so_and_nothing_is_proposed(territories: Territories, text: str) -> None:
    with pytest.raises(UnknownTerritory, match="hors de France") as caught:
        territories.resolve(text)
    assert caught.value.suggestions == ()
    assert territories.suggest(text) == []


def test_a_commune_called_as_a_country_is_a_choice(territories: Territories) -> None:
    with pytest.raises(AmbiguousTerritory, match="hors de France") as caught:
        territories.resolve("Suisse")
    assert [choice.label for choice in caught.value.suggestions] == ["Suisse (57)"]


def test_a_former_name_being_typed_is_told(territories: Territories) -> None:
    place = territories.suggest("Saint-Michel-sur-Lo")[0]
    assert (place.code, territories.former_name(place, "Saint-Michel-sur-Lo")) == ("37232", "Saint-Michel-sur-Loire")
    assert territories.former_name(place, "Coteaux") == ""


# --- over the whole history ------------------------------------------------------------------------------------------


def _communes(territories: Territories) -> Iterator[Territory]:
    return territories.all("commune")


def _loose(name: str) -> str:
    return loosen(strict(name))


def test_every_former_name_leads_to_the_commune_that_has_it(territories: Territories) -> None:
    own = {_loose(place.name) for level in ("commune", "epci") for place in territories.all(level)}
    own |= names()  # and that of a country is not read as a name of long ago
    asked = 0
    for place in _communes(territories):
        for past in place.past:
            if _loose(past.name) in own:
                continue  # a name of today means the place that bears it
            asked += 1
            found = territories.candidates(past.name, COMMUNE)
            assert place in found, past
            if len(found) == 1 and asked % 7 == 0:
                assert territories.read(past.name, COMMUNE).said is not None, past
    assert asked > 4_000


def test_every_former_name_at_home_is_at_least_a_choice(territories: Territories) -> None:
    home = [place for place in _communes(territories) if place.departement == "37"]
    names = [(place, past.name) for place in home for past in place.past]
    assert len(names) > 20
    for place, name in names:
        assert place in territories.candidates(name, COMMUNE), name


def test_the_past_tells_a_year_wherever_the_history_has_one(territories: Territories) -> None:
    told = [past for place in _communes(territories) for past in place.past]
    assert all(1943 <= int(past.year) <= 2024 for past in told if past.year)
    assert all(not past.year for past in told if past.how == OTHER)
    assert sum(bool(past.year) for past in told) > 0.9 * len(told)


def test_no_river_and_no_missing_word_makes_another_place(territories: Territories) -> None:
    """« Saint-Michel-sur-Loire » was read as the only Saint-Michel… of the Loire; so with each river, each « sur »."""
    heads = {place.name.split("-sur-")[0] for place in _communes(territories) if "-sur-" in place.name}
    for number, head in enumerate(sorted(heads)):
        _holds(territories, f"{head}-sur-{RIVERS[number % len(RIVERS)]}")
        _holds(territories, f"{head} {RIVERS[(number + 1) % len(RIVERS)]}")
    assert len(heads) > 1_000


def _holds(territories: Territories, text: str) -> None:
    """One place alone has every long word of the text in one of its names, or in that of what contains it."""
    found = territories.candidates(text, COMMUNE)
    if len(found) != 1:
        return
    above = " ".join(_loose(place.name) for place in territories.chain(found[0])[1:])
    for name in (found[0].name, *found[0].aliases):
        if all(word in f"{_loose(name)} {above}" for word in _loose(text).split() if len(word) >= 3):
            return
    pytest.fail(f"« {text} » est pris pour {found[0].label}")
