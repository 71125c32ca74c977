# SPDX-License-Identifier: AGPL-3.0-or-later
"""New editions of the facts that ship reach an instance that lives, as one change, and undo nothing that people did."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.backup import restore_backup, write_backup
from graph.namespaces import FOAF, RDF, SCHEMA, SKOS
from graph.rdf.dataset import Fact, text_literal
from graph.storage.repository import Repository
from graph.storage.shipped import apart, kept_here, merged, slots, take_shipped
from tests.instances import PREFIXES, draft, fact, label, model, opened, settings_in, write
from web.app.ecosystem import Ecosystem

MILL, BELL = "organisation/mill", "organisation/bell"
SITE = fact(MILL, FOAF.homepage, "https://mill.example.org/")


def phone(number: str) -> Fact:
    return fact(MILL, SCHEMA.telephone, text_literal(number))


def also(name: str) -> Fact:
    return fact(MILL, SKOS.altLabel, text_literal(name, "fr"))


A, B, C = also("A"), also("B"), also("C")
OLD, NEW, OURS = label(MILL, "Le Moulin"), label(MILL, "Le Grand Moulin"), label(MILL, "Le Moulin vert")
# What happens; what the source said, says now, and what the instance says; what it says afterwards.
CASES = {
    "the project corrects a name": ({OLD}, {NEW}, {OLD}, {NEW}),
    "people corrected the name": ({OLD}, {OLD}, {OURS}, {OURS}),
    "both corrected the name": ({OLD}, {NEW}, {OURS}, {OURS}),
    "both corrected it alike": ({OLD}, {NEW}, {NEW}, {NEW}),
    "people removed the name, the project corrects it": ({OLD, SITE}, {NEW, SITE}, {SITE}, {SITE}),
    "people removed a statement": ({OLD, SITE}, {OLD, SITE}, {OLD}, {OLD}),
    "people removed a statement, the project another one": ({OLD, SITE, A}, {OLD, SITE}, {OLD, A}, {OLD}),
    "the project adds a name in another language": (
        {OLD},
        {OLD, fact(MILL, SKOS.prefLabel, text_literal("The Mill", "en"))},
        {OURS},
        {OURS, fact(MILL, SKOS.prefLabel, text_literal("The Mill", "en"))},
    ),
    "the project adds one value of several": ({A}, {A, B}, {C}, {B, C}),
    "both changed the same of several values": ({A}, {B}, {C}, {C}),
    "the project drops one value of several": ({A, B}, {B}, {A, B}, {B}),
    "people added a statement": ({OLD}, {OLD}, {OLD, SITE}, {OLD, SITE}),
    "people removed a whole thing": ({OLD}, {OLD, SITE}, set(), set()),
    "the project adds a thing": ({OLD}, {OLD, label(BELL, "La Cloche")}, {OLD}, {OLD, label(BELL, "La Cloche")}),
    "the project withdraws a thing": ({OLD, label(BELL, "La Cloche")}, {OLD}, {OLD, label(BELL, "La Cloche")}, {OLD}),
}


@pytest.mark.parametrize(("was", "says", "here", "after"), CASES.values(), ids=CASES)
def test_each_statement_has_one_rule(was: set[Fact], says: set[Fact], here: set[Fact], after: set[Fact]) -> None:
    found = merged(frozenset(was), frozenset(says), frozenset(here), slots(model()))
    assert (here - found.removed) | found.added == after
    assert found.removed <= here
    # Taken again, as after a fault between the change and its note, it changes nothing more.
    again = merged(frozenset(was), frozenset(says), frozenset(after), slots(model()))
    assert (again.removed, again.added) == (frozenset(), frozenset())


# --- an instance that lives ----------------------------------------------------------------------------------------


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder that ships, with the town."""
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder)
    return folder


@pytest.fixture
def repository(tmp_path: Path, shipped: Path) -> Iterator[Repository]:
    """An instance that took the town."""
    repository = opened(tmp_path / "instance")
    repository.load([shipped], "Tisserand", shipped=True)
    yield repository
    repository.close()


def _edited(folder: Path, *pairs: tuple[str, str]) -> None:
    """Another edition of the town."""
    text = (folder / "town.ttl").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    write(folder, text)


def _names(repository: Repository, path: str = MILL) -> list[str]:
    return repository.full.texts(fact(path, RDF.type, "x").s, SKOS.prefLabel)


def test_nothing_is_read_nor_written_when_nothing_changed(repository: Repository, shipped: Path) -> None:
    assert take_shipped(repository, [shipped]) is None
    (shipped / "town.ttl").rename(shipped / "moved.ttl")
    assert take_shipped(repository, [shipped]) is None
    assert repository.number == 1


