# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue of tools: licences, alternatives, hosts, closings, and a source for each fact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from graph.rdf.dataset import to_quad
from graph.namespaces import DCT, FOAF, ORG, RDF, SCHEMA, SKOS, SPDX, TIS, VOCABULARY, VOID
from graph.rdf.turtle import read_turtle

FILES = sorted((Path(__file__).parents[2] / "data" / "tools").glob("*.ttl"))
BASE = "https://example.org/"
DEPRECATED = """
    AGPL-1.0 AGPL-3.0 GFDL-1.3 GPL-1.0 GPL-1.0+ GPL-2.0 GPL-2.0+ GPL-3.0 GPL-3.0+ LGPL-2.0 LGPL-2.0+ LGPL-2.1 LGPL-2.1+
    LGPL-3.0 LGPL-3.0+
"""
"""Identifiers that the SPDX list no longer advises: they do not say whether a later version may be chosen."""
UNREAD = {"mostlymatter"}
"""Free tools whose licence nobody here has read at its source."""
HELPLESS = frozenset(
    """
    sumup chatgpt lydia ulule kisskissbankbank stripe pronote le-compte-asso chorus-pro cheque-emploi-associatif
    footclubs payfit silae impact-emploi yousign docusign gocardless zettle cotizup gofundme deepl copilot
    gemini claude pinterest nextdoor panneaupocket illiwap ios teamviewer anydesk avast norton bitdefender
    mcafee kaspersky
    """.split()
)
"""Tools in place of which we advise none, and say so."""
STATED = [VOCABULARY + "state/" + name for name in ("closed", "unmaintained", "no-longer-free")]
PROPRIETARY = """
    gmail google-forms google-drive google-docs google-agenda google-maps google-meet google-groups doodle zoom
    microsoft-teams skype whatsapp messenger facebook-groups facebook-pages facebook-events instagram youtube mailchimp
    helloasso trello slack dropbox wetransfer onedrive canva excel microsoft-365 word powerpoint photoshop illustrator
    acrobat windows windows-10 google-workspace linkedin tiktok telegram
    google-chrome outlook bitly evernote assoconnect prezi surveymonkey padlet discord eventbrite
"""


class ToolFacts:
    """All the facts of `data/tools/` and of the vocabularies, read by pattern."""

    def __init__(self) -> None:
        self.store = Store()
        for path in FILES:
            facts = read_turtle(path, BASE)
            source = next(f.s for f in facts if f.p == RDF.type and f.o == SCHEMA.Dataset)
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
    bundles = [f.s for f in facts if f.p == RDF.type and f.o == SCHEMA.Dataset]
    assert len(bundles) == 1
    assert len({f.o for f in facts if f.s == bundles[0] and f.p == DCT.license}) == 1
    assert len(facts) == len(set(facts)), "a fact is written twice"


def test_sixty_free_tools_have_a_listed_licence(catalogue: ToolFacts) -> None:
    licensed = 0
    for tool in catalogue.tools(free=True):
        licences = set(catalogue.values(tool, SCHEMA.license))
        assert all(licence.startswith(SPDX) for licence in licences), tool
        assert not licences & {SPDX + name for name in DEPRECATED.split()}, tool
        asked = catalogue.values(tool, TIS.openQuestion)
        assert licences or asked or tool.rsplit("/", 1)[-1] in UNREAD, tool
        licensed += len(licences)
    assert licensed >= 60


def test_a_free_tool_says_what_for_how_and_where_to_begin(catalogue: ToolFacts) -> None:
    for tool in catalogue.tools(free=True):
        assert catalogue.values(tool, TIS.meetsNeed), tool
        assert len(set(catalogue.values(tool, TIS.effort))) == 1, tool
        assert catalogue.values(tool, TIS.deployment), tool
        assert catalogue.values(tool, FOAF.homepage) or catalogue.values(tool, DCT.source), tool
        for predicate in (DCT.description, TIS.firstStep, TIS.condition):
            assert languages(catalogue, tool, predicate) == ["en", "fr"], (tool, predicate)


