# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following a change gives the same index as reading everything again, and touches nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.namespaces import ORG, RDF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, date_literal, text_literal, to_quad
from graph.referral.index import ReferralIndex
from graph.referral.postings import Postings
from tests.conftest import TESTS, background_facts, facts_of_files
from tests.instances import BASE, ID, model, territories

SOURCE = ID + "source/ecosystem"
FILES = [TESTS / "ecosystem.ttl", TESTS / "ecosystem-restricted.ttl"]
FACTS = facts_of_files(FILES)
BACKGROUND = background_facts(FACTS, territories())
READ_LAST = {
    SKOS.prefLabel,
    SCHEMA.areaServed,
    ORG.member,
    ORG.organization,
    ORG.subOrganizationOf,
    SCHEMA.provider,
    TIS.meetsNeed,
}


def index_of(dataset: Dataset) -> ReferralIndex:
    return ReferralIndex(dataset, model(), territories())


def apply(dataset: Dataset, added: Iterable[Fact], removed: Iterable[Fact]) -> None:
    added, removed = set(added), set(removed)
    for fact in removed:
        dataset.store.remove(to_quad(fact))
    for fact in added:
        dataset.store.add(to_quad(fact))
    dataset.changed(added | removed)


def content(item: Any) -> Any:
    """What an index holds, in an order of its own, without the identities of objects."""
    if isinstance(item, Postings):
        return sorted(
            (first, second, sorted(map(str, map(content, items))))
            for first in item
            for second, items in item.under(first).items()
        )
    if hasattr(item, "actor"):
        return (
            item.iri,
            item.actor.iri,
            item.label,
            item.needs,
            item.tools,
            item.areas,
            item.origin,
            item.known,
            content(item.traits),
        )
    if hasattr(item, "__slots__") and not isinstance(item, str | tuple):
        return tuple((name, str(getattr(item, name))) for name in item.__slots__ if name != "facets")
    return item


def everything(index: ReferralIndex) -> dict[str, Any]:
    lists = {name: content(value) for name, value in vars(index).items() if isinstance(value, Postings)}
    actors = {iri: content(actor) for iri, actor in index.actors.items()}
    offers = {root: sorted(map(str, map(content, offers))) for root, offers in index.offers.items()}
    roots = {iri: sorted(roots) for iri, roots in index.roots.items() if roots}
    ending = sorted(offer.key for offer in index.ending)
    return {**lists, "actors": actors, "offers": offers, "roots": roots, "busiest": index.busiest, "ending": ending}


CHANGEABLE = sorted({fact.s for fact in FACTS})


@settings(max_examples=25)
@given(st.data())
def test_following_changes_is_the_same_as_reading_again(data: st.DataObject) -> None:
    dataset = Dataset.in_memory([*FACTS, *BACKGROUND], BASE)
    index = index_of(dataset)
    present, absent = set(FACTS), set()
    for _ in range(3):
        subject = data.draw(st.sampled_from(CHANGEABLE))
        own = sorted((fact for fact in present | absent if fact.s == subject), key=str)
        chosen = set(data.draw(st.lists(st.sampled_from(own), unique=True, max_size=6)))
        removed, added = chosen & present, chosen & absent
        apply(dataset, added, removed)
        index.update(added, removed)
        present, absent = (present - removed) | added, (absent | removed) - added
    assert everything(index) == everything(index_of(dataset))


MOVED = [
    ("a service is retyped", [], [Fact(ID + "service/files-back", RDF.type, SCHEMA.Service, SOURCE)]),
    (
        "a group leaves its network",
        [],
        [Fact(ID + "membership/accueils-in-cercle", ORG.member, ID + "working-group/accueils", SOURCE)],
    ),
    ("a tool gets a need", [Fact(ID + "tool/plume", TIS.meetsNeed, VOCABULARY["need/newsletter"], SOURCE)], []),
    ("a new provider", [Fact(ID + "service/letters", SCHEMA.provider, ID + "organisation/atelier", SOURCE)], []),
    (
        "a closing is announced",
        [Fact(ID + "service/files-back", TIS.announcedEnd, date_literal(date(2021, 7, 1)), SOURCE)],
        [],
    ),
    ("another name", [Fact(ID + "organisation/relais", SKOS.prefLabel, text_literal("Autre", "fr"), SOURCE)], []),
    ("a whole network goes", [], [fact for fact in FACTS if fact.s == ID + "network/trame"]),
]


@pytest.mark.parametrize(("added", "removed"), [case[1:] for case in MOVED], ids=[case[0] for case in MOVED])
def test_change(added: list[Fact], removed: list[Fact]) -> None:
    dataset = Dataset.in_memory([*FACTS, *BACKGROUND], BASE)
    index = index_of(dataset)
    before = everything(index)
    apply(dataset, added, removed)
    index.update(added, removed)
    assert everything(index) == everything(index_of(dataset))
    apply(dataset, removed, added)
    index.update(removed, added)
    assert everything(index) == before


def test_an_edit_leaves_other_records_alone() -> None:
    dataset = Dataset.in_memory([*FACTS, *BACKGROUND], BASE)
    index = index_of(dataset)
    kept = {iri: actor for iri, actor in index.actors.items() if iri != ID + "organisation/vitrine"}
    added = [Fact(ID + "organisation/vitrine", SKOS.altLabel, text_literal("Devanture", "fr"), SOURCE)]
    apply(dataset, added, [])
    index.update(added, [])
    assert all(index.actors[iri] is actor for iri, actor in kept.items())


def test_turning_to_another_month_changes_the_order_and_no_answer() -> None:
    index = index_of(Dataset.in_memory([*FACTS, *BACKGROUND], BASE))
    before = everything(index)
    index.turn(date(2031, 1, 1))
    after = everything(index)
    assert {name: value for name, value in before.items() if name != "offers"} != {}
    assert before.keys() == after.keys()
    for postings in index.by_need.values():
        for offers in (offers for first in postings for offers in postings.under(first).values()):
            assert [offer.traits.deficit for offer in offers] == sorted(offer.traits.deficit for offer in offers)


def test_the_area_is_declared_and_where_most_actors_are_is_only_known() -> None:
    full, empty = (index_of(Dataset.in_memory(facts, BASE)) for facts in ([*FACTS, *BACKGROUND], []))
    assert full.area == empty.area == {ID + "territory/departement-37"}
    assert (full.busiest, empty.busiest) == ("departement-37", "")
