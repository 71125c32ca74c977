# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ecosystem of a process: made once, current after each change, whoever made it, whatever threads read it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import create_app
from graph.errors import DataError
from graph.namespaces import DCT, FOAF, ORG, RDF, SCHEMA, TIS, VOCABULARY
from graph.rdf.dataset import Fact, boolean_literal
from graph.referral.situation import Query
from graph.search import SearchIndex, entries_of
from tests.conftest import TESTS
from tests.instances import ID, TOWN_TTL, draft, fact, label, opened, settings_in, write
from web.app.ecosystem import Ecosystem, current_ecosystem

TOWN_FILE = TESTS / "ecosystem.ttl"


@pytest.fixture
def ecosystem(tmp_path: Path) -> Iterator[Ecosystem]:
    ecosystem = Ecosystem(settings_in(tmp_path / "instance"), data=(TOWN_FILE,))
    yield ecosystem
    ecosystem.close()


def _labels(ecosystem: Ecosystem, words: str) -> list[str]:
    return [hit.label for hit in ecosystem.search.search(words)]


def _bell() -> set[Fact]:
    """An organisation, and the service that it offers everywhere in the département."""
    return {
        fact("organisation/bell", RDF.type, ORG.FormalOrganization),
        label("organisation/bell", "Le Carillon"),
        fact("service/chimes", RDF.type, SCHEMA.Service),
        label("service/chimes", "Atelier de visioconférence"),
        fact("service/chimes", SCHEMA.provider, "organisation/bell"),
        fact("service/chimes", TIS.meetsNeed, f"{VOCABULARY}need/video-meeting"),
        fact("service/chimes", SCHEMA.areaServed, "territory/departement-37"),
        fact("service/chimes", TIS.openToAssociations, boolean_literal(True)),
    }


def _referred(ecosystem: Ecosystem) -> list[str]:
    situation = ecosystem.public.situation(Query(commune="Tours", needs=("video-meeting",)))
    return [result.actor.iri for result in ecosystem.referral.answer(situation, 10).results]


def test_the_data_are_loaded_when_the_journal_is_empty_and_only_then(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    first = Ecosystem(settings, data=(TOWN_FILE,))
    assert first.repository.number == 1
    first.repository.undo(1, "essais")
    first.close()
    second = Ecosystem(settings, data=(TOWN_FILE,))
    assert second.repository.number == 2
    second.close()


def test_data_that_cannot_be_loaded_leave_nothing_open(tmp_path: Path) -> None:
    wrong = write(tmp_path, TOWN_TTL + "wrong")
    ecosystem = Ecosystem(settings_in(tmp_path / "instance"), data=(wrong,))
    with pytest.raises(DataError):
        _ = ecosystem.repository
    opened(tmp_path / "instance").close()


def test_everything_is_made_once_for_all_threads(ecosystem: Ecosystem) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: (ecosystem.repository, ecosystem.search, ecosystem.referral), range(16)))
    assert all(one is other for row in made for one, other in zip(row, made[0], strict=True))


def test_the_application_carries_its_ecosystem(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path), data=())
    with app.app_context():
        assert current_ecosystem() is app.extensions["tisserand"]


