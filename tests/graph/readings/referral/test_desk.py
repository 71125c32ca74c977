# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer need by need: each organisation once, only who can be called counted, doubts and ways on told apart."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from graph.entity import Reader
from graph.namespaces import TIS, VOCABULARY, XSD
from graph.rdf.dataset import Dataset, Fact
from graph.readings.referral.by_need import by_need, told_by_need
from graph.readings.referral.callers import DOES, ROLES, WELCOMES
from graph.readings.referral.cards import CardShelf
from graph.readings.referral.desk import FIRST, DeskReading, DeskView, read_desk
from graph.readings.referral.refining import Refinement
from graph.referral.situation import Query
from tests.graph.referral.worlds import world, world_of
from tests.instances import BASE, model


def desk(view: DeskView | None = None, lang: str = "fr", name: str = "town", **asked: object) -> DeskReading:
    """What a territory answers, at Chinon in June 2021."""
    town = world(name)
    query = Query(**{"commune": "Chinon", "date": "2021-06-01", "welcome": True} | asked)  # type: ignore[arg-type]
    referral = town.engine.answer(town.resolver.resolve(query))
    return read_desk(Reader(town.dataset, model(), lang), town.engine, referral, CardShelf(), view)


@pytest.mark.parametrize(
    "asked",
    [
        {"needs": ("file-sharing",)},
        {"needs": ("file-sharing", "backup"), "tools": ("grosmail",)},
        {"needs": ("video-publishing",)},
        {"tools": ("grosmail",)},
        {},
    ],
    ids=str,
)
def test_each_organisation_is_told_once_and_can_be_called(asked: dict[str, tuple[str, ...]]) -> None:
    found = desk(**asked)
    assert len(found.parts) == sum(map(len, asked.values()))
    for part in found.parts:
        actors = [caller.actor.iri for caller in part.callers]
        assert len(actors) == len(set(actors))
        assert [caller.rank for caller in part.callers] == list(range(1, len(actors) + 1))
        assert part.total >= len(actors) == part.total - part.beyond
        assert all(caller.ways for caller in part.first)
        assert not {it.actor for it in part.silent} & {caller.actor for caller in part.callers}
        assert len(part.first) <= FIRST
        assert not any(caller.rank for caller in (*part.near, *part.ways))
        assert part.gap <= (not part.callers)
    assert bool(found.welcomes) is not bool(found.parts)
    assert {caller.role for caller in found.callers} <= set(ROLES)


def test_who_has_no_contact_is_known_and_not_counted() -> None:
    (part,) = desk(needs=("file-sharing",)).parts
    assert [caller.actor.label for caller in part.silent] == ["Coopérative Exemple"]
    assert "Coopérative Exemple" not in [caller.actor.label for caller in part.callers]
    assert part.total == len(part.callers) == 1


def test_a_way_on_says_what_it_is_and_has_no_rank() -> None:
    (part,) = desk(needs=("video-publishing",)).parts
    assert part.gap
    assert part.missing
    assert {caller.role for caller in part.first} == {WELCOMES}
    assert all(caller.told == "accueille et oriente" for caller in part.first)


def test_who_does_something_near_is_not_told_again_as_somebody_who_orients() -> None:
    (part,) = desk(needs=("shared-premises",), commune="Tours", name="touraine").parts
    near = {caller.actor.iri for caller in part.near}
    assert near
    assert near.isdisjoint(caller.actor.iri for caller in part.ways if caller.role == WELCOMES)


def test_what_is_narrower_or_wider_is_a_doubt_and_never_closes_a_gap() -> None:
    town, seen = world("town"), 0
    for need in [choice.slug for choice in model().scheme("need").choices]:
        for part in desk(needs=(need,)).parts:
            for caller in part.near:
                seen += 1
                assert caller.role != DOES
                assert caller.doubts
            assert not (part.gap and part.callers), need
    assert town.engine.index.actors
    assert seen > 0


