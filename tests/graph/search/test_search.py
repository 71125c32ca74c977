# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search: what is meant is found first, in spite of accents, order and typing errors; the index follows changes."""

from __future__ import annotations

import random

import pytest

from benchmarks.search import PEERS, make_labels, measure, misspell
from graph.model import Model
from graph.namespaces import ORG, RDF, SCHEMA, SKOS, SKOSXL, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.search import Entry, SearchIndex, entries_about, entries_of
from tests.instances import model as shared_model
from tests.steps import steps

BASE = "https://tisserand.example.org"
ID = f"{BASE}/id/"
KINDS = ("organisation", "network", "tool", "need", "acronym")


def entry(iri: str, form: str, *, label: str = "", weight: float = 1.0) -> Entry:
    kind = iri.partition("/")[0]
    return Entry(iri, label or form, kind, form, weight, KINDS.index(kind))


@pytest.fixture
def index() -> SearchIndex:
    return SearchIndex(
        [
            entry("network/chatons", "CHATONS"),
            entry("network/can", "CAN"),
            entry("network/can", "Coordination des acteurs du numérique", label="CAN", weight=0.95),
            entry("acronym/can", "CAN"),
            entry("acronym/pan", "PAN"),
            entry("acronym/gt", "GT"),
            entry("organisation/maison", "Maison des associations de Tours"),
            entry("organisation/mjc", "Maison des jeunes et de la culture"),
            entry("organisation/brique", "L’Autre Brique"),
            entry("organisation/oeuvre", "L’Œuvre sociale"),
            entry("organisation/cantine", "Cantine numérique"),
            entry("organisation/canton", "Canton associatif"),
            entry("organisation/panzoult", "Panzoult en fête"),
            entry("organisation/framasoft", "Framasoft"),
            entry("tool/google-forms", "Google Forms"),
            entry("tool/google-maps", "Google Maps"),
            entry("tool/framaforms", "Framaforms"),
            entry("tool/libreoffice", "LibreOffice"),
            entry("need/video-meeting", "Se réunir à distance"),
            entry("need/video-meeting", "visioconférence", label="Se réunir à distance", weight=0.95),
            entry("need/file-sharing", "Partager des fichiers"),
            entry("need/forms", "Faire un formulaire"),
        ]
    )


def first(index: SearchIndex, query: str) -> str:
    hits = index.search(query)
    return hits[0].iri if hits else ""


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        pytest.param("chatton", "network/chatons", id="a letter doubled, the last one missing"),
        pytest.param("visio", "need/video-meeting", id="the beginning of another name"),
        pytest.param("gogle forms", "tool/google-forms", id="a letter missing"),
        pytest.param("googel forms", "tool/google-forms", id="two letters exchanged"),
        pytest.param("goo gle forms", "tool/google-forms", id="a space too many"),
        pytest.param("googleforms", "tool/google-forms", id="a space missing"),
        pytest.param("libre ofice", "tool/libreoffice", id="a space too many and a letter missing"),
        pytest.param("maison des asso", "organisation/maison", id="an unfinished word"),
        pytest.param("tours maison", "organisation/maison", id="words in another order"),
        pytest.param("maisn associations", "organisation/maison", id="words missing, a letter missing"),
        pytest.param("partage fichiers", "need/file-sharing", id="one ending for another"),
        pytest.param("VISIOCONFERENCE", "need/video-meeting", id="capitals without accents"),
        pytest.param("autre brique", "organisation/brique", id="without the article"),
        pytest.param("l'autre brique", "organisation/brique", id="another apostrophe"),
        pytest.param("oeuvre", "organisation/oeuvre", id="a ligature written in two letters"),
        pytest.param("acteurs numerique coordination", "network/can", id="an expansion in disorder"),
        pytest.param("farmasoft", "organisation/framasoft", id="two letters exchanged at the beginning"),
        pytest.param("rfamasoft", "organisation/framasoft", id="the first two letters exchanged"),
        pytest.param("framsaoft", "organisation/framasoft", id="two letters exchanged across the middle"),
        pytest.param("framassoftt", "organisation/framasoft", id="two errors in a long word"),
        pytest.param("  CAN\t\n", "network/can", id="white space around"),
    ],
)
def test_what_is_meant_comes_first(index: SearchIndex, query: str, iri: str) -> None:
    assert first(index, query) == iri


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("CAN", ["network/can", "acronym/can"], id="network before acronym, both before longer names"),
        pytest.param("can", ["network/can", "acronym/can"], id="in small letters"),
        pytest.param("pan", ["acronym/pan"], id="before names that begin so"),
        pytest.param("GT", ["acronym/gt"], id="two letters"),
    ],
)
def test_a_short_acronym_is_not_swamped(index: SearchIndex, query: str, expected: list[str]) -> None:
    assert [hit.iri for hit in index.search(query)][: len(expected)] == expected


