# SPDX-License-Identifier: AGPL-3.0-or-later
"""Merges: what is read follows, what is said stays, and taking one back leaves everything as it was."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.namespaces import APART, MERGED, ORG, OWL, RDF, SKOS
from graph.rdf.dataset import Dataset, Fact
from graph.storage.merging import merge_sources
from graph.storage.repository import Repository
from tests.instances import (
    BARE,
    BASE,
    ID,
    SECRET,
    TOWN,
    both,
    draft,
    dump,
    fact,
    label,
    opened,
    person,
    remade,
    restricted_source,
)

OPEN, KEPT_IN = merge_sources(BASE)
OTHER = ID + "source/other"
MILL, MOULIN, MILLS = (f"organisation/{name}" for name in ("mill", "moulin", "mills"))


def merge(one: str, other: str, source: str = OPEN) -> Fact:
    """That one is read as the other."""
    return fact(one, MERGED, other, source)


def organisation(path: str, name: str, source: str) -> set[Fact]:
    """A thing as one source says it."""
    return {fact(path, RDF.type, ORG.FormalOrganization, source), label(path, name, source)}


def told(dataset: Dataset) -> set[Fact]:
    """All of a dataset but what is known of territories."""
    return {item for item in dataset.facts() if not item.source.endswith("/cog-2026")}


ROUND = fact("membership/one", ORG.member, MOULIN, OTHER)
SAID = organisation(MILL, "Le Moulin", TOWN) | organisation(MOULIN, "LE MOULIN", OTHER) | {ROUND}


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = opened(tmp_path, on_disk=False, ontology=BARE)
    repository.commit(draft(SAID))
    yield repository
    repository.close()


def test_a_merged_thing_is_read_as_the_kept_one_and_said_as_before(repository: Repository) -> None:
    before = dump(repository.said)
    repository.commit(draft({merge(MOULIN, MILL)}))
    for data in (repository.full, repository.public):
        assert {item.source for item in data.facts(ID + MILL, SKOS.prefLabel)} == {TOWN, OTHER}
        assert set(data.facts(s=ID + MOULIN)) == {merge(MOULIN, MILL)}
        assert data.links("http://localhost:5000/id/membership/one", ORG.member) == [ID + MILL]
        assert data.links(ID + MILL, OWL.sameAs) == [ID + MOULIN]
    assert set(dump(repository.said)) == {*before, *dump(type(repository.full).in_memory([merge(MOULIN, MILL)], BASE))}
    assert set(repository.said.facts(source=OTHER)) == {item for item in SAID if item.source == OTHER}


def test_all_that_is_published_is_as_if_the_other_source_had_said_it_of_the_kept_one(repository: Repository) -> None:
    repository.commit(draft({merge(MOULIN, MILL)}))
    instead = {ID + MOULIN: ID + MILL}
    renamed = {item._replace(s=instead.get(item.s, item.s), o=instead.get(str(item.o), item.o)) for item in SAID}
    expected = renamed | {merge(MOULIN, MILL), fact(MILL, OWL.sameAs, MOULIN, OPEN)}
    assert told(repository.public) == told(repository.full) == expected


def test_undone_after_later_changes_all_is_as_if_it_had_never_been(repository: Repository) -> None:
    merged = repository.commit(draft({merge(MOULIN, MILL)}))
    later = {label(MOULIN, "Le Moulin d’en haut", OTHER), fact(MILL, ORG.linkedTo, MOULIN, TOWN)}
    assert merged is not None
    repository.commit(draft(later, {label(MOULIN, "LE MOULIN", OTHER)}))
    assert not list(repository.full.facts(ID + MILL, ORG.linkedTo)), "a thing leads not to itself"
    repository.undo(merged.number, "essais")
    assert told(repository.full) == (SAID | later) - {label(MOULIN, "LE MOULIN", OTHER)}
    assert both(repository)[0] == both(repository)[1]


def test_what_two_say_alike_is_one_fact_to_be_read_and_two_that_are_said(repository: Repository) -> None:
    twice = {label(MILL, "Pareil", OTHER), label(MOULIN, "Pareil", OTHER)}
    repository.commit(draft(twice | {merge(MOULIN, MILL)}))
    assert len(list(repository.full.facts(ID + MILL, SKOS.prefLabel, source=OTHER))) == 2
    repository.commit(draft(removed={label(MILL, "Pareil", OTHER)}))
    assert label(MILL, "Pareil", OTHER) in told(repository.full)
    assert label(MILL, "Pareil", OTHER) not in told(repository.said)
    repository.commit(draft(removed={merge(MOULIN, MILL)}))
    assert told(repository.full) == SAID | {label(MOULIN, "Pareil", OTHER)}


def test_a_chain_is_read_to_its_end_and_a_circle_merges_nothing(repository: Repository) -> None:
    repository.commit(draft({merge(MOULIN, MILL), merge(MILL, MILLS), *organisation(MILLS, "Les Moulins", TOWN)}))
    assert repository.full.links(ID + MILLS, OWL.sameAs) == [ID + MILL, ID + MOULIN]
    repository.commit(draft({merge(MILLS, MOULIN)}))
    assert {item.s for item in told(repository.full) if item.p == RDF.type} == {ID + MILL, ID + MOULIN, ID + MILLS}
    assert both(repository)[0] == both(repository)[1]


def test_a_merge_said_elsewhere_than_by_those_who_may_merges_nothing(repository: Repository) -> None:
    repository.commit(draft({merge(MOULIN, MILL, OTHER)}))
    assert len(repository.full.instances(ORG.FormalOrganization)) == 2


def test_a_merge_that_names_what_the_public_may_not_see_stays_with_the_others(repository: Repository) -> None:
    hidden = organisation("organisation/hidden-mill", "Le Moulin caché", SECRET)
    before = dump(repository.public)
    repository.commit(draft(hidden | restricted_source() | {merge("organisation/hidden-mill", MILL)}))
    assert repository.full.links(ID + MILL, OWL.sameAs)
    assert dump(repository.public) == before, "the address of a merged thing spells its name"
    repository.commit(draft({merge("person/x", "person/y"), *person(), fact("person/y", RDF.type, MILL)}))
    assert not [line for line in dump(repository.public) if "person/" in line or "hidden" in line]


def test_a_thing_that_becomes_secret_takes_its_merge_along(repository: Repository) -> None:
    repository.commit(draft({merge(MOULIN, MILL)}))
    repository.commit(draft({item._replace(s=OTHER) for item in restricted_source()}))
    assert not [line for line in dump(repository.public) if "moulin" in line]


def any_facts(chance: random.Random) -> list[Fact]:
    """Five things that three sources describe, one of them restricted, tied, merged and told apart in all ways."""
    names = [f"organisation/{letter}" for letter in "abcde"]
    pairs = [(one, other) for one in names for other in names if one != other]
    facts = [item for name in names for source in (TOWN, OTHER, SECRET) for item in organisation(name, name, source)]
    facts += [fact(one, ORG.linkedTo, other, TOWN) for one, other in pairs]
    facts += [fact(one, APART, other, OPEN) for one, other in pairs[:6]]
    # Chains are likely, circles are possible.
    facts += [merge(one, other, chance.choice((OPEN, KEPT_IN))) for one, other in pairs if one > other]
    facts.append(merge(names[0], names[1], OPEN))
    return [*facts, *restricted_source()]


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_in_any_order_leave_what_the_journal_alone_gives(tmp_path: Path, seed: int) -> None:
    chance, said, read = random.Random(seed), set[Fact](), 0
    facts = any_facts(chance)
    with closing(opened(tmp_path, on_disk=False, ontology=BARE)) as repository:
        for _ in range(12):
            added, removed = set(chance.sample(facts, 6)), set(chance.sample(facts, 8))
            repository.commit(draft(added, removed))
            said = (said - removed) | added
            assert told(repository.said) == said
            read += len(repository.full.instances(ORG.FormalOrganization)) < 5
            before = both(repository)
            undone = repository.commit(draft(set(chance.sample(facts, 6)), set(chance.sample(facts, 6))))
            if undone is not None:
                repository.undo(undone.number, "essais")
            assert both(repository) == before
        assert both(repository) == remade(tmp_path, ontology=BARE)
    assert read, "nothing was ever merged"


def test_a_restart_goes_on_with_what_was_merged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(9)
    facts = any_facts(chance)
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        repository.commit(draft(set(chance.sample(facts, 40))))
        now, said = both(repository), told(repository.said)
        assert dump(repository.said) != now[0]
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        assert not caplog.records, "nothing is made again"
        assert both(repository) == now
        assert told(repository.said) == said
        repository.commit(draft(set(chance.sample(facts, 9)), set(chance.sample(facts, 9))))
        assert both(repository) == remade(tmp_path, ontology=BARE)


def test_what_merges_keep_beside_is_not_trusted_once_altered(tmp_path: Path) -> None:
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        repository.commit(draft(SAID | {merge(MOULIN, MILL)}))
        before = both(repository)
    beside = tmp_path / "derived" / "full.merged"
    beside.write_text(beside.read_text(encoding="utf-8").replace("LE MOULIN", "AUTRE"), encoding="utf-8")
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        assert both(repository) == before
        assert told(repository.said) == SAID | {merge(MOULIN, MILL)}