def test_filters_leave_just_those_they_count() -> None:
    everyone = desk(DeskView(200), needs=("digital-basics",)).parts[0]
    for one in (filter_ for filter_ in everyone.filters if filter_.name != "within"):
        for choice in one.choices:
            left = desk(DeskView(200, wanted=Refinement({one.name: (choice.value,)})), needs=("digital-basics",))
            assert len(left.parts[0].callers) == choice.count, (one.name, choice.value)


def test_languages_and_access_are_told() -> None:
    town, source = world("town"), "http://localhost:5000/id/source/town"
    first = desk(needs=("file-sharing",)).parts[0].callers[0].actor.iri
    said = [
        Fact(first, TIS.speaks, VOCABULARY["language/en"], source),
        Fact(first, TIS.speaks, VOCABULARY["language/fsl"], source),
        Fact(first, TIS.welcomesReducedMobility, Literal("false", datatype=NamedNode(XSD.boolean)), source),
    ]
    known = world_of(Dataset.in_memory([*town.dataset.facts(), *said], BASE))
    referral = known.ask(commune="Chinon", needs=("file-sharing",))
    for lang, spoken, shut in (
        ("fr", "parle aussi anglais et langue des signes française", "non accessible aux personnes à mobilité réduite"),
        ("en", "also speaks English and French Sign Language", "not accessible to people with reduced mobility"),
    ):
        (part,) = read_desk(Reader(known.dataset, model(), lang), known.engine, referral, CardShelf()).parts
        assert part.callers[0].welcome == (shut, spoken)


def test_what_a_service_says_of_access_goes_before_what_its_actor_says() -> None:
    town, source = world("town"), "http://localhost:5000/id/source/town"
    first = town.ask(commune="Chinon", needs=("file-sharing",)).of_kind("direct")[0].candidate.offer
    assert first.iri != first.actor.iri
    said = [
        Fact(iri, TIS.welcomesReducedMobility, Literal(word, datatype=NamedNode(XSD.boolean)), source)
        for iri, word in ((first.iri, "false"), (first.actor.iri, "true"))
    ]
    known = world_of(Dataset.in_memory([*town.dataset.facts(), *said], BASE))
    referral = known.ask(commune="Chinon", needs=("file-sharing",))
    (part,) = read_desk(Reader(known.dataset, model(), "fr"), known.engine, referral, CardShelf()).parts
    assert [one.accessible for one in part.callers if one.actor.iri == first.actor.iri] == [False]


def test_callers_are_sorted_out_by_language_and_access_where_some_say_so() -> None:
    real = world("touraine")
    referral = real.ask(commune="Tours", needs=("digital-basics",))
    actors = list(dict.fromkeys(result.actor.iri for result in referral.of_kind("direct")))
    said = [Fact(actors[0], TIS.speaks, VOCABULARY["language/ar"], f"{BASE}/id/source/said")]
    known = world_of(Dataset.in_memory([*real.dataset.facts(), *said], BASE))
    found = {}
    for name, one in (("before", real), ("after", known)):
        asked = one.ask(commune="Tours", needs=("digital-basics",))
        (part,) = read_desk(Reader(one.dataset, model(), "fr"), one.engine, asked, CardShelf(), DeskView(200)).parts
        found[name] = {
            filter_.name: {choice.label: choice.count for choice in filter_.choices} for filter_ in part.filters
        }
    assert "language" not in found["before"]
    assert found["after"]["language"] == {"arabe": 1}
    assert found["before"]["access"]["accessible aux personnes à mobilité réduite"] > 1


def test_the_document_and_the_lines_tell_the_same_callers() -> None:
    found = desk(needs=("file-sharing", "backup"))
    lines = "\n".join(told_by_need(found, "fr"))
    for part, document in zip(found.parts, by_need(found), strict=True):
        assert document["need"]["iri"] == part.asked.iri
        assert document["tool"] is None
        for caller in document["callers"]:
            assert f"{caller['rank']}. {caller['actor']['label']}" in lines
        for caller in document["ways"]:
            assert f"– {caller['actor']['label']}" in lines
