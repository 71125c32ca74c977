# SPDX-License-Identifier: AGPL-3.0-or-later
"""RDF in the terms of others: what the table knows is ours, what it does not is kept, what harms is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.deliveries import DeliveryChoices, DeliveryRequest, open_delivery, take
from graph.errors import DataError, TooLarge
from graph.namespaces import DCT, ELSEWHERE, FOAF, ORG, OWL, RDF, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from graph.sources import (
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceMapping,
    SourceReading,
    SourceTerms,
    format_of,
    source_formats,
)
from graph.sources._rdf import document
from graph.storage.derivation import Background
from tests.instances import BARE, BASE, ID, model, opened, territories

COUNTRY = ELSEWHERE["rdf#schema:address/schema:addressCountry"]
Read = tuple[SourceReading, dict[str, SourceEntity], list[SourceFault]]
TERMS = SourceTerms(model(), Background(territories(), BASE))
PREFIXES = """@prefix org: <http://www.w3.org/ns/org#> . @prefix schema: <http://schema.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix pair: <http://virtual-assembly.org/ontologies/pair#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix a: <https://a.example/> . @prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix cv: <http://data.europa.eu/m8g/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _content(folder: Path, text: str | bytes, name: str) -> SourceContent:
    path = folder / "content"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return SourceContent(name, path)


def _read(folder: Path, text: str | bytes, name: str = "all.ttl") -> Read:
    found = next(item for item in source_formats() if item.slug == "rdf")
    content = _content(folder, text, name)
    assert format_of(content).slug == "rdf"
    reading = found.read(content, TERMS)
    things: Sequence[SourceEntity | SourceFault] = list(reading.things)
    entities = {item.key: item for item in things if isinstance(item, SourceEntity)}
    return reading, entities, [item for item in things if isinstance(item, SourceFault)]


def _said(item: SourceEntity) -> set[tuple[str, str]]:
    return {(value.path, value.text) for value in item.values}


def test_who_says_what_is_told_to_be_lost_where_it_is(tmp_path: Path) -> None:
    mill = 'a schema:NGO ; schema:name "Le Moulin"@fr'
    plain, _, _ = _read(tmp_path, f"{PREFIXES}a:mill {mill} .")
    assert [notice[:40] for notice in plain.notices] == ["Ce fichier ne dit pas de chaque fait qui"]
    one, _, _ = _read(tmp_path, f"{PREFIXES}a:one {{ a:mill {mill} }}", "all.trig")
    assert one.notices == ()
    two, _, _ = _read(tmp_path, f"{PREFIXES}a:one {{ a:mill {mill} }} a:two {{ a:mill schema:url a:mill }}", "all.trig")
    assert "en 2 parts" in two.notices[0]


