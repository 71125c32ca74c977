# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vocabularies: one whole, labelled, acyclic SKOS scheme a file."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SH, SKOS

FOLDER = Path(__file__).parents[2] / "ontology" / "vocabularies"
BASE = "https://w3id.org/tisserand/"
SCHEMES = {
    "access-mode": "on-site remote at-the-association",
    "argument-part": "why how first-tools nearby goals wishes questions",
    "audience": "everyone associations volunteers employees leaders seniors professionals young-people",
    "basis": "confirmed said deduced editorial",
    "change-kind": "partial-merger merger split succession end",
    "closeness": "close partial different",
    "contribution": "help service training competence resource event helpers organisation membership commitment "
    "tools-and-words tool instance acronym",
    "cost": "free free-under-conditions membership paid",
    "distress": "medical-emergency fire-or-accident assault partner-violence sexual-violence child-in-danger "
    "suicidal-thoughts bullying elder-abuse no-shelter",
    "effort": "light moderate sustained",
    "entry-right": "contribute read-between-professionals facilitate moderate administer",
    "entry-role": "contributor professional facilitator moderator administrator",
    "filler": "anyone moderator program",
    "language": "en ar fsl es pt tr",
    "level": "beginner proficient expert",
    "need": "email file-sharing video-meeting membership-management accounting website newsletter polls forms payments "
    "data-protection equipment free-software-transition governance diagnosis shared-calendar mailing-list messaging "
    "collaborative-writing mapping video-publishing design project-management training digital-basics fab-making "
    "animation-facilitation funding general-support",
    "outcome": "taken not-for-me unreachable no-answer",
    "organisation-kind": "association municipality state-service digital-public-space fablab cooperative federation "
    "mutual-insurance house-of-associations",
    "readiness": "no-hurry talk-first try-now",
    "resource-kind": "film replay survey guide presentation",
    "role": "member animator co-animator pilot partner participant support reporter",
    "service-kind": "accompaniment training workshop hosting event equipment information resource-production",
    "state": "to-do envisaged announced active interrupted closed to-confirm done not-known unmaintained "
    "no-longer-free",
    "deployment": "to-install hosted self-hosted",
    "account": "none organiser each up-to-host on-request",
    "territory-level": "commune intercommunality department region country",
    "tongue": "fr en es pt it de tr ro pl nl uk ru ar",
    "viewpoint": "perceived actual",
}
ORDERED = [("effort", "light moderate sustained"), ("level", "beginner proficient expert"),
           ("closeness", "close partial different"), ("readiness", "no-hurry talk-first try-now"),
           ("argument-part", "why how first-tools nearby goals wishes questions"),
           ("territory-level", "commune intercommunality department region country")]  # fmt: skip


def read(slug: str) -> Graph:
    """The graph of one scheme."""
    return Graph().parse(FOLDER / f"{slug}.ttl", format="turtle")


def concepts(graph: Graph) -> list[URIRef]:
    """The concepts of a graph, in the order of their `sh:order`."""
    found = [s for s in graph.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)]
    return sorted(found, key=lambda concept: int(str(graph.value(concept, SH.order, default=Literal(0)))))


def depth(graph: Graph, concept: URIRef) -> int:
    """How many levels above a concept, itself included; raises AssertionError on a cycle or two parents."""
    seen = [concept]
    while parents := list(graph.objects(seen[-1], SKOS.broader)):
        assert len(parents) == 1, f"{seen[-1]} has {len(parents)} broader concepts"
        parent = parents[0]
        assert isinstance(parent, URIRef)
        assert parent not in seen, f"cycle through {parent}"
        seen.append(parent)
    return len(seen)


