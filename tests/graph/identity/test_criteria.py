# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each criterion of sameness on yes, on no, and on nothing to compare; each weight with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import ModelError
from graph.identity.comparison import MOST, SURE, WeighedSameness
from graph.identity.description import Describer, Description
from graph.identity.rarity import Rarity
from graph.identity.weights import FOLDER, weighed_criteria
from graph.text.catalogue import translated
from tests.graph.identity.labelled import described

CRITERIA = {item.slug: item for item in weighed_criteria()}
Row = dict[str, str]
HERE, THERE = {"commune": "Saumur"}, {"commune": "Cholet"}
SIRET, OTHER_SIRET = "00012345800019", "00098765400017"


def compared(slug: str, one: Row, other: Row, others: tuple[Row, ...] = ()) -> tuple[int, str] | None:
    """The points and the sentence of a criterion; `others` are known besides."""
    sides = described("one", one), described("other", other)
    rarity = Rarity([sides[0], *(described(f"also {number}", row) for number, row in enumerate(others))])
    found = CRITERIA[slug].criterion.compare(*sides, rarity)
    assert found == CRITERIA[slug].criterion.compare(*reversed(sides), rarity) or slug == "commune"
    return found and (CRITERIA[slug].points(found.share), found.said.plain("fr"))


@pytest.mark.parametrize(
    ("slug", "one", "other", "points", "said"),
    [
        ("identifier", HERE | {"siret": SIRET}, HERE | {"siret": "000 123 458 00019"}, 70, "dans la même commune"),
        ("identifier", HERE | {"siret": SIRET}, THERE | {"siret": SIRET}, 24, "dans une autre commune"),
        ("identifier", {"siret": SIRET}, HERE | {"siret": SIRET}, 49, "le même numéro SIRET"),
        ("identifier", {"siret": SIRET}, {"siret": SIRET[:9] + "00027"}, 24, "le même numéro SIREN"),
        ("identifier", {"siret": SIRET}, {"siret": OTHER_SIRET}, -35, "deux numéros SIREN différents"),
        ("identifier", {"siret": "W371000001"}, {"siret": "W371000002"}, -35, "deux numéros RNA différents"),
        ("site", {"site": "https://www.a.example/"}, {"site": "a.example/accueil"}, 34, "le même site"),
        ("site", {"site": "http://a.example/x"}, {"site": "https://a.example/x/"}, 34, "la même page"),
        ("site", {"site": "http://a.example/x"}, {"site": "https://a.example/y"}, 15, "à d’autres pages"),
        ("site", {"site": "https://a.example"}, {"email": "nous@a.example"}, 27, "un courriel du même nom de domaine"),
        ("site", {"email": "nous@gmail.com"}, {"email": "Nous@gmail.com"}, 34, "le même courriel"),
        ("site", {"site": "https://a.example"}, {"site": "https://b.example"}, -6, "deux sites différents"),
        ("telephone", {"telephone": "02 61 91 40 27"}, {"telephone": "+33 (0)2.61.91.40.27"}, 34, "le même numéro"),
        ("telephone", {"telephone": "02 61 91 40 27"}, {"telephone": "02 61 91 40 28"}, 7, "à un chiffre près"),
        ("name", {"name": "L’Établi numérique"}, {"name": "LETABLI NUMERIQUE (ASSO)"}, 43, "presque le même nom"),
        ("name", {"name": "Labomedia"}, {"name": "LA LABOMEDIA"}, 46, "les mêmes mots"),
        ("name", {"name": "Cité (IREPS)"}, {"name": "Cité (OXYGEM)"}, -9, "deux noms différents"),
        ("name", {"name": "Pause café"}, {"name": "Garage solidaire"}, -46, "deux noms différents"),
        ("address", HERE | {"street": "4, bd du Gal Leclerc"}, HERE | {"street": "4 boulevard du Général-Leclerc"}, 32,
         "la même adresse"),
        ("address", HERE | {"street": "rue du Port"}, HERE | {"street": "4 rue du Port"}, 22, "sans numéro"),
        ("address", HERE | {"street": "9 rue du Port"}, HERE | {"street": "4 rue du Port"}, 5, "un autre numéro"),
        ("address", HERE | {"street": "9 rue du Port"}, HERE | {"street": "9 quai Mayaud"}, -12, "deux rues"),
        ("commune", {"commune": "49328"}, {"commune": "Saumur"}, 16, "la même commune"),
        ("commune", {"commune": "Segré"}, {"commune": "Segré-en-Anjou Bleu"}, 16, "la même commune"),
        ("commune", HERE, THERE, -34, "deux communes : Saumur et Cholet"),
        ("position", {"latitude": "47.26", "longitude": "-0.07"}, {"latitude": "47.2605", "longitude": "-0.07"}, 10,
         "le même endroit"),
        ("position", {"latitude": "47.26", "longitude": "-0.07"}, {"latitude": "47.262", "longitude": "-0.07"}, 6,
         "à 220 m l’une de l’autre"),
        ("position", {"latitude": "47.26", "longitude": "-0.07"}, {"latitude": "47.46", "longitude": "-0.07"}, -16,
         "à 22 km l’une de l’autre"),
    ],
)  # fmt: skip
def test_a_criterion_says_how_much_and_why(slug: str, one: Row, other: Row, points: int, said: str) -> None:
    found = compared(slug, one, other)
    assert found is not None
    assert found[0] == points
    assert said in found[1]


