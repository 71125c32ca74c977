# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is made of facts and kept is, after any changes, what would be made anew; only what changed is remade."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.entity import Reader
from graph.entity.ties import Ties, ties_of
from graph.forms.likeness import KnownActors
from graph.identity.description import Describer, Description
from graph.namespaces import ORG, RDF, SCHEMA, SKOS, TIS
from graph.rdf.course import MOST_CHANGES
from graph.rdf.dataset import Dataset, Fact, date_literal, text_literal
from graph.rdf.followed import FollowedRows, RowMaking
from graph.rdf.subjects import subjects_of
from graph.rdf.traced import TracedDataset
from graph.readings.directory import DirectoryEntry, DirectoryRows, DirectoryState, entries
from graph.storage.merging import merge_sources
from graph.storage.repository import Repository
from tests.conftest import TESTS
from tests.graph.storage.test_merging import merge
from tests.instances import BASE, DAY, ID, TOWN, draft, fact, label, model, opened, restricted_source, territories

OPEN, _ = merge_sources(BASE)
OTHER = ID + "source/other"
STEPS = 14


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    """The small town."""
    repository = opened(tmp_path, on_disk=False)
    repository.load([TESTS / "ecosystem.ttl"], "essais")
    yield repository
    repository.close()


def written(repository: Repository) -> list[Fact]:
    """The facts that people may change."""
    own = repository.background.sources
    return sorted((item for item in repository.said.facts() if item.source not in own), key=str)


def some_facts(repository: Repository, chance: random.Random) -> list[Fact]:
    """What may be said more: other names, places, needs, days, ties, merges, of what is there and of what is not."""
    data = repository.said
    iris = [*data.instances(ORG.FormalOrganization), *(f"{ID}organisation/new-{rank}" for rank in range(4))]
    sources = [*sorted({item.source for item in written(repository)}), OTHER]
    places, needs = (
        sorted({item.o for item in data.facts(p=SCHEMA.location)}, key=str),
        data.subjects(TIS.meetsNeed, ""),
    )
    needs = needs or sorted({str(item.o) for item in data.facts(p=TIS.meetsNeed)})
    found = [Fact(OTHER, RDF.type, SCHEMA.Dataset, OTHER), label(OTHER, "Une autre liste", OTHER)]
    for iri in iris:
        source = chance.choice(sources)
        found += [Fact(iri, RDF.type, ORG.FormalOrganization, source), label(iri, f"Dit {iri[-5:]} autrement", source)]
        found += [Fact(iri, SCHEMA.location, chance.choice(places), source), label(iri, "Le même nom", source)]
        found += [
            Fact(iri, TIS.meetsNeed, chance.choice(needs), source),
            Fact(iri, SCHEMA.endDate, date_literal(DAY), source),
        ]
        found += [Fact(iri, SKOS.altLabel, text_literal("Les Voisins", "fr"), source)]
        found += [Fact(iri, ORG.linkedTo, chance.choice(iris), source)]
    pairs = [(one, other) for one in iris for other in iris if one > other]
    return [*found, *(merge(*pair, OPEN) for pair in chance.sample(pairs, 12)), *restricted_source()]


def any_change(repository: Repository, said: list[Fact], more: list[Fact], chance: random.Random) -> None:
    """One change: additions and corrections, what is taken away, or what an earlier change did taken back."""
    added, removed = set(chance.sample(more, chance.randint(1, 8))), set(chance.sample(said, chance.randint(0, 6)))
    change = repository.commit(draft(added, removed))
    if change is not None and chance.random() < 0.3:
        repository.undo(change.number, "essais")


def described(known: KnownActors) -> dict[str, tuple[Description, ...]]:
    known.matcher()
    return dict(known._rows.now().by_thing)


def having(found: DirectoryState) -> dict[tuple[str, str], list[DirectoryEntry]]:
    """The entries of each value of each facet."""
    return {value: found.bits.among(found.entries, mask) for value, mask in found.bits.masks.items()}


@pytest.mark.parametrize("seed", range(3))
def test_rows_that_follow_any_changes_are_those_that_would_be_made_anew(repository: Repository, seed: int) -> None:
    chance = random.Random(seed)
    data, describer = repository.public, Describer(territories())
    reader = Reader(data, model())
    rows, known = DirectoryRows(reader), KnownActors(reader, describer)
    said, more = written(repository), some_facts(repository, chance)
    for _ in range(STEPS):
        assert rows.now().entries == entries(reader)
        assert having(rows.now()) == having(DirectoryRows(reader).now())
        anew = KnownActors(reader, describer)
        assert described(known) == described(anew)
        for own in next(iter(zip(*described(anew).values(), strict=False)), ())[:12]:
            assert known.matcher().alike(own) == anew.matcher().alike(own)
        any_change(repository, said, more, chance)
    assert rows.now().entries == entries(reader)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_read_of_facts_is_kept_only_where_they_did_not_change(repository: Repository, seed: int) -> None:
    chance = random.Random(seed)
    data, more = repository.full, some_facts(repository, chance)
    asked = sorted({(item.s, item.p, item.o) for item in [*repository.said.facts(), *more]}, key=str)
    said = written(repository)
    for _ in range(STEPS):
        anew = Dataset(data.store, BASE, data.rule)
        for s, p, o in chance.sample(asked, 400):
            assert data.values(s, p) == anew.values(s, p)
            assert data.subjects(p, o) == anew.subjects(p, o)
        any_change(repository, said, more, chance)