def fold(text: str) -> str:
    """A label without case, accents, hyphens and typographic apostrophes."""
    plain = unicodedata.normalize("NFD", text.lower().replace("’", "'").replace("-", " "))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def test_one_file_a_scheme() -> None:
    assert {path.stem for path in FOLDER.glob("*.ttl")} == set(SCHEMES)


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_both_parsers_read_the_same(slug: str) -> None:
    strict = list(ox.parse((FOLDER / f"{slug}.ttl").read_bytes(), format=ox.RdfFormat.TURTLE))
    assert len(set(strict)) == len(strict) == len(read(slug))
    assert not any(isinstance(quad.object, ox.BlankNode) for quad in strict)


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_scheme_is_described_and_its_concepts_are_its_own(slug: str) -> None:
    graph, scheme = read(slug), URIRef(BASE + slug)
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    for predicate in (SKOS.prefLabel, SKOS.definition):
        assert {o.language for o in graph.objects(scheme, predicate) if isinstance(o, Literal)} == {"fr", "en"}
    assert graph.value(scheme, DCTERMS.license)
    for concept in concepts(graph):
        assert str(concept).startswith(f"{BASE}{slug}/")
        assert (concept, SKOS.inScheme, scheme) in graph


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_promised_concepts_are_there(slug: str) -> None:
    assert {f"{BASE}{slug}/{name}" for name in SCHEMES[slug].split()} <= {str(c) for c in concepts(read(slug))}


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_every_concept_has_its_labels_and_a_place(slug: str) -> None:
    graph = read(slug)
    orders = [graph.value(concept, SH.order) for concept in concepts(graph)]
    assert None not in orders
    assert len(orders) == len(set(orders))
    for concept in concepts(graph):
        labels = [o for o in graph.objects(concept, SKOS.prefLabel) if isinstance(o, Literal)]
        assert sorted(str(o.language) for o in labels) == ["en", "fr"], concept
        assert any(isinstance(o, Literal) and o.language == "fr" for o in graph.objects(concept, SKOS.definition))
        assert list(graph.objects(concept, SKOS.altLabel)), concept


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_no_orphan_and_no_cycle(slug: str) -> None:
    graph, scheme = read(slug), URIRef(BASE + slug)
    known = set(concepts(graph))
    tops = set(graph.subjects(SKOS.topConceptOf, scheme))
    assert tops == set(graph.objects(scheme, SKOS.hasTopConcept)) != set()
    for concept in known:
        assert (concept in tops) == (depth(graph, concept) == 1), concept
        assert set(graph.objects(concept, SKOS.broader)) <= known
    for one, other in graph.subject_objects(SKOS.related):
        assert other in known
        assert (other, SKOS.related, one) in graph


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_a_word_typed_leads_to_one_concept_only(slug: str) -> None:
    graph = read(slug)
    owner: dict[str, object] = {}
    for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for concept, label in graph.subject_objects(predicate):
            if isinstance(label, Literal) and label.language == "fr":
                assert owner.setdefault(fold(str(label)), concept) == concept, f"{label}: {concept}"


@pytest.mark.parametrize("slug", sorted(SCHEMES))
def test_a_code_means_one_concept_only(slug: str) -> None:
    codes = [str(code) for code in read(slug).objects(None, SKOS.notation)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("slug", "expected"), ORDERED)
def test_ranked_lists_are_in_order(slug: str, expected: str) -> None:
    assert [str(c).rsplit("/", 1)[-1] for c in concepts(read(slug))] == expected.split()


def test_needs_are_many_and_on_three_levels() -> None:
    graph = read("need")
    levels = [depth(graph, concept) for concept in concepts(graph)]
    assert len(levels) >= 60
    assert set(levels) == {1, 2, 3}
    assert levels.count(1) <= 9
    assert all(depth(graph, URIRef(f"{BASE}need/{name}")) == 2 for name in SCHEMES["need"].split())


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("visio", "video-meeting"), ("compta", "accounting"), ("caisse", "accounting"), ("RGPD", "data-protection"),
     ("mailing", "newsletter"), ("infolettre", "newsletter"), ("lettre d'info", "newsletter"),
     ("drive", "file-sharing"),
     ("cloud", "file-sharing"), ("agenda partagé", "shared-calendar"), ("sondage de date", "polls"),
     ("dons", "payments"),
     ("formulaire en ligne", "forms"), ("billetterie", "ticketing"), ("ordi", "equipment"), ("PC", "equipment"),
     ("adhérents", "membership-management"), ("maison des asso", "general-support")],
)  # fmt: skip
def test_what_people_type_is_known(typed: str, slug: str) -> None:
    graph, concept = read("need"), URIRef(f"{BASE}need/{slug}")
    labels = [o for p in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel) for o in graph.objects(concept, p)]
    assert fold(typed) in {fold(str(label)) for label in labels}


def test_organisation_kinds_carry_the_national_codes() -> None:
    graph = read("organisation-kind")
    codes = {str(code): str(s).rsplit("/", 1)[-1] for s, code in graph.subject_objects(SKOS.notation)}
    expected = {"ASSO": "association", "MUNI": "municipality", "EPN": "digital-public-space", "FABLAB": "fablab"}
    assert expected.items() <= codes.items()
    assert codes["TIERS_LIEUX"] == "third-place"
