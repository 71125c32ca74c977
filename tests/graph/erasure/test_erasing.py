# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing over a journal: each state between its changes loses what is erased and nothing else, in each database."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph.erasure.erasing import Erased, erase
from graph.erasure.finding import Finds, find
from graph.erasure.wanted import wanted
from graph.errors import Conflict
from graph.namespaces import RDF, SCHEMA, SKOS
from graph.rdf.dataset import Fact, text_literal
from graph.storage.continuity import refuse_broken
from graph.storage.erased import Register, register_in
from graph.storage.journal import Journal
from graph.storage.repository import Repository
from graph.storage.shipped import take_shipped
from tests.instances import (
    BARE,
    BASE,
    ID,
    TOWN,
    TOWN_TTL,
    both,
    draft,
    fact,
    label,
    model,
    opened,
    remade,
    settings_in,
    write,
)
from tests.postgresql import Cluster

CANARY = "zorglub quintal"
TEXTS = ["Mairie", "Le Moulin", "Chez Zorglub Quintal", "ZORGLUB  QUINTAL et fils", "Atelier", "La Ronde"]


def _erase(folder: Path, *targets: str, mentions: bool = True) -> tuple[Finds, Erased]:
    settings = settings_in(folder)
    with closing(opened(folder, on_disk=False, ontology=BARE)) as repository:
        public = repository.public
        finds = find(settings, model(), wanted(targets, BASE, mentions=mentions), lambda iri: iri in public)
    return finds, erase(settings, finds, "essais")


def _drawn(drawn: random.Random) -> Fact:
    return label(f"network/{drawn.randrange(3)}", drawn.choice(TEXTS), drawn.choice((TOWN, f"{ID}source/other")))


def _lives(repository: Repository, drawn: random.Random, changes: int) -> None:
    for _ in range(changes):
        if repository.number and drawn.random() < 0.25:
            try:
                repository.undo(drawn.randint(1, repository.number), "essais")
            except Conflict:
                continue
        else:
            repository.commit(draft({_drawn(drawn) for _ in range(3)}, {_drawn(drawn) for _ in range(3)}))


def _states(folder: Path) -> Iterator[frozenset[Fact]]:
    """What holds after each change."""
    facts: frozenset[Fact] = frozenset()
    settings = settings_in(folder)
    with closing(Journal(settings.database_url, BASE)) as journal:
        for change in journal.read():
            assert change.removed <= facts
            assert not change.added & facts
            facts = (facts - change.removed) | change.added
            assert change.header.total == len(facts)
            yield facts


def _is_erased(found: Fact) -> bool:
    return "quintal" in str(found.o).lower()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_each_state_loses_what_is_erased_and_nothing_else(
    database: Callable[[Path], str], tmp_path: Path, seed: int
) -> None:
    database(tmp_path)
    drawn = random.Random(seed)
    with closing(opened(tmp_path, ontology=BARE, on_disk=False)) as repository:
        _lives(repository, drawn, 25)
    before = list(_states(tmp_path))
    _erase(tmp_path, CANARY)
    expected = [frozenset(found for found in state if not _is_erased(found)) for state in before]
    assert list(_states(tmp_path)) == [*expected, expected[-1]]
    refuse_broken(settings_in(tmp_path), to_the_first=True)
    # And it goes on: what is undone is undone exactly.
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        assert both(repository) == remade(tmp_path, ontology=BARE)
    with closing(opened(tmp_path, ontology=BARE, on_disk=False)) as repository:
        for _ in range(10):
            held = both(repository)
            added = label("network/9", f"Nouvelle {drawn.random()}")
            done = repository.commit(draft({added}, {_drawn(drawn)}))
            assert done is not None
            repository.undo(done.number, "essais")
            assert both(repository) == held
        assert not any(_is_erased(found) for found in repository.full.facts())
        assert both(repository) == remade(tmp_path, ontology=BARE)


def test_what_was_erased_is_refused_whoever_says_it(tmp_path: Path) -> None:
    said = label("network/round", "Chez Zorglub Quintal")
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        repository.commit(draft({said, label("network/round", "La Ronde")}))
        repository.commit(draft(set(), {said}))
    _erase(tmp_path, CANARY)
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        for again in (said, said._replace(source=f"{ID}source/other")):
            with pytest.raises(Conflict, match="effacé pour de bon"):
                repository.commit(draft({again}))
        with pytest.raises(Conflict, match="rien à annuler"):
            repository.undo(2, "essais")
        with pytest.raises(Conflict, match="est un effacement"):
            repository.undo(3, "essais")


