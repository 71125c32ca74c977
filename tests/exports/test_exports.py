# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way out says the same thing, in a stable order, and only what is public."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import networkx
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic

from exports import formats, publish, write
from exports._network import network
from exports._types import Export, Publication
from exports.csv import _headings
from graph.model import Model
from graph.namespaces import DCAT, FOAF, RDF, SKOS, VCARD
from graph.rdf.dataset import Dataset, Fact, text_literal, to_quad
from graph.rdf.forms import FORMS, Form
from graph.settings import Settings
from graph.text.cells import unrun
from tests.instances import observatory

FORMATS = {export.slug: export for export in formats()}
SHAPES = Path(
    os.environ.get("DCAT_AP_SHAPES")
    or Path(__file__).resolve().parents[3] / "shared" / "data" / "shacl" / "dcat-ap-3.0.1-SHACL.ttl"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("instance"))})


@pytest.fixture(scope="module")
def publication(dataset: Dataset, model: Model, settings: Settings) -> Publication:
    return publish(dataset, model, settings, observatory())


def expected_triples(publication: Publication) -> set[tuple[str, str, str]]:
    facts = (fact for facts in publication.by_subject.values() for fact in facts)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in map(to_quad, facts)}


@pytest.mark.parametrize("form", [form for form in FORMS if not form.graphs], ids=lambda form: form.extension)
def test_the_strict_parser_reads_back_exactly_what_was_published(form: Form, publication: Publication) -> None:
    export = next(export for export in FORMATS.values() if export.extension == form.extension)
    read = ox.parse(export.render(publication), format=ox.RdfFormat.from_extension(form.extension))
    assert {(str(q.subject), str(q.predicate), str(q.object)) for q in read} == expected_triples(publication)


def test_two_libraries_read_isomorphic_graphs(publication: Publication) -> None:
    turtle = rdflib.Graph().parse(data=FORMATS["turtle"].render(publication), format="turtle")
    jsonld = rdflib.Graph().parse(data=FORMATS["jsonld"].render(publication), format="json-ld")
    assert len(turtle) > 500
    assert isomorphic(turtle, jsonld)


def test_nquads_lose_neither_a_fact_nor_a_source(publication: Publication) -> None:
    read = set(ox.parse(FORMATS["nquads"].render(publication), format=ox.RdfFormat.N_QUADS))
    assert read == {to_quad(fact) for fact in (*publication.facts, *publication.catalogue)}


@pytest.mark.parametrize("export", FORMATS.values(), ids=FORMATS)
def test_the_same_data_give_the_same_bytes(export: Export, dataset: Dataset, model: Model, settings: Settings) -> None:
    shuffled = Dataset.in_memory(sorted(dataset.facts(), key=lambda fact: str(fact.o)), dataset.base)
    assert write(export, shuffled, model, settings, observatory()) == write(
        export, dataset, model, settings, observatory()
    )


def test_turtle_says_a_subject_once_and_warns_while_the_base_is_provisional(publication: Publication) -> None:
    text = FORMATS["turtle"].render(publication).decode()
    subjects = [line for line in text.splitlines() if line and not line.startswith((" ", "#", "@"))]
    assert len(subjects) == len(set(subjects)) == len(publication.by_subject)
    assert "BASE_URL" in text.splitlines()[1]


@pytest.mark.skipif(not SHAPES.exists(), reason="the DCAT-AP shapes are not beside the project")
def test_the_published_file_conforms_to_dcat_ap(publication: Publication) -> None:
    graph = rdflib.Graph().parse(data=FORMATS["turtle"].render(publication), format="turtle")
    shapes = rdflib.Graph().parse(SHAPES, format="turtle")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, report
    graph.remove((None, rdflib.URIRef(FOAF.name), None))
    assert not pyshacl.validate(graph, shacl_graph=shapes)[0]


def test_every_format_is_a_distribution_at_its_address(publication: Publication) -> None:
    described = {fact.o for fact in publication.catalogue if fact.p == DCAT.downloadURL}
    assert described == {f"{publication.base}/export/touraine.{export.extension}" for export in FORMATS.values()}


def test_the_catalogue_says_whom_to_write_to(dataset: Dataset, model: Model, settings: Settings) -> None:
    for contact in ("", "bonjour@example.org"):
        said = publish(dataset, model, settings, replace(observatory(), contact=contact)).catalogue
        points = {fact.o for fact in said if fact.p == DCAT.contactPoint}
        mails = {fact.o for fact in said if fact.s in points and fact.p == VCARD.hasEmail}
        assert mails == ({f"mailto:{contact}"} if contact else set())


