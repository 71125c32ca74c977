# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ontology is sound, and each way in which it could be broken is caught in a broken copy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from graph.errors import DataError
from graph.model import EntityClass
from graph.model.ontology import ONTOLOGY, load_model
from graph.namespaces import ORG, SCHEMA, TIS, compact
from graph.validation import validate_model
from graph.validation.model import contrast_with_black, contrast_with_white
from tests.instances import model as shared_model

MODEL = shared_model()
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
    "correction": ("tis:Correction", "corrections"),
    "source": ("schema:Dataset", "sources"),
    "questionnaire": ("tis:Questionnaire", "questionnaires"),
    "question": ("tis:Question", "questions"),
    "answer": ("tis:Answer", "reponses"),
    "argument": ("tis:Argument", "arguments"),
    "help-line": ("tis:HelpLine", "numeros-d-urgence"),
    "story": ("tis:Story", "recits"),
    "story-view": ("tis:StoryView", "vues-de-recit"),
    "story-sentence": ("tis:StorySentence", "phrases-de-recit"),
}


BREAKS = yaml.safe_load((Path(__file__).parent / "breaks.yaml").read_text(encoding="utf-8"))
# Each reads a whole copy of the ontology: one in four is tried each time, the others by `make test-slow`.
OFTEN = 4
NETWORK = "classes/network.ttl"


def test_the_ontology_is_sound() -> None:
    assert [str(finding) for finding in validate_model(MODEL)] == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(broken, id=str(broken["what"]), marks=[pytest.mark.slow] if place % OFTEN else [])
        for place, broken in enumerate(BREAKS)
    ],
)
def test_a_broken_copy_is_caught(broken: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    text = (folder / broken["file"]).read_text(encoding="utf-8")
    assert broken.get("old", "") in text, "the file has changed: mend this case"
    changed = text.replace(broken["old"], broken["new"], 1) if "old" in broken else f"{text}\n{broken['add']}\n"
    (folder / broken["file"]).write_text(changed, encoding="utf-8")
    found = validate_model(load_model(folder), folder)
    at = broken.get("at", "")
    assert any(compact(item.path) == at and broken["says"] in item.message for item in found), [*map(str, found)]
    assert all(item.is_violation for item in found)


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
        {path.stem for path in (ONTOLOGY / "classes").iterdir()} == {item.kind for item in MODEL.classes} >= set(KINDS)
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


def test_what_maps_and_paths_know_of_a_class_is_in_its_file() -> None:
    bridges = {
        item.kind: tuple(map(compact, (item.bridge.start, item.bridge.end, item.bridge.qualifier)))
        for item in MODEL.classes
        if item.bridge
    }
    assert bridges == {
        "membership": ("org:member", "org:organization", "org:role"),
        "change-event": ("org:originalOrganization", "org:resultingOrganization", "tis:changeKind"),
        "competence": ("tis:competenceOf", "dct:subject", "tis:level"),
        "alternative": ("tis:freeTool", "tis:replaces", "tis:closeness"),
        "commitment": ("schema:agent", "schema:object", "tis:state"),
    }
    for item in MODEL.classes:
        if item.bridge:
            assert all(item.field(path) for path in (item.bridge.start, item.bridge.end, item.bridge.qualifier))
    assert {"source", "acronym", "definition", "argument"} <= {item.kind for item in MODEL.classes if not item.on_map}
    assert {item.kind for item in MODEL.classes if item.crossroads} == {"territory", "audience"}


def test_a_path_prefers_what_binds() -> None:
    """A membership (both its links) costs less than a need in common, and that less than a place."""
    costs = {(item.kind, compact(field.path)): field.path_cost for item in MODEL.classes for field in item.fields}
    joined = costs["membership", "org:member"] + costs["membership", "org:organization"]
    assert joined == costs["service", "schema:provider"] == 1
    assert joined < costs["service", "tis:meetsNeed"] < costs["service", "schema:areaServed"]
    assert all(cost > 0 for cost in costs.values())


@pytest.mark.parametrize(
    ("kind", "path", "sentence"),
    [
        ("service", SCHEMA.provider, "La Maison propose « l’atelier »"),
        ("working-group", ORG.subOrganizationOf, "La Maison a pour groupe de travail « l’atelier »"),
        ("acronym", TIS.acronymOf, "Le sigle « l’atelier » désigne « La Maison »"),
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