def languages(catalogue: ToolFacts, iri: str, predicate: str) -> list[str]:
    """The languages in which something is said, once each."""
    found = catalogue.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None)
    return sorted(quad.object.language or "" for quad in found if isinstance(quad.object, Literal))


@pytest.mark.parametrize("predicate", [DCT.description, TIS.condition, TIS.firstStep, TIS.openQuestion, TIS.costDetail])
def test_what_is_told_of_a_tool_or_a_service_is_told_in_both_languages(catalogue: ToolFacts, predicate: str) -> None:
    told = {q.subject.value for q in catalogue.store.quads_for_pattern(None, NamedNode(predicate), None)}  # type: ignore[union-attr]
    assert told
    assert {iri for iri in told if languages(catalogue, iri, predicate) != ["en", "fr"]} == set()


def test_proprietary_tools_are_there_with_their_needs(catalogue: ToolFacts) -> None:
    assert {f"{BASE}id/tool/{slug}" for slug in PROPRIETARY.split()} <= catalogue.tools(free=False)
    for tool in catalogue.tools(free=False):
        assert catalogue.values(tool, TIS.meetsNeed), tool
        assert not catalogue.values(tool, SCHEMA.license), tool
        assert catalogue.values(tool, SKOS.altLabel) + catalogue.values(tool, SKOS.hiddenLabel), tool


def test_each_proprietary_tool_has_a_free_alternative(catalogue: ToolFacts) -> None:
    pairs = list(alternatives(catalogue))
    gone = {iri for state in STATED for iri in catalogue.subjects(TIS.state, state)}
    assert {free for _, free, _ in pairs} <= catalogue.tools(free=True) - gone
    left = {replaced for _, _, replaced in pairs}
    helpless = {f"{BASE}id/tool/{name}" for name in HELPLESS}
    assert catalogue.tools(free=False) - gone - helpless <= left
    assert left.isdisjoint(helpless)
    assert not left & catalogue.tools(free=True) - gone, "some whose licence no page tells have a way out too"
    assert gone & catalogue.tools(free=True) <= left, "what nobody should begin with has a way out"
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
        hosts = set(catalogue.values(iri, SCHEMA.provider))
        assert hosts <= organisations | catalogue.subjects(RDF.type, ORG.OrganizationalCollaboration), iri
        if f"{VOCABULARY}state/active" in catalogue.values(iri, TIS.state):
            assert len(hosts) == 1, iri
        assert set(catalogue.values(iri, TIS.instanceOf)) <= catalogue.tools(free=True), iri
        assert len(catalogue.values(iri, TIS.instanceOf)) <= 2, iri


def test_a_closed_instance_has_an_end_and_a_page_that_says_so(catalogue: ToolFacts) -> None:
    instances = catalogue.subjects(RDF.type, SCHEMA.WebApplication)
    closed = catalogue.subjects(TIS.state, f"{VOCABULARY}state/closed") & instances
    assert closed == {iri for iri in instances if catalogue.values(iri, SCHEMA.endDate)}
    assert f"{BASE}id/instance/framadrop" in closed
    for iri in closed:
        assert any(url.startswith("https://") for url in catalogue.values(iri, DCT.source)), iri


def test_no_day_of_the_calendar_of_2020_is_an_end(catalogue: ToolFacts) -> None:
    calendar = f"{BASE}id/source/framasoft-calendar"
    announced = {
        q.subject.value: q.object.value  # type: ignore[union-attr]
        for q in catalogue.store.quads_for_pattern(None, NamedNode(TIS.announcedEnd), None, NamedNode(calendar))
    }
    assert len(announced) == 15
    assert {"myframa", "framawiki", "framaslides", "framastory", "framaestro", "framaclic", "framavectoriel",
            "framabookin"} <= {iri.rsplit("/", 1)[-1] for iri in announced}  # fmt: skip
    for iri in announced:
        assert not catalogue.values(iri, SCHEMA.endDate), iri
        assert catalogue.values(iri, TIS.state) == [f"{VOCABULARY}state/not-known"], iri
        assert catalogue.values(iri, TIS.openQuestion), iri