def test_exactness_orders_hits() -> None:
    forms = ["Compta", "Compta libre", "Comptabilité", "La compta facile", "Compte"]
    index = SearchIndex(entry(f"tool/{number}", form) for number, form in enumerate(forms))
    hits = index.search("compta")
    assert [hit.label for hit in hits] == ["Compta", "Compta libre", "Comptabilité", "La compta facile"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_a_name_that_answers_little_of_a_long_question_is_left_out(index: SearchIndex) -> None:
    assert index.search("prestidigitation numérique") == []


def test_kind_orders_equal_names_and_filters() -> None:
    index = SearchIndex(entry(iri, "Framasoft") for iri in ("tool/f", "organisation/f", "network/f"))
    assert [hit.kind for hit in index.search("framasoft")] == ["organisation", "network", "tool"]
    assert [hit.kind for hit in index.search("framasoft", kinds={"tool", "need"})] == ["tool"]
    assert index.search("framasoft", kinds=[]) == []


def test_a_kind_asked_for_is_found_among_thousands_of_another() -> None:
    crowd = [entry(f"organisation/{number}", f"Forms {number}") for number in range(6000)]
    index = SearchIndex([*crowd, entry("need/forms", "Un questionnaire en ligne de type forms")])
    assert [hit.iri for hit in index.search("forms", kinds=["need"])] == ["need/forms"]
    assert len(index.search("forms", limit=200)) == 200


def test_a_thing_is_listed_once_by_the_name_that_answers_best(index: SearchIndex) -> None:
    hits = index.search("visioconf")
    assert [(hit.iri, hit.label, hit.matched) for hit in hits] == [
        ("need/video-meeting", "Se réunir à distance", "visioconférence")
    ]
    assert len(index.search("maison", limit=1)) == 1
    assert index.search("maison", limit=0) == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="nothing"),
        pytest.param(" …!? ", id="punctuation"),
        pytest.param("can " * 2500, id="10,000 characters"),
        pytest.param("\u202eCAN", id="bidirectional character"),
        pytest.param("C\x00AN", id="control character"),
        pytest.param("zqzqzq", id="nothing like it"),
        pytest.param("x" * 190, id="one endless word"),
        pytest.param("中文", id="another script"),
    ],
)
def test_bad_input_finds_nothing_quickly(index: SearchIndex, query: str) -> None:
    assert index.search(query) == []
    assert steps(lambda: index.search(query)) < 1_000


def test_a_short_word_is_mended_only_when_nothing_begins_so(index: SearchIndex) -> None:
    assert first(index, "cna") == "network/can"
    assert {hit.iri for hit in index.search("pan")} == {"acronym/pan", "organisation/panzoult"}
    assert index.search("gx") == []


def test_names_are_replaced_added_and_removed(index: SearchIndex) -> None:
    size = len(index)
    index.replace("tool/google-forms", [entry("tool/google-forms", "Formulaires Google")])
    assert first(index, "formulaires goggle") == "tool/google-forms"
    assert "Google Forms" not in {hit.matched for hit in index.search("google forms")}
    index.replace(
        "organisation/new", [entry("organisation/new", "Ressourcerie"), entry("organisation/new", "Recyclerie")]
    )
    assert first(index, "ressourcrie") == first(index, "recyclerie") == "organisation/new"
    assert len(index) == size + 2
    index.replace("organisation/new")
    index.replace("organisation/unheard-of")
    assert index.search("ressourcerie") == []
    assert len(index) == size


def test_an_index_that_changed_equals_one_made_anew() -> None:
    chance = random.Random(3)
    labels = make_labels(400, chance)
    names = {f"organisation/{number}": label for number, label in enumerate(labels[:200])}
    index = SearchIndex(entry(iri, label) for iri, label in names.items())
    for label in labels[200:]:
        iri = f"organisation/{chance.randrange(250)}"
        if chance.random() < 0.3:
            names.pop(iri, None)
            index.replace(iri)
        else:
            names[iri] = label
            index.replace(iri, [entry(iri, label)])
    fresh = SearchIndex(entry(iri, label) for iri, label in names.items())
    assert len(index) == len(fresh) == len(names)
    for label in labels:
        for query in (label, misspell(label, chance), label[:4]):
            assert index.search(query, 1) == fresh.search(query, 1), query


