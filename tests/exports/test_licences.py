# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sources whose licence does not mix stay where they are, unless they are asked for; what goes out says so."""

from __future__ import annotations

from itertools import chain

import pytest

from exports import ExportChoice, formats, publish
from exports._tables import table_pages
from exports._types import Publication
from graph.errors import InvalidInput
from graph.licences import KNOWN_SLUGS, licence_by_slug, licence_family, licence_of
from graph.namespaces import DCAT, DCT, FOAF, RDF, SCHEMA, SKOS, VOID
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.settings import Settings
from tests.instances import BASE, ID, model, observatory

MAP, PLAIN = ID + "source/map", ID + "source/plain"
ODBL, CC_BY = "https://opendatacommons.org/licenses/odbl/1-0/", "http://creativecommons.org/licenses/by/3.0/fr/"
HALL, SHOP = ID + "organisation/hall-of-map", ID + "organisation/shop-of-plain"
FORMATS = {export.slug: export for export in formats()}


def _source(iri: str, licence: str, thing: str) -> list[Fact]:
    return [
        Fact(iri, RDF.type, SCHEMA.Dataset, iri),
        Fact(iri, DCT.license, licence, iri),
        Fact(thing, RDF.type, model().kind("organisation").iri, iri),
        Fact(thing, SKOS.prefLabel, text_literal(thing.rpartition("/")[2], "fr"), iri),
    ]


@pytest.fixture(scope="module")
def mixed(dataset: Dataset) -> Dataset:
    """The small town, a map under ODbL and a list under CC BY."""
    return Dataset.in_memory(chain(dataset.facts(), _source(MAP, ODBL, HALL), _source(PLAIN, CC_BY, SHOP)), BASE)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("instance"))})


def _published(mixed: Dataset, settings: Settings, *asked: str) -> Publication:
    return publish(mixed, model(), settings, observatory(), ExportChoice(asked))


def _subjects(publication: Publication) -> set[str]:
    return {fact.s for fact in publication.facts}


def _catalogue(publication: Publication, path: str) -> set[str]:
    return {fact.o if isinstance(fact.o, str) else fact.o.value for fact in publication.catalogue if fact.p == path}


def test_what_does_not_mix_stays_unless_asked_for(mixed: Dataset, settings: Settings) -> None:
    found = _published(mixed, settings)
    assert SHOP in _subjects(found)
    assert not {HALL, MAP} & _subjects(found)
    assert found.licence == observatory().licence
    (note,) = [text for text in _catalogue(found, SKOS.note) if text.startswith("Laissé")]
    assert "ODbL 1.0 : 1 source, 4 faits" in note
    for export in FORMATS.values():
        assert b"hall-of-map" not in export.render(found), export.slug


@pytest.mark.parametrize(
    ("asked", "kept", "licence"),
    [
        pytest.param(("odbl",), {HALL}, ODBL, id="one alone"),
        pytest.param(("etalab-2.0", "odbl"), {HALL}, ODBL, id="with ours"),
        pytest.param(("cc-by",), {SHOP}, observatory().licence, id="one that mixes"),
        pytest.param(("cc0",), set(), observatory().licence, id="none of it"),
        pytest.param(("toutes",), {HALL, SHOP}, ODBL, id="all"),
    ],
)
def test_the_licences_asked_for_go_out(
    asked: tuple[str, ...], kept: set[str], licence: str, mixed: Dataset, settings: Settings
) -> None:
    found = _published(mixed, settings, *asked)
    assert {HALL, SHOP} & _subjects(found) == kept
    assert found.licence == licence
    towns = {fact.source for fact in found.facts} & set(mixed.instances(SCHEMA.Dataset)) - {MAP, PLAIN}
    assert bool(towns) == bool({"etalab-2.0", "toutes"} & set(asked))
    query = "?" + "&".join(f"licence={slug}" for slug in asked)
    assert f"{BASE}/export/touraine.ttl{query}" in _catalogue(found, DCAT.downloadURL)
    assert f"{BASE}/export/touraine{query}#dataset" in {fact.s for fact in found.catalogue if fact.p == VOID.triples}


