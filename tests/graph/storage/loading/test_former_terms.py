# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that earlier releases took, or gave, are still taken: their terms are read as those of now, names said once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports import written
from graph.entity.reading import entity_facts
from graph.errors import Conflict
from graph.namespaces import DC, DCT, FOAF, ORG, PROV, RDF, SCHEMA, SKOS, TIS
from graph.rdf.dataset import text_literal
from graph.rdf.forms import TURTLE
from graph.storage.repository import Repository
from tests.instances import ID, TOWN, TOWN_TTL, both, draft, fact, label, opened, write

FORMER = (
    TOWN_TTL.replace("a schema:Dataset", "a prov:Bundle")
    + """<id/working-group/maps> a org:OrganizationalUnit ; skos:prefLabel "Cartes"@fr ; org:unitOf <id/network/round> .
<id/event/fair> a schema:Event ; skos:prefLabel "Foire"@fr ; org:purpose "Se voir"@fr .
<id/acronym/lr> a tis:Acronym ; skos:prefLabel "LR"@fr ; skosxl:literalForm "LR"@fr .
<id/definition/lr> a tis:Definition ; skos:prefLabel "LR, vue de la foire"@fr ; skos:definition "Un rond"@fr ;
  tis:viewpoint <https://w3id.org/tisserand/viewpoint/perceived> ; tis:defines <id/acronym/lr> ;
  prov:wasAttributedTo <id/event/fair>, <id/organisation/mill> .
<id/tool/loom> a schema:SoftwareApplication ; skos:prefLabel "Métier"@fr ; schema:author "L’Atelier" ;
  schema:codeRepository <https://loom.example/code> .
"""
)
SKOSXL = "@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .\n"
NOW = {
    ("source/town", RDF.type, SCHEMA.Dataset),
    ("working-group/maps", ORG.subOrganizationOf, ID + "network/round"),
    ("event/fair", TIS.aim, text_literal("Se voir", "fr")),
    ("definition/lr", PROV.wasGeneratedBy, ID + "event/fair"),
    ("definition/lr", PROV.wasAttributedTo, ID + "organisation/mill"),
    ("tool/loom", DC.creator, text_literal("L’Atelier")),
    ("tool/loom", TIS.sourceCode, "https://loom.example/code"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = opened(tmp_path / "instance", on_disk=False)
    yield repository
    repository.close()


def test_former_terms_are_read_as_those_of_now(repository: Repository, tmp_path: Path) -> None:
    change = repository.load([write(tmp_path, SKOSXL + FORMER)], "essais")
    assert change is not None
    said = {(item.s.removeprefix(ID), item.p, item.o) for item in change.added}
    assert said >= NOW
    gone = {PROV.Bundle, ORG.unitOf, ORG.purpose, SCHEMA.author, SCHEMA.codeRepository}
    assert not gone & {term for _, path, value in said for term in (path, str(value))}


def test_what_an_earlier_release_journaled_is_undone(repository: Repository, tmp_path: Path) -> None:
    """Its terms are in the journal for ever; what holds is said with those of now."""
    repository.load([write(tmp_path)], "essais")
    before = both(repository)
    former = fact("working-group/maps", ORG.unitOf, "network/round")
    now = former._replace(p=ORG.subOrganizationOf)
    named = {fact("working-group/maps", RDF.type, ORG.OrganizationalUnit), label("working-group/maps", "Cartes")}
    repository.commit(draft({former, *named}))
    repository.commit(draft({now}, {former}, "ce que fait une migration"))
    repository.undo(2, "essais")
    assert both(repository) == before
    with pytest.raises(Conflict, match="Il ne reste rien"):
        repository.undo(3, "essais")


def test_a_document_that_was_given_comes_back_as_it_was(repository: Repository, tmp_path: Path) -> None:
    """Names and sources that go out for the web say nothing more when they come back."""
    mill = (
        TOWN_TTL.partition("<id/network/")[0]
        + '<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Moulin"@fr, "The Mill"@en ;\n'
        + '  org:identifier "356000000", "W372000001" ; foaf:homepage <https://mill.example.org/> .\n'
    )
    repository.load([write(tmp_path, mill)], "essais")
    document = written(entity_facts(repository.public, f"{ID}organisation/mill"), TURTLE)
    assert 'schema:name "Le Moulin"@fr, "The Mill"@en' in document
    assert f"dct:source <{TOWN}>" in document
    assert 'org:identifier "356000000"^^tis:SIREN, "W372000001"^^tis:RNA' in document
    assert repository.load([write(tmp_path, document)], "essais") is None
    # As releases before this one gave it.
    former = document.replace("dct:source <", "prov:wasDerivedFrom <")
    former = "@prefix prov: <http://www.w3.org/ns/prov#> .\n" + former
    assert repository.load([write(tmp_path, former)], "essais") is None


def test_a_homepage_is_that_of_one_thing(repository: Repository, tmp_path: Path) -> None:
    shared = """<id/organisation/oven> a org:FormalOrganization ; skos:prefLabel "Le Four"@fr ;
  foaf:homepage <https://mill.example.org/> .
"""
    repository.load([write(tmp_path, TOWN_TTL + shared)], "essais")
    told = {(item.s, item.p) for item in entity_facts(repository.public, f"{ID}organisation/oven")}
    assert (f"{ID}organisation/oven", SCHEMA.url) in told
    assert (f"{ID}organisation/oven", FOAF.homepage) not in told
    assert (f"{ID}organisation/oven", DCT.source) in told
    assert (f"{ID}organisation/oven", SKOS.prefLabel) in told
    assert repository.public.values(f"{ID}organisation/oven", FOAF.homepage) == ["https://mill.example.org/"]
