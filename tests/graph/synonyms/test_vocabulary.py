# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accepted words are facts of the journal: read beside those of the ontology, undone, and kept by what comes after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from graph.errors import Conflict, DataError, InvalidInput, UnknownThing
from graph.namespaces import VOCABULARY
from graph.referral.likely import likely
from graph.referral.names import askable
from graph.referral.question_words import words_of
from graph.storage.repository import Repository
from graph.synonyms.accepted import meant
from graph.synonyms.desk import VocabularyDesk
from graph.synonyms.grown import grown
from graph.synonyms.store import WordCounts
from graph.validation import validate_entities
from tests.conftest import TESTS
from tests.instances import DAY, ID, model, opened, settings_in

TOWN = TESTS / "ecosystem.ttl"
NAME, SENTENCE = "le pot commun", "on égare toujours nos parchemins moisis"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[VocabularyDesk]:
    """The small town, where a name and a sentence were typed often enough."""
    repository = opened(tmp_path, on_disk=False)
    repository.load([TOWN], "essais")
    with closing(WordCounts(settings_in(tmp_path).database_url, b"secret")) as counts:
        for number in range(6):
            for words in (NAME, SENTENCE):
                counts.hear(words, "need/payments", DAY + timedelta(days=number % 2), first_today=number < 2)
        yield VocabularyDesk(counts, repository, model())
    repository.close()


def code(desk: VocabularyDesk, words: str) -> str:
    """The code of words to read."""
    return next(item.digest for item in desk.candidates() if item.words == words)


def named(repository: Repository, words: str) -> str:
    """The need that words are the whole name of, "" for none."""
    choice = askable(grown(model(), repository.public)).whole_name(words, "need")
    return choice.slug if choice else ""


def test_a_name_is_understood_through_all_that_follows_and_until_it_is_undone(desk: VocabularyDesk) -> None:
    repository = desk.repository
    assert grown(model(), repository.public) is model()
    change = desk.accept(code(desk, NAME), "need/payments", "essais", DAY)
    assert [item.words for item in desk.candidates()] == [SENTENCE]
    about = {fact.s for fact in change.touched} | {change.header.source}
    assert validate_entities(repository.full, model(), about) == []
    for follows in (lambda: None, repository.rebuild, lambda: repository.load([TOWN], "essais")):
        follows()
        assert named(repository, NAME) == "payments"
    repository.undo(change.number, "essais")
    assert named(repository, NAME) == ""
    assert NAME in [item.words for item in desk.candidates()]


def test_the_source_says_who_and_when_and_stays_for_the_others(desk: VocabularyDesk) -> None:
    first = desk.accept(code(desk, NAME), "need/payments", "essais", DAY)
    desk.accept(code(desk, SENTENCE), "need/payments", "essais", DAY)
    desk.repository.undo(first.number, "essais")
    [item] = desk.accepted()
    assert (item.words, item.day) == (SENTENCE, DAY)
    assert desk.repository.public.label(item.fact.source) == "Accepté par la modération le 10 décembre 2026"


def test_a_sentence_is_an_example_that_likely_needs_are_read_from(desk: VocabularyDesk) -> None:
    words = words_of("nos parchemins sont encore égarés")
    before = {one.choice.slug: one.score for one in likely(model(), "need").ranked(words)}
    desk.accept(code(desk, SENTENCE), "need/own-domain", "essais", DAY)
    after = likely(grown(model(), desk.repository.public), "need").ranked(words)
    assert after[0].choice.slug == "own-domain"
    assert before.get("own-domain", 0.0) < after[0].score


def test_what_cannot_be_accepted(desk: VocabularyDesk) -> None:
    for path in ("need/nothing", "tool/nothing", "network/round", "", "need/../x"):
        with pytest.raises(InvalidInput):
            desk.accept(code(desk, NAME), path, "essais", DAY)
    desk.counts.hear("facture", "", DAY, first_today=True)
    with pytest.raises(UnknownThing):
        desk.accept(desk.counts.digest("facture"), "need/payments", "essais", DAY)
    assert desk.repository.number == 1


def test_the_name_of_another_need_is_not_taken(desk: VocabularyDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two moderators on the same page: the second is told."""
    found = desk.candidate(code(desk, NAME))
    desk.accept(found.digest, "need/payments", "essais", DAY)
    monkeypatch.setattr(VocabularyDesk, "candidate", lambda *_: found)
    with pytest.raises(Conflict, match="déjà un nom de"):
        desk.accept(found.digest, "need/accounting", "essais", DAY)


def test_meanings_are_needs_audiences_tools_and_services(desk: VocabularyDesk) -> None:
    data = desk.repository.public
    assert meant("need/payments", model(), data) == VOCABULARY["need/payments"]
    assert meant("tool/plume", model(), data) == f"{ID}tool/plume"
    assert meant("organisation/atelier", model(), data) == ""


def test_accepted_words_are_taken_back(desk: VocabularyDesk) -> None:
    desk.accept(code(desk, NAME), "tool/plume", "essais", DAY)
    desk.withdraw(NAME, "tool/plume", "essais")
    assert desk.accepted() == ()
    with pytest.raises(UnknownThing):
        desk.withdraw(NAME, "tool/plume", "essais")


OWN = """@prefix dct: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix need: <https://w3id.org/tisserand/need/> .
<id/source/words> a schema:Dataset ; skos:prefLabel "Nos mots"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
need:payments SAID .
"""


def test_a_file_may_say_words_of_a_need_and_nothing_else_of_it(desk: VocabularyDesk, tmp_path: Path) -> None:
    file = tmp_path / "words.ttl"
    file.write_text(OWN.replace("SAID", "skos:broader need:email"), encoding="utf-8")
    with pytest.raises(DataError, match="une source ne dit que d’autres mots"):
        desk.repository.load([file], "essais")
    file.write_text(OWN.replace("SAID", 'skos:altLabel "la cassette"@fr'), encoding="utf-8")
    desk.repository.load([file], "essais")
    assert named(desk.repository, "la cassette") == "payments"
