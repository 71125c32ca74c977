# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sources say in terms of their own: last on the card, by source, a few of them; and in all the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.entity import Reader
from graph.namespaces import ELSEWHERE, RDF, SCHEMA
from graph.rdf.dataset import Dataset, Fact, Value, text_literal
from graph.readings.other_facts import OtherFacts, other_facts
from graph.storage.journal import Draft
from tests.applications import filled
from tests.instances import ID, fact, label, model
from tests.web.conftest import TOWN

ATELIER, NOTES = ID + "organisation/atelier", ID + "source/notes"
KIND = model().by_kind["organisation"].iri


def _read(*said: tuple[str, Value], lang: str = "fr") -> OtherFacts | None:
    own = (fact(ATELIER, RDF.type, KIND), label(ATELIER, "Atelier"), label(NOTES, "Notes", NOTES))
    facts = (Fact(ATELIER, path, value, NOTES) for path, value in said)
    return other_facts(Reader(Dataset.in_memory([*own, *facts], ID.removesuffix("/id/")), model(), lang), ATELIER)


def test_what_has_a_field_is_no_other_fact() -> None:
    assert _read((SCHEMA.email, text_literal("a@a.example"))) is None


def test_each_source_has_its_turn() -> None:
    said = {Fact(ATELIER, f"{SCHEMA}p{n}", text_literal(f"{n}"), NOTES) for n in range(30)}
    said |= {Fact(ATELIER, SCHEMA.text, text_literal("seul"), ID + "source/alone"), fact(ATELIER, RDF.type, KIND)}
    found = other_facts(Reader(Dataset.in_memory(said, ID.removesuffix("/id/")), model()), ATELIER)
    assert found is not None
    assert [len(told.facts) for told in found.by_source] == [1, 19]


def test_a_few_are_shown_and_the_others_counted() -> None:
    found = _read(*((f"{SCHEMA}p{n}", text_literal(f"fait {n}")) for n in range(25)))
    assert found is not None
    assert (found.count, found.hidden, [len(said.facts) for said in found.by_source]) == (25, 5, [20])
    assert found.by_source[0].source.label == "Notes"


@pytest.mark.parametrize(
    ("path", "value", "name", "text"),
    [
        pytest.param(ELSEWHERE["mednum#prise_rdv"], Literal("oui"), "prise_rdv (mednum)", "oui", id="a field"),
        pytest.param(SCHEMA.knowsAbout, Literal("pain", language="fr"), "schema:knowsAbout", "pain", id="a prefix"),
        pytest.param("https://a.example/terms/mood", Literal("gai"), "mood", "gai", id="an address"),
        pytest.param(SCHEMA.text, Literal("a\n\u202eb" + "c" * 400), "schema:text", f"a b{'c' * 296}…", id="long"),
    ],
)  # fmt: skip
def test_it_is_said_as_it_is(path: str, value: Literal, name: str, text: str) -> None:
    found = _read((path, value))
    assert found is not None
    (told,) = found.by_source[0].facts
    assert (told.path, told.name, told.value.text) == (path, name, text)


def test_the_card_shows_them_last_and_the_data_hold_them(tmp_path: Path) -> None:
    app = filled(tmp_path, TOWN)
    with app.app_context():
        repository = app.extensions["tisserand"].repository
        source = next(repository.full.facts(s=ATELIER)).source
        said = {
            Fact(ATELIER, SCHEMA.knowsAbout, text_literal("Meunerie"), source),
            Fact(ATELIER, SCHEMA.sameAs, "https://a.example/atelier", source),
            Fact(ATELIER, SCHEMA.image, "urn:x:picture", source),
        }
        repository.commit(Draft("essais", "edit", "essai", source, added=frozenset(said)))
    client = app.test_client()
    page = client.get("/fiche/organisation/atelier").text
    begins = page.index("Autres faits")
    assert begins > page.index("Cette fiche en données")
    others = page[begins:]
    assert others.index("Meunerie") > others.index("schema:knowsAbout") > others.index("<details")
    assert '<a href="https://a.example/atelier" rel="external noopener"' in others
    assert 'href="urn:' not in others
    assert "Other facts" in client.get("/fiche/organisation/atelier?lang=en").text
    for form in ("jsonld", "nt", "nq"):
        assert "Meunerie" in client.get(f"/id/organisation/atelier.{form}").text
    assert "Meunerie" not in client.get("/recherche?q=meunerie").text.replace('value="meunerie"', "")
    app.extensions["tisserand"].close()
