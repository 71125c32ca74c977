# SPDX-License-Identifier: AGPL-3.0-or-later
"""Territories: found by whatever a person types for them, never guessed, contained in one another, told as facts."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from graph.errors import DataError, InvalidInput, StorageError, UnknownThing
from graph.namespaces import IGEO, OWL, RDF, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from graph.rdf.dataset import Dataset
from graph.settings import ROOT
from graph.territory import FILE, LEVELS, AmbiguousTerritory, Territories, UnknownTerritory
from tests.steps import steps

BASE = "https://tisserand.example.org"


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load(area=["37"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("Tours", "commune-37261", id="a name, though longer names contain it"),
        pytest.param("37072", "commune-37072", id="an INSEE code"),
        pytest.param("2A004", "commune-2A004", id="a Corsican INSEE code"),
        pytest.param("37310 Tauxigny", "commune-37254", id="postal code and beginning of the name"),
        pytest.param("Chinon (37500)", "commune-37072", id="name and postal code in brackets"),
        pytest.param("37500 CHINON", "commune-37072", id="postal code first, capitals"),
        pytest.param("chinon 37", "commune-37072", id="name and département number"),
        pytest.param("Chinon, Indre-et-Loire", "commune-37072", id="name and département"),
        pytest.param("chinon touraine", "commune-37072", id="name and usual name of the département"),
        pytest.param("37041 Tours Cedex 1", "commune-37261", id="a CEDEX, whose code is another commune's INSEE code"),
        pytest.param("St Pierre des Corps", "commune-37233", id="St for Saint"),
        pytest.param("Ste-Maure de Touraine", "commune-37226", id="Ste for Sainte"),
        pytest.param("Azay s/ Cher", "commune-37015", id="S/ for sur"),
        pytest.param("ile bouchard", "commune-37119", id="without article nor accent"),
        pytest.param("JOUE LES TOURS", "commune-37122", id="capitals without accents"),
        pytest.param("  Bléré\u00a0", "commune-37027", id="spaces around"),
        pytest.param("ville de Tours", "commune-37261", id="ville de"),
        pytest.param("la riche", "commune-37195", id="the article tells it from Riche"),
        pytest.param("Riche 57", "commune-57580", id="the other one, by its département"),
        pytest.param("Saint-Bauld", "commune-37254", id="a delegated commune"),
        pytest.param("37209", "commune-37254", id="the code of a former commune"),
        pytest.param("Paris 12e", "commune-75056", id="an urban district"),
        pytest.param("Paris", "commune-75056", id="a commune that is a département too"),
        pytest.param("Tours Métropole", "epci-243700754", id="the beginning of a group's name"),
        pytest.param("243700754", "epci-243700754", id="a SIREN"),
        pytest.param("Chinon Vienne et Loire", "epci-200043081", id="a group without its type"),
        pytest.param("communauté de communes Loches Sud Touraine", "epci-200071587", id="a type written whole"),
        pytest.param("Indre et Loire", "departement-37", id="a département"),
        pytest.param("37", "departement-37", id="the number of a département"),
        pytest.param("Touraine", "departement-37", id="a usual name"),
        pytest.param("département de la Vienne", "departement-86", id="a name that a commune bears, its kind said"),
        pytest.param("centre val de loire", "region-24", id="a région"),
        pytest.param("France", "pays-fr", id="the country"),
        pytest.param("commune-37261", "commune-37261", id="a key"),
        pytest.param(f"{BASE}/id/territory/departement-37", "departement-37", id="an IRI"),
    ],
)
def test_what_people_type_is_understood(territories: Territories, text: str, key: str) -> None:
    assert territories.resolve(text).key == key


@pytest.mark.parametrize(
    ("text", "first", "among"),
    [
        pytest.param("Saint-Martin", "commune-37225", "commune-65392", id="a name that many bear"),
        pytest.param(
            "Sainte-Maure", "commune-37226", "commune-10352", id="one's name, and the beginning of one at home"
        ),
        pytest.param("37500", "commune-37072", "commune-37220", id="a postal code that several share"),
        pytest.param("37130", "commune-37123", "commune-37130", id="a postal code that is another's INSEE code"),
        pytest.param("Azay", "commune-37014", "commune-36010", id="the beginning of several"),
        pytest.param(
            "Les Essards", "commune-37123", "commune-17154", id="a former commune at home, communes elsewhere"
        ),
        pytest.param("Vienne", "departement-86", "commune-38544", id="a commune and a département that is not its own"),
    ],
)
def test_an_ambiguous_name_gives_choices_with_home_first(
    territories: Territories, text: str, first: str, among: str
) -> None:
    with pytest.raises(AmbiguousTerritory) as caught:
        territories.resolve(text)
    keys = [choice.iri for choice in caught.value.suggestions]
    assert keys[0] == first
    assert among in keys
    assert len(keys) <= 15
    # Each choice can be given back, and means then one territory.
    assert [territories.resolve(key).key for key in keys] == keys


def test_a_former_name_is_shown_with_the_commune_it_led_to(territories: Territories) -> None:
    with pytest.raises(AmbiguousTerritory, match="Langeais \\(37\\), avec Les Essards"):
        territories.resolve("Les Essards")


def test_home_orders_choices_and_never_decides() -> None:
    aube = Territories.load(area=["10"])
    with pytest.raises(AmbiguousTerritory) as caught:
        aube.resolve("Saint-Aubin")
    assert caught.value.suggestions[0].iri == "commune-10334"
    assert aube.resolve("Sainte-Maure").key == "commune-10352"


def test_candidates_are_what_a_text_may_mean(territories: Territories) -> None:
    assert [place.key for place in territories.candidates("Sainte-Maure")] == ["commune-37226", "commune-10352"]
    assert [place.key for place in territories.candidates("Chinon", ["commune"])] == ["commune-37072"]
    assert territories.candidates("chinnon") == []


def test_levels_can_be_restricted(territories: Territories) -> None:
    assert territories.resolve("Vienne", levels=["commune"]).key == "commune-38544"
    with pytest.raises(UnknownTerritory):
        territories.resolve("Touraine", levels=["region"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("chinnon", "commune-37072", id="a letter too many"),
        pytest.param("Ambiose", "commune-37003", id="two letters exchanged"),
        pytest.param("chinnon 37500", "commune-37072", id="a typing error beside a right postal code"),
        pytest.param("tours 75", "commune-37261", id="a name and another département"),
        pytest.param("Chinnon, Indre-et-Loire", "commune-37072", id="a typing error beside a right département"),
    ],
)
def test_an_unknown_name_is_refused_with_suggestions(territories: Territories, text: str, expected: str) -> None:
    with pytest.raises(UnknownTerritory) as caught:
        territories.resolve(text)
    keys = [suggestion.iri for suggestion in caught.value.suggestions]
    assert keys[0] == expected
    assert len(keys) <= 5
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" .,;!? ", id="punctuation"),
        pytest.param("x" * 10_000, id="10,000 characters"),
        pytest.param("Tours\u202e", id="bidirectional character"),
        pytest.param("Tou\x00rs", id="control character"),
        pytest.param("zorglub blabla", id="no such place"),
        pytest.param("é" * 149, id="long nonsense"),
    ],
)
def test_bad_input_is_refused_quickly(territories: Territories, text: str) -> None:
    territories.suggest("t")

    def refused() -> None:
        with pytest.raises(InvalidInput):
            territories.resolve(text)
        assert territories.suggest(text) == []

    assert steps(refused) < 200_000


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        pytest.param("chino", "Chinon", id="a beginning"),
        pytest.param("st pie", "Saint-Pierre-des-Corps", id="a short form"),
        pytest.param("3750", "Chinon", id="the beginning of a postal code, the largest first"),
        pytest.param("chinnom", "Chinon", id="a typing error"),
        pytest.param("Tours", "Tours", id="a whole name before longer ones"),
    ],
)
def test_suggestions_while_typing(territories: Territories, prefix: str, first: str) -> None:
    found = territories.suggest(prefix, limit=5, levels=["commune"])
    assert found[0].name == first
    assert len(found) <= 5
    assert len({place.key for place in found}) == len(found)


def test_a_commune_lies_in_all_that_contains_it(territories: Territories) -> None:
    chinon = territories.by_code("commune", "37072")
    assert [place.key for place in territories.chain(chinon)] == [
        "commune-37072",
        "epci-200043081",
        "departement-37",
        "region-24",
        "pays-fr",
    ]
    assert all(territories.contains(area, chinon) for area in territories.chain(chinon))
    assert not territories.contains(territories.by_code("epci", "243700754"), chinon)
    assert not territories.contains(chinon, territories.by_code("departement", "37"))


def test_a_group_lies_in_a_departement_only_whole(territories: Territories) -> None:
    assert territories.by_code("epci", "243700754").parents == ("departement-37", "region-24", "pays-fr")
    grand_paris = territories.by_code("epci", "200054781")
    assert grand_paris.parents == ("region-11", "pays-fr")


def test_every_code_is_found_and_every_parent_exists(territories: Territories) -> None:
    counts = dict.fromkeys(LEVELS, 0)
    for level in LEVELS:
        for place in territories.all(level):
            counts[level] += 1
            if place.departement == "37":
                assert territories.by_code(level, place.code) == place
                assert [above.key for above in territories.chain(place)[1:]] == list(place.parents)
    assert counts == {"commune": 34969, "epci": 1255, "departement": 109, "region": 26, "pays": 1}
    assert sum(counts.values()) == len(territories)


def test_an_unknown_code_is_said_unknown(territories: Territories) -> None:
    for level, code in (("commune", "99999"), ("planète", "37"), ("commune", "")):
        with pytest.raises(UnknownThing):
            territories.by_code(level, code)


def test_iris_go_both_ways(territories: Territories) -> None:
    tours = territories.by_code("commune", "37261")
    assert territories.iri(BASE + "/", tours) == f"{BASE}/id/territory/commune-37261"
    assert territories.from_iri(BASE, territories.iri(BASE, tours)) == tours
    for iri in (f"{BASE}/id/network/can", "https://elsewhere.example/id/territory/commune-37261"):
        with pytest.raises(UnknownThing):
            territories.from_iri(BASE, iri)


def test_distances_between_centres(territories: Territories) -> None:
    tours, chinon = (territories.by_code("commune", code) for code in ("37261", "37072"))
    distance = territories.distance_km(tours, chinon)
    assert distance == pytest.approx(42.3, abs=1.5)
    assert distance == territories.distance_km(chinon, tours)
    assert territories.distance_km(tours, tours) == 0
    assert territories.distance_km(tours, territories.by_code("commune", "75056")) == pytest.approx(203, abs=3)
    assert territories.distance_km(tours, territories.by_code("commune", "97502")) is None


def test_centres_are_known_in_all_of_france(territories: Territories) -> None:
    unknown = [place for place in territories.all("commune") if place.latitude is None]
    assert len(unknown) == 101
    assert sum(place.departement < "975" for place in unknown) == 7  # made again since the contours were drawn
    # A group, a département or a région has a centre when all its communes have one.
    lacking = {place.name for place in territories.all("departement") if place.latitude is None and place.code < "975"}
    assert lacking == {"Calvados", "Cantal", "Vendée"}
    blois = territories.by_code("commune", "41018")
    assert territories.distance_km(blois, territories.by_code("departement", "41")) < 30


def test_every_place_of_indre_et_loire_has_a_centre_inside_it(territories: Territories) -> None:
    places = [place for level in ("commune", "epci", "departement") for place in territories.all(level)]
    home = [place for place in places if place.departement == "37"]
    assert len(home) == 272 + 11 + 1
    for place in home:
        assert 46.7 < (place.latitude or 0) < 47.75, place
        assert 0.0 < (place.longitude or 0) < 1.4, place


def test_facts_of_a_commune(territories: Territories) -> None:
    chinon = territories.by_code("commune", "37072")
    facts = territories.facts(BASE, chinon)
    iri = territories.iri(BASE, chinon)
    data = Dataset.in_memory(facts, BASE)
    assert {fact.source for fact in facts} == {f"{BASE}/id/source/cog-2026"}
    assert {fact.s for fact in facts} == {iri}
    assert data.types(iri) == sorted([SCHEMA.AdministrativeArea, IGEO.Commune])
    assert data.text(iri, SKOS.prefLabel) == "Chinon"
    assert data.text(iri, IGEO.codeINSEE) == "37072"
    assert data.links(iri, TIS.level) == [f"{VOCABULARY}territory-level/commune"]
    assert data.links(iri, SCHEMA.containedInPlace) == [
        f"{BASE}/id/territory/departement-37",
        f"{BASE}/id/territory/epci-200043081",
    ]
    assert data.texts(iri, SCHEMA.postalCode) == ["37500"]
    assert data.links(iri, OWL.sameAs) == ["http://id.insee.fr/geo/commune/37072"]
    assert float(data.text(iri, WGS.lat) or 0) == pytest.approx(47.17, abs=0.02)


@pytest.mark.parametrize(
    ("key", "containers", "types"),
    [
        ("epci-200043081", ["departement-37"], IGEO.Intercommunalite),
        ("epci-200054781", ["region-11"], IGEO.Intercommunalite),
        ("departement-37", ["region-24"], IGEO.Departement),
        ("region-24", ["pays-fr"], IGEO.Region),
        ("pays-fr", [], IGEO.Pays),
        ("commune-97502", ["departement-975"], IGEO.Commune),
    ],
)
def test_facts_of_the_other_levels(territories: Territories, key: str, containers: list[str], types: str) -> None:
    place = territories.by_key(key)
    data = Dataset.in_memory(territories.facts(BASE, place), BASE)
    iri = territories.iri(BASE, place)
    assert data.links(iri, SCHEMA.containedInPlace) == [f"{BASE}/id/territory/{above}" for above in containers]
    assert types in data.links(iri, RDF.type)


def test_a_file_that_is_not_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"absent\.tsv\.gz"):
        Territories.load(tmp_path / "absent.tsv.gz")
    cut = tmp_path / "cut.tsv.gz"
    cut.write_bytes(FILE.read_bytes()[:1000])
    with pytest.raises(StorageError, match=r"cut\.tsv\.gz"):
        Territories.load(cut)
    other = tmp_path / "other.tsv.gz"
    other.write_bytes(gzip.compress(b"name\tage\n"))
    with pytest.raises(DataError, match=r"other\.tsv\.gz, ligne 1"):
        Territories.load(other)


def test_the_file_stays_compact() -> None:
    assert FILE.stat().st_size < 1_500_000


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that makes the file, with the module beside it."""
    monkeypatch.syspath_prepend(str(ROOT / "data" / "territories"))
    return _build_script()


