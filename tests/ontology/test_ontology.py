# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ontology is sound, and each way in which it could be broken is caught in a broken copy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.errors import DataError
from graph.model import EntityClass
from graph.namespaces import ORG, RDF, RDFS, SCHEMA, SH, SKOS, TIS, compact
from graph.ontology import ONTOLOGY, load_model
from graph.validation import validate_model
from graph.validation_model import contrast_with_black, contrast_with_white

MODEL = load_model()
KINDS = {
    "organisation": ("org:FormalOrganization", "acteurs"),
    "network": ("org:OrganizationalCollaboration", "reseaux"),
    "working-group": ("org:OrganizationalUnit", "groupes"),
    "membership": ("org:Membership", "adhesions"),
    "change-event": ("org:ChangeEvent", "evolutions"),
    "service": ("schema:Service", "services"),
    "competence": ("tis:Competence", "competences"),
    "tool": ("schema:SoftwareApplication", "outils"),
    "alternative": ("tis:Alternative", "alternatives"),
    "instance": ("schema:WebApplication", "instances"),
    "resource": ("schema:CreativeWork", "ressources"),
    "event": ("schema:Event", "evenements"),
    "commitment": ("schema:PlanAction", "engagements"),
    "post": ("org:Post", "postes"),
    "person": ("foaf:Person", "personnes"),
    "territory": ("schema:AdministrativeArea", "territoires"),
    "acronym": ("tis:Acronym", "sigles"),
    "definition": ("tis:Definition", "definitions"),
    "need": ("skos:Concept", "besoins"),
    "audience": ("skos:Concept", "publics"),
    "source": ("prov:Bundle", "sources"),
}


class Break(NamedTuple):
    """A change that breaks a file: `old` becomes `new` (is added when there is no `old`)."""

    what: str
    file: str
    old: str
    new: str
    path: str
    words: str