def test_known_terms_are_ours_and_others_are_kept(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """
a:mill a schema:NGO ; schema:name "Le Moulin"@fr ; schema:alternateName "The Mill"@en ; foaf:name "Moulin asso"@fr ;
  schema:url <https://mill.example/> ; schema:email "oui@mill.example" ; vcard:hasTelephone <tel:+33-2-54-00-00-00> ;
  schema:address [ a schema:PostalAddress ; schema:streetAddress "1 rue du Bief" ; schema:postalCode "37000" ;
    schema:addressLocality "Tours" ; schema:addressCountry "FR" ] ;
  schema:geo [ schema:latitude 47.39 ; schema:longitude 0.69 ] ; schema:foundingDate "2010-05-02T00:00:00Z" ;
  schema:knowsAbout ( "Meunerie" "Pain"@fr ) ; a:mood <https://a.example/mood/good> ;
  schema:founder "Une Personne" ; schema:employee a:somebody .
a:somebody a foaf:Person ; foaf:name "Une Personne" .
a:cake a schema:Recipe ; schema:name "Gâteau" .
"""
    )
    reading, things, faults = _read(tmp_path, text)
    assert not faults
    assert set(things) == {"https://a.example/mill"}
    mill = things["https://a.example/mill"]
    assert (mill.kind, mill.row) == ("organisation", 8)
    assert _said(mill) == {
        (SKOS.prefLabel, "Le Moulin"), (SKOS.altLabel, "The Mill"), (SKOS.altLabel, "Moulin asso"),
        (FOAF.homepage, "https://mill.example/"), (SCHEMA.email, "oui@mill.example"),
        (SCHEMA.telephone, "+33-2-54-00-00-00"), (SCHEMA.address, "1 rue du Bief, 37000 Tours"),
        (SCHEMA.location, ID + "territory/commune-37261"), (COUNTRY, "FR"),
        (WGS.lat, "47.39"), (WGS.long, "0.69"), (SCHEMA.startDate, "2010-05-02"), (SCHEMA.knowsAbout, "Meunerie"),
        (SCHEMA.knowsAbout, "Pain"), ("https://a.example/mood", "https://a.example/mood/good"),
        (OWL.sameAs, "https://a.example/mill"),
    }  # fmt: skip
    columns = {column.name: (column.taken_as, column.why) for column in reading.columns}
    assert columns["schema:name"][0] == "organisation skos:prefLabel"
    assert "autres faits" in columns["schema:knowsAbout"][1]
    assert columns["schema:geo"][1] == "par ce qui y est rangé, partie par partie"
    assert "noms de personnes" in columns["schema:founder"][1]
    assert "noms de personnes" in columns["foaf:Person"][1]
    assert "pas de fiche" in columns["schema:Recipe"][1]
    assert "Une Personne" not in repr((things, faults, reading.columns))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(
            'a pair:Organization ; pair:label "X" ; pair:e-mail "x@x.example" ; pair:homePage <https://x.example/>',
            "organisation",
            id="PAIR",
        ),
        pytest.param(
            'a foaf:Organization ; foaf:name "X" ; foaf:mbox <mailto:x@x.example> ; foaf:homepage <https://x.example/>',
            "organisation",
            id="FOAF",
        ),
        pytest.param(
            'a vcard:Organization ; vcard:fn "X" ; vcard:hasURL <https://x.example/> ; '
            "vcard:hasEmail [ vcard:hasValue <mailto:x@x.example> ]",
            "organisation",
            id="vCard",
        ),
        pytest.param(
            'a org:OrganizationalCollaboration ; skos:prefLabel "X" ; schema:email "x@x.example" ; '
            "foaf:homepage <https://x.example/>",
            "network",
            id="ORG",
        ),
        pytest.param(
            'a cpsv:PublicService ; dct:title "X" ; schema:email "x@x.example" ; schema:url <https://x.example/>',
            "service",
            id="CPSV-AP",
        ),
        pytest.param(
            'a schema:Event ; schema:name "X" ; schema:email "x@x.example" ; schema:url <https://x.example/>',
            "event",
            id="schema.org",
        ),
    ],
)
def test_each_vocabulary_of_the_field_is_read(text: str, kind: str, tmp_path: Path) -> None:
    _, things, faults = _read(tmp_path, f"{PREFIXES}a:x {text} .")
    assert not faults
    found = things["https://a.example/x"]
    assert found.kind == kind
    page = SCHEMA.url if kind == "service" else FOAF.homepage
    wanted = {(SKOS.prefLabel, "X"), (SCHEMA.email, "x@x.example"), (page, "https://x.example/")}
    assert _said(found) - {(OWL.sameAs, "https://a.example/x")} == wanted


