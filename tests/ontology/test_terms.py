# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms of other vocabularies are used as these define them, in what ships and in what is published."""

from __future__ import annotations

import pytest

from graph.namespaces import DCT, FOAF, ORG, OWL, PROV, RDF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Fact, Value, text_literal
from graph.rdf.turtle import read_turtle
from tests.instances import BASE, ID
from tests.instances import model as shared_model
from tests.ontology.terms import misuses, misuses_of_field, published, shipped, shipped_files, terms

MODEL = shared_model()
FIELDS = [(item, field) for item in MODEL.classes if not item.scheme for field in item.fields]
NEED = VOCABULARY["need"]
A, B = f"{ID}organisation/a", f"{ID}organisation/b"
GROUP, NETWORK, TOOL = f"{ID}working-group/g", f"{ID}network/n", f"{ID}tool/t"
CHANGE = f"{ID}change-event/c"
Said = list[tuple[str, str, Value]]
# What is said, and the term that the refusal names.
MISUSES: dict[str, tuple[Said, str]] = {
    "a homepage of two things": (
        [(A, FOAF.homepage, "https://a.example/"), (B, FOAF.homepage, "https://a.example/")],
        "foaf:homepage",
    ),
    "words attributed to a meeting": (
        [(f"{ID}definition/d", RDF.type, TIS.Definition), (f"{ID}event/e", RDF.type, SCHEMA.Event),
         (f"{ID}definition/d", PROV.wasAttributedTo, f"{ID}event/e")],
        "prov:wasAttributedTo",
    ),
    "a unit of a collaboration": (
        [(GROUP, RDF.type, ORG.OrganizationalUnit), (GROUP, ORG.unitOf, NETWORK),
         (NETWORK, RDF.type, ORG.OrganizationalCollaboration)],
        "org:unitOf",
    ),
    "a bundle that is a set of facts": ([(f"{ID}source/s", RDF.type, PROV.Bundle)], "prov:Bundle"),
    "the repository of a software": (
        [(TOOL, RDF.type, SCHEMA.SoftwareApplication), (TOOL, SCHEMA.codeRepository, "https://a.example/")],
        "schema:codeRepository",
    ),
    "a meeting derived from something": (
        [(CHANGE, RDF.type, ORG.ChangeEvent), (CHANGE, PROV.wasDerivedFrom, f"{ID}source/s")],
        "prov:wasDerivedFrom",
    ),
    "a text where an address is wanted": (
        [(A, RDF.type, ORG.FormalOrganization), (A, ORG.subOrganizationOf, text_literal("La Ville"))],
        "org:subOrganizationOf",
    ),
    "an address where a text is wanted": (
        [(A, RDF.type, ORG.FormalOrganization), (A, SCHEMA.email, B)], "schema:email"
    ),
    "a text as licence": ([(f"{ID}source/s", DCT.license, text_literal("libre"))], "dct:license"),
    "an organisation that is a membership": (
        [(A, RDF.type, ORG.FormalOrganization), (A, RDF.type, ORG.Membership)], "disjoint"
    ),
    "two members of one membership": (
        [(f"{ID}membership/m", ORG.member, A), (f"{ID}membership/m", ORG.member, B)], "org:member has one value"
    ),
    "two preferred names": (
        [(A, SKOS.prefLabel, text_literal("A", "fr")), (A, SKOS.prefLabel, text_literal("B", "fr"))],
        "one skos:prefLabel a language",
    ),
    "a name that is another name": (
        [(A, SKOS.prefLabel, text_literal("A", "fr")), (A, SKOS.altLabel, text_literal("A", "fr"))], "disjoint"
    ),
    "a match in the same list": (
        [(iri, path, value) for iri in (f"{NEED}/a", f"{NEED}/b")
         for path, value in ((RDF.type, SKOS.Concept), (SKOS.inScheme, NEED), (SKOS.exactMatch, f"{NEED}/b"))],
        "a match is in another scheme",
    ),
    "a property that does not exist": ([(A, SCHEMA.nickname, text_literal("A"))], "schema:nickname"),
}  # fmt: skip


def test_every_shipped_file_is_read_at_all() -> None:
    known = set(shipped())
    assert len(shipped_files()) > 100
    assert not [path.name for path in shipped_files() if not set(read_turtle(path, BASE)) <= known]


def test_what_ships_uses_terms_as_they_are_defined() -> None:
    assert misuses(shipped(), whole=False) == []


def test_what_is_published_uses_terms_as_they_are_defined() -> None:
    assert misuses(published().statements) == []
    assert misuses(published().sourced) == []


def test_a_field_may_only_be_filled_as_its_property_is_defined() -> None:
    assert len(FIELDS) > 400
    misused = {f"{item.kind} {field.path}": misuses_of_field(item, field) for item, field in FIELDS}
    assert {name: found for name, found in misused.items() if found} == {}


@pytest.mark.parametrize(("said", "named"), MISUSES.values(), ids=MISUSES)
def test_a_misuse_is_found(said: Said, named: str) -> None:
    found = misuses([Fact(*statement, "") for statement in said], whole=False)
    assert any(named in text for text in found), found


def test_the_table_says_what_vocabularies_say() -> None:
    """A few rows anybody can look up, so that a table made wrong is seen."""
    table = terms()
    assert table[FOAF.homepage].traits == ("inverse-functional",)
    assert PROV.Activity in table[PROV.Entity].apart
    assert table[ORG.member].range == (FOAF.Agent,)
    assert {SCHEMA.Organization, SCHEMA.Service} <= {*table[SCHEMA.areaServed].domain}
    assert OWL.Thing in table[FOAF.homepage].domain
    assert table[DCT.license].range == (DCT.LicenseDocument,)
