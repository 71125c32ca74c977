# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a dataset keeps of what was read goes with the facts it was read from."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest

from graph.entity import Reader
from graph.entity.knowledge import Knowledge
from graph.entity.reading import read_entity
from graph.mindmaps._links import Relations
from graph.model import Model
from graph.namespaces import DCT, FOAF, ORG, RDF, SKOS
from graph.rdf import dataset as module
from graph.rdf.dataset import Dataset, Fact, text_literal, to_quad
from graph.referral.facets import Book
from graph.referral.facts import Live
from graph.referral.reading import OfferReader
from graph.search.entries import NAME, entries_about
from graph.storage.store import Copy, Delta
from tests.instances import BASE, DAY, ID, fact, label


def test_what_was_read_follows_the_facts() -> None:
    first, second = label("organisation/mill", "Le Moulin"), label("organisation/mill", "Au moulin")
    copy = Copy(Dataset.in_memory([first], BASE).store, BASE)
    iri = f"{ID}organisation/mill"
    assert copy.dataset.label(iri) == "Le Moulin"
    assert copy.dataset.subjects(first.p, first.o) == [iri]
    copy.apply(Delta(frozenset([first]), frozenset([second])))
    assert copy.dataset.label(iri) == "Au moulin"
    assert copy.dataset.subjects(first.p, first.o) == []
    copy.dataset.store = Dataset.in_memory([first], BASE).store
    assert copy.dataset.label(iri) == "Le Moulin"


def test_what_is_given_is_the_reader_s_own() -> None:
    dataset = Dataset.in_memory([fact("organisation/mill", ORG.linkedTo, "organisation/oven")], BASE)
    for read in (dataset.values, dataset.links):
        read(f"{ID}organisation/mill", ORG.linkedTo).clear()
        assert read(f"{ID}organisation/mill", ORG.linkedTo) == [f"{ID}organisation/oven"]


def test_texts_and_links_of_one_property_come_in_one_order() -> None:
    iri = f"{ID}organisation/mill"
    said = [fact("organisation/mill", FOAF.page, value) for value in (f"{ID}b/b", text_literal("a", "fr"), f"{ID}a/a")]
    dataset = Dataset.in_memory(said, BASE)
    assert dataset.links(iri, FOAF.page) == [f"{ID}a/a", f"{ID}b/b"]
    assert len(dataset.values(iri, FOAF.page)) == 3


@pytest.mark.parametrize("often", [1000, 0], ids=["few, one by one", "many, all of a property at once"])
def test_many_are_read_together_as_each_alone(monkeypatch: pytest.MonkeyPatch, often: int) -> None:
    monkeypatch.setattr("graph.rdf.dataset.OFTEN", often)
    said = [
        (s, p, o)
        for s in ("http://a/1", "http://a/2")
        for p in (RDF.type, SKOS.related)
        for o in ("http://b", "http://c")
    ]
    dataset = Dataset.in_memory(
        [Fact(*said[0], "http://s/2"), Fact(*said[0], "http://s/1"), Fact(*said[3], "")], "http://a"
    )
    assert dataset.sources_of(said) == {one: dataset.sources(*one) for one in said}
    assert dataset.sources_of(said)[said[0]] == ["http://s/1", "http://s/2"]
    subjects = {s for s, _, _ in said}
    for path in (RDF.type, SKOS.related, SKOS.broader):
        assert dataset.values_of(subjects, path) == {s: dataset.values(s, path) for s in subjects}


def test_a_thing_asked_about_often_is_read_as_one_asked_about_once() -> None:
    """All that is said of it is read at once from the third property on: the same, in the same order, sources apart."""
    iri, other = f"{ID}organisation/mill", f"{ID}organisation/none"
    said = [(RDF.type, "http://b"), (RDF.type, "http://a"), (FOAF.page, "http://p"), (ORG.unitOf, "http://u")]
    facts = [Fact(iri, p, o, source) for p, o in said for source in ("http://s/1", "http://s/2")]
    paths = (SKOS.broader, RDF.type, FOAF.page, ORG.unitOf, SKOS.related, RDF.type)
    often = Dataset.in_memory(facts, BASE)
    for thing in (iri, other):
        for path in paths:
            assert often.values(thing, path) == Dataset.in_memory(facts, BASE).values(thing, path)
    changed = Fact(iri, SKOS.related, "http://r", "")
    often.store.add(to_quad(changed))
    often.changed([changed])
    assert [often.values(iri, path) for path in paths] == [[], ["http://a", "http://b"], ["http://p"], ["http://u"],
                                                           ["http://r"], ["http://a", "http://b"]]  # fmt: skip