NETWORK, COMMON, LISTS = "classes/network.ttl", "common.ttl", "vocabularies/cost.ttl"
LINK = "tis:network-linkedTo"
SCHEME = "<https://w3id.org/tisserand/cost>"
CONCEPT = '\n<https://w3id.org/tisserand/cost/new> a skos:Concept ; skos:prefLabel "Neuf"@fr, "New"@en ; '
BREAKS = [
    Break("class without English label", NETWORK, '"réseau"@fr, "network"@en', '"réseau"@fr', RDFS.label, "anglais"),
    Break("class without French label", NETWORK, '"réseau"@fr, "network"@en', '"network"@en', RDFS.label, "français"),
    Break("class without comment", "classes/person.ttl", "rdfs:comment", "rdfs:seeAlso", RDFS.comment, "français"),
    Break("class without plural", NETWORK, 'tis:plural "réseaux"@fr, "networks"@en ; ', "", TIS.plural, "anglais"),
    Break("class without slug", NETWORK, 'tis:slug "reseaux" ; ', "", TIS.slug, "un mot en minuscules"),
    Break("slug with an accent", NETWORK, '"reseaux"', '"réseaux"', TIS.slug, "un mot en minuscules"),
    Break("slug of another class", NETWORK, '"reseaux"', '"acteurs"', TIS.slug, "deux classes"),
    Break("class without kind", NETWORK, 'tis:kind "network" ; ', "", TIS.kind, "nature en anglais"),
    Break("kind of another class", NETWORK, '"network" ;', '"service" ;', TIS.kind, "deux classes"),
    Break("two kinds for one class", NETWORK, "", '\ntis:Other a owl:Class ; tis:kind "other" ; tis:targetClass org:Post .', RDF.type, "deux natures"),
    Break("colour too pale for white", NETWORK, "#b8430a", "#e8703a", TIS.colour, "foncez"),
    Break("colour that is not one", NETWORK, "#b8430a", "orange", TIS.colour, "hexadécimaux"),
    Break("dark theme too dark", NETWORK, "#f39a69", "#803010", TIS.darkColour, "éclaircissez"),
    Break("no colour in the dark", NETWORK, 'tis:darkColour "#f39a69" ; ', "", TIS.darkColour, "hexadécimaux"),
    Break("unknown shape", NETWORK, '"hexagon"', '"cloud"', TIS.shape, "hexagon"),
    Break("unknown family", NETWORK, '"reseau" ;', '"meute" ;', TIS.family, "reseau"),
    Break("no icon", NETWORK, 'tis:icon "network" ; ', "", TIS.icon, "pictogramme"),
    Break("class without order", NETWORK, "sh:order 20 ;", "", SH.order, "rang"),
    Break("order of another class", NETWORK, "sh:order 20 ;", "sh:order 30 ;", SH.order, "deux classes"),
    Break("caption that is no field", NETWORK, "tis:caption dct:description", "tis:caption dct:date", TIS.caption, "légende"),
    Break("class without shape", "classes/post.ttl", "sh:targetClass org:Post ;", "", TIS.nodeShape, "modèle de fiche"),
    Break("unordered field", NETWORK, "sh:order 61 ;", "", SH.order, "donnez au champ"),
    Break("two fields at one rank", NETWORK, "sh:order 61 ;", "sh:order 60 ;", SH.order, "deux champs"),
    Break("two fields for one property", NETWORK, "sh:path org:linkedTo", "sh:path org:subOrganizationOf", SH.path, "deux champs"),
    Break("field outside groups", NETWORK, "sh:order 61 ; sh:group tis:LinksGroup", "sh:order 61", SH.group, "groupe"),
    Break("field without English name", NETWORK, '"en lien avec"@fr, "linked to"@en ;', '"en lien avec"@fr ;', SH.name, "anglais"),
    Break("field without description", COMMON, 'sh:description "Où cela en est."@fr', 'sh:description "x"@en', SH.description, "français"),
    Break("message not in French", "classes/working-group.ttl", 'groupe appartient."@fr', 'x"@en', SH.message, "message @fr"),
    Break("field that accepts anything", "classes/tool.ttl", "sh:nodeKind sh:Literal ;", "", SH.datatype, "ce que le champ accepte"),
    Break("link without sentence", NETWORK, 'tis:sentence    "{s} est en lien avec {o}"@fr, "{s} is linked to {o}"@en ;', "", TIS.sentence, "un lien se lit"),
    Break("sentence without object", NETWORK, '"{s} est en lien avec {o}"', '"{s} est en lien"', TIS.sentence, "{o}"),
    Break("link without English verb", NETWORK, '"est en lien avec"@fr, "is linked to"@en', '"est en lien avec"@fr', TIS.verb, "anglais"),
    Break("field that no card uses", NETWORK, f", {LINK},", ",", SH.property, "aucune fiche"),
    Break("field that is not described", NETWORK, f"\n{LINK} a sh:PropertyShape ;", f"\n{LINK} a sh:Shape ;", SH.property, "n’est pas décrit"),
    Break("unknown own term", NETWORK, "tis:shape", "tis:form", "", "tis:form est employé"),
    Break("unknown own target", "classes/definition.ttl", "tis:target tis:Acronym", "tis:target tis:Sigle", "", "tis:Sigle est employé"),
    Break("misspelt ORG term", NETWORK, "org:subOrganizationOf ;", "org:subOrganisationOf ;", "", "n’existe pas"),
    Break("misspelt schema.org term", "classes/service.ttl", "sh:path schema:provider", "sh:path schema:providor", "", "n’existe pas"),
    Break("misspelt SHACL term", NETWORK, "sh:message ", "sh:mesage ", "", "n’existe pas"),
    Break("own property without English", "classes/tool.ttl", '"logiciel libre"@fr, "free software"@en ;\n    rdfs', '"logiciel libre"@fr ;\n    rdfs', RDFS.label, "anglais"),
    Break("scheme that does not exist", "classes/post.ttl", "scheme:role", "scheme:roles", TIS.scheme, "n’existe pas"),
    Break("empty scheme", LISTS, "", '\n<https://w3id.org/tisserand/void> a skos:ConceptScheme ; skos:prefLabel "Vide"@fr, "Void"@en .', SKOS.inScheme, "est vide"),
    Break("concept in no scheme", LISTS, "", f"{CONCEPT} skos:topConceptOf {SCHEME} .", SKOS.inScheme, "orpheline"),
    Break("concept with no place", LISTS, "", f"{CONCEPT} skos:inScheme {SCHEME} .", SKOS.broader, "orpheline"),
    Break("broader that does not exist", LISTS, "", f"{CONCEPT} skos:inScheme {SCHEME} ; skos:broader <urn:x> .", SKOS.broader, "dans cette liste"),
    Break("broader in another scheme", LISTS, "", f"{CONCEPT} skos:inScheme {SCHEME} ; skos:broader <https://w3id.org/tisserand/role/member> .", SKOS.broader, "dans cette liste"),
    Break("concept above itself", LISTS, "", f"{CONCEPT} skos:inScheme {SCHEME} ; skos:broader <https://w3id.org/tisserand/cost/new> .", SKOS.broader, "cercle"),
    Break("concept without English", LISTS, "", f'{CONCEPT.replace(", " + chr(34) + "New" + chr(34) + "@en", "")} skos:inScheme {SCHEME} ; skos:topConceptOf {SCHEME} .', SKOS.prefLabel, "anglais"),
]  # fmt: skip