@pytest.mark.parametrize("slug", list(CRITERIA))
def test_where_nothing_is_said_there_is_nothing_to_compare(slug: str) -> None:
    assert compared(slug, {}, {"name": "Le Moulin", "site": "https://a.example", "telephone": "02 61 91 40 27"}) is None


@pytest.mark.parametrize(
    ("slug", "one", "other"),
    [
        ("address", HERE | {"street": "1 place de la Mairie"}, THERE | {"street": "1 place de la Mairie"}),
        ("site", {"site": "https://www.facebook.com/"}, {"site": "https://facebook.com"}),
        ("site", {"email": "a@gmail.com"}, {"email": "b@gmail.com"}),
        ("telephone", {"telephone": "02 61 91 40 27"}, {"telephone": "02 61 91 99 99"}),
    ],
    ids=["one address in two communes", "a platform", "two boxes of one platform", "two numbers"],
)
def test_what_tells_nothing_is_not_counted(slug: str, one: Row, other: Row) -> None:
    assert compared(slug, one, other) is None


@pytest.mark.parametrize(
    "row", [{"site": "https://a.example"}, {"telephone": "02 61 91 40 27"}], ids=lambda row: min(row)
)
def test_what_many_share_tells_little(row: Row) -> None:
    (slug,) = row
    alone, among = compared(slug, row, row), compared(slug, row, row, (row, row, row))
    assert alone is not None
    assert among is not None
    assert among[0] < alone[0] / 3
    assert among[1].endswith("que d’autres ont aussi")


def test_networks_in_common_are_a_hint() -> None:
    sides = [
        Description(key, "organisation", (), networks=frozenset(bodies)) for key, bodies in (("a", "xy"), ("b", "yz"))
    ]
    assert CRITERIA["network"].criterion.compare(sides[0], sides[1], Rarity()) is not None
    other = Description("c", "organisation", (), networks=frozenset("q"))
    assert CRITERIA["network"].criterion.compare(sides[0], other, Rarity()) is None


@pytest.mark.parametrize(
    ("slug", "one", "other"),
    [
        ("commune", HERE, THERE),
        ("name", {"name": "Pause café"}, {"name": "Garage solidaire"}),
        ("identifier", HERE | {"siret": SIRET}, THERE | {"siret": SIRET}),
    ],
    ids=["two communes", "two names", "one number in two communes"],
)
def test_it_is_never_sure_against(slug: str, one: Row, other: Row) -> None:
    found = CRITERIA[slug].criterion.compare(described("one", one), described("other", other), Rarity())
    assert found is not None
    assert found.most < SURE


@pytest.mark.parametrize("item", CRITERIA.values(), ids=list(CRITERIA))
def test_a_weight_has_its_reason_and_a_criterion_its_explanation_in_both_languages(item: WeighedSameness) -> None:
    assert 0 < item.told.points <= MOST
    for text in (item.told.label, item.told.reason):
        assert set(text.languages) == {"fr", "en"}
    assert item.explanation.endswith(".")
    assert translated(item.explanation, "en") != item.explanation


def test_a_criterion_needs_both_files(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.ttl"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "network.ttl").unlink()
    with pytest.raises(ModelError, match="network"):
        weighed_criteria(tmp_path)
    text = (FOLDER / "network.ttl").read_text(encoding="utf-8")
    (tmp_path / "network.ttl").write_text(text.replace("tis:points 4", "tis:points 400"), encoding="utf-8")
    with pytest.raises(ModelError, match="points"):
        weighed_criteria(tmp_path)


def test_hostile_texts_are_read_in_bounds(describer: Describer) -> None:
    said = {
        "name": "(" * 50 + "".join(f"mot{number} " for number in range(5000)),
        "site": "http://[",
        "telephone": "+",
        "street": "1" * 5000,
        "latitude": "nan",
    }
    found = described("one", said | {"longitude": "1e999", "siret": "x" * 5000, "email": "@", "commune": "\u202e"})
    assert len(found.names[0].words) <= 24
    assert not found.pages
    assert not found.telephones
    assert found.point is None
    assert not found.identifiers
    assert not found.insee


@pytest.fixture
def describer() -> Describer:
    from tests.graph.identity.labelled import describer

    return describer()