def test_a_state_in_doubt_is_a_question_or_has_a_date(catalogue: ToolFacts) -> None:
    for state, path in (("to-confirm", TIS.openQuestion), ("not-known", TIS.stateOn)):
        doubtful = catalogue.subjects(TIS.state, f"{VOCABULARY}state/{state}")
        assert doubtful
        assert [iri for iri in doubtful if not catalogue.values(iri, path)] == []


def test_what_somebody_looked_at_has_the_page(catalogue: ToolFacts) -> None:
    looked = {q.subject.value for q in catalogue.store.quads_for_pattern(None, NamedNode(TIS.stateOn), None)}  # type: ignore[union-attr]
    assert len(looked) >= 130
    tools = {iri for iri in looked if "/tool/" in iri}
    assert [iri for iri in tools if not catalogue.values(iri, DCT.source)] == []


@pytest.mark.parametrize(
    ("thing", "path", "expected"),
    [
        ("tool/drawio", TIS.freeSoftware, "false"),
        ("tool/drawio", TIS.state, "state/no-longer-free"),
        ("tool/mattermost", TIS.freeSoftware, "false"),
        ("tool/skype", SCHEMA.endDate, "2025-05-05"),
        ("tool/windows-10", SCHEMA.endDate, "2025-10-14"),
        ("tool/publisher", TIS.announcedEnd, "2026-10"),
        ("tool/scrumblr", TIS.state, "state/unmaintained"),
        ("tool/lutim", TIS.state, "state/unmaintained"),
        ("tool/turtl", TIS.state, "state/unmaintained"),
        ("tool/yakforms", TIS.state, "state/unmaintained"),
        ("tool/tiny-tiny-rss", FOAF.homepage, "https://github.com/tt-rss/tt-rss"),
        ("tool/jitsi-meet", FOAF.homepage, "https://jitsi.org/jitsi-meet/"),
        ("instance/framatalk", TIS.account, "account/organiser"),
        ("instance/meet-jit-si", TIS.account, "account/organiser"),
        ("instance/framaspace", TIS.state, "state/active"),
        ("instance/framapic", TIS.announcedEnd, "2021-01-12"),
        ("instance/framateam", TIS.instanceOf, "id/tool/mostlymatter"),
        ("tool/audacity", SCHEMA.license, "GPL-3.0-only"),
        ("tool/privatebin", SCHEMA.license, "zlib-acknowledgement"),
        ("alternative/thunderbird-for-gmail", TIS.closeness, "closeness/different"),
    ],
)
def test_what_was_wrong_is_right(catalogue: ToolFacts, thing: str, path: str, expected: str) -> None:
    assert [value.endswith(expected) for value in catalogue.values(f"{BASE}id/{thing}", path)] == [True]


@pytest.mark.parametrize(
    ("thing", "path"),
    [
        ("tool/openstreetmap", SCHEMA.license),
        ("instance/framabee", TIS.instanceOf),
        ("instance/framapic", SCHEMA.endDate),
        ("tool/ihatemoney", TIS.openQuestion),
    ],
)
def test_what_was_said_without_ground_is_gone(catalogue: ToolFacts, thing: str, path: str) -> None:
    assert catalogue.values(f"{BASE}id/{thing}", path) == []


def test_our_own_judgements_say_that_they_are_ours(catalogue: ToolFacts) -> None:
    editorial = f"{BASE}id/source/editorial"
    assert catalogue.values(editorial, TIS.basis) == [f"{VOCABULARY}basis/editorial"]
    for path in (TIS.effort, TIS.closeness, TIS.firstStep, TIS.deployment):
        told = {q.graph_name.value for q in catalogue.store.quads_for_pattern(None, NamedNode(path), None)}  # type: ignore[union-attr]
        assert told == {editorial}, path


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