def test_a_change_is_searched_and_referred_to_at_once(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    assert f"{ID}organisation/bell" not in _referred(ecosystem)
    change = ecosystem.repository.commit(draft(_bell()))
    assert change is not None
    assert _labels(ecosystem, "carillon") == ["Le Carillon"]
    assert f"{ID}organisation/bell" in _referred(ecosystem)
    ecosystem.repository.undo(change.number, "essais")
    assert "Le Carillon" not in _labels(ecosystem, "carillon")
    assert f"{ID}organisation/bell" not in _referred(ecosystem)


def test_a_renamed_thing_is_found_under_its_new_name_only(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    ecosystem.repository.commit(draft(_bell()))
    old, new = label("organisation/bell", "Le Carillon"), label("organisation/bell", "Le Bourdon")
    ecosystem.repository.commit(draft({new}, {old}))
    assert "Le Carillon" not in _labels(ecosystem, "carillon")
    assert _labels(ecosystem, "bourdon") == ["Le Bourdon"]


def test_what_a_new_acronym_stands_for_is_found_by_it(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    ecosystem.repository.commit(draft(_bell()))
    acronym = {
        fact("acronym/xqz", RDF.type, TIS.Acronym),
        label("acronym/xqz", "XQZ"),
        fact("acronym/xqz", TIS.acronymOf, "organisation/bell"),
    }
    ecosystem.repository.commit(draft(acronym))
    assert "Le Carillon" in _labels(ecosystem, "xqz")
    ecosystem.repository.commit(draft(removed=acronym))
    assert "Le Carillon" not in _labels(ecosystem, "xqz")


def test_indexes_followed_are_those_made_again(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    ecosystem.repository.commit(draft(_bell()))
    fresh = SearchIndex(entries_of(ecosystem.repository.public, ecosystem.model))
    for words in ("carillon", "atelier de visio", "tours"):
        assert ecosystem.search.search(words) == fresh.search(words)


def test_what_becomes_restricted_is_no_longer_found(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    ecosystem.repository.commit(draft(_bell()))
    ecosystem.repository.commit(draft({fact("organisation/bell", RDF.type, FOAF.Person)}))
    assert "Le Carillon" not in _labels(ecosystem, "carillon")
    assert f"{ID}organisation/bell" not in _referred(ecosystem)


def test_what_professionals_ask_is_made_apart_and_kept_current(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    full = ecosystem.full.search
    assert full is not ecosystem.search
    secret = {fact("person/bell", RDF.type, FOAF.Person), label("person/bell", "Une sonneuse (fictive)")}
    published = ecosystem.published
    ecosystem.repository.commit(draft(secret))
    assert [hit.label for hit in ecosystem.full.search.search("sonneuse")] == ["Une sonneuse (fictive)"]
    assert ecosystem.full.search is full
    assert ecosystem.search.search("sonneuse") == []
    assert ecosystem.published == published
    assert ecosystem.full.referral.index.dataset is ecosystem.repository.full
    assert ecosystem.referral.index.dataset is ecosystem.repository.public


def test_what_the_public_sees_keeps_its_date_through_a_restart(tmp_path: Path) -> None:
    first = Ecosystem(settings_in(tmp_path), data=(TOWN_FILE,))
    published = first.published
    first.close()
    with first.replayed() as command:
        command.repository.commit(draft({fact("person/x", RDF.type, FOAF.Person)}))
        assert command.published is None
    second = Ecosystem(settings_in(tmp_path), data=())
    assert second.repository.number == 2
    assert second.published == published
    second.repository.commit(draft(_bell()))
    assert second.published is not None
    assert published is not None
    assert second.published.number == published.number + 1
    assert second.published.at > published.at
    second.close()


def test_a_command_of_another_process_is_seen_at_the_next_look(
    ecosystem: Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.app.ecosystem.SECONDS_BETWEEN_LOOKS", 0.0)
    ecosystem.prepare()
    with ecosystem.replayed() as command:
        command.repository.commit(draft(_bell()))
    assert _labels(ecosystem, "carillon") != ["Le Carillon"]
    ecosystem.refresh()
    assert _labels(ecosystem, "carillon") == ["Le Carillon"]


def test_a_large_change_makes_the_indexes_again(ecosystem: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.app.desk.LARGE", 1)
    ecosystem.prepare()
    search = ecosystem.search
    ecosystem.repository.commit(draft(_bell()))
    assert ecosystem.search is not search
    assert _labels(ecosystem, "carillon") == ["Le Carillon"]


def test_readers_are_not_disturbed_by_a_writer(ecosystem: Ecosystem) -> None:
    ecosystem.prepare()
    stop = threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        while not stop.is_set():
            try:
                _referred(ecosystem)
                ecosystem.search.search("carillon")
                list(ecosystem.repository.public.facts(p=DCT.subject))
            except Exception as error:
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(12):
        facts = {item._replace(s=f"{item.s}-{number}") for item in _bell()}
        ecosystem.repository.commit(draft(facts))
        ecosystem.repository.commit(draft(removed=facts))
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