def test_a_new_edition_is_one_change_that_can_be_undone(repository: Repository, shipped: Path) -> None:
    _edited(shipped, ('"Le Moulin"@fr', '"Le Grand Moulin"@fr'))
    write(shipped, PREFIXES + _more(), "more.ttl")
    change = take_shipped(repository, [shipped])
    assert change is not None
    assert (change.header.author, change.header.kind, change.number) == ("Tisserand", "shipped", 2)
    assert "more.ttl, town.ttl" in change.header.summary
    assert _names(repository) == ["Le Grand Moulin"]
    assert _names(repository, "network/more") == ["Encore"]
    repository.undo(2, "essais")
    assert _names(repository) == ["Le Moulin"]
    # What was undone is theirs: neither the next start nor the next edition brings it back.
    assert take_shipped(repository, [shipped]) is None
    _edited(shipped, ("https://mill.example.org/", "https://mill.example.net/"))
    take_shipped(repository, [shipped])
    assert _names(repository) == ["Le Moulin"]
    assert repository.full.links(SITE.s, FOAF.homepage) == ["https://mill.example.net/"]


def _more() -> str:
    return """<id/source/more> a schema:Dataset ; skos:prefLabel "Encore"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/network/more> a org:OrganizationalCollaboration ; skos:prefLabel "Encore"@fr .
"""


def test_what_people_corrected_stays_and_is_told(repository: Repository, shipped: Path) -> None:
    repository.commit(draft({OURS}, {OLD}))
    repository.commit(draft(removed={SITE}))
    _edited(shipped, ('"Le Moulin"@fr', '"Le Grand Moulin"@fr'), ('"La Ronde"@fr', '"La Grande Ronde"@fr'))
    take_shipped(repository, [shipped])
    assert _names(repository) == ["Le Moulin vert"]
    assert _names(repository, "network/round") == ["La Grande Ronde"]
    assert not repository.full.links(SITE.s, FOAF.homepage)
    told = apart(repository, [shipped])
    assert [(item.lacking, item.own) for item in told] == [({NEW, SITE}, {OURS})]
    assert kept_here(repository) == 2
    # Loading the files by hand is to want them whole.
    repository.load([shipped], "essais", shipped=True)
    assert (apart(repository, [shipped]), kept_here(repository)) == ([], 0)


def test_a_source_of_people_keeps_its_answer(repository: Repository, shipped: Path, tmp_path: Path) -> None:
    """Though the rule would show the dated one: what ships is left out where people answered in a file of theirs."""
    own = (
        PREFIXES
        + """<id/source/own> a schema:Dataset ; skos:prefLabel "À nous"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/mill> schema:startDate "2019"^^xsd:gYear ."""
    )
    repository.load([write(tmp_path, own, "own.ttl")], "une personne")
    _edited(
        shipped,
        (
            "foaf:homepage <https://mill.example.org/>",
            'foaf:homepage <https://mill.example.org/> ;\n  schema:startDate "2021"^^xsd:gYear',
        ),
        (
            'skos:prefLabel "Petite ville"@fr ;',
            'skos:prefLabel "Petite ville"@fr ; dct:issued "2026-01-01"^^xsd:date ;',
        ),
    )
    take_shipped(repository, [shipped])
    said = {fact.o.value for fact in repository.full.facts(fact(MILL, SCHEMA.startDate, "x").s, SCHEMA.startDate)}
    assert said == {"2019"}


def test_a_link_to_what_people_removed_is_left_out_until_an_edition_mends_it(
    repository: Repository, shipped: Path
) -> None:
    mill = frozenset(repository.full.facts(s=OLD.s))
    ties = frozenset(repository.full.facts(s=fact("membership/mill-round", RDF.type, "x").s))
    repository.commit(draft(removed=set(mill | ties)))
    bell = '<id/organisation/bell> a org:FormalOrganization ; skos:prefLabel "La Cloche"@fr ;\n  org:subOrganizationOf '
    _edited(shipped, ("<id/membership", bell + "<id/organisation/mill> .\n<id/membership"))
    take_shipped(repository, [shipped])
    assert _names(repository, BELL) == ["La Cloche"]
    assert not list(repository.full.facts(o=OLD.s))
    _edited(shipped, ("subOrganizationOf <id/organisation/mill>", "subOrganizationOf <id/organisation/tower>"),
            ("<id/membership", '<id/organisation/tower> a org:FormalOrganization ; skos:prefLabel "La Tour"@fr .\n'
             "<id/membership"))  # fmt: skip
    take_shipped(repository, [shipped])
    assert [item.s for item in repository.full.facts(o=fact("organisation/tower", RDF.type, "x").s)] == [
        label(BELL, "").s
    ]