def test_two_licences_that_keep_to_themselves_have_none_in_common(mixed: Dataset, settings: Settings) -> None:
    shared = _source(ID + "source/other", "https://creativecommons.org/licenses/by-sa/4.0/", ID + "organisation/other")
    both = Dataset.in_memory(chain(mixed.facts(), shared), BASE)
    found = _published(both, settings, "toutes")
    assert found.licence == ""
    described = {fact.s for fact in found.catalogue if fact.p == DCT.license}
    assert not [subject for subject in described if subject.startswith(f"{BASE}/export/")]
    assert "celle que dit chaque source" in FORMATS["turtle"].render(found).decode()


def test_figures_are_those_of_what_goes_out(mixed: Dataset, settings: Settings) -> None:
    parts = [_published(mixed, settings, *asked) for asked in ((), ("toutes",))]
    few, all_of_it = ({fact.o.value for fact in part.catalogue if fact.p == VOID.entities} for part in parts)
    assert few != all_of_it
    assert FOAF.Agent in _catalogue(parts[0], RDF.type)


def test_a_choice_of_things_counts_these(mixed: Dataset, settings: Settings) -> None:
    choice = ExportChoice(things=frozenset({HALL, SHOP}))
    found = publish(mixed, model(), settings, observatory(), choice)
    *_, about = table_pages(found)
    told = dict(about.rows)
    assert told["choix"] == "2 fiches choisies dans l’annuaire, dont 1 que sa licence laisse de côté"
    assert told["sources reprises, CC BY 3.0"] == "1 (2 faits)"
    assert told["sources laissées de côté pour leur licence, ODbL 1.0"] == "1 (2 faits)"
    assert len([name for name in told if name.startswith("sources")]) == 2
    assert found.licence == observatory().licence


def test_a_licence_that_nothing_has_is_told(mixed: Dataset, settings: Settings) -> None:
    with pytest.raises(InvalidInput, match=r"« odlb » n’est pas une licence d’ici.*odbl") as told:
        _published(mixed, settings, "odlb")
    assert told.value.field == "licence"


@pytest.mark.parametrize(
    ("iri", "slug", "name", "mixes"),
    [
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "etalab-2.0", "Licence Ouverte 2.0", True),
        ("http://spdx.org/licenses/etalab-2.0", "etalab-2.0", "Licence Ouverte 2.0", True),
        (CC_BY, "cc-by", "CC BY 3.0", True),
        ("https://creativecommons.org/licenses/by/4.0/deed.fr", "cc-by", "CC BY 4.0", True),
        ("https://www.creativecommons.org/publicdomain/zero/1.0/legalcode", "cc0", "CC0 1.0", True),
        ("https://opendatacommons.org/licenses/odbl", "odbl", "ODbL 1.0", False),
        ("http://opendatacommons.org/licenses/odbl/summary/", "odbl", "ODbL 1.0", False),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "cc-by-nc-nd", "CC BY-NC-ND 4.0", False),
        ("http://spdx.org/licenses/CC-BY-SA-3.0", "cc-by-sa", "CC BY-SA 3.0", False),
        ("https://example.org/Nos conditions", "nos-conditions", "Nos conditions", False),
    ],
)
def test_licences_are_known_by_all_their_addresses(iri: str, slug: str, name: str, mixes: bool) -> None:
    found = licence_of(iri)
    assert (found.slug, found.name, found.mixes) == (slug, name, mixes)


def test_every_licence_has_one_name_and_one_address() -> None:
    for slug in KNOWN_SLUGS:
        found = licence_by_slug(slug)
        assert found is not None
        assert licence_of(found.iri) == found
        assert found.slug == slug
        assert "{" not in found.name
    assert licence_by_slug("rien") is None
    assert licence_family("http://spdx.org/licenses/CC-BY-SA-3.0") == "CC BY-SA"
    assert licence_family("http://spdx.org/licenses/AGPL-3.0-or-later") == "AGPL"