def test_no_more_is_kept_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 10)
    dataset = Dataset.in_memory([label("organisation/mill", "Le Moulin")], BASE)
    for number in range(100):
        assert dataset.values(f"{ID}organisation/{number}", FOAF.page) == []
    assert len(dataset._objects) <= 10


def test_a_reader_never_keeps_what_has_gone() -> None:
    """A writer changes a name while others read it: once it is done, all read the last one."""
    names = [label("organisation/mill", f"Moulin {number}") for number in range(300)]
    dataset = Dataset.in_memory(names[:1], BASE)
    iri, stop = f"{ID}organisation/mill", threading.Event()

    def read() -> None:
        while not stop.is_set():
            dataset.values(iri, names[0].p)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for old, new in pairwise(names):
            dataset.store.add(to_quad(new))
            dataset.store.remove(to_quad(old))
            dataset.changed([old, new])
            assert dataset.values(iri, new.p) == [new.o]
    finally:
        stop.set()
        for reader in readers:
            reader.join()


def test_a_language_of_a_region_is_that_language(model: Model) -> None:
    """French of France for who reads French, English of Britain for who reads English, wherever a text is chosen."""
    iri = f"{ID}organisation/mill"
    said = [("Le Moulin", "fr-FR"), ("The Mill", "en-GB"), ("De Molen", "nl")]
    facts = [label("organisation/mill", "x")._replace(o=text_literal(text, lang)) for text, lang in said]
    facts += [fact("organisation/mill", RDF.type, ORG.FormalOrganization)]
    facts += [fact("organisation/mill", DCT.description, text_literal(*one)) for one in (("Ici", "fr-CA"), ("A", "en"))]
    dataset = Dataset.in_memory(facts, BASE)
    for lang, name, described in (("fr", "Le Moulin", "Ici"), ("en", "The Mill", "A")):
        assert dataset.label(iri, lang) == name
        assert dataset.texts(iri, SKOS.prefLabel, lang) == [name]
        sections = read_entity(Reader(dataset, model, lang), iri).sections
        shown = {item.text for section in sections for values in section.fields for item in values.values}
        assert described in shown
        assert not shown & {"Ici", "A"} - {described}
    assert {entry.form: entry.weight for entry in entries_about(dataset, model, iri)}["Le Moulin"] == NAME
    exact = Dataset.in_memory([facts[0], facts[0]._replace(o=text_literal("Au Moulin", "fr"))], BASE)
    assert exact.label(iri) == "Au Moulin"


@pytest.mark.parametrize(
    ("said", "lang", "name"),
    [
        pytest.param([(SKOS.altLabel, "La Roue", "fr")], "fr", "La Roue", id="another name only"),
        pytest.param([(SKOS.altLabel, "La Roue", "fr-FR")], "en", "La Roue", id="another name in another language"),
        pytest.param([(SKOS.prefLabel, "Mill", "en-GB"), (SKOS.altLabel, "Roue", "fr")], "fr", "Mill", id="best first"),
        pytest.param([(SKOS.prefLabel, " \u200b", "fr"), (SKOS.altLabel, "Roue", "fr")], "fr", "Roue", id="unseen"),
        pytest.param([], "fr", "Cercle", id="what it ties"),
    ],
)  # fmt: skip
def test_a_thing_has_one_name_everywhere(model: Model, said: list[tuple[str, str, str]], lang: str, name: str) -> None:
    """Another name of its own before those of what it ties together, or the end of its IRI; alike everywhere."""
    iri = f"{ID}membership/mill-round"
    facts = [fact(iri, path, text_literal(text, lang)) for path, text, lang in said]
    facts += [fact(iri, RDF.type, ORG.Membership), fact(iri, ORG.organization, "network/round")]
    facts += [label("network/round", "Cercle")]
    dataset = Dataset.in_memory(facts, BASE)
    assert Reader(dataset, model, lang).label(iri) == name
    if said:
        assert dataset.name(iri, lang) == dataset.label(iri, lang) == name
        assert Relations(dataset, model, lang).label(iri) == name
        assert OfferReader(Live(dataset), model, Book((), model, DAY), Knowledge(dataset)).label(iri) == (
            dataset.name(iri) or ""
        )
