# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue of tools: licences, alternatives, hosts, closings, and a source for each fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from graph.rdf.dataset import to_quad
from graph.namespaces import DCT, FOAF, ORG, PROV, RDF, SCHEMA, SKOS, SPDX, TIS, VOCABULARY
from graph.rdf.turtle import read_turtle

FILES = sorted((Path(__file__).parents[2] / "data" / "tools").glob("*.ttl"))
BASE = "https://example.org/"
LICENCES = """
    AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-2.0 BSD-3-Clause CC0-1.0 CECILL-B GPL-2.0 GPL-2.0-only
    GPL-2.0-or-later GPL-3.0 GPL-3.0+ GPL-3.0-only GPL-3.0-or-later LGPL-2.0-only LGPL-2.1 LGPL-3.0 MIT MPL-2.0
    ODbL-1.0 WTFPL Zlib
"""
PROPRIETARY = """
    gmail google-forms google-drive google-docs google-agenda google-maps google-meet google-groups doodle zoom
    microsoft-teams skype whatsapp messenger facebook-groups facebook-pages facebook-events instagram youtube mailchimp
    helloasso trello slack dropbox wetransfer onedrive canva excel microsoft-365 word powerpoint photoshop illustrator
    acrobat windows google-chrome outlook bitly evernote assoconnect prezi surveymonkey padlet discord eventbrite
"""


class ToolFacts:
    """All the facts of `data/tools/` and of the vocabularies, read by pattern."""

    def __init__(self) -> None:
        self.store = Store()
        for path in FILES:
            facts = read_turtle(path, BASE)
            source = next(f.s for f in facts if f.p == RDF.type and f.o == PROV.Bundle)
            self.store.extend(to_quad(fact._replace(source=source)) for fact in facts)

    def values(self, s: str, p: str) -> list[str]:
        """The values of a property, as text."""
        return [q.object.value for q in self.store.quads_for_pattern(NamedNode(s), NamedNode(p), None)]  # type: ignore[union-attr]

    def subjects(self, p: str, o: str | Literal) -> set[str]:
        """What has this value."""
        term = o if isinstance(o, Literal) else NamedNode(o)
        return {q.subject.value for q in self.store.quads_for_pattern(None, NamedNode(p), term)}  # type: ignore[union-attr]

    def tools(self, free: bool) -> set[str]:
        """The tools that are free software, or that are not."""
        return self.subjects(TIS.freeSoftware, Literal(free))


@pytest.fixture(scope="module")
def catalogue() -> ToolFacts:
    return ToolFacts()


def alternatives(catalogue: ToolFacts) -> Iterator[tuple[str, str, str]]:
    """Each alternative, its free tool and what it replaces."""
    for iri in sorted(catalogue.subjects(RDF.type, TIS.Alternative)):
        (free,), (replaced,) = catalogue.values(iri, TIS.freeTool), catalogue.values(iri, TIS.replaces)
        yield iri, free, replaced


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_strict_turtle_and_one_source(path: Path) -> None:
    facts = read_turtle(path, BASE)
    bundles = [f.s for f in facts if f.p == RDF.type and f.o == PROV.Bundle]
    assert len(bundles) == 1
    assert len({f.o for f in facts if f.s == bundles[0] and f.p == DCT.license}) == 1
    assert len(facts) == len(set(facts)), "a fact is written twice"


def test_sixty_free_tools_have_a_listed_licence(catalogue: ToolFacts) -> None:
    licensed = 0
    for tool in catalogue.tools(free=True):
        licences = set(catalogue.values(tool, SCHEMA.license))
        assert licences <= {SPDX + name for name in LICENCES.split()}, tool
        assert len(licences) == 1 or (not licences and catalogue.values(tool, TIS.openQuestion)), tool
        licensed += len(licences)
    assert licensed >= 60


def test_a_free_tool_says_what_for_how_and_where_to_begin(catalogue: ToolFacts) -> None:
    for tool in catalogue.tools(free=True):
        assert catalogue.values(tool, TIS.meetsNeed), tool
        for predicate in (TIS.effort, DCT.description, TIS.firstStep, TIS.condition, FOAF.homepage):
            assert len(set(catalogue.values(tool, predicate))) == 1, (tool, predicate)


def test_proprietary_tools_are_there_with_their_needs(catalogue: ToolFacts) -> None:
    assert {f"{BASE}id/tool/{slug}" for slug in PROPRIETARY.split()} <= catalogue.tools(free=False)
    for tool in catalogue.tools(free=False):
        assert catalogue.values(tool, TIS.meetsNeed), tool
        assert not catalogue.values(tool, SCHEMA.license), tool
        assert catalogue.values(tool, SKOS.altLabel) + catalogue.values(tool, SKOS.hiddenLabel), tool