def _build_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("territories_build", ROOT / "data" / "territories" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _square(west: float, south: float, side: float) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_centroids_weigh_holes_and_parts(build: ModuleType) -> None:
    # A square whose eastern half is a hole drawn in the same direction: what is left is the western half.
    hole = [[1.0, 0.0], [2.0, 0.0], [2.0, 2.0], [1.0, 2.0], [1.0, 0.0]]
    latitude, longitude = build.polygon_moment([_square(0, 0, 2), hole]).centroid()
    assert (float(latitude), float(longitude)) == pytest.approx((1.0, 0.5), abs=0.001)
    backwards = build.polygon_moment([_square(0, 0, 2)[::-1]]).centroid()
    assert [float(value) for value in backwards] == pytest.approx([1.0, 1.0], abs=0.001)


HISTORY = """MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP
10,1960-01-01,COM,37001,Abilly-le-Vieux,COM,37001,Abilly
31,1972-01-01,COM,37950,Chaumussay,COM,37900,Bossay
32,2018-01-01,COM,37900,Bossay,COM,37001,Abilly
32,2018-01-01,COM,37900,Bossay,COMD,37900,Bossay
33,1974-01-01,COM,37002,Ambillou,COM,37001,Abilly
21,1980-01-01,COM,37001,Abilly,COM,37001,Abilly
21,1980-01-01,COM,37001,Abilly,COM,37002,Ambillou
31,1965-01-01,COM,37960,Les Deux-Rives,COM,37970,Rives
21,1990-01-01,COM,37970,Rives,COM,37001,Abilly
21,1990-01-01,COM,37970,Rives,COM,37002,Ambillou
"""


def test_the_file_is_built_from_public_files(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "communes": [
            {"code": "37001", "nom": "Abilly", "type": "commune-actuelle", "departement": "37", "region": "24",
             "codesPostaux": ["37160"], "population": 10, "anciensCodes": ["37900"]},
            {"code": "37002", "nom": "Ambillou", "type": "commune-actuelle", "departement": "37", "region": "24"},
            {"code": "37900", "nom": "Bossay", "type": "commune-deleguee", "chefLieu": "37001"},
        ],
        "epci": [{"code": "200000001", "nom": "CC Essai", "membres": [{"code": "37001"}, {"code": "37002"}]}],
        "departements": [{"code": "37", "nom": "Indre-et-Loire", "region": "24"}],
        "regions": [{"code": "24", "nom": "Centre-Val de Loire"}],
        "contours": {"features": [
            {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [_square(west, 47, 1)]}}
            for code, west in (("37001", 0.0), ("37002", 1.0))
        ]},
    }  # fmt: skip
    arguments = ["build.py", "-o", str(tmp_path / "made.tsv.gz")]
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        arguments += [f"--{name}", str(tmp_path / f"{name}.json")]
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [*arguments, "--history", str(tmp_path / "history.csv")])
    build.main()
    first = (tmp_path / "made.tsv.gz").read_bytes()
    build.main()
    assert (tmp_path / "made.tsv.gz").read_bytes() == first
    made = Territories.load(tmp_path / "made.tsv.gz")
    assert made.resolve("Bossay").key == "commune-37001"
    assert made.by_code("commune", "37900").name == "Abilly"
    assert made.by_code("commune", "37001").parents == ("epci-200000001", "departement-37", "region-24", "pays-fr")
    group = made.by_code("epci", "200000001")
    assert (group.population, group.longitude) == (10, 1.0)
    assert made.by_code("region", "24").latitude is None
    # A rename, a merger and what had been merged into it before; shared out again: none; a commune of today: none.
    told = {past.name: past.how + past.year for past in made.by_code("commune", "37001").past}
    assert told == {
        "Abilly-le-Vieux": "=1960",
        "Bossay": ">2018",
        "Chaumussay": ">2018",
        "Les Deux-Rives": "?",
        "Rives": "?",
    }
    assert made.by_code("commune", "37950").name == "Abilly"
    with pytest.raises(AmbiguousTerritory):
        made.resolve("Les Deux-Rives")
