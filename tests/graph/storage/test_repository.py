# SPDX-License-Identifier: AGPL-3.0-or-later
"""The repository: what a change does, what undoing it does, and two processes that both write."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import ACCESS_RIGHT, DCT, FOAF, ORG, RDF, SCHEMA, SKOS, XSD
from graph.rdf.dataset import Fact
from graph.storage.repository import Applied, Repository
from tests.instances import BARE, BASE, ID, SECRET, TOWN, both, draft, fact, label, opened, person, remade

A, B, C = label("network/a", "A"), label("network/b", "B"), label("network/c", "C")
COG = ID + "source/cog-2026"
TOURS = ID + "territory/commune-37261"
CHINON = ID + "territory/commune-37072"


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = opened(tmp_path, on_disk=False)
    yield repository
    repository.close()


def test_a_change_holds_only_what_it_changes(repository: Repository) -> None:
    repository.commit(draft({A, B}))
    change = repository.commit(draft({A, C}, {B, label("network/z", "absent")}))
    assert change is not None
    assert (change.added, change.removed) == ({C}, {B})
    assert change.header.total == 2


def test_a_change_that_changes_nothing_is_not_journaled(repository: Repository) -> None:
    repository.commit(draft({A}))
    assert repository.commit(draft({A}, {B})) is None
    assert repository.commit(draft({A}, {A})) is None
    assert repository.journal.last_number() == 1


def test_the_same_value_written_otherwise_is_no_change(repository: Repository) -> None:
    integer = NamedNode(XSD.integer)
    repository.commit(draft({fact("network/a", SKOS.note, Literal("1", datatype=integer))}))
    assert repository.commit(draft({fact("network/a", SKOS.note, Literal("01", datatype=integer))})) is None


def test_vocabularies_are_derived_and_never_journaled(repository: Repository) -> None:
    assert len(list(repository.public.facts(source=ONTOLOGY_SOURCE))) > 100
    assert repository.journal.last_number() == 0


@pytest.mark.parametrize("source", ["", ONTOLOGY_SOURCE, COG])
def test_computed_sources_cannot_be_edited(repository: Repository, source: str) -> None:
    with pytest.raises(InvalidInput, match="ne se modifie pas"):
        repository.commit(draft({A._replace(source=source)}))


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", f"{BASE}/id/a\u202eb", "base:id/x"]
)
def test_a_dangerous_address_is_refused(repository: Repository, iri: str) -> None:
    with pytest.raises(InvalidInput, match="Fait refusé"):
        repository.commit(draft({Fact(ID + "network/a", FOAF.homepage, iri, ID + "source/town")}))
    assert repository.journal.last_number() == 0


def test_control_characters_in_the_summary_are_refused(repository: Repository) -> None:
    with pytest.raises(InvalidInput, match=r"U\+0000"):
        repository.commit(draft({A}, summary="a\0b"))


def test_a_territory_is_described_while_it_is_referred_to(repository: Repository) -> None:
    area = fact("network/a", SCHEMA.areaServed, TOURS)
    repository.commit(draft({area}))
    assert repository.public.label(TOURS) == "Tours"
    assert repository.public.label(ID + "territory/departement-37") == "Indre-et-Loire"
    repository.commit(draft({fact("network/b", SCHEMA.areaServed, CHINON)}))
    repository.commit(draft(removed={area}))
    assert TOURS not in repository.full
    assert repository.public.label(CHINON) == "Chinon"
    assert repository.public.label(ID + "territory/departement-37") == "Indre-et-Loire", "Chinon still lies in it"


def test_a_former_commune_describes_the_one_it_became_part_of_across_a_restart(tmp_path: Path) -> None:
    former, today = fact("network/a", SCHEMA.areaServed, "territory/commune-37017"), ID + "territory/commune-37115"
    with closing(opened(tmp_path)) as first:
        first.commit(draft({former, A}))
        assert first.public.label(today) == "Descartes"
    with closing(opened(tmp_path)) as again:
        again.commit(draft(removed={former}))
        assert today not in again.full
        assert both(again) == remade(tmp_path)


def test_a_territory_that_no_longer_exists_does_not_stop_the_house(repository: Repository) -> None:
    repository.commit(draft({fact("network/a", SCHEMA.areaServed, "territory/commune-99999"), A}))
    assert repository.public.label(ID + "territory/commune-99999") == "commune-99999"
    assert not repository.background.is_territory(ID + "territory/commune-99999")
    assert repository.background.is_territory(TOURS)


def test_followers_hear_what_each_dataset_gains_and_loses(repository: Repository) -> None:
    heard: list[Applied] = []
    repository.subscribe(heard.append)
    repository.commit(draft({A, *person()}))
    (applied,) = heard
    assert applied.full.added >= person() | {A}
    assert applied.public.added == {A, label("post/host", "Accueil")}


def test_a_follower_that_fails_does_not_stop_the_change(
    repository: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_applied: Applied) -> None:
        raise ValueError("index")

    repository.subscribe(fail)
    assert repository.commit(draft({A})) is not None
    assert A in set(repository.public.facts())
    assert "n’a pas suivi" in caplog.text


def test_undo_restores_the_datasets_exactly(repository: Repository) -> None:
    repository.commit(draft({A, B}))
    before = both(repository)
    repository.commit(draft({C, *person()}, {A}))
    undone = repository.undo(2, "essais")
    assert both(repository) == before
    assert (undone.number, undone.header.kind, undone.header.undoes) == (3, "undo", 2)


def test_undo_of_an_older_change_takes_back_its_net_effect(repository: Repository) -> None:
    repository.commit(draft({A, B}))
    repository.commit(draft({C}))
    repository.commit(draft(removed={B}))
    repository.undo(1, "essais")
    assert set(repository.full.facts(source=A.source)) == {C}


def test_undo_names_the_later_change_that_decided_again(repository: Repository) -> None:
    repository.commit(draft({A}))
    repository.commit(draft(removed={A}))
    repository.commit(draft({A}, summary="A revient"))
    with pytest.raises(Conflict, match=r"modification 3 .*A revient.* porte sur les mêmes faits"):
        repository.undo(1, "essais")
    assert repository.journal.last_number() == 3


def test_changes_are_undone_one_after_the_other_though_they_decide_the_same(repository: Repository) -> None:
    """The second delivery of a file takes back what the first one said of itself."""
    before = both(repository)
    repository.commit(draft({A, B}))
    repository.commit(draft({C}, {A}))
    repository.undo(2, "essais")
    repository.undo(1, "essais")
    assert both(repository) == before


def test_undo_of_an_undo_brings_the_change_back(repository: Repository) -> None:
    repository.commit(draft({A}))
    before = both(repository)
    repository.undo(1, "essais")
    repository.undo(2, "essais")
    assert both(repository) == before


def test_what_is_undone_already_is_said(repository: Repository) -> None:
    repository.commit(draft({A}))
    repository.undo(1, "essais")
    with pytest.raises(Conflict, match="rien à annuler"):
        repository.undo(1, "essais")


def test_undo_of_nothing_is_said(repository: Repository) -> None:
    with pytest.raises(UnknownThing):
        repository.undo(1, "essais")


def test_two_processes_take_in_each_others_changes(tmp_path: Path) -> None:
    server, command = opened(tmp_path), opened(tmp_path, on_disk=False)
    heard: list[Applied] = []
    server.subscribe(heard.append)
    command.commit(draft({A}))
    assert A not in set(server.full.facts())
    assert server.catch_up() == 1
    assert A in set(server.public.facts())
    assert [applied.change and applied.change.number for applied in heard] == [1]
    change = server.commit(draft({B}))
    assert change is not None
    assert change.number == 2
    later = command.commit(draft(removed={B}))
    assert later is not None, "the command saw the server's change before it computed its own"
    assert server.catch_up(wait=False) == 1
    assert both(server) == both(command) == remade(tmp_path)
    server.close()
    command.close()


def test_two_writers_at_once_never_contradict_each_other(tmp_path: Path) -> None:
    writers = [opened(tmp_path, on_disk=False, ontology=BARE) for _ in range(3)]

    def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(40):
            added, removed = (set(chance.sample(NAMES, 2)) for _ in range(2))
            writers[number].commit(draft(added, removed))

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(write, range(3)))
    facts: set[Fact] = set()
    for number, change in enumerate(writers[0].journal.read(), 1):
        assert change.number == number
        assert change.removed <= facts
        assert not change.added & facts
        facts = (facts - change.removed) | change.added
        assert change.header.total == len(facts)
    for writer in writers:
        writer.catch_up()
        assert set(writer.full.facts(source=TOWN)) == facts
        writer.close()


def test_a_changed_base_moves_every_iri(tmp_path: Path) -> None:
    repository = opened(tmp_path)
    repository.commit(draft({A, fact("network/a", SCHEMA.areaServed, TOURS)}))
    repository.close()
    moved = opened(tmp_path, BASE_URL="https://tisserand.example.org")
    assert moved.public.label("https://tisserand.example.org/id/network/a") == "A"
    assert moved.public.label("https://tisserand.example.org/id/territory/commune-37261") == "Tours"
    assert not any(BASE in line for line in both(moved)[0])
    moved.close()


NAMES = [label(f"network/{name}", name) for name in "abcd"]
FACTS = [
    *NAMES,
    *sorted(person(), key=str),
    label("network/a", "secret", SECRET),
    fact(SECRET, DCT.accessRights, ACCESS_RIGHT.RESTRICTED, SECRET),
    fact(SECRET, DCT.accessRights, ACCESS_RIGHT.PUBLIC, SECRET),
    fact("network/a", SCHEMA.areaServed, TOURS),
    fact("network/b", SCHEMA.areaServed, CHINON),
    fact("network/b", SCHEMA.areaServed, ID + "territory/epci-243700754"),
    fact("network/b", SCHEMA.areaServed, ID + "territory/commune-37017"),
    fact("membership/x", ORG.member, "person/x"),
    fact("post/host", RDF.type, FOAF.Person),
]
SOME = st.frozensets(st.sampled_from(FACTS), max_size=6)


@settings(max_examples=60)
@given(st.lists(st.tuples(SOME, SOME), max_size=6), SOME, SOME)
def test_undo_after_any_changes_restores_exactly(
    changes: list[tuple[frozenset[Fact], ...]], added: frozenset[Fact], removed: frozenset[Fact]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repository = opened(Path(folder), on_disk=False, ontology=BARE)
        for more, less in changes:
            repository.commit(draft(set(more), set(less)))
        before = both(repository)
        change = repository.commit(draft(set(added), set(removed)))
        assert both(repository) == remade(Path(folder), ontology=BARE)
        if change is not None:
            repository.undo(change.number, "essais")
        assert both(repository) == before
        repository.close()


@settings(max_examples=40)
@given(st.lists(st.tuples(SOME, SOME), min_size=1, max_size=6), st.data())
def test_undo_of_any_change_is_exact_or_refused(
    changes: list[tuple[frozenset[Fact], ...]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repository = opened(Path(folder), on_disk=False, ontology=BARE)
        done = [change for more, less in changes if (change := repository.commit(draft(set(more), set(less))))]
        if done:
            chosen = data.draw(st.sampled_from(done))
            before = both(repository)
            try:
                repository.undo(chosen.number, "essais")
            except Conflict:
                assert both(repository) == before
            else:
                now = set(repository.full.facts())
                assert not now & chosen.added
                assert chosen.removed <= now
        repository.close()
