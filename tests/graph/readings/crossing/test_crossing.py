# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources crossed: each thing is on one side, on both, or to be looked at; what differs is told once."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode

from graph.entity import Reader
from graph.entity.knowledge import Knowledge
from graph.entity.known import CONFIRMED, SAID
from graph.errors import InvalidInput
from graph.namespaces import APART, DCT, DELIVERY, FOAF, MERGED, ORG, RDF, SCHEMA, SKOS, TIS, VOCABULARY, WGS, XSD
from graph.rdf.dataset import Dataset, Fact, Value, text_literal
from graph.readings.crossing.asking import asked_area, asked_sides
from graph.readings.crossing.comparing import PairComparison
from graph.readings.crossing.crossing import Crossing, CrossingGround, crossing
from graph.readings.crossing.document import crossing_document
from graph.readings.crossing.matching import LIKELY, ONE_CARD, PERHAPS, TWICE
from graph.readings.crossing.reading import crossing_reading
from graph.readings.crossing.sources import CrossedSides, described_things
from graph.storage.merging import Merging, merge_sources
from tests.instances import BASE, DAY, ID, model, territories

THEIRS, OURS, OTHER = ID + "source/their-map", ID + "source/town", ID + "source/other"
CHINON, TOURS = (f"{ID}territory/commune-{code}" for code in ("37072", "37261"))
Said = Iterable[tuple[str, Value]]


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype))


def thing(slug: str, source: str, name: str, place: str = CHINON, more: Said = ()) -> list[Fact]:
    iri = ID + f"organisation/{slug}"
    own: Said = [(RDF.type, ORG.FormalOrganization), (SKOS.prefLabel, text_literal(name, "fr"))]
    return [Fact(iri, path, value, source) for path, value in (*own, (SCHEMA.location, place), *more)]


def ground(*things: list[Fact]) -> CrossingGround:
    told = [Fact(source, RDF.type, SCHEMA.Dataset, source) for source in (THEIRS, OURS, OTHER)]
    data = Dataset.in_memory(Merging(BASE).start([*told, *(fact for facts in things for fact in facts)]), BASE)
    return CrossingGround(data, model(), territories(), described_things(data, model()))


def crossed(*things: list[Fact], ours: str = "") -> Crossing:
    made = ground(*things)
    reader = Reader(made.data, made.model)
    return crossing(made, asked_sides(reader, made.described, (THEIRS, ours), (), ("source", "with")))


def names(iris: Iterable[str]) -> list[str]:
    return [iri.removeprefix(f"{ID}organisation/") for iri in iris]


def test_what_was_not_found_on_the_other_side_is_alone() -> None:
    found = crossed(thing("lime", THEIRS, "Salle des Tilleuls"), thing("mill", OURS, "Le Moulin", TOURS))
    assert names(found.things.theirs) == ["lime"]
    assert names(found.things.ours) == ["mill"]
    assert not found.things.both
    assert not found.things.perhaps


def test_a_card_that_both_describe_is_one() -> None:
    found = crossed(thing("mill", THEIRS, "Le Moulin"), thing("mill", OURS, "Le Moulin"))
    assert [(pair.level, pair.score) for pair in found.things.both] == [(ONE_CARD, 100)]
    assert found.counts.all == 1


def mail(text: str = "bonjour@moulin.example") -> Said:
    return [(SCHEMA.email, text_literal(text))]


def test_two_cards_that_are_surely_one_are_counted_once() -> None:
    found = crossed(
        thing("mill-2", THEIRS, "Association Le Moulin", more=mail()), thing("mill", OURS, "Le Moulin", more=mail())
    )
    (pair,) = found.things.both
    assert pair.level == LIKELY
    assert names(pair[:2]) == ["mill-2", "mill"]
    # The legal form is no other name.
    assert found.counts.differing == 0


def test_one_of_ours_is_the_same_as_one_of_theirs_at_most() -> None:
    """A card that is there twice on one side is a question, not two."""
    door = [(SCHEMA.address, text_literal("12 rue Haute, 37500 Chinon"))]
    found = crossed(
        thing("mill-2", THEIRS, "Le Moulin de la Loire", more=door),
        thing("mill-3", THEIRS, "Moulin de la Loire", more=[*door, *mail()]),
        thing("mill", OURS, "Le Moulin de la Loire", more=[*door, *mail()]),
    )
    assert [names(pair[:2]) for pair in found.things.both] == [["mill-3", "mill"]]
    assert [(names(pair[:2]), pair.level) for pair in found.things.perhaps] == [(["mill-2", "mill"], TWICE)]
    assert found.counts.theirs == found.counts.ours == 0