def test_csv_has_a_row_an_entity_and_no_live_formula(publication: Publication) -> None:
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"].render(publication).decode("utf-8-sig"))))
    entities = {fact.s for fact in publication.facts if fact.p == RDF.type} & {row["iri"] for row in rows}
    assert len(rows) == len(entities) > 20
    assert all(row["nature"] for row in rows)
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values() if cell)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("@x", "'@x"), ("\tx", "'\tx"), ("-2+3", "'-2+3"), ("+A1", "'+A1"), ("＝1", "'＝1"),
        ("Chinon|=cmd", "Chinon|'=cmd"), ("a;@x", "a;'@x"), ("a,+A1", "a,'+A1"), ("a\n=1", "a\n'=1"),
        ("a\t-x", "a\t'-x"),
        ("+33247|=1", "+33247|'=1"), ("Chinon", "Chinon"), ("+33 2 47 00 00 00", "+33 2 47 00 00 00"), ("-2,5", "-2,5"),
        ("+33247|+33248", "+33247|+33248"), ("0.69|-0.69", "0.69|-0.69"), ("de 1 - 2, - 3", "de 1 - 2, - 3"),
        ("a\r\nb", "a\r\nb"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_calculate_is_quoted(cell: str, written: str) -> None:
    assert unrun(cell) == written


@pytest.mark.parametrize(("slug", "read"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)])
def test_graph_formats_hold_every_link_between_entities(
    slug: str, read: Callable[..., networkx.MultiDiGraph], publication: Publication
) -> None:
    graph = read(io.BytesIO(FORMATS[slug].render(publication)))
    links = [f for f in publication.facts if isinstance(f.o, str) and f.s in graph and f.o in graph]
    assert graph.number_of_edges() == len(links) > 20
    assert all(data["label"] for _, data in graph.nodes(data=True))
    told = network(publication)
    apart = {"gexf": {"colour"}}.get(slug, set())  # told as GEXF tells colours
    for iri, said in told.nodes.items():
        assert {name: value for name, value in said.items() if name not in apart}.items() <= graph.nodes[iri].items()
    links = [{name: data[name] for name in ("label", "property", "source")} for *_, data in graph.edges(data=True)]
    assert sorted(map(str, links)) == sorted(str(said) for *_, said in told.links)


# Those of the field hold what has all that they require: `test_standards.py` writes and reads awkward names in them.
WHOLE = {slug: export for slug, export in FORMATS.items() if export.left_out is None and export.text}


@pytest.mark.parametrize("export", WHOLE.values(), ids=WHOLE)
def test_awkward_text_survives_every_format(export: Export, model: Model, settings: Settings) -> None:
    text = 'Guillemets "droits", \\ barre, <b>, &amp; ; virgule, |, retour\nà la ligne, é, 😀'
    subject = "http://localhost:5000/id/organisation/x"
    organisation = model.kind("organisation").iri
    facts = [Fact(subject, RDF.type, organisation, ""), Fact(subject, SKOS.prefLabel, text_literal(text, "fr"), "")]
    written = write(export, Dataset.in_memory(facts, "http://localhost:5000"), model, settings, observatory()).decode(
        "utf-8-sig"
    )
    if export.slug == "jsonld":
        labels = [value for node in json.loads(written)["@graph"] for value in node.get("skos:prefLabel", ())]
        assert {"@value": text, "@language": "fr"} in labels
    elif form := ox.RdfFormat.from_extension(export.extension):
        assert text in {getattr(quad.object, "value", "") for quad in ox.parse(written, format=form)}
    elif export.slug == "csv":
        assert text in next(row for row in csv.reader(io.StringIO(written, newline="")) if row[0] == subject)
    elif export.slug in {"graphml", "gexf"}:
        read = networkx.read_graphml if export.slug == "graphml" else networkx.read_gexf
        assert read(io.BytesIO(written.encode())).nodes[subject]["label"] == text
    else:  # a format that nobody reads back here yet: nothing of the words is lost
        assert all(word in written for word in ("droits", "barre", "virgule", "é", "😀"))


def test_no_two_columns_have_one_name(publication: Publication, model: Model) -> None:
    head = next(csv.reader(io.StringIO(FORMATS["csv"].render(publication).decode("utf-8-sig"))))
    assert len(head) == len(set(head))
    every = [fields[0] for fields in model.fields.values()]
    assert len(set(_headings(every))) == len(every)