def test_the_ontology_is_sound() -> None:
    assert [str(finding) for finding in validate_model(MODEL)] == []


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.what)
def test_a_broken_copy_is_caught(broken: Break, tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    text = (folder / broken.file).read_text(encoding="utf-8")
    assert broken.old in text, "the file has changed: mend this case"
    changed = text.replace(broken.old, broken.new, 1) if broken.old else text + broken.new
    (folder / broken.file).write_text(changed, encoding="utf-8")
    found = validate_model(load_model(folder), folder)
    expected = [finding for finding in found if finding.path == broken.path and broken.words in finding.message]
    assert expected, [str(finding) for finding in found]
    assert all(finding.is_violation for finding in found)


def test_a_finding_names_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    with (folder / NETWORK).open("a", encoding="utf-8") as file:
        file.write("\ntis:Nowhere tis:nothing tis:Nobody .\n")
    found = validate_model(load_model(folder), folder)
    assert {finding.source for finding in found} == {NETWORK}
    assert {compact(finding.subject) for finding in found} == {"tis:Nowhere", "tis:nothing", "tis:Nobody"}


def test_a_file_that_is_not_turtle_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    (folder / "classes" / "bad.ttl").write_text("@prefix tis: <https://x/> .\ntis:a tis:b\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.ttl, ligne \d"):
        validate_model(MODEL, folder)


@pytest.mark.parametrize(("kind", "iri", "slug"), [(kind, *rest) for kind, rest in KINDS.items()], ids=list(KINDS))
def test_each_kind_keeps_its_names(kind: str, iri: str, slug: str) -> None:
    item = MODEL.kind(kind)
    assert (compact(item.iri), item.slug) == (iri, slug)
    assert (ONTOLOGY / "classes" / f"{kind}.ttl").exists()


def test_there_is_one_file_for_each_class_and_no_other() -> None:
    assert (
        {path.stem for path in (ONTOLOGY / "classes").iterdir()} == {item.kind for item in MODEL.classes} == set(KINDS)
    )


@pytest.mark.parametrize("item", MODEL.classes, ids=lambda item: item.kind)
def test_a_class_can_be_told_from_the_others(item: EntityClass) -> None:
    """White text is readable on it, and no other class has the same shape in the same colour."""
    assert contrast_with_white(item.colour) >= 4.5
    assert contrast_with_black(item.dark_colour) >= 5.5
    looks = [(other.shape, other.colour) for other in MODEL.classes]
    assert looks.count((item.shape, item.colour)) == 1


@pytest.mark.parametrize("item", MODEL.classes, ids=lambda item: item.kind)
def test_messages_say_what_to_do(item: EntityClass) -> None:
    """They begin with a verb in the imperative and end with a full stop."""
    for field in item.fields:
        assert re.match(r"[A-ZÉ][a-zé]+(ez|tes) ", field.message.fr), (field.iri, field.message.fr)
        assert field.message.fr.endswith((".", "…")), field.iri


def test_only_persons_are_restricted_and_three_links_inherit_it() -> None:
    assert [item.kind for item in MODEL.classes if item.restricted] == ["person"]
    inheriting = {
        (item.kind, compact(field.path)) for item in MODEL.classes for field in item.fields if field.inherits_access
    }
    assert inheriting == {
        ("membership", "org:member"),
        ("competence", "tis:competenceOf"),
        ("commitment", "schema:agent"),
    }


@pytest.mark.parametrize(
    ("kind", "path", "sentence"),
    [
        ("service", SCHEMA.provider, "La Maison propose « l’atelier »"),
        ("working-group", ORG.unitOf, "l’atelier est un groupe de travail de La Maison"),
        ("acronym", TIS.acronymOf, "l’atelier est le sigle de La Maison"),
        ("instance", SCHEMA.provider, "La Maison héberge « l’atelier »"),
        ("alternative", TIS.replaces, "La Maison a une alternative : « l’atelier »"),
    ],
)
def test_sentences_read_in_french(kind: str, path: str, sentence: str) -> None:
    field = MODEL.kind(kind).field(path)
    assert field is not None
    assert field.sentence("fr").replace("{s}", "l’atelier").replace("{o}", "La Maison") == sentence


@pytest.mark.parametrize(
    ("colour", "white"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#0b5fa5", 6.6)], ids=str
)
def test_contrast_is_that_of_wcag(colour: str, white: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(white, abs=0.05)