def test_a_likeness_that_does_not_suffice_is_on_neither_side() -> None:
    """One name in one commune, and two sites."""
    slugs = ("mill-2", THEIRS), ("mill", OURS)
    found = crossed(
        *(thing(slug, by, "Le Moulin", more=[(FOAF.homepage, f"https://{slug}.example/")]) for slug, by in slugs)
    )
    assert [(names(pair[:2]), pair.level) for pair in found.things.perhaps] == [(["mill-2", "mill"], PERHAPS)]
    assert found.counts.all == 1


def decided(one: str, path: str, other: str) -> list[Fact]:
    return [Fact(f"{ID}organisation/{one}", path, f"{ID}organisation/{other}", merge_sources(BASE)[0])]


def test_who_was_told_apart_is_not_brought_together() -> None:
    things = thing("mill-2", THEIRS, "Le Moulin", more=mail()), thing("mill", OURS, "Le Moulin", more=mail())
    found = crossed(*things, decided("mill", APART, "mill-2"))
    assert (found.counts.theirs, found.counts.both, found.counts.ours) == (1, 0, 1)
    merged = crossed(*things, decided("mill-3", APART, "mill-2"), decided("mill-3", MERGED, "mill"))
    assert (merged.counts.theirs, merged.counts.both, merged.counts.ours) == (1, 0, 1)


def test_two_cards_that_were_merged_are_one_that_both_tell_of() -> None:
    """Who merged them tells nothing of the card: it is no source to cross."""
    lime = thing("lime", THEIRS, "Salle des Tilleuls")
    made = ground(lime, thing("mill", OURS, "Le Moulin", TOURS), decided("lime", MERGED, "mill"))
    assert [source.iri for source in made.described.sources] == [THEIRS, OURS]
    found = crossing(made, CrossedSides(*made.described.sources, ("organisation",)))
    assert [names(pair[:2]) for pair in found.things.both] == [["mill", "mill"]]
    assert found.counts.all == 1


def test_one_card_that_was_read_elsewhere_is_no_list_to_cross() -> None:
    there = text_literal("https://there.example/id/organisation/mill")
    card = [*thing("mill", OTHER, "Le Moulin"), Fact(ID + "organisation/mill", DELIVERY.card, there, OTHER)]
    assert [item.iri for item in ground(thing("lime", THEIRS, "Salle"), card).described.sources] == [THEIRS]


def test_what_looks_like_one_card_of_both_is_no_thing_of_ours_alone() -> None:
    found = crossed(
        *(thing("mill", source, "Le Moulin", more=mail()) for source in (THEIRS, OURS)),
        thing("mill-2", OURS, "Le Moulin", more=mail()),
    )
    assert [names(pair[:2]) for pair in found.things.perhaps] == [["mill", "mill-2"]]
    assert (found.counts.both, found.counts.ours) == (1, 0)


def test_another_source_alone_may_be_the_other_side() -> None:
    things = thing("lime", THEIRS, "Salle des Tilleuls"), thing("mill", OURS, "Le Moulin", TOURS)
    third = thing("host", OTHER, "Hébergeur", TOURS)
    assert names(crossed(*things, third, ours=OTHER).things.ours) == ["host"]
    assert names(crossed(*things, third).things.ours) == ["host", "mill"]


def compared(theirs: Said, ours: Said) -> PairComparison:
    found = crossed(thing("mill", THEIRS, "Le Moulin", more=theirs), thing("mill", OURS, "Le Moulin", more=ours))
    return found.comparisons[found.things.both[0]]


def test_each_side_tells_its_own_position() -> None:
    """Where one is as far north as the other, and both are one card."""
    north, made = (WGS.lat, typed("47.167", XSD.decimal)), []
    for source, east in ((THEIRS, "0.340"), (OURS, "0.240")):
        made += thing("mill", source, "Le Moulin", more=[north, (WGS.long, typed(east, XSD.decimal))])
    own = ground(made)
    found = crossing(own, CrossedSides(*own.described.sources, ("organisation",)))
    reading = crossing_reading(Reader(own.data, own.model), found, own.territories, DAY)
    ((answers,),) = (match.differences for match in reading.differing())
    assert [side.values for side in (answers.theirs, answers.ours)] == [("47.167", "0.34"), ("47.167", "0.24")]