def test_one_typing_error_is_forgiven_on_many_labels() -> None:
    chance = random.Random(5)
    labels = make_labels(5000, chance)
    queries = [(number, misspell(labels[number], chance)) for number in chance.sample(range(5000), 300)]
    assert measure("tisserand", labels, queries).recall >= 0.98


def test_the_peers_of_the_benchmark_answer() -> None:
    chance = random.Random(6)
    labels = make_labels(500, chance)
    queries = [(number, misspell(labels[number], chance)) for number in range(30)]
    for name in PEERS:
        assert measure(name, labels, queries).recall > 0.8, name


@pytest.fixture(scope="module")
def model() -> Model:
    return shared_model()


@pytest.fixture
def dataset() -> Dataset:
    def said(s: str, p: str, o: str, lang: str = "") -> Fact:
        return Fact(ID + s, p, text_literal(o, lang) if lang else o, ID + "source/test")

    facts = [
        said("network/can", RDF.type, ORG.OrganizationalCollaboration),
        said("network/can", SKOS.prefLabel, "Acteurs du numérique", "fr"),
        said("network/can", SKOS.prefLabel, "Digital actors", "en"),
        said("acronym/can", RDF.type, TIS.Acronym),
        said("acronym/can", SKOS.prefLabel, "CAN", "fr"),
        said("acronym/can", SKOSXL.literalForm, "CAN", "fr"),
        said("acronym/can", TIS.expansion, "Coordination des acteurs", "fr"),
        said("acronym/can", TIS.acronymOf, ID + "network/can"),
        said("tool/forms", RDF.type, SCHEMA.SoftwareApplication),
        said("tool/forms", SKOS.prefLabel, "Google Forms", "fr"),
        said("tool/forms", SKOS.altLabel, "formulaires Google", "fr"),
        said("tool/forms", SKOS.hiddenLabel, "gforms", "fr"),
        said("membership/m", RDF.type, ORG.Membership),
        said("membership/m", SKOS.prefLabel, "Adhésion sans annuaire", "fr"),
        said("tool/unnamed", RDF.type, SCHEMA.SoftwareApplication),
    ]
    return Dataset.in_memory(facts, BASE)


def test_names_are_read_from_the_facts(dataset: Dataset, model: Model) -> None:
    entries = [entry for entry in entries_of(dataset, model) if entry.iri.startswith(ID)]
    assert {(found.iri.removeprefix(ID), found.form) for found in entries} == {
        ("network/can", "Acteurs du numérique"),
        ("network/can", "Digital actors"),
        ("network/can", "CAN"),
        ("network/can", "Coordination des acteurs"),
        ("acronym/can", "CAN"),
        ("acronym/can", "Coordination des acteurs"),
        ("tool/forms", "Google Forms"),
        ("tool/forms", "formulaires Google"),
        ("tool/forms", "gforms"),
    }
    weights = {found.form: found.weight for found in entries if found.kind == "tool"}
    assert weights["Google Forms"] > weights["formulaires Google"] > weights["gforms"]
    network = [found for found in entries if found.kind == "network"]
    assert {found.label for found in network} == {"Acteurs du numérique"}
    assert {found.rank for found in network} == {[own.kind for own in model.classes].index("network")}
    assert set(entries_about(dataset, model, ID + "network/can")) == set(network)
    assert list(entries_about(dataset, model, ID + "membership/m")) == []


def test_concepts_of_needs_and_audiences_are_found(dataset: Dataset, model: Model) -> None:
    index = SearchIndex(entries_of(dataset, model))
    assert f"{VOCABULARY}need/video-meeting" in [hit.iri for hit in index.search("visio", kinds=["need"])]
    assert f"{VOCABULARY}audience/seniors" in [hit.iri for hit in index.search("senoirs")]
    assert [hit.iri.removeprefix(ID) for hit in index.search("CAN")[:2]] == ["acronym/can", "network/can"]
    schemes = {found.iri.rsplit("/", 2)[1] for found in entries_of(dataset, model) if found.iri.startswith(VOCABULARY)}
    assert schemes == {"need", "audience"}
    need = f"{VOCABULARY}need/file-sharing"
    assert {found.iri for found in entries_about(dataset, model, need)} == {need}
