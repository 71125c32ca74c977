# SPDX-License-Identifier: AGPL-3.0-or-later
"""Descriptions of the graph and of files alike, and what a matcher makes of them."""

from __future__ import annotations

from dataclasses import replace

from graph.identity.comparison import LIKELY, LOOK, OTHER, PERHAPS, SAME, SamenessPair
from graph.identity.criteria.identifier import HERE, OF_MANY
from graph.identity.description import Description, SourcedThing, page_of
from graph.identity.matching import IdentityMatcher
from graph.identity.pairing import PairFinder, PairNews
from graph.identity.words import door_of, forms_of
from graph.namespaces import FOAF, ORG, OWL, SCHEMA, SKOS
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import parse_turtle
from graph.sources._reading import SourceEntity, SourceValue
from tests.graph.identity.labelled import described, describer

BASE = "http://localhost:5000"
ETABLI = {
    "name": "L’Établi numérique", "site": "https://etabli.example/", "telephone": "02 61 91 40 27", "commune": "Saumur",
    "street": "8 quai de la Filature", "latitude": "47.260", "longitude": "-0.070",
}  # fmt: skip
TOLD = {
    "name": "LETABLI NUMERIQUE (ASSO)", "site": "www.etabli.example/accueil", "telephone": "02 61 91 40 28",
    "commune": "Saumur", "street": "22 rue des Ateliers", "latitude": "47.264", "longitude": "-0.074",
}  # fmt: skip
TURTLE = """@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<id/organisation/etabli> skos:prefLabel "L’Établi numérique"@fr, "The Workbench"@en ;
  foaf:homepage <https://etabli.example/> ; schema:telephone "02 61 91 40 27" ;
  schema:location <id/territory/commune-49328> ;
  schema:address "8 quai de la Filature, 49400 Saumur" ; org:identifier "00012345800019" .
<id/membership/etabli> org:member <id/organisation/etabli> ; org:organization <id/network/round> ."""


def of_graph() -> Description:
    facts = parse_turtle(TURTLE.encode(), "known.ttl", f"{BASE}/")
    return describer().of(Dataset.in_memory(facts, BASE), f"{BASE}/id/organisation/etabli", "organisation")


def of_file(key: str, *values: tuple[str, str], link: str = "") -> Description:
    said = [SourceValue(path, text) for path, text in values]
    if link:
        said.append(SourceValue(ORG.memberOf, link, link=True))
    return describer().of_said(SourceEntity("organisation", key, tuple(said), 1))


def test_the_graph_and_a_file_are_described_alike() -> None:
    known = of_graph()
    other = of_file(
        "12", (SKOS.prefLabel, "L’Établi numérique"), (FOAF.homepage, "etabli.example"), (SCHEMA.location, "Saumur"),
        (SCHEMA.telephone, "+33261914027"), (SCHEMA.address, "8 quai de la Filature, 49400 Saumur"),
        (ORG.identifier, "000 123 458 00019"), link=f"{BASE}/id/network/round",
    )  # fmt: skip
    names = [form.said for form in known.names]
    assert names == ["L’Établi numérique", "The Workbench"]
    shared = replace(known, key="12", names=known.names[:1], identifiers=other.identifiers)
    assert shared == other
    assert known.identifiers - other.identifiers == {f"IRI {BASE}/id/organisation/etabli"}
    assert (known.insee, known.place) == ("49328", "Saumur")
    assert IdentityMatcher([known]).compare(known, other).level == SAME


def test_a_pair_has_a_score_with_its_reasons() -> None:
    (pair,) = IdentityMatcher([described("etabli", ETABLI)]).alike(described("12", TOLD))
    said = {reason.criterion: (reason.points, reason.said.plain("fr")) for reason in pair.reasons}
    assert said == {
        "name": (43, "presque le même nom"),
        "site": (34, "le même site"),
        "telephone": (7, "à un chiffre près"),
        "address": (-12, "deux rues différentes"),
        "commune": (16, "la même commune"),
        "position": (0, "à 540 m l’une de l’autre"),
    }
    assert (pair.score, pair.level) == (88, PERHAPS)


def test_an_equal_number_merges_only_what_agrees() -> None:
    number = {"siret": "00012345800019"}
    one = described("one", {"name": "Compta-Relais", "commune": "Saumur"} | number)
    matcher = IdentityMatcher([one])
    levels = [
        matcher.compare(one, described("other", row | number)).level
        for row in (
            {"name": "Compta Relais (siège)", "commune": "Saumur"},
            {"name": "Compta Relais", "commune": "Cholet"},
            {"name": "Bibliothèque des Tilleuls", "commune": "Saumur"},
            {"name": "Compta Relais"},
        )
    ]
    assert levels == [SAME, PERHAPS, PERHAPS, LIKELY]


def test_of_two_that_bear_one_number_none_is_merged_without_asking() -> None:
    row = {"name": "Compta-Relais", "commune": "Saumur", "siret": "00012345800019"}
    found = IdentityMatcher([described("one", row), described("two", row)]).alike(described("other", row))
    assert [pair.level for pair in found] == [LIKELY, LIKELY]


NUMBERED = {"name": "Compta-Relais", "commune": "Saumur", "siret": "00012345800019"}


def number_told(pair: SamenessPair) -> str:
    """What is said of the number of a pair."""
    return next(reason.said.plain("fr") for reason in pair.reasons if reason.criterion == "identifier")