def test_a_thing_is_as_sure_as_who_says_that_it_is_there() -> None:
    known: Said = [(TIS.basis, VOCABULARY["basis/confirmed"]), (DCT.issued, typed("2026-11-01", XSD.date))]
    confirmed = [Fact(OTHER, path, value, OTHER) for path, value in known]
    telling = [Fact(f"{ID}organisation/mill", path, value, OTHER) for path, value in number("02 61 91 00 01")]
    made = ground(
        thing("lime", THEIRS, "Salle des Tilleuls"), thing("mill", OURS, "Le Moulin", TOURS), confirmed, telling
    )
    found = crossing(made, asked_sides(Reader(made.data, made.model), made.described, (THEIRS, ""), (), ("", "")))
    reading = crossing_reading(Reader(made.data, made.model), found, made.territories, DAY)
    assert [item.state.sign for item in reading.only_ours()] == [SAID]


@pytest.mark.parametrize(
    ("brought", "by", "sure"),
    [("2020-12-01", OURS, True), ("2026-11-02", OURS, False), ("2026-11-02", THEIRS, True)],
    ids=["brought before", "brought after", "told by the list itself"],
)
def test_who_confirms_a_card_confirms_no_list_that_was_brought_later(brought: str, by: str, sure: bool) -> None:
    delivered = [Fact(THEIRS, TIS.deliveredOn, typed(brought, XSD.date), THEIRS)]
    known: Said = [(TIS.confirmedOn, typed("2021-05-01", XSD.date)), (TIS.confirmedBy, f"{ID}organisation/lime")]
    confirmed = [Fact(f"{ID}organisation/mill", path, value, by) for path, value in known]
    made = ground(thing("mill", THEIRS, "Le Moulin"), delivered, confirmed)
    said = Knowledge(made.data).of_fact(next(made.data.facts(f"{ID}organisation/mill", SKOS.prefLabel)))
    assert said.how == (CONFIRMED if sure else SAID)


def number(text: str) -> Said:
    return [(SCHEMA.telephone, text_literal(text))]


AGREEING: dict[str, tuple[Said, Said]] = {
    "a number written otherwise": (number("02 61 91 00 01"), number("+33 2 61 91 00 01")),
    "a street without its number": (
        [(SCHEMA.address, text_literal("12 rue Haute, 37500 Chinon"))],
        [(SCHEMA.address, text_literal("rue Haute"))],
    ),
    "hours written otherwise": (
        [(SCHEMA.openingHours, text_literal("Mo,Tu 09:00-12:00"))],
        [(SCHEMA.openingHours, text_literal("Mo-Tu 09:00-12:00"))],
    ),
    "two presentations": (
        [(DCT.description, text_literal("Une salle.", "fr"))],
        [(DCT.description, text_literal("Un lieu ouvert à qui veut.", "fr"))],
    ),
    "a place nearby": (
        [(WGS.lat, typed("47.167", XSD.decimal)), (WGS.long, typed("0.240", XSD.decimal))],
        [(WGS.lat, typed("47.168", XSD.decimal)), (WGS.long, typed("0.241", XSD.decimal))],
    ),
    "a site with and without www": (
        [(FOAF.homepage, "https://www.moulin.example/")],
        [(FOAF.homepage, "http://moulin.example")],
    ),
}


@pytest.mark.parametrize(("theirs", "ours"), AGREEING.values(), ids=AGREEING)
def test_what_is_told_otherwise_is_no_difference(theirs: Said, ours: Said) -> None:
    assert not compared(theirs, ours).differences


DIFFERING: dict[str, tuple[Said, Said, str]] = {
    "another number": (number("02 61 91 00 01"), number("02 61 91 00 02"), SCHEMA.telephone),
    "another street": (
        [(SCHEMA.address, text_literal("12 rue Haute, 37500 Chinon"))],
        [(SCHEMA.address, text_literal("12 rue Basse, 37500 Chinon"))],
        SCHEMA.address,
    ),
    "somewhere else": (
        [(WGS.lat, typed("47.167", XSD.decimal)), (WGS.long, typed("0.240", XSD.decimal))],
        [(WGS.lat, typed("47.167", XSD.decimal)), (WGS.long, typed("0.340", XSD.decimal))],
        WGS.lat,
    ),
    "other hours": (
        [(SCHEMA.openingHours, text_literal("Mo 09:00-12:00"))],
        [(SCHEMA.openingHours, text_literal("Mo 09:00-17:00"))],
        SCHEMA.openingHours,
    ),
}