def test_a_source_that_ships_does_not_bring_it_back(tmp_path: Path) -> None:
    moved = "Le Moulin de Zorglub Quintal"
    path = write(tmp_path, TOWN_TTL + f'<id/organisation/mill> skos:altLabel "{moved}"@fr .\n')
    folder = tmp_path / "instance"
    with closing(opened(folder)) as repository:
        repository.load([path], "essais", shipped=True)
    _erase(folder, CANARY, "network/round")
    path.write_text(path.read_text() + '<id/organisation/mill> skos:altLabel "Le vieux moulin"@fr .\n')
    with closing(opened(folder)) as repository:
        take_shipped(repository, [path])
        names = repository.full.texts(f"{ID}organisation/mill", SKOS.altLabel)
        assert names == ["Le vieux moulin"]
        assert f"{ID}network/round" not in repository.full
        assert f"{ID}membership/mill-round" not in repository.full


def test_mentions_stay_where_that_is_asked(tmp_path: Path) -> None:
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        repository.commit(
            draft(
                {
                    label("network/round", "La Ronde"),
                    fact("event/x", SCHEMA.organizer, "network/round"),
                    label("event/x", "Fête"),
                }
            )
        )
    finds, done = _erase(tmp_path, f"{ID}network/round", mentions=False)
    assert done.facts == 1
    assert list(finds.things) == [f"{ID}network/round"]
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        assert repository.full.links(f"{ID}event/x", SCHEMA.organizer) == [f"{ID}network/round"]


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("Jean Nom", "chez JEAN  NOM, au fond", True),
        ("Jean Nom", "Jean, un nom", False),
        ("02 47 11 22 33", "+33 2 47 11 22 33", True),
        ("+33 (0)2.47.11.22.33", "Appelez le 0247112233.", True),
        ("02 47 11 22 33", "02 47 11 22 34", False),
        ("2026-11-30", "du 12/02/2026 au 11/30/2027", False),
        ("(0) (0) (0)", "n’importe quoi", False),
        ("a.b@exemple.org", "écrire à A.B@exemple.org", True),
        ("organisation/mill", "/carte?centre=organisation/mill&vue=autour", True),
        ("organisation/mill", "/carte?centre=organisation/mill-2", False),
    ],
)
def test_words_are_found_however_they_are_written(asked: str, text: str, found: bool) -> None:
    assert wanted([asked], BASE).in_text(text) is found


def test_words_are_found_in_addresses_and_take_no_source_whole() -> None:
    asked = wanted(["Jean Nom"], BASE)
    asked = replace(asked, sources=frozenset({f"{ID}source/jean-nom"}))
    assert asked.names(fact("person/jean-nom", RDF.type, SCHEMA.Thing))
    assert asked.names(fact("post/x", SCHEMA.email, "mailto:jean.nom@exemple.org"))
    assert not asked.names(fact("post/x", SKOS.note, text_literal("rien"), f"{ID}source/jean-nom"))


def test_a_register_comes_back_as_it_was_and_joins_another(tmp_path: Path) -> None:
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        repository.commit(draft({label("network/round", "Chez Zorglub Quintal")}))
    _erase(tmp_path, CANARY)
    kept = register_in(tmp_path)
    assert (tmp_path / "erased.json").stat().st_mode & 0o077 == 0
    assert Register.of_text(kept.as_text()) == kept
    assert kept.and_also(kept) == kept
    both_known = Register().and_also(kept)
    assert both_known.holds(BASE)(label("network/round", "Chez Zorglub Quintal"))
    assert not both_known.holds(BASE)(label("network/round", "Chez Zorglub"))
    # Under another base, since IRIs of the instance are kept without it.
    elsewhere = Fact(
        "https://x.example/id/network/round", SKOS.prefLabel, text_literal("Chez Zorglub Quintal", "fr"), ""
    )
    assert both_known.holds("https://x.example")(elsewhere)


@pytest.mark.slow
def test_no_byte_is_left_in_the_files_of_postgresql(
    postgresql: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the guide asks of whoever keeps the server.
    for statement in ("alter system set wal_recycle = off", "select pg_reload_conf()", "checkpoint"):
        postgresql.run(statement)
    url = postgresql.new_database()
    monkeypatch.setattr("tests.instances.kept_elsewhere", lambda folder: {"DATABASE_URL": url})
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        for number in range(40):
            repository.commit(
                draft({label(f"network/{number}", f"Chez Fantasio Quidam {number}"), label(f"network/{number}", "x")})
            )
    postgresql.run("analyze")
    assert _spelt_in(postgresql.folder), "else this would prove little"
    _, done = _erase(tmp_path, "fantasio quidam")
    assert done.facts == 40
    assert _spelt_in(postgresql.folder) == []
    assert len(done.undone) == 1, "it may do all that it asks for"
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        assert repository.number == 41


def _spelt_in(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in found if b"fantasio" in path.read_bytes().lower()]