def test_memberships_are_things_between_two(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """
a:net a schema:Consortium ; schema:name "La Ronde" ; org:hasMember a:mill ;
  org:hasMembership [ a org:Membership ; org:member a:barn ; schema:startDate "2020-01-01"^^xsd:date ] .
a:mill a org:Organization ; foaf:name "Le Moulin" .
a:barn a org:FormalOrganization ; skos:prefLabel "La Grange"@fr .
"""
    )
    _, things, faults = _read(tmp_path, text)
    assert not faults
    net, mill, barn = (f"https://a.example/{name}" for name in ("net", "mill", "barn"))
    ties = [_said(item) for item in things.values() if item.kind == "membership"]
    names = (SKOS.prefLabel, "Le Moulin participe à La Ronde"), (SKOS.prefLabel, "La Grange participe à La Ronde")
    assert {(ORG.member, mill), (ORG.organization, net), names[0]} in ties
    assert {(ORG.member, barn), (ORG.organization, net), (SCHEMA.startDate, "2020-01-01"), names[1]} in ties
    assert things[net].kind == "network"


def test_public_services_and_choices(tmp_path: Path) -> None:
    """A free service of a public body; what is no choice of ours is kept as it is said."""
    text = (
        PREFIXES
        + """
a:help a cpsv:PublicService ; dct:title "Aide"@fr ; dct:description "Pour tous."@fr ; cv:hasCompetentAuthority a:town ;
  schema:isAccessibleForFree true ; schema:audience "associations", "martiens" ;
  dct:spatial <http://id.insee.fr/geo/commune/37261>, <https://a.example/nowhere> ;
  cv:contactPoint [ cv:email "aide@a.example" ] .
a:town a cv:PublicOrganisation ; skos:prefLabel "Ville"@fr .
"""
    )
    _, things, faults = _read(tmp_path, text)
    assert not faults
    said = _said(things["https://a.example/help"])
    assert {
        (SKOS.prefLabel, "Aide"), (SCHEMA.provider, "https://a.example/town"), (TIS.cost, VOCABULARY["cost/free"]),
        (SCHEMA.audience, VOCABULARY["audience/associations"]), (ELSEWHERE["rdf#schema:audience"], "martiens"),
        (SCHEMA.areaServed, ID + "territory/commune-37261"), (SCHEMA.email, "aide@a.example"),
    } <= said  # fmt: skip
    assert ("http://purl.org/dc/terms/spatial", "https://a.example/nowhere") in said
    public = (ORG.classification, VOCABULARY["organisation-kind/public-body"])
    assert public in _said(things["https://a.example/town"])


def test_the_well_known_context_is_known_and_no_other_is_fetched(tmp_path: Path) -> None:
    page = {"@context": "https://schema.org", "@type": "NGO", "name": "Le Moulin", "url": "https://mill.example/"}
    _, things, _ = _read(tmp_path, json.dumps(page), "all.jsonld")
    assert [(item.kind, item.key) for item in things.values()] == [("organisation", "Le Moulin")]
    assert _said(things["Le Moulin"]) == {(SKOS.prefLabel, "Le Moulin"), (FOAF.homepage, "https://mill.example/")}
    with pytest.raises(DataError, match=r"example/context.*Demandez le même fichier en Turtle"):
        _read(tmp_path, json.dumps({"@context": "https://a.example/context", "name": "x"}), "all.jsonld")


