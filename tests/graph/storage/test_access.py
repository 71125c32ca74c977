# SPDX-License-Identifier: AGPL-3.0-or-later
"""Restricted facts: which they are, and that the public dataset never has one, whatever happens to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.namespaces import ACCESS_RIGHT, DCT, FOAF, ORG, RDF, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Fact
from graph.storage.access import AccessRules
from graph.storage.repository import Repository
from tests.instances import (
    BASE,
    SECRET,
    TOWN,
    both,
    draft,
    fact,
    label,
    model,
    opened,
    person,
    remade,
    restricted_source,
)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = opened(tmp_path)
    yield repository
    assert both(repository) == remade(tmp_path), "kept up to date = made again"
    repository.close()


def _hidden(facts: set[Fact]) -> set[Fact]:
    rules = AccessRules.of(model(), BASE)
    access = rules.access(Dataset.in_memory(facts, BASE))
    return {item for item in facts if access.hides(item)}


def test_a_person_and_all_that_links_to_it_are_hidden() -> None:
    assert person() - _hidden(person()) == {label("post/host", "Accueil")}


def test_a_restricted_source_hides_its_facts_only() -> None:
    open_fact, secret = label("network/a", "A"), label("network/a", "Secret", SECRET)
    facts = restricted_source() | {open_fact, secret}
    assert facts - _hidden(facts) == {open_fact}


@pytest.mark.parametrize("right", ["NON_PUBLIC", "RESTRICTED", "SOMETHING_NEW"])
def test_any_right_but_public_hides(right: str) -> None:
    facts = {fact(SECRET, DCT.accessRights, ACCESS_RIGHT[right], SECRET), label("network/a", "A", SECRET)}
    assert _hidden(facts) == facts


def test_a_public_source_is_shown() -> None:
    facts = {fact(TOWN, DCT.accessRights, ACCESS_RIGHT.PUBLIC), label("network/a", "A")}
    assert _hidden(facts) == set()


def test_access_is_inherited_at_any_distance() -> None:
    facts = {
        fact("person/x", RDF.type, FOAF.Person),
        fact("membership/x", ORG.member, "person/x"),
        fact("commitment/x", SCHEMA.agent, "membership/x"),
        label("commitment/x", "Promesse"),
    }
    assert _hidden(facts) == facts


def test_a_person_that_nothing_types_is_hidden_by_its_address() -> None:
    facts = {
        fact("competence/x", TIS.competenceOf, "person/x"),
        label("competence/x", "Cartes"),
        label("person/x", "X"),
    }
    assert _hidden(facts) == facts


def test_the_public_dataset_physically_lacks_restricted_facts(repository: Repository) -> None:
    repository.commit(draft(person() | restricted_source() | {label("network/a", "A", SECRET)}))
    assert not {item for item in person() if item in set(repository.public.facts())} - {label("post/host", "Accueil")}
    assert list(repository.public.facts(source=SECRET)) == []
    assert person() <= set(repository.full.facts())


def test_what_becomes_a_person_leaves_the_public_dataset(repository: Repository) -> None:
    facts = {
        label("competence/y", "Cartes"),
        fact("competence/y", TIS.competenceOf, "post/y"),
        label("post/y", "Poste"),
    }
    repository.commit(draft(facts))
    assert facts <= set(repository.public.facts())
    repository.commit(draft({fact("post/y", RDF.type, FOAF.Person)}))
    assert not facts & set(repository.public.facts())
    repository.commit(draft(removed={fact("post/y", RDF.type, FOAF.Person)}))
    assert facts <= set(repository.public.facts())


def test_a_source_that_changes_rights_leaves_or_enters_the_public_dataset(repository: Repository) -> None:
    right = fact(SECRET, DCT.accessRights, ACCESS_RIGHT.RESTRICTED, SECRET)
    name = label("network/a", "A", SECRET)
    repository.commit(draft({name}))
    assert name in set(repository.public.facts())
    repository.commit(draft({right}))
    assert name not in set(repository.public.facts())
    repository.commit(draft(removed={right}))
    assert name in set(repository.public.facts())


def test_an_undone_person_leaves_nothing_behind(repository: Repository) -> None:
    before = both(repository)
    repository.commit(draft(person()))
    repository.undo(1, "essais")
    assert both(repository) == before


AREA = {
    fact("post/y", RDF.type, ORG.Post, SECRET),
    fact("post/y", SCHEMA.areaServed, "territory/commune-37072", SECRET),
}


@pytest.mark.parametrize("at_once", [True, False], ids=["with its source", "after its source"])
def test_a_territory_that_only_restricted_facts_refer_to_is_not_described(
    repository: Repository, at_once: bool
) -> None:
    before = both(repository)[1]
    for facts in [restricted_source() | AREA] if at_once else [restricted_source(), AREA]:
        repository.commit(draft(facts))
    assert both(repository)[1] == before
    assert repository.full.types(f"{BASE}/id/territory/commune-37072")


def test_a_territory_is_described_from_the_day_a_public_fact_refers_to_it(repository: Repository) -> None:
    repository.commit(draft(restricted_source() | AREA))
    open_fact = fact("network/a", SCHEMA.areaServed, "territory/commune-37072")
    repository.commit(draft({open_fact}))
    assert repository.public.types(f"{BASE}/id/territory/commune-37072")
    repository.commit(draft(removed={open_fact}))
    assert not repository.public.types(f"{BASE}/id/territory/commune-37072")
    assert repository.full.types(f"{BASE}/id/territory/commune-37072")


def test_what_is_kept_up_to_date_has_the_stamp_of_what_is_read_again(tmp_path: Path) -> None:
    """Else each start would take the files for damaged ones; places have decimals, which a store shortens."""
    first = opened(tmp_path)
    first.commit(draft({fact("network/a", SCHEMA.areaServed, f"territory/commune-{code}") for code in (37261, 37072)}))
    stamp = first.public_stamp
    first.close()
    again = opened(tmp_path, on_disk=False)
    assert again.public_stamp == stamp
    again.close()