def test_what_two_share_counts_in_full_where_they_stand_in_one_list() -> None:
    """A number is no less that of one thing as both sides of the pair have it; that of a third one is."""
    one, other, third = (described(key, NUMBERED) for key in ("one", "other", "third"))
    both = IdentityMatcher([one, other])
    (pair,) = both.pairs([one])
    assert (pair.one.key, pair.level) == ("other", SAME)
    assert pair == IdentityMatcher([other]).compare(other, one) == both.compare(other, one)
    assert {number_told(found) for found in IdentityMatcher([one, other, third]).pairs([one])} == {
        OF_MANY(register="SIRET").plain("fr")
    }


def test_what_several_sources_say_of_one_thing_counts_in_full_among_all_of_them() -> None:
    """Three sources that each know it once: the number is that of one thing; twice in one source, that of none."""

    def found(*sources: str) -> set[str]:
        things = tuple(
            SourcedThing(described(f"{rank}", NUMBERED), frozenset({own})) for rank, own in enumerate(sources)
        )
        best = PairFinder().tell(PairNews(things, frozenset(), 9, frozenset(), whole=True))
        return {f"{number_told(pair)} {pair.level}" for pair in best.pairs}

    own = HERE(register="SIRET").plain("fr")
    assert found("a", "b") == {f"{own} {SAME}"}
    assert found("a", "b", "c") == {f"{own} {LIKELY}"}
    assert found("a", "b", "b") == {f"{OF_MANY(register='SIRET').plain('fr')} {LIKELY}"}


def test_what_says_that_it_is_the_other_is() -> None:
    iri = f"{BASE}/id/organisation/etabli"
    other = of_file("https://elsewhere.example/id/organisation/9", (SKOS.prefLabel, "Renommée"), (OWL.sameAs, iri))
    pair = IdentityMatcher([of_graph()]).compare(of_graph(), other)
    assert pair.level == SAME
    assert pair.score == sum(reason.points for reason in pair.reasons)


def test_two_that_lead_to_one_page_elsewhere_are_asked_about_and_never_merged() -> None:
    page = "https://elsewhere.example/federation"
    one, other = (
        of_file(key, (SKOS.prefLabel, "Maison du vélo"), (SCHEMA.location, "Saumur"), (OWL.sameAs, page))
        for key in ("one", "other")
    )
    assert IdentityMatcher([one]).compare(one, other).level == LIKELY
    numbered = (
        replace(item, identifiers=item.identifiers | {f"SIRET {number}"})
        for item, number in ((one, "00012345800019"), (other, "00098765400017"))
    )
    assert IdentityMatcher([one]).compare(*numbered).level == OTHER
    many = [replace(one, key=str(number)) for number in range(9)]
    assert IdentityMatcher([one, *many]).compare(one, other).level == PERHAPS


def test_kinds_are_not_compared_nor_a_thing_with_itself() -> None:
    one = described("etabli", ETABLI)
    matcher = IdentityMatcher([one])
    assert matcher.alike(replace(described("12", TOLD), kind="service")) == []
    assert matcher.alike(one) == []
    assert IdentityMatcher([]).alike(one) == []
    assert matcher.compare(one, described("x", {"name": "Garage", "commune": "Cholet"})).level == OTHER


def test_pairs_come_lazily_and_what_others_share_among_themselves_tells_little() -> None:
    matcher = IdentityMatcher([described("etabli", ETABLI)])
    many = [described(str(number), TOLD | {"name": f"Atelier {number}"}) for number in range(5)]
    alone = {pair.other.key: pair.score for pair in matcher.pairs([described("12", TOLD)])}
    among = {pair.other.key: pair.score for pair in matcher.pairs(iter([described("12", TOLD), *many]))}
    assert alone["12"] > among["12"] >= LOOK
    assert len(among) == 1


def test_a_bad_typist_is_understood_among_many() -> None:
    names = ("Maison des jeunes", "Ressourcerie du Thouet", "Les Amis du vélo", "Épicerie sociale")
    known = [
        described(f"{name}-{town}", {"name": name, "commune": town}) for name in names for town in ("Saumur", "Cholet")
    ]
    (pair,) = IdentityMatcher(known).alike(described("", {"name": "Resourcerie du touet", "commune": "Saumur"}))
    assert pair.one.key == "Ressourcerie du Thouet-Saumur"


def test_names_and_doors_are_read_as_people_write_them() -> None:
    whole, bare, inside = forms_of("Association Micro-informatique Allonnaise (AMIA)", "Allonnes")
    assert whole.words == ("micro", "informatique", "allonnaise", "amia")
    assert (bare.part, inside.words) == (True, ("amia",))
    assert forms_of("Mairie d’Angers", "Angers")[0].core == ("mairie",)
    assert forms_of("Hôtel de ville")[0].words == ("mairie",)
    assert forms_of("L’association")[0].words == ("association",)
    assert not forms_of("–")
    door = door_of("12 bis, av. du Gal de Gaulle – BP 40, 49000 Angers cedex 2")
    assert door is not None
    assert (door.number, door.street) == ("12bis", ("avenue", "general", "gaulle"))
    assert door_of("49000 Angers") is None
    assert door_of("12") is None
    assert door_of("rue du 8 mai 1945, 49400 Saumur") == ("", ("rue", "8", "mai", "1945"))
    assert page_of("https://www.a.example/x/?id=4#top") == page_of("a.example/x?id=4")
    assert page_of("contact") is None
