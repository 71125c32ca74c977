# SPDX-License-Identifier: AGPL-3.0-or-later
"""New things of a file that a number of their own tells to be known cards: merged in the same change, or a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.deliveries import DeliveryChoices, DeliveryJudge, DeliveryOrigin, Fate, Taken, facts_of, preview_of, take
from graph.deliveries.duplicates import PossibleDuplicate, duplicates_of
from graph.errors import Conflict, UnknownThing
from graph.identity.merges import MergeDesk
from graph.namespaces import APART, DCT, MERGED, ORG, OWL, RDF, SCHEMA, SKOS
from graph.rdf.dataset import Fact
from graph.sources import SourceEntity, SourceValue
from graph.storage.merging import merge_sources
from graph.storage.repository import Repository
from tests.instances import BARE, DAY, ID, draft, fact, opened, write

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
ORIGIN = DeliveryOrigin("house", "Maison des associations", LICENCE, DAY, file="hours.xlsx", format="table")
MILL, FORGE = f"{ID}organisation/mill", f"{ID}organisation/forge"
SIRET, RNA, ELSEWHERE = "73282932000074", "W372000001", "https://other.example/id/organisation/moulin"
TOURS, CHINON = "37261", "37072"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Repository]:
    """A small town where the mill has its numbers."""
    repository = opened(tmp_path, on_disk=False, ontology=BARE)
    repository.load([write(tmp_path)], "essais")
    repository.commit(
        draft(
            {
                fact(MILL, SCHEMA.location, f"territory/commune-{TOURS}"),
                *(fact(MILL, ORG.identifier, Literal(number)) for number in (SIRET, RNA)),
                Fact(MILL, OWL.sameAs, ELSEWHERE, fact(MILL, RDF.type, MILL).source),
            }
        )
    )
    yield repository
    repository.close()


def row(number: int, name: str = "LE MOULIN", key: str = "", commune: str = TOURS, official: str = "") -> SourceEntity:
    """An actor of a row, with its official number."""
    values = {SKOS.prefLabel: name, SCHEMA.location: commune, ORG.identifier: official}
    said = tuple(SourceValue(path, text) for path, text in values.items())
    return SourceEntity("organisation", key or f"A{number}", said, number)


def seen(
    town: Repository, *rows: SourceEntity, origin: DeliveryOrigin = ORIGIN, merge: bool = True
) -> tuple[tuple[PossibleDuplicate, ...], Taken | None]:
    """What may be there already, and what taking the file does."""
    judge = DeliveryJudge(town.model, town.background, town.said, DeliveryChoices(merge=merge))
    judged = judge.judged(facts_of(rows, origin, town.model, town.background, town.said))
    preview = preview_of(judged, town.said, town.model)
    twice = duplicates_of(judged, preview, town.full, town.model, town.background.territories)
    return twice, take(town, judged, "essais", twice)


def known(twice: tuple[PossibleDuplicate, ...]) -> dict[int, str]:
    """The card of each row that is recognised."""
    return {pair.row: pair.other_iri for pair in twice if pair.recognised}


def test_a_row_with_the_numbers_of_one_known_card_is_that_card_until_somebody_says_otherwise(town: Repository) -> None:
    before = frozenset(town.full.facts())
    twice, taken = seen(town, row(2, official=SIRET), row(3, "La Lampe bleue"))
    assert known(twice) == {2: MILL}
    assert taken is not None
    assert taken.change is not None
    assert taken.merged == 1
    own = next(pair.iri for pair in twice if pair.recognised)
    assert town.full.links(MILL, OWL.sameAs) == [own, ELSEWHERE]
    assert {item.source for item in town.full.facts(MILL, SKOS.prefLabel)} >= {ORIGIN.iri(town.base)}
    desk = MergeDesk(town, town.model)
    decision = desk.decisions(9)[0]
    assert (decision.one, decision.other, decision.brought, desk.count()) == (own, MILL, True, 1)
    with pytest.raises(UnknownThing):
        desk.undo(taken.change.number, "essais", MILL)
    desk.undo(taken.change.number, "essais", own)
    assert own in town.full.instances(ORG.FormalOrganization), "alone, the rest of the file stays"
    assert desk.decisions(9) == []
    assert [pair for pair in seen(town, row(2, official=SIRET), row(3, "La Lampe bleue"))[0] if pair.recognised] == []
    town.undo(taken.change.number, "essais")
    opening = set(town.full.facts(source=merge_sources(town.base)[0]))
    assert frozenset(town.full.facts()) - opening == before


def test_one_click_takes_back_the_file_with_its_merges_and_a_second_file_keeps_them(town: Repository) -> None:
    before = frozenset(town.full.facts())
    _, first = seen(town, row(2, official=SIRET))
    twice, second = seen(town, row(2, "Le Moulin de la Ville", official=SIRET))
    assert known(twice) == {}
    assert first is not None
    assert second is not None
    assert len(town.full.links(MILL, OWL.sameAs)) == 2
    for taken in (second, first):
        assert taken.change is not None
        town.undo(taken.change.number, "essais")
    assert frozenset(town.full.facts()) - set(town.full.facts(source=merge_sources(town.base)[0])) == before


RECOGNISED = {
    "number of an association, in its commune": (row(2, official=RNA), True),
    "address of the card": (row(2, "Le Moulin", key=ELSEWHERE, commune=""), True),
    "same number in another commune": (row(2, commune=CHINON, official=SIRET), False),
    "same number, where nobody says the commune": (row(2, commune="", official=SIRET), False),
    "same number, another name": (row(2, "Bibliothèque Curie", official=SIRET), False),
    "same name and commune, no number": (row(2, "Le Moulin"), False),
}


@pytest.mark.parametrize(("item", "expected"), RECOGNISED.values(), ids=RECOGNISED)
def test_only_what_is_its_own_tells_a_thing(town: Repository, item: SourceEntity, *, expected: bool) -> None:
    twice, taken = seen(town, item)
    assert known(twice) == ({2: MILL} if expected else {})
    assert taken is not None
    assert taken.merged == expected


def test_where_several_could_be_meant_or_somebody_decided_it_is_a_question(town: Repository) -> None:
    both = (row(2, official=SIRET), row(3, "Le Moulin", official=SIRET))
    twice, _ = seen(town, *both)
    assert twice
    assert known(twice) == {}, "two rows"
    twice, _ = seen(town, row(2, official=SIRET), origin=replace(ORIGIN, slug="third", label="Autre"))
    assert known(twice) == {}, "two known cards"


def test_what_was_told_apart_is_never_merged_by_itself(town: Repository) -> None:
    own = f"{ID}organisation/house-le-moulin"
    town.commit(draft({Fact(MILL, APART, own, merge_sources(town.base)[0])}))
    twice, taken = seen(town, row(2, official=SIRET))
    assert known(twice) == {}
    assert taken is not None
    assert own in town.full.instances(ORG.FormalOrganization)


def test_whoever_asks_keeps_all_apart(town: Repository) -> None:
    twice, taken = seen(town, row(2, official=SIRET), merge=False)
    assert known(twice) == {2: MILL}
    assert taken is not None
    assert taken.merged == 0
    assert not list(town.said.facts(p=MERGED))


def test_a_merge_that_names_a_thing_for_us_alone_is_seen_by_us_alone(town: Repository) -> None:
    before = frozenset(town.public.facts())
    _, taken = seen(town, row(2, official=SIRET), origin=replace(ORIGIN, restricted=True))
    assert taken is not None
    assert len(town.full.links(MILL, OWL.sameAs)) == 2
    assert frozenset(town.public.facts()) == before
    assert {item.source for item in town.said.facts(p=MERGED)} == {merge_sources(town.base)[1]}


def test_a_decision_taken_meanwhile_stops_what_was_shown(town: Repository) -> None:
    judge = DeliveryJudge(town.model, town.background, town.said)
    judged = judge.judged(facts_of([row(2, official=SIRET)], ORIGIN, town.model, town.background, town.said))
    preview = preview_of(judged, town.said, town.model)
    twice = duplicates_of(judged, preview, town.full, town.model, town.background.territories)
    assert [thing.fate for thing in preview.things] == [Fate.NEW]
    town.commit(draft({Fact(MILL, APART, twice[0].iri, merge_sources(town.base)[0])}))
    with pytest.raises(Conflict, match="reconnue"):
        take(town, judged, "essais", twice)
    assert not list(town.said.facts(p=DCT.isReplacedBy))