def _names(data: Dataset) -> FollowedRows[str]:
    how = RowMaking(lambda own: own.instances(ORG.FormalOrganization), lambda own, iri: own.name(iri))
    return FollowedRows(how, data)


def test_a_change_has_the_rows_that_read_it_made_again_and_no_other(repository: Repository) -> None:
    rows = _names(repository.public)
    before, many = rows.now(), rows.remade
    assert rows.now() is before
    first, second = list(before.by_thing)[:2]
    repository.commit(
        draft({label(first, "AAA", OTHER), Fact(second, TIS.openQuestion, text_literal("?", "fr"), OTHER)})
    )
    assert set(rows.now().by_thing) == set(before.by_thing)
    assert rows.remade - many <= 3  # both, and the source


def test_after_more_changes_than_are_kept_all_is_made_again(repository: Repository) -> None:
    rows = _names(repository.public)
    first = next(iter(rows.now().by_thing))
    state = repository.public.state
    for rank in range(MOST_CHANGES + 1):
        repository.public.changed([label(first, f"Nom {rank}")])
    assert repository.public.touched_since(state) is None
    assert repository.public.touched_since(state + 1) is not None
    assert rows.now().by_thing


def test_what_is_restricted_leaves_the_rows_with_the_change_that_restricts_it(repository: Repository) -> None:
    secret = restricted_source()
    repository.commit(draft(set(_organisation("organisation/hush", "Chut"))))
    reader = Reader(repository.public, model())
    rows = DirectoryRows(reader)
    assert "Chut" in {entry.mention.label for entry in rows.now().entries}
    repository.commit(
        draft(
            secret
            | {
                fact(
                    TOWN,
                    "http://purl.org/dc/terms/accessRights",
                    next(item.o for item in secret if item.p.endswith("accessRights")),
                )
            }
        )
    )
    assert "Chut" not in {entry.mention.label for entry in rows.now().entries}


def _organisation(path: str, name: str) -> list[Fact]:
    return [fact(path, RDF.type, ORG.FormalOrganization), label(path, name)]


def test_all_that_a_dataset_gives_is_noted_when_it_is_read_through_another(repository: Repository) -> None:
    data = repository.public
    own = [name for name, found in vars(Dataset).items() if not name.startswith("_") and name not in UNREAD]
    first = data.instances(ORG.FormalOrganization)[0]
    given = {
        "s": first,
        "p": SKOS.prefLabel,
        "o": "",
        "iri": first,
        "day": DAY,
        "subjects": [first],
        "said": [],
        "lang": "fr",
        "class_iris": (),
        "source": TOWN,
    }
    unread = []
    for name in own:
        traced = TracedDataset(data)
        found = getattr(traced, name)
        if callable(found) and name != "tables":
            wanted = found.__code__.co_varnames[1 : found.__code__.co_argcount]
            result = found(*[given[one] for one in wanted])
            list(result) if hasattr(result, "__next__") else result
        if name == "tables":
            traced.tables.objects(SKOS.prefLabel, first)
        if not traced.taken():
            unread.append(name)
    assert unread == []


UNREAD = {
    "in_memory",
    "rule",
    "changed",
    "forget",
    "state",
    "touched_since",
    "relative",
    "base",
    "sources_of",
    "instances",
}
"""What reads no fact, changes some, or was given nothing to look for."""


def told(ties: Ties) -> tuple[object, ...]:
    """All that is read whole of things."""
    kinds = {kind: ties.of_kind(kind) for kind in ("organisation", "network", "service")}
    named = {lang: ties.order(lang) for lang in ("fr", "en")}
    return ties.classes, ties.shown, ties.acting, ties.spans, ties.turns, kinds, named, ties.gone(DAY)


@pytest.mark.parametrize("seed", range(3))
def test_what_things_are_follows_any_changes(repository: Repository, seed: int) -> None:
    chance = random.Random(seed)
    data, said = repository.public, written(repository)
    more = [*some_facts(repository, chance), *(Fact(iri, RDF.type, SCHEMA.Service, OTHER) for iri in said_of(said))]
    paths = (SCHEMA.location, SKOS.altLabel)
    for _ in range(STEPS):
        anew = Dataset(data.store, BASE, data.rule)
        assert told(ties_of(data, model())) == told(ties_of(anew, model()))
        assert subjects_of(data, "placed", paths) == subjects_of(anew, "placed", paths)
        classes = {str(item.o) for item in data.facts(p=RDF.type)} | {SCHEMA.Service}
        assert {it: set(data.tables.instances(it)) for it in classes} == {
            it: set(anew.tables.instances(it)) for it in classes
        }
        any_change(repository, said, more, chance)


def said_of(facts: list[Fact]) -> list[str]:
    """The first things that facts are said of."""
    return sorted({item.s for item in facts})[:6]


def test_names_and_days_are_not_read_again_for_a_place(repository: Repository) -> None:
    data = repository.public
    before = ties_of(data, model())
    _ = told(before)
    iri = data.instances(ORG.FormalOrganization)[0]
    repository.commit(draft({Fact(iri, SCHEMA.location, f"{ID}territory/commune-37261", TOWN)}))
    after = ties_of(data, model())
    assert after is not before
    assert after.classes is before.classes
    assert after.spans is before.spans
    assert after.order("fr") is before.order("fr")
