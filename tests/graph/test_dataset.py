# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a dataset keeps of what was read goes with the facts it was read from."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest

from graph import dataset as module
from graph.dataset import Dataset, text_literal, to_quad
from graph.namespaces import FOAF, ORG
from graph.store import Copy, Delta
from tests.instances import BASE, ID, fact, label


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