def test_each_proprietary_tool_has_a_free_alternative(catalogue: ToolFacts) -> None:
    pairs = list(alternatives(catalogue))
    assert {free for _, free, _ in pairs} <= catalogue.tools(free=True)
    assert {replaced for _, _, replaced in pairs} == catalogue.tools(free=False)
    for iri, free, replaced in pairs:
        name = f"{free.rsplit('/', 1)[-1]}-for-{replaced.rsplit('/', 1)[-1]}"
        assert iri == f"{BASE}id/alternative/{name}"
        assert len(catalogue.values(iri, TIS.closeness)) == 1, iri


def test_an_alternative_shares_a_need_with_what_it_replaces(catalogue: ToolFacts) -> None:
    for iri, free, replaced in alternatives(catalogue):
        if not catalogue.values(iri, TIS.closeness)[0].endswith("/different"):
            shared = set(catalogue.values(free, TIS.meetsNeed)) & set(catalogue.values(replaced, TIS.meetsNeed))
            assert shared, iri


def test_every_concept_used_exists(catalogue: ToolFacts) -> None:
    folder = Path(__file__).parents[2] / "ontology" / "vocabularies"
    known = {
        quad.subject.value
        for path in folder.glob("*.ttl")
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)
    }
    used = {
        quad.object.value
        for quad in catalogue.store
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(VOCABULARY)
        and not quad.object.value.startswith(TIS)
    }  # fmt: skip
    assert len(used) > 40
    assert used <= known


def test_everything_linked_is_described(catalogue: ToolFacts) -> None:
    described = {quad.subject.value for quad in catalogue.store}
    typed = {quad.subject.value for quad in catalogue.store.quads_for_pattern(None, NamedNode(RDF.type), None)}  # type: ignore[union-attr]
    assert described == typed
    linked = {
        q.object.value for q in catalogue.store if isinstance(q.object, NamedNode) and q.object.value.startswith(BASE)
    }
    assert linked - described <= {f"{BASE}id/territory/pays-fr"}


def test_an_instance_has_a_tool_and_a_host(catalogue: ToolFacts) -> None:
    organisations = catalogue.subjects(RDF.type, ORG.FormalOrganization)
    instances = catalogue.subjects(RDF.type, SCHEMA.WebApplication)
    assert len(instances) >= 25
    for iri in instances:
        assert set(catalogue.values(iri, SCHEMA.provider)) <= organisations, iri
        assert len(catalogue.values(iri, SCHEMA.provider)) == 1, iri
        assert set(catalogue.values(iri, TIS.instanceOf)) <= catalogue.tools(free=True), iri
        assert len(catalogue.values(iri, TIS.instanceOf)) == 1, iri


def test_a_closed_instance_has_an_end_date_and_a_page_that_says_so(catalogue: ToolFacts) -> None:
    closed = catalogue.subjects(TIS.state, f"{VOCABULARY}state/closed")
    ended = {
        iri for iri in catalogue.subjects(RDF.type, SCHEMA.WebApplication) if catalogue.values(iri, SCHEMA.endDate)
    }
    assert closed == ended
    assert f"{BASE}id/instance/framadrop" in closed
    for iri in closed:
        end = date.fromisoformat(catalogue.values(iri, SCHEMA.endDate)[0])
        assert all(date.fromisoformat(start) < end for start in catalogue.values(iri, SCHEMA.startDate)), iri
        assert any(url.startswith("https://") for url in catalogue.values(iri, DCT.source)), iri


def test_a_closing_only_announced_stays_a_question(catalogue: ToolFacts) -> None:
    doubtful = catalogue.subjects(TIS.state, f"{VOCABULARY}state/to-confirm")
    assert doubtful
    assert all(
        catalogue.values(iri, TIS.openQuestion) and not catalogue.values(iri, SCHEMA.endDate) for iri in doubtful
    )


def test_labels_are_french_and_names_are_unique(catalogue: ToolFacts) -> None:
    names: dict[tuple[str, str], str] = {}
    for quad in catalogue.store.quads_for_pattern(None, NamedNode(RDF.type), None):
        iri = quad.subject.value  # type: ignore[union-attr]
        labels = [q.object for q in catalogue.store.quads_for_pattern(quad.subject, NamedNode(SKOS.prefLabel), None)]
        french = {o.value for o in labels if isinstance(o, Literal) and o.language == "fr"}
        assert len(french) == 1, iri
        kind = iri.removeprefix(f"{BASE}id/").split("/", 1)[0]
        assert names.setdefault((kind, french.pop()), iri) == iri


def test_texts_always_have_a_language(catalogue: ToolFacts) -> None:
    plain = [
        quad
        for quad in catalogue.store
        if isinstance(quad.object, Literal)
        and not quad.object.language
        and quad.object.datatype.value.endswith("#string")
    ]
    assert plain == []