@pytest.mark.parametrize(("theirs", "ours", "path"), DIFFERING.values(), ids=DIFFERING)
def test_a_difference_is_told_once_with_both_answers(theirs: Said, ours: Said, path: str) -> None:
    (difference,) = compared(theirs, ours).differences
    assert difference.path == path
    assert difference.theirs == tuple(value for own, value in theirs if own == path)
    assert difference.ours == tuple(value for own, value in ours if own == path)
    assert (difference.by_them, difference.by_us) == (THEIRS, OURS)


def test_an_address_elsewhere_is_told_with_the_place_alone() -> None:
    found = crossed(
        thing("mill", THEIRS, "Le Moulin", TOURS, [(SCHEMA.address, text_literal("1 rue Haute"))]),
        thing("mill", OURS, "Le Moulin", CHINON, [(SCHEMA.address, text_literal("2 rue Basse"))]),
    )
    assert [item.path for item in found.comparisons[found.things.both[0]].differences] == [SCHEMA.location]


def test_a_closing_that_the_other_side_does_not_tell_is_a_difference() -> None:
    """Nobody said that it is open: the other side is silent."""
    (difference,) = compared([], [(TIS.state, VOCABULARY["state/closed"])]).differences
    assert (difference.path, difference.theirs) == (TIS.state, ())
    assert difference.by_them == THEIRS


def test_what_one_side_alone_tells_is_no_difference() -> None:
    found = compared(number("02 61 91 00 01"), mail())
    assert not found.differences
    assert (found.brings, found.lacks) == ((SCHEMA.telephone,), (SCHEMA.email,))


def test_an_area_keeps_what_is_in_it_and_tells_what_is_nowhere() -> None:
    lost = [fact for fact in thing("lost", THEIRS, "Sans lieu") if fact.p != SCHEMA.location]
    made = ground(thing("lime", THEIRS, "Salle des Tilleuls"), thing("mill", OURS, "Le Moulin", TOURS), lost)
    reader, known = Reader(made.data, made.model), made.territories
    found = crossing(made, asked_sides(reader, made.described, ("their-map", ""), (), ("source", "with")))
    area = asked_area(known, "Chinon", "area")
    document = crossing_document(crossing_reading(reader, found, known, DAY, area), 10)
    assert [item["label"] for item in document["only_theirs"]] == ["Salle des Tilleuls"]
    assert document["only_ours"] == []
    assert document["unplaced"] == 1
    assert [item["area"] and item["counts"]["only_theirs"] for item in document["areas"]] == [1]
    whole = crossing_document(crossing_reading(reader, found, known, DAY), 1)
    assert whole["counts"]["only_theirs"] == 2
    assert len(whole["only_theirs"]) == 1
    assert json.loads(json.dumps(whole)) == whole


@pytest.mark.parametrize(("texts", "field"), [(("zzz", ""), "source"), (("", "zzz"), "with"), ((THEIRS,) * 2, "with")])
def test_a_source_that_is_not_understood_is_named(texts: tuple[str, str], field: str) -> None:
    made = ground(thing("lime", THEIRS, "Salle des Tilleuls"), thing("mill", OURS, "Le Moulin", TOURS))
    with pytest.raises(InvalidInput) as raised:
        asked_sides(Reader(made.data, made.model), made.described, texts, (), ("source", "with"))
    assert raised.value.field == field


def test_without_any_source_it_is_said_what_to_do() -> None:
    made = ground()
    with pytest.raises(InvalidInput, match="apportez d’abord un fichier"):
        asked_sides(Reader(made.data, made.model), made.described, ("", ""), (), ("source", "with"))


def test_our_own_deductions_are_no_list_of_others() -> None:
    deduced = [Fact(THEIRS, TIS.basis, VOCABULARY["basis/deduced"], THEIRS)]
    made = ground(thing("lime", THEIRS, "Salle des Tilleuls"), deduced, thing("mill", OURS, "Le Moulin", TOURS))
    assert [source.iri for source in made.described.sources] == [OURS]


def test_a_file_that_tells_several_sources_is_one_side() -> None:
    parts = [Fact(THEIRS, DCT.hasPart, OTHER, THEIRS)]
    made = ground(thing("lime", THEIRS, "Tilleuls"), thing("host", OTHER, "Hébergeur", TOURS), parts)
    (source,) = made.described.sources
    assert (source.iri, source.size, source.graphs) == (THEIRS, 2, frozenset({THEIRS, OTHER}))
    found = crossing(made, CrossedSides(source, None, ("organisation",)))
    assert (found.counts.theirs, found.counts.ours) == (2, 0)