def test_what_people_refer_to_is_not_withdrawn(repository: Repository, shipped: Path, tmp_path: Path) -> None:
    tie = '<id/membership/ours> a org:Membership ; skos:prefLabel "Le nôtre"@fr ; org:member <id/organisation/mill> ;\n'
    own = PREFIXES + _more() + tie + "  org:organization <id/network/more> .\n"
    repository.load([write(tmp_path, own, "own.ttl")], "essais")
    text = (shipped / "town.ttl").read_text(encoding="utf-8")
    mill, ties = text.index("<id/organisation/mill> a"), text.index("<id/membership")
    write(shipped, text[:mill] + '<id/network/new> a org:OrganizationalCollaboration ; skos:prefLabel "Neuf"@fr .\n')
    assert mill < ties
    take_shipped(repository, [shipped])
    assert _names(repository, "network/new") == ["Neuf"]
    assert _names(repository) == ["Le Moulin"]
    assert not list(repository.full.facts(s=fact("membership/mill-round", RDF.type, "x").s))


def test_a_source_that_ships_no_more_stays(repository: Repository, shipped: Path) -> None:
    (shipped / "town.ttl").unlink()
    write(shipped, PREFIXES + _more(), "more.ttl")
    take_shipped(repository, [shipped])
    assert _names(repository) == ["Le Moulin"]
    assert _names(repository, "network/more") == ["Encore"]


def test_who_took_everything_out_is_given_nothing_more(repository: Repository, shipped: Path) -> None:
    repository.undo(1, "essais")
    write(shipped, PREFIXES + _more(), "more.ttl")
    _edited(shipped, ("<id/membership", '<id/network/other> a org:OrganizationalCollaboration ;\n'
                      '  skos:prefLabel "Autre"@fr .\n<id/membership'))  # fmt: skip
    assert take_shipped(repository, [shipped]) is None
    assert not list(repository.full.facts(source=OLD.source))
    assert (repository.number, kept_here(repository)) == (2, 0)


def test_an_instance_of_its_own_facts_is_given_none(tmp_path: Path, shipped: Path) -> None:
    repository = opened(tmp_path / "own")
    repository.commit(draft({label("network/ours", "Le nôtre")}))
    assert take_shipped(repository, [shipped]) is None
    assert (repository.number, apart(repository, [shipped])) == (1, [])
    repository.close()


def test_what_was_taken_is_in_the_backup(repository: Repository, shipped: Path, tmp_path: Path) -> None:
    repository.commit(draft({OURS}, {OLD}))
    write_backup(settings_in(tmp_path / "instance"), tmp_path / "saved.tar.gz")
    restore_backup(settings_in(tmp_path / "other"), tmp_path / "saved.tar.gz")
    other = opened(tmp_path / "other")
    assert take_shipped(other, [shipped]) is None
    _edited(shipped, ('"Le Moulin"@fr', '"Le Grand Moulin"@fr'), ('"La Ronde"@fr', '"La Grande Ronde"@fr'))
    take_shipped(other, [shipped])
    assert (_names(other), _names(other, "network/round")) == (["Le Moulin vert"], ["La Grande Ronde"])
    other.close()


def _take(folder: Path, shipped: Path, ready: object, told: object) -> None:
    repository = opened(folder, on_disk=False)
    ready.wait()  # type: ignore[attr-defined]
    take_shipped(repository, [shipped])
    repository.catch_up()  # the other one may have taken it before this one looked
    told.put(repository.number)  # type: ignore[attr-defined]
    repository.close()


def test_two_processes_that_start_at_once_take_it_once(repository: Repository, shipped: Path, tmp_path: Path) -> None:
    _edited(shipped, ('"Le Moulin"@fr', '"Le Grand Moulin"@fr'))
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(2), context.Queue()
    arguments = (tmp_path / "instance", shipped, ready, told)
    processes = [context.Process(target=_take, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    assert [told.get() for _ in processes] == [2, 2]
    for process in processes:
        process.join()
    assert [change.header.kind for change in repository.journal.read()] == ["load", "shipped"]


def test_the_ecosystem_takes_it_at_start_and_a_wrong_file_stops_nothing(
    tmp_path: Path, shipped: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_in(tmp_path / "instance")
    for text, number in (("", 1), ("", 1), ('"Le Grand Moulin"@fr', 2), ("wrong", 2)):
        _edited(shipped, ('"Le Moulin"@fr', text or '"Le Moulin"@fr')) if text != "wrong" else write(shipped, "wrong")
        ecosystem = Ecosystem(settings, data=(shipped,))
        assert ecosystem.repository.number == number
        ecosystem.close()
    assert [line.split(" :")[0] for line in caplog.messages] == [
        "Faits livrés mis à jour, modification 2 (faits ajoutés",
        "Faits livrés non repris",
    ]