def test_what_harms_is_left_and_told_once(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """
a:mill a schema:Organization ; schema:name "Le Moulin" ; schema:description "caché \u202e ici" ;
  schema:url <javascript:alert(1)>, <javascript:alert(2)> ; a:x <https://a.example/\u202e> .
"""
    )
    _, things, faults = _read(tmp_path, text)
    assert {path for path, _ in _said(things["https://a.example/mill"])} == {SKOS.prefLabel, OWL.sameAs}
    assert len(faults) == 3
    assert any("(2 fois" in fault.why and "« javascript: »" in fault.why for fault in faults)
    assert all("ligne 8" in fault.why and fault.row == 0 for fault in faults)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        pytest.param(
            ["schema:Monday, schema:Friday", "09:00:00", "12:00"], "Mo,Fr 09:00-12:00,14:00-18:30", id="twice a day"
        ),
        pytest.param(["schema:Monday", "22:00", "02:00"], "", id="until the day after"),
        pytest.param(["schema:Monday", "00:00", "00:00"], "", id="closed all day"),
        pytest.param(['"Lundi"', "09:00", "12:00"], "", id="a day in words of their own"),
    ],
)
def test_hours_said_day_by_day_are_one_value_where_all_is_read(hours: list[str], said: str, tmp_path: Path) -> None:
    days, opens, closes = hours
    text = (
        PREFIXES
        + f"""
a:mill a schema:NGO ; schema:name "Le Moulin" ; schema:openingHoursSpecification
  [ schema:dayOfWeek {days} ; schema:opens "{opens}" ; schema:closes "{closes}" ],
  [ schema:dayOfWeek schema:Friday, schema:Monday ; schema:opens "14:00" ; schema:closes "18:30" ] .
"""
    )
    _, things, faults = _read(tmp_path, text)
    found = _said(things["https://a.example/mill"])
    assert not faults
    assert [text for path, text in found if path == SCHEMA.openingHours] == ([said] if said else [])
    kept = ELSEWHERE["rdf#schema:openingHoursSpecification/schema:opens"]
    assert ((kept, opens) in found) is not bool(said)


BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""
OUTSIDE = BOMB.replace('"&a;&a;&a;&a;"', 'SYSTEM "file:///etc/passwd"')
DEEP = '{"@context": "https://schema.org", "@type": "NGO", "name": ' + "[" * 60_000 + "]" * 60_000 + "}"
LONG = BOMB.replace('"&a;&a;&a;&a;"', f'"{"a" * 1000}"')


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("a.ttl", "", "le fichier est vide", id="nothing"),
        pytest.param("a.ttl", "\ufeff \n", "le fichier est vide", id="a mark and blanks"),
        pytest.param("a.ttl", "# rien\n", "aucun fait", id="a comment"),
        pytest.param("a.ttl", "<!DOCTYPE html><p>500</p>", "une page web", id="a page"),
        pytest.param("a.ttl", b"\x89PNG\r\n\0\0", "pas", id="an image"),
        pytest.param("a.ttl", b"<a:b> <a:c> \"\xe9\" .", "UTF-8", id="another encoding"),
        pytest.param("a.ttl", "a:b a:c a:d .", "le préfixe a: n’est pas déclaré", id="no prefix"),
        pytest.param("a.ttl", "<http://a> <http://b> \"x", "ligne 1", id="an open quote"),
        pytest.param("a.rdf", BOMB, "<!ENTITY", id="words made of words"),
        pytest.param("a.rdf", OUTSIDE, "<!ENTITY", id="words from a file"),
        pytest.param("a.rdf", LONG, "<!ENTITY", id="a long word"),
        pytest.param("a.jsonld", '{"@id":' * 3, "ligne 1", id="cut JSON"),
        pytest.param("a.jsonld", "[" * 100_000, "rangés", id="deep JSON"),
        pytest.param("a.jsonld", '{"@id": 1' + "0" * 5000 + "}", "valide", id="a number without end"),
        pytest.param("a.jsonld", DEEP, "rangés", id="deep JSON with a known context"),
    ],
)  # fmt: skip
def test_what_is_no_rdf_is_refused_in_french(name: str, text: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        _read(tmp_path, text, name)
    assert said in error.value.message
    assert error.value.message.startswith(name)


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_FACTS", 10)
    with pytest.raises(TooLarge, match="découpez"):
        _read(tmp_path, "<a:b> <a:c> " + ", ".join(map(str, range(50))) + " .")


def test_lists_and_nodes_that_lead_back_end(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
a:mill a schema:Organization ; schema:name "Le Moulin" ; a:x _:l ; a:y _:n .
_:l rdf:first "un" ; rdf:rest _:l .
_:n a:z _:n ; a:w _:m . _:m a:w _:n ; a:v "deux" .
"""
    )
    _, things, _ = _read(tmp_path, text)
    said = _said(things["https://a.example/mill"])
    assert ("https://a.example/x", "un") in said
    assert any(value == "deux" for _, value in said)


def test_a_name_in_no_language_does_not_contend_with_the_french_one(tmp_path: Path) -> None:
    _, things, _ = _read(tmp_path, PREFIXES + 'a:x a schema:NGO ; schema:name "Mill", "Le Moulin"@fr, "The Mill"@en .')
    names = {(value.path, value.text, value.lang) for value in things["https://a.example/x"].values if not value.link}
    assert names == {
        (SKOS.prefLabel, "Le Moulin", "fr"), (SKOS.altLabel, "Mill", ""), (SKOS.prefLabel, "The Mill", "en"),
    }  # fmt: skip


def test_an_event_keeps_its_hours_and_names_no_organiser(tmp_path: Path) -> None:
    text = """a:fair a schema:Event ; schema:name "Foire" ; schema:startDate "2026-12-19T14:30" ;
  dct:modified "2026-11-02T10:00:00.5Z"^^xsd:dateTime ;
  schema:endDate "2026-12-19T17:00:00+01:00" ; schema:organizer a:mill , "Une Personne" , [ schema:name "Une Autre" ] .
a:mill a schema:NGO ; schema:name "Le Moulin" ; schema:member [ schema:name "Une Autre" ] , "Une Personne" ."""
    reading, things, faults = _read(tmp_path, PREFIXES + text)
    said = _said(things["https://a.example/fair"])
    assert not faults
    assert {
        (SCHEMA.startDate, "2026-12-19T14:30:00"),
        (SCHEMA.endDate, "2026-12-19T17:00:00+01:00"),
        (SCHEMA.organizer, "https://a.example/mill"),
        (DCT.modified, "2026-11-02"),
    } <= said
    assert "Une " not in repr(things)
    assert "jamais un nom" in next(column.why for column in reading.columns if column.name == "schema:organizer")


def test_addresses_that_hang_from_the_file_are_not_ours(tmp_path: Path) -> None:
    _, things, _ = _read(tmp_path, PREFIXES + '<#x> a schema:Organization ; schema:name "X" .')
    assert set(things) == {"#x"}
    assert (RDF.type, "x") not in _said(things["#x"])
    assert OWL.sameAs not in {path for path, _ in _said(things["#x"])}


def test_what_is_read_enters_and_goes_out_again(tmp_path: Path) -> None:
    """Through the preview: other facts in the graph of their source, a tie by its name."""
    repository = opened(tmp_path / "instance", on_disk=False, ontology=BARE)
    text = (
        PREFIXES
        + """
a:mill a schema:NGO ; schema:name "Le Moulin"@fr ; schema:knowsAbout "Pain" ; schema:audience "martiens" ;
  schema:memberOf a:net ; schema:startDate "2021-13-45"^^xsd:date .
a:net a schema:Consortium ; schema:name "La Ronde"@fr .
"""
    )
    asked = DeliveryRequest("site", "etalab-2.0", SourceMapping(), DeliveryChoices())
    opened_one = open_delivery(
        _content(tmp_path, text, "all.ttl"), asked, repository.model, repository.background, repository.full
    )
    judged = opened_one.judged(opened_one.read(lambda _row: None))
    take(repository, judged, "essais")
    source = ID + "source/site"
    mill = next(repository.full.facts(p=SCHEMA.knowsAbout, source=source)).s
    said = {(fact.p, str(getattr(fact.o, "value", fact.o))) for fact in repository.full.facts(s=mill, source=source)}
    assert {(SKOS.prefLabel, "Le Moulin"), (SCHEMA.knowsAbout, "Pain")} <= said
    assert (ELSEWHERE["rdf#schema:audience"], "martiens") in said
    assert [fact.why for fact in judged.faults] == [
        "cette date n’existe pas : écrivez année-mois-jour, comme 2021-06-01 (ligne 8)."
    ]
    ties = repository.full.instances(ORG.Membership)
    assert [repository.full.label(tie) for tie in ties] == ["Le Moulin participe à La Ronde"]
    repository.close()
